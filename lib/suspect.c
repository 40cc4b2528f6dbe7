/* SPDX-License-Identifier: MIT */
/*
 * Everything is worked out from the records as they are and from git's
 * history; no fingerprint of what somebody has seen is stored, so none can be
 * forgotten or forged.
 *
 * Versions are read from git only where there is something to decide: first
 * the days of commits say which changes could matter, then the versions before
 * and after them say whether a field that counts differs, and last the older
 * versions of the record say whether it named the other by then.
 */
#include "lib/suspect.h"

#include <string.h>

#include "lib/change.h"
#include "lib/flow_facts.h"
#include "lib/impact_law.h"
#include "lib/node.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"

/* Which kinds rest on which. */
static const struct {
	const char *kind;
	const char *on;
} rests[] = {
	{ "agreement", "gateway" },    { "agreement", "consent" },
	{ "agreement", "notice" },     { "agreement", "organisation" },
	{ "agreement", "agreement" },  { "consent", "notice" },
	{ "consent", "organisation" }, { "notice", "organisation" },
	{ "pia", "agreement" },	       { "pia", "gateway" },
	{ "pia", "consent" },	       { "pia", "notice" },
};

struct suspects {
	const struct registers *registers;
	struct record_history *history;
	date_t as_of;
	GPtrArray *all;	       /* of struct suspect */
	GHashTable *by_record; /* record -> GPtrArray */
	GHashTable *by_target;
};

/* A record with one that it rests on, while it is looked at. */
struct pair {
	const struct record *record;
	const struct record *target;
	const struct node *node;
	const struct record_life *own;	  /* of record */
	const struct record_life *theirs; /* of target */
	GPtrArray *parts; /* "version[v1]": what of target is named */
	bool is_whole;	  /* target is named as such, too */
	date_t looked;
};

static void change_free(void *data)
{
	struct suspect_change *change = data;

	g_ptr_array_unref(change->fields);
	g_free(change);
}

static void suspect_free(void *data)
{
	struct suspect *suspect = data;

	g_ptr_array_unref(suspect->changes);
	g_free(suspect);
}

/* Fields ----------------------------------------------------------------- */

/* The next name in "flow[daily-flags].gateway@version"; false: no more. */
static bool next_name(const char **path, const char **name, size_t *len)
{
	const char *p = *path + strspn(*path, ".@");

	*name = p;
	*len = strcspn(p, ".@[");
	p += *len;
	if (*p == '[') {
		while (*p && *p != ']')
			p++;
		p += *p == ']';
	}
	*path = p;
	return *len > 0;
}

static bool is_among(const char *const *names, const char *name, size_t len)
{
	for (; *names; names++) {
		if (strlen(*names) == len && memcmp(*names, name, len) == 0)
			return true;
	}
	return false;
}

static bool is_said(const char *value)
{
	return value && strcmp(value, "not stated") != 0;
}

static bool counts_for_organisation(const struct field_change *change,
				    const char *name, size_t len)
{
	static const char *const always[] = { "dissolvedOn", "successor",
					      NULL };
	static const char *const corrected[] = {
		"name",	  "type", "publicAuthority", "representsClass", "from",
		"regime", NULL
	};

	return is_among(always, name, len) ||
	       (is_among(corrected, name, len) && is_said(change->old_value));
}

bool suspect_counts(const struct kind *kind, const struct field_change *change)
{
	static const char *const top[] = {
		"title",     "shortTitle",   "summary",	 "owner",
		"review",    "caveat",	     "@version", "@id",
		"@formerId", "@publication", NULL
	};
	static const char *const anywhere[] = {
		"evidence", "source",	 "locator",	   "note", "signature",
		"checked",  "checkedOn", "checkedAgainst", NULL
	};
	const char *rest = change->field;
	const char *name;
	size_t len;

	if (!is_said(change->old_value) && !is_said(change->new_value))
		return false;
	for (bool is_first = true; next_name(&rest, &name, &len);
	     is_first = false) {
		bool is_attr = name > change->field && name[-1] == '@';

		if (is_among(anywhere, name, len))
			return false;
		if (!is_first)
			continue;
		if (is_among(top, name - is_attr, len + is_attr))
			return false;
		if (strcmp(kind->name, "organisation") == 0 &&
		    !counts_for_organisation(change, name, len))
			return false;
	}
	return true;
}

/*
 * Whether only what is named of the target matters: an assessment that names
 * an agreement and flows of it is about these.
 */
static bool is_narrow(const struct pair *pair)
{
	return pair->parts->len > 0 &&
	       (!pair->is_whole ||
		strcmp(pair->record->kind->name, "pia") == 0);
}

/* Whether the field stands in a version or flow that is not named. */
static bool is_of_other_part(const struct pair *pair, const char *field)
{
	if (!is_narrow(pair) || (!g_str_has_prefix(field, "version[") &&
				 !g_str_has_prefix(field, "flow[")))
		return false;
	for (guint i = 0; i < pair->parts->len; i++) {
		if (g_str_has_prefix(field, pair->parts->pdata[i]))
			return false;
	}
	return true;
}

static void keep_fields(const struct pair *pair, GPtrArray *fields)
{
	for (guint i = fields->len; i-- > 0;) {
		const struct field_change *field = fields->pdata[i];

		if (!suspect_counts(pair->target->kind, field) ||
		    is_of_other_part(pair, field->field))
			g_ptr_array_remove_index(fields, i);
	}
}

/* The blob of the record before it was removed, for one that came back. */
static const struct repo_id *blob_before(const struct pair *pair, guint i)
{
	const struct record_change *change = pair->theirs->changes[i];

	if (change->event != RECORD_RESTORED || i + 1 == pair->theirs->n)
		return change->old_blob;
	change = pair->theirs->changes[i + 1];
	return change->old_blob;
}

/* The fields that count of the target's change i; owned by the caller. */
static GPtrArray *fields_of(const struct suspects *suspects,
			    const struct pair *pair, guint i)
{
	const struct record_change *change = pair->theirs->changes[i];
	const char *old_path =
		change->old_path ? change->old_path : change->path;
	const struct node *old = record_history_tree(
		suspects->history, old_path, blob_before(pair, i));
	const struct node *new = record_history_tree(
		suspects->history, change->path, change->new_blob);
	GPtrArray *fields;

	if (!old || !new)
		return g_ptr_array_new();
	fields = change_fields(old, new, registers_codes(suspects->registers));
	keep_fields(pair, fields);
	return fields;
}

/* Days ------------------------------------------------------------------- */

static date_t day_of(const struct suspects *suspects,
		     const struct record_change *change)
{
	const struct repo_commit *commit =
		&record_history_commits(suspects->history)
			 ->commits[change->commit];

	return MAX(date_of_time(commit->author.time),
		   date_of_time(commit->committer.time));
}

static date_t last_signature(const struct node *root, date_t as_of)
{
	date_t last = DATE_NONE;

	NODE_EACH(party, root, "party")
	{
		date_t on = flow_facts_date(node_child(party, "signature"),
					    "signedOn");

		if (on <= as_of)
			last = MAX(last, on);
	}
	return last;
}

date_t suspect_looked(const struct record *record, date_t as_of)
{
	return MAX(impact_law_last_look(record, as_of),
		   last_signature(record->root, as_of));
}

/* Whether one commit changed the record, too. */
static bool is_with(const struct pair *pair, size_t commit)
{
	for (guint i = 0; i < pair->own->n; i++) {
		const struct record_change *own = pair->own->changes[i];

		if (own->commit == commit)
			return true;
	}
	return false;
}

/* Whether a reference leads to the target, under whatever id it had then. */
static bool names(const struct pair *pair, const char *ref)
{
	size_t len = strcspn(ref, "#");

	for (guint i = 0; i < pair->theirs->n; i++) {
		const struct record_change *change = pair->theirs->changes[i];

		if (strlen(change->id) == len &&
		    memcmp(change->id, ref, len) == 0)
			return true;
	}
	return false;
}

static bool tree_names(const struct pair *pair, const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const char *ref = node_attr(n, "ref");

		if (ref && names(pair, ref))
			return true;
	}
	return false;
}

/*
 * The commit since which the record has named the target without a break; a
 * version that cannot be read counts as one that named it.
 */
static size_t named_since(const struct suspects *suspects,
			  const struct pair *pair)
{
	const struct record_change *since = pair->own->changes[0];

	for (guint i = 0; i < pair->own->n; i++) {
		const struct record_change *change = pair->own->changes[i];
		const struct node *tree = record_history_tree(
			suspects->history, change->path, change->new_blob);

		if (repo_id_is_none(change->new_blob) ||
		    (tree && !tree_names(pair, tree)))
			break;
		since = change;
	}
	return since->commit;
}

/* Pairs ------------------------------------------------------------------ */

/* Whether the days alone leave open that change i matters. */
static bool is_candidate(const struct suspects *suspects,
			 const struct pair *pair, guint i)
{
	const struct record_change *change = pair->theirs->changes[i];
	date_t on = day_of(suspects, change);

	return change->event != RECORD_ADDED &&
	       change->event != RECORD_REMOVED && on <= suspects->as_of &&
	       on > pair->looked && !is_with(pair, change->commit);
}

static GPtrArray *changes_of(const struct suspects *suspects,
			     const struct pair *pair)
{
	const struct record_change *first =
		pair->own->changes[pair->own->n - 1];
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
	size_t since = first->commit;
	bool is_narrowed = false;

	for (guint i = 0; i < pair->theirs->n; i++) {
		const struct record_change *change = pair->theirs->changes[i];
		g_autoptr(GPtrArray) fields = NULL;
		struct suspect_change *kept;

		if (change->commit >= since)
			break;
		if (!is_candidate(suspects, pair, i))
			continue;
		fields = fields_of(suspects, pair, i);
		if (fields->len == 0)
			continue;
		if (!is_narrowed) {
			since = named_since(suspects, pair);
			is_narrowed = true;
			if (change->commit >= since)
				break;
		}
		kept = g_new0(struct suspect_change, 1);
		kept->change = change;
		kept->on = day_of(suspects, change);
		kept->fields = g_steal_pointer(&fields);
		g_ptr_array_add(changes, kept);
	}
	return changes;
}

static void add_to(GHashTable *lists, const struct record *key,
		   struct suspect *suspect)
{
	GPtrArray *list = g_hash_table_lookup(lists, key);

	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(lists, (gpointer)key, list);
	}
	g_ptr_array_add(list, suspect);
}

static void judge(struct suspects *suspects, const struct pair *pair)
{
	GPtrArray *changes = changes_of(suspects, pair);
	struct suspect *suspect;

	if (changes->len == 0) {
		g_ptr_array_unref(changes);
		return;
	}
	suspect = g_new0(struct suspect, 1);
	suspect->record = pair->record;
	suspect->rests_on = pair->target;
	suspect->node = pair->node;
	suspect->looked = pair->looked;
	suspect->changes = changes;
	g_ptr_array_add(suspects->all, suspect);
	add_to(suspects->by_record, pair->record, suspect);
	add_to(suspects->by_target, pair->target, suspect);
}

static bool may_rest(const struct record *record, const struct record *target)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rests); i++) {
		if (strcmp(rests[i].kind, record->kind->name) == 0 &&
		    strcmp(rests[i].on, target->kind->name) == 0)
			return true;
	}
	return false;
}

/* "version[v1]" or "flow[f1]" for what the reference names; NULL: all. */
static char *part_of(const struct reference *reference)
{
	const char *version = node_attr(reference->node, "version");
	const char *flow = strchr(reference->target, '#');

	if (flow)
		return g_strdup_printf("flow[%s]", flow + 1);
	return version ? g_strdup_printf("version[%s]", version) : NULL;
}

static void pair_free(void *data)
{
	struct pair *pair = data;

	g_ptr_array_unref(pair->parts);
	g_free(pair);
}

/* The pairs of one record by their target, in the order it names them. */
static void add_reference(GHashTable *pairs, GPtrArray *order,
			  const struct reference *reference)
{
	struct pair *pair = g_hash_table_lookup(pairs, reference->to);
	char *part = part_of(reference);

	if (!pair) {
		pair = g_new0(struct pair, 1);
		pair->record = reference->from;
		pair->target = reference->to;
		pair->node = reference->node;
		pair->parts = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(pairs, (gpointer)reference->to, pair);
		g_ptr_array_add(order, pair);
	}
	if (part)
		g_ptr_array_add(pair->parts, part);
	else
		pair->is_whole = true;
}

/* Judges the pairs of the references that are one record's. */
static void judge_record(struct suspects *suspects,
			 const struct reference *references, size_t n)
{
	const struct record *record = references[0].from;
	const struct record_life *own =
		record_history_of(suspects->history, record->id);
	g_autoptr(GHashTable) pairs = g_hash_table_new(NULL, NULL);
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(pair_free);
	date_t looked;

	if (!own || !record->is_valid)
		return;
	looked = suspect_looked(record, suspects->as_of);
	for (size_t i = 0; i < n; i++) {
		const struct record *to = references[i].to;

		if (to && to != record && may_rest(record, to))
			add_reference(pairs, order, &references[i]);
	}
	for (guint i = 0; i < order->len; i++) {
		struct pair *pair = order->pdata[i];

		pair->own = own;
		pair->looked = looked;
		pair->theirs =
			record_history_of(suspects->history, pair->target->id);
		if (pair->theirs)
			judge(suspects, pair);
	}
}

struct suspects *suspects_open(const struct registers *registers,
			       struct record_history *history, date_t as_of)
{
	struct suspects *suspects = g_new0(struct suspects, 1);

	suspects->registers = registers;
	suspects->history = history;
	suspects->as_of = as_of;
	suspects->all = g_ptr_array_new_with_free_func(suspect_free);
	suspects->by_record = g_hash_table_new_full(
		NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	suspects->by_target = g_hash_table_new_full(
		NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	return suspects;
}

const GPtrArray *suspects_add(struct suspects *suspects,
			      const struct reference *references, size_t n)
{
	if (n == 0)
		return NULL;
	judge_record(suspects, references, n);
	return suspects_of(suspects, references[0].from);
}

struct suspects *suspects_new(const struct registers *registers,
			      struct record_history *history, date_t as_of)
{
	struct suspects *suspects = suspects_open(registers, history, as_of);
	size_t n, end;
	const struct reference *all = registers_references(registers, &n);

	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n && all[end].from == all[i].from)
			end++;
		if (all[i].from)
			judge_record(suspects, &all[i], end - i);
	}
	return suspects;
}

void suspects_free(struct suspects *suspects)
{
	if (!suspects)
		return;
	g_hash_table_unref(suspects->by_record);
	g_hash_table_unref(suspects->by_target);
	g_ptr_array_unref(suspects->all);
	g_free(suspects);
}

const GPtrArray *suspects_of(const struct suspects *suspects,
			     const struct record *record)
{
	return g_hash_table_lookup(suspects->by_record, record);
}

const GPtrArray *suspects_under(const struct suspects *suspects,
				const struct record *record)
{
	return g_hash_table_lookup(suspects->by_target, record);
}
