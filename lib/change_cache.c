/* SPDX-License-Identifier: MIT */
/*
 * One entry of the cache holds all changes of one repository as one purpose
 * tells them (numbers and texts as in packed.h):
 *
 *   digest of schemas and codes, n, n targets (may it be seen, id), n, n records
 *
 * and a record is
 *
 *   length, blobs before and after, facts, n, n places of targets, path, path
 *   before, title, fields
 *
 * Who looks at the registers today may see other targets than when the records
 * were made.  Each target is asked about once; only where the answer differs
 * from what it was are records left aside, and only those that rest on it.
 */
#include "lib/change_cache.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/cache.h"
#include "lib/change_pack.h"
#include "lib/codes.h"
#include "lib/hash.h"
#include "lib/node.h"
#include "lib/packed.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sha256.h"

#define FORM 1
#define IDS_LEN (2 * sizeof(struct repo_id))
#define FACTS_AT (sizeof(uint32_t) + IDS_LEN)
#define TARGETS_AT (FACTS_AT + sizeof(uint32_t))

struct target {
	const char *id;
	bool is_seen;
	bool is_other; /* than when records were made that rest on it */
};

struct place {
	const char *record; /* NULL: it is free */
	uint32_t hash;
};

struct change_cache {
	struct change_cache_scope scope;
	struct cache *cache;
	char *key;
	char *digest;
	GBytes *bytes;	      /* NULL: nothing is known */
	GArray *targets;      /* of struct target */
	GHashTable *numbers;  /* id to its place among targets, and 1 */
	bool has_other;	      /* any target is */
	struct place *places; /* by hash of blobs */
	size_t n_places;      /* a power of two, or 0 */
	const char *next;     /* record after the one found last, or NULL */
	struct arena *arena;
	GMutex lock; /* of targets, numbers and arena */
};

/* Records ---------------------------------------------------------------- */

/* A record as it lies in the bytes. */
struct record_view {
	const char *start;
	const char *ids;
	uint32_t n_targets;
	const char *targets;
	const char *path;
	const char *old_path; /* "": the same */
	struct change_known known;
};

static bool view_record(struct packed *from, struct record_view *view)
{
	struct packed own = *from;
	size_t len;

	view->start = own.next;
	len = packed_number(&own);
	if (packed_bytes(from, len) == NULL)
		return false;
	own.end = view->start + len;
	view->ids = packed_bytes(&own, IDS_LEN);
	view->known.facts = packed_number(&own);
	view->n_targets = packed_number(&own);
	view->targets = packed_bytes(&own, view->n_targets * sizeof(uint32_t));
	view->path = packed_text(&own);
	view->old_path = packed_text(&own);
	view->known.title = packed_text(&own);
	view->known.fields = own.next;
	view->known.record = view->start;
	return change_pack_skip(&own) && own.next == own.end;
}

static uint32_t number_at(const char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof(number));
	return GUINT32_FROM_LE(number);
}

/* Opening ---------------------------------------------------------------- */

static void add_text(struct sha256 *sum, const char *text)
{
	sha256_add(sum, text, strlen(text) + 1);
}

/* What fields follow from besides the texts: schemas, and names of codes. */
static char *digest_of(const struct change_cache_scope *scope)
{
	g_autofree char *schemas =
		assets_digest(scope->library->assets, "schemas", ".xsd");
	struct sha256 *sum = sha256_new();
	size_t n;
	const struct code_list *const *lists = codes_lists(scope->codes, &n);
	char *digest;

	add_text(sum, schemas);
	for (size_t i = 0; i < n; i++) {
		add_text(sum, lists[i]->id);
		for (size_t j = 0; j < lists[i]->n_codes; j++) {
			add_text(sum, lists[i]->codes[j].id);
			add_text(sum, lists[i]->codes[j].label);
		}
		add_text(sum, "");
	}
	digest = sha256_end(sum);
	sha256_free(sum);
	return digest;
}

/* The number of a target, which is asked about when it is new. */
static guint number_of(struct change_cache *cache, const char *id)
{
	gpointer known = g_hash_table_lookup(cache->numbers, id);
	struct target target;

	if (known != NULL)
		return GPOINTER_TO_UINT(known) - 1;
	target.id = arena_strdup(cache->arena, id);
	target.is_seen = cache->scope.sees(cache->scope.data, id);
	target.is_other = false;
	g_array_append_val(cache->targets, target);
	g_hash_table_insert(cache->numbers, (gpointer)target.id,
			    GUINT_TO_POINTER(cache->targets->len));
	return cache->targets->len - 1;
}

/* False: a target stands there twice, or they end too early. */
static bool read_targets(struct change_cache *cache, struct packed *from)
{
	uint32_t n = packed_number(from);

	for (uint32_t i = 0; i < n; i++) {
		bool was_seen = packed_number(from) != 0;
		const char *id = packed_text(from);
		struct target *target;

		if (id == NULL || cache->scope.sees == NULL ||
		    number_of(cache, id) != i)
			return false;
		target = &g_array_index(cache->targets, struct target, i);
		target->is_other = target->is_seen != was_seen;
		cache->has_other |= target->is_other;
	}
	return from->next != NULL;
}

static bool has_ids(const char *record, const char *ids)
{
	return memcmp(record + sizeof(uint32_t), ids, IDS_LEN) == 0;
}

/* Ids are spread as they are. */
static uint32_t hash_of(const char *ids)
{
	return number_at(ids) ^ number_at(ids + sizeof(struct repo_id));
}

/* The place of a record with these blobs, or the free one for it. */
static struct place *place_of(const struct change_cache *cache, const char *ids)
{
	size_t mask = cache->n_places - 1;
	uint32_t hash = hash_of(ids);
	struct place *place = &cache->places[hash & mask];

	while (place->record != NULL &&
	       (place->hash != hash || !has_ids(place->record, ids)))
		place = &cache->places[(size_t)(place - cache->places + 1) &
				       mask];
	return place;
}

static void index_records(struct change_cache *cache, struct packed from)
{
	uint32_t n = packed_number(&from);

	if (from.next == NULL || n > (size_t)(from.end - from.next) / IDS_LEN)
		return;
	for (cache->n_places = 1; cache->n_places < 2 * (size_t)n;)
		cache->n_places *= 2;
	cache->places = g_new0(struct place, cache->n_places);
	for (uint32_t i = 0; i < n; i++) {
		struct packed own = from;
		const char *start = own.next;
		size_t size = packed_number(&own);
		const char *ids = packed_bytes(&own, IDS_LEN);

		if (ids == NULL || size < sizeof(n) + IDS_LEN ||
		    packed_bytes(&from, size) == NULL)
			return;
		*place_of(cache, ids) = (struct place){ start, hash_of(ids) };
	}
}

static void read_records(struct change_cache *cache)
{
	struct packed from;
	const char *digest;
	gsize len;

	if (cache->bytes == NULL)
		return;
	from.next = g_bytes_get_data(cache->bytes, &len);
	from.end = from.next + len;
	digest = packed_text(&from);
	if (digest != NULL && strcmp(digest, cache->digest) == 0 &&
	    read_targets(cache, &from))
		index_records(cache, from);
}

struct change_cache *change_cache_open(const struct change_cache_scope *scope)
{
	struct change_cache *cache = g_new0(struct change_cache, 1);

	cache->scope = *scope;
	cache->targets = g_array_new(FALSE, FALSE, sizeof(struct target));
	cache->numbers = g_hash_table_new(hash_text, g_str_equal);
	cache->arena = arena_new();
	g_mutex_init(&cache->lock);
	if (scope->objects == NULL)
		return cache;
	cache->cache = cache_open("changes", FORM);
	cache->key = g_strdup_printf("%s\n%s", scope->purpose, scope->objects);
	cache->digest = digest_of(scope);
	cache->bytes = cache_get(cache->cache, cache->key);
	read_records(cache);
	return cache;
}

void change_cache_free(struct change_cache *cache)
{
	if (cache == NULL)
		return;
	cache_free(cache->cache);
	g_free(cache->key);
	g_free(cache->digest);
	g_clear_pointer(&cache->bytes, g_bytes_unref);
	g_array_unref(cache->targets);
	g_hash_table_unref(cache->numbers);
	g_free(cache->places);
	arena_free(cache->arena);
	g_mutex_clear(&cache->lock);
	g_free(cache);
}

/* Looking up ------------------------------------------------------------- */

/* Whether all that the record rests on is seen as it was then. */
static bool is_current(const struct change_cache *cache,
		       const struct record_view *view)
{
	for (uint32_t i = 0; cache->has_other && i < view->n_targets; i++) {
		uint32_t at = number_at(view->targets + i * sizeof(at));

		if (at >= cache->targets->len ||
		    g_array_index(cache->targets, struct target, at).is_other)
			return false;
	}
	return true;
}

/* The blobs of a change as they stand in a record. */
static void ids_of(const struct record_change *change, char ids[IDS_LEN])
{
	memcpy(ids, change->old_blob, sizeof(*change->old_blob));
	memcpy(ids + sizeof(*change->old_blob), change->new_blob,
	       sizeof(*change->new_blob));
}

static const char *old_path_of(const struct record_change *change)
{
	return change->old_path ? change->old_path : "";
}

/* Changes are mostly asked for in the order in which they were kept. */
static const char *record_of(const struct change_cache *cache, const char *ids)
{
	return cache->next != NULL && has_ids(cache->next, ids)
		       ? cache->next
		       : place_of(cache, ids)->record;
}

bool change_cache_find(struct change_cache *cache,
		       const struct record_change *change,
		       struct change_known *known)
{
	char ids[IDS_LEN];
	struct record_view view;
	struct packed from;
	gsize len;

	if (cache->n_places == 0)
		return false;
	ids_of(change, ids);
	from.next = record_of(cache, ids);
	if (from.next == NULL)
		return false;
	from.end = g_bytes_get_data(cache->bytes, &len);
	from.end += len;
	if (!view_record(&from, &view))
		return false;
	cache->next =
		(size_t)(from.end - from.next) >= FACTS_AT ? from.next : NULL;
	if (strcmp(view.path, change->path) != 0 ||
	    strcmp(view.old_path, old_path_of(change)) != 0 ||
	    !is_current(cache, &view))
		return false;
	*known = view.known;
	return true;
}

/* Making ----------------------------------------------------------------- */

static void add_target(struct change_cache *cache, const struct field *field,
		       const char *value, GArray *targets)
{
	guint number;

	if (*value == '\0' || field == NULL || field->refs == NULL ||
	    field->type != FIELD_REF)
		return;
	number = number_of(cache, value);
	g_array_append_val(targets, number);
}

void change_cache_targets(struct change_cache *cache, const struct node *tree,
			  GArray *targets)
{
	if (cache->scope.sees == NULL)
		return;
	g_mutex_lock(&cache->lock);
	for (const struct node *n = tree; n; n = node_walk(n, tree)) {
		add_target(cache, n->field, n->text, targets);
		for (unsigned i = 0; i < n->n_attrs; i++)
			add_target(cache, n->attrs[i].field, n->attrs[i].value,
				   targets);
	}
	g_mutex_unlock(&cache->lock);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	guint x = *(const guint *)a, y = *(const guint *)b;

	return (x > y) - (x < y);
}

/* Each of the targets once, and how many they are. */
static void pack_targets(GByteArray *out, const GArray *targets)
{
	g_autoptr(GArray) sorted = g_array_copy((GArray *)targets);
	guint at = out->len;
	guint n = 0;

	g_array_sort(sorted, by_number);
	packed_put_number(out, 0);
	for (guint i = 0; i < sorted->len; i++) {
		guint number = g_array_index(sorted, guint, i);

		if (i > 0 && number == g_array_index(sorted, guint, i - 1))
			continue;
		packed_put_number(out, number);
		n++;
	}
	packed_set_number(out, at, n);
}

void change_cache_make(struct arena *arena, const struct record_change *change,
		       const GArray *targets, const GPtrArray *fields,
		       struct change_known *known)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	char ids[IDS_LEN];
	struct record_view view;
	struct packed from;
	char *record;

	ids_of(change, ids);
	packed_put_number(out, 0);
	packed_put(out, ids, sizeof(ids));
	packed_put_number(out, known->facts);
	pack_targets(out, targets);
	packed_put_text(out, change->path);
	packed_put_text(out, old_path_of(change));
	packed_put_text(out, known->title);
	change_pack(out, fields);
	packed_set_number(out, 0, out->len);
	record = arena_text(arena, out->len);
	memcpy(record, out->data, out->len);
	from.next = record;
	from.end = record + out->len;
	view_record(&from, &view);
	*known = view.known;
}

void change_cache_amend(struct arena *arena, struct change_known *known,
			uint32_t facts)
{
	size_t len = number_at(known->record);
	uint32_t is = GUINT32_TO_LE(facts);
	char *copy = arena_text(arena, len);

	memcpy(copy, known->record, len);
	memcpy(copy + FACTS_AT, &is, sizeof(is));
	known->facts = facts;
	known->title = copy + (known->title - known->record);
	known->fields = copy + (known->fields - known->record);
	known->record = copy;
}

/* Keeping ---------------------------------------------------------------- */

/* Which of the targets records rest on, in the order in which they are met. */
struct renumbering {
	const GArray *targets;
	guint *numbers; /* by old number: the new one, and 1; 0: none yet */
	GArray *olds;
};

static uint32_t renumber(struct renumbering *to, uint32_t old)
{
	if (to->numbers[old] == 0) {
		g_array_append_val(to->olds, old);
		to->numbers[old] = to->olds->len;
	}
	return to->numbers[old] - 1;
}

static void put_record(GByteArray *out, struct renumbering *to,
		       const char *record)
{
	guint start = out->len;
	uint32_t n = number_at(record + TARGETS_AT);

	packed_put(out, record, number_at(record));
	for (uint32_t i = 0; i < n; i++) {
		size_t at = TARGETS_AT + (i + 1) * sizeof(uint32_t);
		uint32_t old = number_at(record + at);

		if (old < to->targets->len)
			packed_set_number(out, start + at, renumber(to, old));
	}
}

static void put_targets(GByteArray *out, const struct renumbering *to)
{
	packed_put_number(out, to->olds->len);
	for (guint i = 0; i < to->olds->len; i++) {
		const struct target *target =
			&g_array_index(to->targets, struct target,
				       g_array_index(to->olds, uint32_t, i));

		packed_put_number(out, target->is_seen);
		packed_put_text(out, target->id);
	}
}

void change_cache_put(struct change_cache *cache, const char *const *records,
		      size_t n)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GArray) olds = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autofree guint *numbers = g_new0(guint, cache->targets->len + 1);
	struct renumbering to = { cache->targets, numbers, olds };

	if (cache->cache == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		put_record(all, &to, records[i]);
		if (all->len > CACHE_MAX_ENTRY)
			return;
	}
	packed_put_text(out, cache->digest);
	put_targets(out, &to);
	packed_put_number(out, n);
	packed_put(out, all->data, all->len);
	cache_put(cache->cache, cache->key, out->data, out->len);
}
