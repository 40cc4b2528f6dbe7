/* SPDX-License-Identifier: MIT */
/*
 * Each version is redacted as a record of its own, and the two are compared as
 * the edition shows them.  That all that changed is shown is known when the
 * whole versions differ in nothing else; it costs a second comparison, so it is
 * found out only where it matters.
 *
 * What follows from the texts alone is kept from run to run.  A merge starts
 * from more than one version, and a text that cannot be read may be there
 * tomorrow: these are worked out anew.
 */
#include "site-gen/change_teller.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/change_cache.h"
#include "lib/change_pack.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/change_versions.h"
#include "site-gen/edition.h"

struct change_teller {
	struct change_cache *cache;
	const struct registers *visible;
	enum edition edition;
	struct arena *arena;
	struct change_versions *versions;
};

/* What told is besides its texts, as a number. */
enum {
	SHOWS_OLD = 1,
	SHOWS_NEW = 2,
	IS_WITHDRAWAL = 4,
	IS_WHOLE = 8,
	IS_PARTLY = 16,
};

static uint32_t facts_of(const struct change_told *told)
{
	return (told->shows_old ? SHOWS_OLD : 0) |
	       (told->shows_new ? SHOWS_NEW : 0) |
	       (told->is_withdrawal ? IS_WITHDRAWAL : 0) |
	       (told->whole == CHANGE_WHOLE ? IS_WHOLE : 0) |
	       (told->whole == CHANGE_PARTLY ? IS_PARTLY : 0);
}

/* What is known ---------------------------------------------------------- */

static bool public_sees(const void *visible, const char *target)
{
	return edition_is_target_visible(visible, EDITION_PUBLIC, target);
}

static bool partner_sees(const void *visible, const char *target)
{
	return edition_is_target_visible(visible, EDITION_PARTNER, target);
}

struct change_cache *change_teller_cache(const struct registers *visible,
					 enum edition edition,
					 struct repo *repo)
{
	static bool (*const sees[])(const void *, const char *) = {
		[EDITION_PUBLIC] = public_sees,
		[EDITION_PARTNER] = partner_sees,
		[EDITION_INTERNAL] = NULL,
	};
	const struct change_cache_scope scope = {
		.library = registers_library(visible),
		.codes = registers_codes(visible),
		.objects = repo_is_shallow(repo) ? NULL : repo_objects(repo),
		.purpose = edition_name(edition),
		.sees = sees[edition],
		.data = visible,
	};

	return change_cache_open(&scope);
}

bool change_teller_has_texts(const struct record_history *history)
{
	size_t n;
	const struct record_change *all = record_history_changes(history, &n);
	const struct repo_history *commits = record_history_commits(history);
	struct repo *repo = record_history_repo(history);

	for (size_t i = 0; i < n; i++)
		if (!commits->commits[all[i].commit].is_packed &&
		    !repo_id_is_none(all[i].new_blob) &&
		    !repo_has(repo, all[i].new_blob))
			return false;
	return !commits->is_shallow;
}

bool change_teller_recall(struct change_cache *cache,
			  const struct record_change *change,
			  struct change_told *told)
{
	struct change_known known;

	if (change->n_parents > 0 || !change_cache_find(cache, change, &known))
		return false;
	*told = (struct change_told){
		.shows_old = known.facts & SHOWS_OLD,
		.shows_new = known.facts & SHOWS_NEW,
		.is_withdrawal = known.facts & IS_WITHDRAWAL,
		.text = RECORD_TEXT_SOUND,
		.whole = known.facts & IS_WHOLE	   ? CHANGE_WHOLE
			 : known.facts & IS_PARTLY ? CHANGE_PARTLY
						   : CHANGE_WHOLE_UNKNOWN,
		.is_known = true,
		.known = known,
	};
	return true;
}

enum record_event change_teller_event(const struct record_change *change,
				      const struct change_told *told)
{
	if (told->text != RECORD_TEXT_SOUND)
		return change->event;
	if (change->event == RECORD_CHANGED && told->is_withdrawal)
		return RECORD_WITHDRAWN;
	if (told->shows_new && !told->shows_old &&
	    change->event != RECORD_RESTORED)
		return RECORD_ADDED;
	if (told->shows_old && !told->shows_new)
		return RECORD_REMOVED;
	return change->event;
}

bool change_teller_keeps(const struct record_change *change,
			 struct change_told *told)
{
	told->known.facts = facts_of(told);
	return change->n_parents == 0 && told->text == RECORD_TEXT_SOUND;
}

/* Fields ----------------------------------------------------------------- */

struct change_teller *change_teller_new(struct change_cache *cache,
					const struct registers *visible,
					enum edition edition, struct repo *repo,
					const struct blobs *blobs,
					struct arena *arena)
{
	struct change_teller *teller = g_new0(struct change_teller, 1);

	teller->cache = cache;
	teller->visible = visible;
	teller->edition = edition;
	teller->arena = arena;
	teller->versions = change_versions_new(registers_library(visible), repo,
					       blobs, visible, edition);
	return teller;
}

void change_teller_free(struct change_teller *teller)
{
	if (!teller)
		return;
	change_versions_free(teller->versions);
	g_free(teller);
}

/* What a merge changed that is in none of the versions it started from. */
static GPtrArray *merged_fields(const struct change_teller *teller,
				const struct record_change *change,
				const struct versions *v)
{
	g_autoptr(Arena) scratch = arena_new();
	g_autoptr(GPtrArray) olds =
		change_versions_merged(teller->versions, scratch, change);

	return change_fields_of_merge((const struct node *const *)olds->pdata,
				      olds->len, v->shown_new,
				      registers_codes(teller->visible));
}

/* The fields that differ; of what came or went, none. */
static GPtrArray *fields_of(const struct change_teller *teller,
			    const struct record_change *change,
			    const struct versions *v)
{
	if (v->text == RECORD_TEXT_BROKEN &&
	    teller->edition == EDITION_INTERNAL)
		return change_versions_raw(teller->versions, change);
	if (v->text != RECORD_TEXT_SOUND || !v->shown_old || !v->shown_new)
		return g_ptr_array_new();
	if (change->n_parents > 0)
		return merged_fields(teller, change, v);
	return change_fields(v->shown_old, v->shown_new,
			     registers_codes(teller->visible));
}

static const char *title_of(const struct change_teller *teller,
			    const struct record_change *change,
			    const struct versions *v)
{
	const struct node *tree = v->shown_new ? v->shown_new : v->shown_old;
	const struct kind *kind = schema_kind_of_path(
		registers_library(teller->visible)->schema, change->path);
	const char *title = kind ? node_value(tree, kind->title) : "";

	return title ? title : change->id;
}

void change_teller_read(struct change_teller *teller,
			const struct record_change *change,
			struct change_told *told)
{
	struct versions v = change_versions_read(teller->versions, change);
	g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GPtrArray) fields = fields_of(teller, change, &v);

	*told = (struct change_told){
		.shows_old = v.shown_old != NULL,
		.shows_new = v.shown_new != NULL,
		.is_withdrawal = change_is_withdrawal(v.shown_old, v.shown_new),
		.text = v.text,
		.is_known = true,
		.known.title = title_of(teller, change, &v),
	};
	change_cache_targets(teller->cache, v.old, targets);
	change_cache_targets(teller->cache, v.new, targets);
	change_cache_make(teller->arena, targets, fields, &told->known);
}

/* Whole ------------------------------------------------------------------ */

static bool is_same_change(const struct field_change *a,
			   const struct field_change *b)
{
	return strcmp(a->field, b->field) == 0 &&
	       g_strcmp0(a->old_value, b->old_value) == 0 &&
	       g_strcmp0(a->new_value, b->new_value) == 0;
}

/* Nothing to hide: a field that says only that nobody knows. */
static bool is_empty_change(const struct field_change *change)
{
	const char *const values[] = { change->old_value, change->new_value };

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		if (values[i] && strcmp(values[i], "not stated") != 0)
			return false;
	}
	return true;
}

/*
 * A former id is internal, since what had it may have been; but where the
 * version before is shown, so is the new name beside the old one.
 */
static bool is_open_rename(const struct field_change *change,
			   const struct versions *v)
{
	return v->shown_old && strcmp(change->field, "@formerId") == 0;
}

/* Whether all fields that differ between the versions are among shown. */
static bool is_all_shown(const GPtrArray *all, const struct versions *v,
			 const GPtrArray *shown)
{
	guint n = 0;

	for (guint i = 0; i < all->len; i++) {
		if (n < shown->len &&
		    is_same_change(all->pdata[i], shown->pdata[n]))
			n++;
		else if (!is_empty_change(all->pdata[i]) &&
			 !is_open_rename(all->pdata[i], v))
			return false;
	}
	return n == shown->len;
}

/* The fields that an edit shows, which a merge tells fewer of. */
static GPtrArray *shown_fields(const struct change_teller *teller,
			       const struct record_change *change,
			       const struct versions *v,
			       const struct change_told *told)
{
	if (v->shown_old && v->shown_new && change->n_parents == 0)
		return change_pack_read(told->known.fields,
					told->known.n_fields,
					told->known.texts);
	return change_fields(v->shown_old, v->shown_new,
			     registers_codes(teller->visible));
}

/*
 * Whether all that the commit did to this file may be told.  What only now
 * becomes visible counts as added.
 */
static bool is_whole(const struct change_teller *teller,
		     const struct record_change *change,
		     const struct change_told *told)
{
	struct versions v = change_versions_read(teller->versions, change);
	const struct node *old = v.shown_old ? v.old : NULL;
	const struct node *new = v.shown_new ? v.new : NULL;
	g_autoptr(GPtrArray) shown = NULL;
	g_autoptr(GPtrArray) all = NULL;

	if (g_str_has_prefix(change->path, "codes/"))
		return true;
	if (v.text != RECORD_TEXT_SOUND ||
	    (repo_id_is_none(change->new_blob) ? !old : !new))
		return false;
	if (change_is_same(old, v.shown_old) &&
	    change_is_same(new, v.shown_new))
		return true;
	shown = shown_fields(teller, change, &v, told);
	all = change_fields(old, new, registers_codes(teller->visible));
	return is_all_shown(all, &v, shown);
}

void change_teller_compare(struct change_teller *teller,
			   const struct record_change *change,
			   struct change_told *told)
{
	told->whole =
		is_whole(teller, change, told) ? CHANGE_WHOLE : CHANGE_PARTLY;
}
