/* SPDX-License-Identifier: MIT */
/*
 * One entry of the cache holds all commits of one repository, one after
 * another, each as
 *
 *   length, id, tree, n, n parents, author, committer, subject, message,
 *   whether it is signed, n, n trailers, n, n changes (old blob, new blob,
 *   path)
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
#include "lib/packed.h"

#define FORM 2
#define ID_LEN sizeof(((struct repo_id *)NULL)->bytes)

struct history_cache {
	struct cache *cache;
	char *key;
	GBytes *bytes;	     /* NULL: nothing is known */
	GHashTable *records; /* id to the record that begins before it */
};

/* Reading ---------------------------------------------------------------- */

static char *take_text(struct packed *cursor)
{
	return (char *)packed_text(cursor);
}

static void take_person(struct packed *cursor, struct repo_person *person)
{
	const char *time;

	person->name = take_text(cursor);
	person->email = take_text(cursor);
	person->offset = (int)packed_number(cursor);
	time = packed_bytes(cursor, sizeof(person->time));
	if (time != NULL)
		memcpy(&person->time, time, sizeof(person->time));
	person->time = GINT64_FROM_LE(person->time);
}

static char **take_trailers(struct packed *cursor)
{
	size_t n = packed_number(cursor);
	char **trailers;

	if (cursor->next == NULL || n > (size_t)(cursor->end - cursor->next))
		n = 0;
	trailers = g_new0(char *, n + 1);
	for (size_t i = 0; i < n; i++)
		trailers[i] = take_text(cursor);
	return trailers;
}

static struct repo_change take_change(struct packed *cursor)
{
	const char *ids = packed_bytes(cursor, 2 * ID_LEN);
	struct repo_change change = { .path = take_text(cursor) };

	if (ids != NULL) {
		memcpy(change.old_blob.bytes, ids, ID_LEN);
		memcpy(change.new_blob.bytes, ids + ID_LEN, ID_LEN);
	}
	return change;
}

static void take_changes(struct packed *cursor, struct history_known *known)
{
	known->n_changes = packed_number(cursor);
	known->changes = cursor->next;
	for (size_t i = 0; cursor->next != NULL && i < known->n_changes; i++)
		take_change(cursor);
}

/* The record that begins there, with its length. */
static bool read_record(struct packed cursor, struct history_known *known)
{
	struct repo_commit *commit = &known->commit;
	const char *ids;

	*known = (struct history_known){ .record = cursor.next };
	known->len = packed_number(&cursor);
	ids = packed_bytes(&cursor, 2 * ID_LEN);
	if (ids == NULL)
		return false;
	memcpy(commit->id.bytes, ids, ID_LEN);
	memcpy(known->tree.bytes, ids + ID_LEN, ID_LEN);
	commit->n_parents = packed_number(&cursor);
	known->parents = packed_bytes(&cursor, commit->n_parents * ID_LEN);
	take_person(&cursor, &commit->author);
	take_person(&cursor, &commit->committer);
	commit->subject = take_text(&cursor);
	commit->message = take_text(&cursor);
	commit->is_signed = packed_number(&cursor) != 0;
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
	struct packed cursor;
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
	struct packed cursor = { .next = *next, .end = *next + G_MAXINT32 };
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
	struct packed cursor;
	gsize len;

	if (cache->bytes == NULL)
		return;
	cursor.next = g_bytes_get_data(cache->bytes, &len);
	cursor.end = cursor.next + len;
	while (cursor.next != cursor.end) {
		const char *record = cursor.next;
		struct packed own = cursor;
		size_t size = packed_number(&own);
		const char *id = packed_bytes(&own, ID_LEN);

		if (id == NULL || size <= ID_LEN ||
		    packed_bytes(&cursor, size) == NULL)
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
	cache->records = g_hash_table_new(repo_id_hash, repo_id_equal);
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

static void put_person(GByteArray *out, const struct repo_person *person)
{
	int64_t time = GINT64_TO_LE(person->time);

	packed_put_text(out, person->name);
	packed_put_text(out, person->email);
	packed_put_number(out, (uint32_t)person->offset);
	packed_put(out, &time, sizeof(time));
}

void history_cache_write(GByteArray *out, const struct repo_commit *commit,
			 const struct repo_id *tree, const GArray *parents,
			 const struct repo_change *changes, size_t n)
{
	guint start = out->len;

	packed_put_number(out, 0);
	packed_put(out, commit->id.bytes, ID_LEN);
	packed_put(out, tree->bytes, ID_LEN);
	packed_put_number(out, parents->len);
	packed_put(out, parents->data, parents->len * ID_LEN);
	put_person(out, &commit->author);
	put_person(out, &commit->committer);
	packed_put_text(out, commit->subject);
	packed_put_text(out, commit->message);
	packed_put_number(out, commit->is_signed);
	packed_put_number(out, g_strv_length(commit->trailers));
	for (char **trailer = commit->trailers; *trailer; trailer++)
		packed_put_text(out, *trailer);
	packed_put_number(out, n);
	for (size_t i = 0; i < n; i++) {
		packed_put(out, changes[i].old_blob.bytes, ID_LEN);
		packed_put(out, changes[i].new_blob.bytes, ID_LEN);
		packed_put_text(out, changes[i].path);
	}
	packed_set_number(out, start, out->len - start);
}

void history_cache_put(struct history_cache *cache, const GByteArray *all)
{
	cache_put(cache->cache, cache->key, all->data, all->len);
}
