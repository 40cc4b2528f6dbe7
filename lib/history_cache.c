/* SPDX-License-Identifier: MIT */
/*
 * One entry of the cache holds all commits of one repository, one after
 * another, each as
 *
 *   length, id, tree, n, n parents, author, committer, subject, message,
 *   n, n trailers, n, n changes (old blob, new blob, path)
 *
 * with numbers of 4 bytes (times of 8) and texts as their length, their bytes
 * and a NUL: they are used where they lie.  All of a record is gone through
 * once, so that what is borrowed from it later need not be looked at again.
 *
 * Which commits make up a history is not written down.  It is found out from
 * the commit that is asked for, as without a cache; so neither a branch that
 * was moved nor one that was rewritten can make it wrong.
 */
#include "lib/history_cache.h"

#include <stdint.h>
#include <string.h>

#include "lib/cache.h"

#define FORM 1
#define ID_LEN sizeof(((struct repo_id *)NULL)->bytes)

struct history_cache {
	struct cache *cache;
	char *key;
	GBytes *bytes;	     /* NULL: nothing is known */
	GHashTable *records; /* id to the record that begins before it */
};

static guint id_hash(gconstpointer key)
{
	guint hash;

	memcpy(&hash, key, sizeof(hash));
	return hash;
}

static gboolean id_equal(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, ID_LEN) == 0;
}

/* Reading ---------------------------------------------------------------- */

/* A place in the bytes of a record; NULL: something did not fit. */
struct cursor {
	const char *next;
	const char *end;
};

/* The next len bytes; NULL: there are fewer. */
static const char *take(struct cursor *cursor, size_t len)
{
	const char *at = cursor->next;

	if (at == NULL || (size_t)(cursor->end - at) < len) {
		cursor->next = NULL;
		return NULL;
	}
	cursor->next += len;
	return at;
}

static uint32_t take_number(struct cursor *cursor)
{
	const char *at = take(cursor, sizeof(uint32_t));
	uint32_t number = 0;

	if (at != NULL)
		memcpy(&number, at, sizeof(number));
	return GUINT32_FROM_LE(number);
}

static char *take_text(struct cursor *cursor)
{
	size_t len = take_number(cursor);
	const char *text = take(cursor, len + 1);

	if (text != NULL && text[len] != '\0')
		cursor->next = NULL;
	return (char *)text;
}

static void take_person(struct cursor *cursor, struct repo_person *person)
{
	const char *time;

	person->name = take_text(cursor);
	person->email = take_text(cursor);
	person->offset = (int)take_number(cursor);
	time = take(cursor, sizeof(person->time));
	if (time != NULL)
		memcpy(&person->time, time, sizeof(person->time));
	person->time = GINT64_FROM_LE(person->time);
}

static char **take_trailers(struct cursor *cursor)
{
	size_t n = take_number(cursor);
	char **trailers;

	if (cursor->next == NULL || n > (size_t)(cursor->end - cursor->next))
		n = 0;
	trailers = g_new0(char *, n + 1);
	for (size_t i = 0; i < n; i++)
		trailers[i] = take_text(cursor);
	return trailers;
}

static struct repo_change take_change(struct cursor *cursor)
{
	const char *ids = take(cursor, 2 * ID_LEN);
	struct repo_change change = { .path = take_text(cursor) };

	if (ids != NULL) {
		memcpy(change.old_blob.bytes, ids, ID_LEN);
		memcpy(change.new_blob.bytes, ids + ID_LEN, ID_LEN);
	}
	return change;
}

static void take_changes(struct cursor *cursor, struct history_known *known)
{
	known->n_changes = take_number(cursor);
	known->changes = cursor->next;
	for (size_t i = 0; cursor->next != NULL && i < known->n_changes; i++)
		take_change(cursor);
}

/* The record that begins there, with its length. */
static bool read_record(struct cursor cursor, struct history_known *known)
{
	struct repo_commit *commit = &known->commit;
	const char *ids;

	*known = (struct history_known){ .record = cursor.next };
	known->len = take_number(&cursor);
	ids = take(&cursor, 2 * ID_LEN);
	if (ids == NULL)
		return false;
	memcpy(commit->id.bytes, ids, ID_LEN);
	memcpy(known->tree.bytes, ids + ID_LEN, ID_LEN);
	commit->n_parents = take_number(&cursor);
	known->parents = take(&cursor, commit->n_parents * ID_LEN);
	take_person(&cursor, &commit->author);
	take_person(&cursor, &commit->committer);
	commit->subject = take_text(&cursor);
	commit->message = take_text(&cursor);
	commit->is_borrowed = true;
	commit->trailers = take_trailers(&cursor);
	take_changes(&cursor, known);
	if (cursor.next != NULL &&
	    known->len == (size_t)(cursor.next - known->record))
		return true;
	g_free(commit->trailers);
	return false;
}

bool history_cache_find(const struct history_cache *cache,
			const struct repo_id *id, struct history_known *known)
{
	const char *record =
		cache ? g_hash_table_lookup(cache->records, id->bytes) : NULL;
	struct cursor cursor;
	gsize len;

	if (record == NULL)
		return false;
	cursor.next = record;
	cursor.end = g_bytes_get_data(cache->bytes, &len);
	cursor.end += len;
	return read_record(cursor, known);
}

struct repo_change history_cache_change(const char **next)
{
	struct cursor cursor = { .next = *next, .end = *next + G_MAXINT32 };
	struct repo_change change = take_change(&cursor);

	*next = cursor.next;
	return change;
}

GBytes *history_cache_bytes(const struct history_cache *cache)
{
	return cache->bytes;
}

static void index_records(struct history_cache *cache)
{
	struct cursor cursor;
	gsize len;

	if (cache->bytes == NULL)
		return;
	cursor.next = g_bytes_get_data(cache->bytes, &len);
	cursor.end = cursor.next + len;
	while (cursor.next != cursor.end) {
		const char *record = cursor.next;
		struct cursor own = cursor;
		size_t size = take_number(&own);
		const char *id = take(&own, ID_LEN);

		if (id == NULL || size <= ID_LEN || take(&cursor, size) == NULL)
			break;
		g_hash_table_insert(cache->records, (gpointer)id,
				    (gpointer)record);
	}
}

struct history_cache *history_cache_open(const char *objects,
					 const char *const *folders)
{
	struct history_cache *cache = g_new0(struct history_cache, 1);
	g_autofree char *list = g_strjoinv(" ", (char **)folders);

	cache->cache = cache_open("history", FORM);
	cache->key = g_strdup_printf("%s\n%s", list, objects);
	cache->bytes = cache_get(cache->cache, cache->key);
	cache->records = g_hash_table_new(id_hash, id_equal);
	index_records(cache);
	return cache;
}

void history_cache_free(struct history_cache *cache)
{
	if (cache == NULL)
		return;
	cache_free(cache->cache);
	g_free(cache->key);
	g_clear_pointer(&cache->bytes, g_bytes_unref);
	g_hash_table_unref(cache->records);
	g_free(cache);
}

/* Writing ---------------------------------------------------------------- */

static void put(GByteArray *out, const void *bytes, size_t len)
{
	g_byte_array_append(out, bytes, (guint)len);
}

static void put_number(GByteArray *out, size_t number)
{
	uint32_t is = GUINT32_TO_LE((uint32_t)number);

	put(out, &is, sizeof(is));
}

static void put_text(GByteArray *out, const char *text)
{
	size_t len = strlen(text);

	put_number(out, len);
	put(out, text, len + 1);
}

static void put_person(GByteArray *out, const struct repo_person *person)
{
	int64_t time = GINT64_TO_LE(person->time);

	put_text(out, person->name);
	put_text(out, person->email);
	put_number(out, (uint32_t)person->offset);
	put(out, &time, sizeof(time));
}

void history_cache_write(GByteArray *out, const struct repo_commit *commit,
			 const struct repo_id *tree, const GArray *parents,
			 const struct repo_change *changes, size_t n)
{
	guint start = out->len;
	uint32_t len;

	put_number(out, 0);
	put(out, commit->id.bytes, ID_LEN);
	put(out, tree->bytes, ID_LEN);
	put_number(out, parents->len);
	put(out, parents->data, parents->len * ID_LEN);
	put_person(out, &commit->author);
	put_person(out, &commit->committer);
	put_text(out, commit->subject);
	put_text(out, commit->message);
	put_number(out, g_strv_length(commit->trailers));
	for (char **trailer = commit->trailers; *trailer; trailer++)
		put_text(out, *trailer);
	put_number(out, n);
	for (size_t i = 0; i < n; i++) {
		put(out, changes[i].old_blob.bytes, ID_LEN);
		put(out, changes[i].new_blob.bytes, ID_LEN);
		put_text(out, changes[i].path);
	}
	len = GUINT32_TO_LE(out->len - start);
	memcpy(out->data + start, &len, sizeof(len));
}

void history_cache_put(struct history_cache *cache, const GByteArray *all)
{
	cache_put(cache->cache, cache->key, all->data, all->len);
}
