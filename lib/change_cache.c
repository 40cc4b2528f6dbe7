/* SPDX-License-Identifier: MIT */
/*
 * Who looks at the registers today may see other targets than when the rows of
 * an entry were made.  Each target is asked about once; only where the answer
 * differs from what it was are rows left aside, and only those that rest on it.
 */
#include "lib/change_cache.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/cache.h"
#include "lib/change_form.h"
#include "lib/change_pack.h"
#include "lib/codes.h"
#include "lib/hash.h"
#include "lib/node.h"
#include "lib/packed.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sha256.h"

#define FORM 2
struct change_cache {
	struct change_cache_scope scope;
	struct cache *cache;
	char *key;
	char *digest;
	GBytes *bytes; /* NULL: nothing is known */
	struct packed_part parts[CHANGE_FORM_PARTS];
	size_t n_rows;	     /* 0: nothing is known */
	size_t next;	     /* row after the one found last */
	GArray *targets;     /* of struct change_target */
	GHashTable *numbers; /* id to its place among targets, and 1; or NULL */
	bool has_other;	     /* any target is */
	struct arena *arena;
	GMutex lock; /* of targets, numbers and arena */
};

/* Opening ---------------------------------------------------------------- */

static void add_text(struct sha256 *sum, const char *text)
{
	sha256_add(sum, text, strlen(text) + 1);
}

/* What fields follow from besides the texts: schemas, and names of codes. */
static char *digest_of(const struct change_cache_scope *scope)
{
	g_autofree char *schemas =
		assets_key(scope->library->assets, "schemas", ".xsd");
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

static void add_known_target(struct change_cache *cache,
			     struct change_target target)
{
	g_array_append_val(cache->targets, target);
	if (cache->numbers)
		g_hash_table_insert(cache->numbers, (gpointer)target.id,
				    GUINT_TO_POINTER(cache->targets->len));
}

/* The table is for what is new, and made only where something is. */
static void index_targets(struct change_cache *cache)
{
	cache->numbers = g_hash_table_new(hash_text, g_str_equal);
	for (guint i = 0; i < cache->targets->len; i++)
		g_hash_table_insert(
			cache->numbers,
			(gpointer)g_array_index(cache->targets,
						struct change_target, i)
				.id,
			GUINT_TO_POINTER(i + 1));
}

/* The number of a target, which is asked about when it is new. */
static guint number_of(struct change_cache *cache, const char *id)
{
	struct change_target target = { 0 };
	gpointer known;

	if (!cache->numbers)
		index_targets(cache);
	known = g_hash_table_lookup(cache->numbers, id);
	if (known != NULL)
		return GPOINTER_TO_UINT(known) - 1;
	target.id = arena_strdup(cache->arena, id);
	target.is_seen = cache->scope.sees(cache->scope.data, id);
	add_known_target(cache, target);
	return cache->targets->len - 1;
}

static const char *text_at(const struct change_cache *cache,
			   const char *numbers, unsigned which)
{
	return packed_text_at(&cache->parts[CHANGE_FORM_TEXTS],
			      change_form_number(numbers, which));
}

static bool read_targets(struct change_cache *cache)
{
	const struct packed_part *part = &cache->parts[CHANGE_FORM_TARGETS];

	if (part->len > 0 && cache->scope.sees == NULL)
		return false;
	for (size_t at = 0; at < part->len; at += CHANGE_FORM_TARGET) {
		const char *numbers = part->at + at;
		struct change_target target = {
			text_at(cache, numbers, CHANGE_TARGET_ID), false, false
		};

		if (target.id == NULL)
			return false;
		target.is_seen =
			cache->scope.sees(cache->scope.data, target.id);
		target.is_other =
			target.is_seen !=
			(change_form_number(numbers, CHANGE_TARGET_WAS_SEEN) !=
			 0);
		cache->has_other |= target.is_other;
		add_known_target(cache, target);
	}
	return true;
}

static void read_entry(struct change_cache *cache)
{
	struct packed from;
	const char *digest;
	gsize len;

	if (cache->bytes == NULL)
		return;
	from.next = g_bytes_get_data(cache->bytes, &len);
	from.end = from.next + len;
	digest = packed_text(&from);
	if (digest == NULL || strcmp(digest, cache->digest) != 0 ||
	    !packed_parts(&from, cache->parts, CHANGE_FORM_PARTS) ||
	    !change_form_is_whole(cache->parts))
		return;
	if (read_targets(cache))
		cache->n_rows =
			cache->parts[CHANGE_FORM_ROWS].len / CHANGE_FORM_ROW;
	else
		g_array_set_size(cache->targets, 0);
}

struct change_cache *change_cache_open(const struct change_cache_scope *scope)
{
	struct change_cache *cache = g_new0(struct change_cache, 1);

	cache->scope = *scope;
	cache->targets =
		g_array_new(FALSE, FALSE, sizeof(struct change_target));
	cache->arena = arena_new();
	g_mutex_init(&cache->lock);
	if (scope->objects == NULL)
		return cache;
	cache->cache = cache_open("changes", FORM);
	cache->key = g_strdup_printf("%s\n%s", scope->purpose, scope->objects);
	cache->digest = digest_of(scope);
	cache->bytes = cache_get(cache->cache, cache->key);
	read_entry(cache);
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
	g_clear_pointer(&cache->numbers, g_hash_table_unref);
	arena_free(cache->arena);
	g_mutex_clear(&cache->lock);
	g_free(cache);
}

/* Looking up ------------------------------------------------------------- */

/* A row's numbers; its ids stand before them. */
static const char *numbers_of(const struct change_cache *cache, size_t row)
{
	return cache->parts[CHANGE_FORM_ROWS].at + row * CHANGE_FORM_ROW +
	       CHANGE_FORM_IDS;
}

static int compare_ids(const char *numbers, const char *ids)
{
	return memcmp(numbers - CHANGE_FORM_IDS, ids, CHANGE_FORM_IDS);
}

/* Whether the row, which is of the same blobs, is of that change. */
static bool is_of_paths(const struct change_cache *cache, const char *numbers,
			const struct record_change *change)
{
	const char *path = text_at(cache, numbers, CHANGE_ROW_PATH);
	const char *old_path = text_at(cache, numbers, CHANGE_ROW_OLD_PATH);

	return path && old_path && strcmp(path, change->path) == 0 &&
	       strcmp(old_path, change_form_old_path(change)) == 0;
}

/* The row at a place of the order; n_rows: a damaged one. */
static size_t ordered(const struct change_cache *cache, size_t place)
{
	return MIN(packed_number_at(cache->parts[CHANGE_FORM_ORDER].at +
				    place * CHANGE_FORM_NUMBER),
		   cache->n_rows);
}

/* The first place of the order whose row does not come before these blobs. */
static size_t first_place(const struct change_cache *cache, const char *ids)
{
	size_t low = 0, high = cache->n_rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t row = ordered(cache, middle);

		if (row == cache->n_rows)
			return row;
		if (compare_ids(numbers_of(cache, row), ids) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The row of a change; n_rows: there is none.  Changes are mostly asked for in
 * the order in which they were kept.
 */
static size_t find_row(const struct change_cache *cache,
		       const struct record_change *change)
{
	char ids[CHANGE_FORM_IDS];
	size_t row = cache->next;

	change_form_ids(change, ids);
	if (row < cache->n_rows &&
	    compare_ids(numbers_of(cache, row), ids) == 0 &&
	    is_of_paths(cache, numbers_of(cache, row), change))
		return row;
	for (size_t place = first_place(cache, ids); place < cache->n_rows;
	     place++) {
		row = ordered(cache, place);
		if (row == cache->n_rows ||
		    compare_ids(numbers_of(cache, row), ids) != 0)
			break;
		if (is_of_paths(cache, numbers_of(cache, row), change))
			return row;
	}
	return cache->n_rows;
}

/* n rows of a part from the first on; NULL: they are not all there. */
static const char *rows_of(const struct packed_part *part, size_t width,
			   uint32_t first, uint32_t n)
{
	return (uint64_t)first + n <= part->len / width
		       ? part->at + first * width
		       : NULL;
}

/* False: something is not where the row says. */
static bool read_row(const struct change_cache *cache, const char *numbers,
		     struct change_known *known)
{
	const struct packed_part *parts = cache->parts;

	known->facts = change_form_number(numbers, CHANGE_ROW_FACTS);
	known->n_fields = change_form_number(numbers, CHANGE_ROW_N_FIELDS);
	known->title = text_at(cache, numbers, CHANGE_ROW_TITLE);
	known->fields =
		rows_of(&parts[CHANGE_FORM_FIELDS], CHANGE_PACK_ROW,
			change_form_number(numbers, CHANGE_ROW_FIRST_FIELD),
			known->n_fields);
	known->texts = parts[CHANGE_FORM_TEXTS].at;
	known->n_targets = change_form_number(numbers, CHANGE_ROW_N_REFS);
	known->targets =
		rows_of(&parts[CHANGE_FORM_REFS], CHANGE_FORM_NUMBER,
			change_form_number(numbers, CHANGE_ROW_FIRST_REF),
			known->n_targets);
	return known->title && known->fields && known->targets &&
	       change_pack_fits(known->fields, known->n_fields,
				&parts[CHANGE_FORM_TEXTS]);
}

/* Whether all that it rests on is seen as it was then. */
static bool is_current(const struct change_cache *cache,
		       const struct change_known *known)
{
	for (uint32_t i = 0; cache->has_other && i < known->n_targets; i++) {
		uint32_t at = change_form_number(known->targets, i);

		if (at >= cache->targets->len ||
		    g_array_index(cache->targets, struct change_target, at)
			    .is_other)
			return false;
	}
	return true;
}

bool change_cache_find(struct change_cache *cache,
		       const struct record_change *change,
		       struct change_known *known)
{
	size_t row;

	if (cache->n_rows == 0)
		return false;
	row = find_row(cache, change);
	if (row == cache->n_rows)
		return false;
	cache->next = row + 1;
	return read_row(cache, numbers_of(cache, row), known) &&
	       is_current(cache, known);
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

/* Each of the targets once. */
static void pack_targets(GByteArray *out, const GArray *targets)
{
	g_autoptr(GArray) sorted = g_array_copy((GArray *)targets);

	g_array_sort(sorted, by_number);
	for (guint i = 0; i < sorted->len; i++) {
		guint number = g_array_index(sorted, guint, i);

		if (i == 0 || number != g_array_index(sorted, guint, i - 1))
			packed_put_number(out, number);
	}
}

static const char *keep(struct arena *arena, const GByteArray *bytes)
{
	char *kept = arena_text(arena, bytes->len + 1);

	if (bytes->len > 0)
		memcpy(kept, bytes->data, bytes->len);
	return kept;
}

void change_cache_make(struct arena *arena, const GArray *targets,
		       const GPtrArray *fields, struct change_known *known)
{
	g_autoptr(GByteArray) numbers = g_byte_array_new();
	g_autoptr(GByteArray) rows = g_byte_array_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct packed_texts texts = { .bytes = bytes };

	pack_targets(numbers, targets);
	change_pack(rows, &texts, fields);
	known->title = arena_strdup(arena, known->title);
	known->n_fields = fields->len;
	known->fields = keep(arena, rows);
	known->texts = keep(arena, bytes);
	known->targets = keep(arena, numbers);
	known->n_targets = (uint32_t)(numbers->len / CHANGE_FORM_NUMBER);
}

/* Keeping ---------------------------------------------------------------- */

void change_cache_put(struct change_cache *cache,
		      const struct change_kept *kept, size_t n)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (cache->cache == NULL)
		return;
	packed_put_text(out, cache->digest);
	if (change_form_write(out, cache->targets, kept, n))
		cache_put(cache->cache, cache->key, out->data, out->len);
}
