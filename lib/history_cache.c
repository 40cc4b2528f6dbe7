/* SPDX-License-Identifier: MIT */
/*
 * One entry of the cache holds the history of one repository, as parts (see
 * packed.h):
 *
 *   packs     ids of those that were there when it was written
 *   rows      of commits: id, tree, times of author and committer, numbers
 *   order     the places of the rows, sorted by id
 *   parents   ids
 *   trailers  texts, those of a commit up to the next END
 *   changes   old blob, new blob, number of the file
 *   files     paths, sorted
 *   texts     of all of these, each once
 *
 * Rows are used where they lie, so all of them are looked at once.
 *
 * Which commits make up a history is found out from the commit that is asked
 * for, as without a cache; so neither a branch that was moved nor one that was
 * rewritten can make it wrong.  But where it leads to the newest of the rows,
 * and to no other, all of the rows follow.
 *
 * That the commits are there is asked of the repository each time.  A pack
 * never changes, and its index ends in its own checksum: what was in it is in
 * it, as long as there is one that ends so.
 */
#include "lib/history_cache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cache.h"
#include "lib/packed.h"
#include "lib/text_table.h"

#define FORM 3
#define ID_LEN sizeof(struct repo_id)
#define NUMBER_LEN sizeof(uint32_t)
#define TIME_LEN sizeof(int64_t)

/* Among trailers: there are no more. */
#define END UINT32_MAX

enum { PACKS, ROWS, ORDER, PARENTS, TRAILERS, CHANGES, FILES, TEXTS, PARTS };

/* Numbers of a row, those that are texts first. */
enum {
	AUTHOR_NAME,
	AUTHOR_EMAIL,
	COMMITTER_NAME,
	COMMITTER_EMAIL,
	SUBJECT,
	MESSAGE,
	N_TEXTS,
	AUTHOR_OFFSET = N_TEXTS,
	COMMITTER_OFFSET,
	FIRST_PARENT,
	N_PARENTS,
	FIRST_TRAILER,
	IS_SIGNED,
	IS_PACKED,
	FIRST_CHANGE,
	N_CHANGES,
	NUMBERS
};

#define TREE_AT ID_LEN
#define AUTHOR_TIME_AT (TREE_AT + ID_LEN)
#define COMMITTER_TIME_AT (AUTHOR_TIME_AT + TIME_LEN)
#define NUMBERS_AT (COMMITTER_TIME_AT + TIME_LEN)
#define ROW_LEN (NUMBERS_AT + NUMBERS * NUMBER_LEN)
#define FILE_AT (2 * ID_LEN)
#define CHANGE_LEN (FILE_AT + NUMBER_LEN)

struct history_cache {
	struct cache *cache;
	char *key;
	GArray *packs; /* that are there now */
	GBytes *bytes; /* NULL: nothing is known */
	struct packed_part parts[PARTS];
	size_t n_rows;	 /* 0: nothing is known */
	char **trailers; /* that part, as what commits borrow from */
	bool has_packs;	 /* all that were there are there now */
};

/* Reading ---------------------------------------------------------------- */

static uint32_t number_in(const struct history_cache *cache, unsigned part,
			  size_t which)
{
	return packed_number_at(cache->parts[part].at + which * NUMBER_LEN);
}

/* How many numbers are in a part. */
static size_t n_numbers(const struct history_cache *cache, unsigned part)
{
	return cache->parts[part].len / NUMBER_LEN;
}

static const char *row_at(const struct history_cache *cache, size_t row)
{
	return cache->parts[ROWS].at + row * ROW_LEN;
}

static uint32_t number_of(const char *row, unsigned which)
{
	return packed_number_at(row + NUMBERS_AT + which * NUMBER_LEN);
}

static char *text_of(const struct history_cache *cache, const char *row,
		     unsigned which)
{
	return (char *)packed_text_at(&cache->parts[TEXTS],
				      number_of(row, which));
}

static int64_t time_at(const char *at)
{
	int64_t time;

	memcpy(&time, at, sizeof(time));
	return GINT64_FROM_LE(time);
}

/* Whether as many as the row says, from the first on, are in that part. */
static bool has_all(const struct history_cache *cache, const char *row,
		    unsigned first, unsigned n, unsigned part, size_t width)
{
	return (uint64_t)number_of(row, first) + number_of(row, n) <=
	       cache->parts[part].len / width;
}

static bool is_row(const struct history_cache *cache, const char *row)
{
	for (unsigned i = 0; i < N_TEXTS; i++)
		if (text_of(cache, row, i) == NULL)
			return false;
	return has_all(cache, row, FIRST_PARENT, N_PARENTS, PARENTS, ID_LEN) &&
	       has_all(cache, row, FIRST_CHANGE, N_CHANGES, CHANGES,
		       CHANGE_LEN) &&
	       number_of(row, FIRST_TRAILER) < n_numbers(cache, TRAILERS);
}

static bool are_parts(const struct packed_part parts[PARTS])
{
	return parts[PACKS].len % ID_LEN == 0 &&
	       parts[ROWS].len % ROW_LEN == 0 &&
	       parts[ORDER].len == parts[ROWS].len / ROW_LEN * NUMBER_LEN &&
	       parts[PARENTS].len % ID_LEN == 0 &&
	       parts[TRAILERS].len % NUMBER_LEN == 0 &&
	       parts[CHANGES].len % CHANGE_LEN == 0 &&
	       parts[FILES].len % NUMBER_LEN == 0 &&
	       packed_is_texts(&parts[TEXTS]);
}

/* Whether all that rows can ask for is there. */
static bool is_whole(const struct history_cache *cache)
{
	const struct packed_part *parts = cache->parts;
	size_t n_rows = parts[ROWS].len / ROW_LEN;
	bool is_sound = true;

	for (size_t i = 0; is_sound && i < n_rows; i++)
		is_sound = is_row(cache, row_at(cache, i)) &&
			   number_in(cache, ORDER, i) < n_rows;
	for (size_t at = 0; is_sound && at < parts[CHANGES].len;
	     at += CHANGE_LEN)
		is_sound = packed_number_at(parts[CHANGES].at + at + FILE_AT) <
			   n_numbers(cache, FILES);
	for (size_t i = 0; is_sound && i < n_numbers(cache, FILES); i++)
		is_sound = number_in(cache, FILES, i) < parts[TEXTS].len;
	return is_sound;
}

/* As texts, each list with a NULL at its end; one that is nowhere ends it. */
static char **read_trailers(const struct history_cache *cache)
{
	size_t n = n_numbers(cache, TRAILERS);
	char **trailers = g_new0(char *, n + 1);

	for (size_t i = 0; i < n; i++)
		trailers[i] = (char *)packed_text_at(
			&cache->parts[TEXTS], number_in(cache, TRAILERS, i));
	return trailers;
}

static bool has_pack(const struct history_cache *cache, const char *id)
{
	for (guint i = 0; i < cache->packs->len; i++)
		if (memcmp(&g_array_index(cache->packs, struct repo_id, i), id,
			   ID_LEN) == 0)
			return true;
	return false;
}

static bool has_packs(const struct history_cache *cache)
{
	const struct packed_part *packs = &cache->parts[PACKS];

	for (size_t at = 0; at < packs->len; at += ID_LEN)
		if (!has_pack(cache, packs->at + at))
			return false;
	return true;
}

static void read_entry(struct history_cache *cache)
{
	struct packed from;
	gsize len;

	if (cache->bytes == NULL)
		return;
	from.next = g_bytes_get_data(cache->bytes, &len);
	from.end = from.next + len;
	if (!packed_parts(&from, cache->parts, PARTS) ||
	    !are_parts(cache->parts) || !is_whole(cache))
		return;
	cache->n_rows = cache->parts[ROWS].len / ROW_LEN;
	cache->trailers = read_trailers(cache);
	cache->has_packs = has_packs(cache);
}

struct history_cache *history_cache_open(const char *objects,
					 const char *const *folders,
					 const GArray *packs)
{
	struct history_cache *cache = g_new0(struct history_cache, 1);
	g_autofree char *list = g_strjoinv(" ", (char **)folders);

	cache->packs = g_array_copy((GArray *)packs);
	cache->cache = cache_open("history", FORM);
	cache->key = g_strdup_printf("%s\n%s", list, objects);
	cache->bytes = cache_get(cache->cache, cache->key);
	read_entry(cache);
	return cache;
}

void history_cache_free(struct history_cache *cache)
{
	if (cache == NULL)
		return;
	cache_free(cache->cache);
	g_free(cache->key);
	g_array_unref(cache->packs);
	g_clear_pointer(&cache->bytes, g_bytes_unref);
	g_free(cache->trailers);
	g_free(cache);
}

/* Asking ----------------------------------------------------------------- */

size_t history_cache_len(const struct history_cache *cache)
{
	return cache ? cache->n_rows : 0;
}

size_t history_cache_n_changes(const struct history_cache *cache)
{
	return history_cache_len(cache) > 0
		       ? cache->parts[CHANGES].len / CHANGE_LEN
		       : 0;
}

bool history_cache_find(const struct history_cache *cache,
			const struct repo_id *id, size_t *row)
{
	size_t low = 0, high = history_cache_len(cache);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order;

		*row = number_in(cache, ORDER, middle);
		order = memcmp(id->bytes, row_at(cache, *row), ID_LEN);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

struct repo_commit history_cache_commit(const struct history_cache *cache,
					size_t row)
{
	const char *at = row_at(cache, row);
	struct repo_commit commit = {
		.author = {
			.name = text_of(cache, at, AUTHOR_NAME),
			.email = text_of(cache, at, AUTHOR_EMAIL),
			.time = time_at(at + AUTHOR_TIME_AT),
			.offset = (int)number_of(at, AUTHOR_OFFSET),
		},
		.committer = {
			.name = text_of(cache, at, COMMITTER_NAME),
			.email = text_of(cache, at, COMMITTER_EMAIL),
			.time = time_at(at + COMMITTER_TIME_AT),
			.offset = (int)number_of(at, COMMITTER_OFFSET),
		},
		.subject = text_of(cache, at, SUBJECT),
		.message = text_of(cache, at, MESSAGE),
		.trailers = &cache->trailers[number_of(at, FIRST_TRAILER)],
		.n_parents = number_of(at, N_PARENTS),
		.is_signed = number_of(at, IS_SIGNED) != 0,
		.is_packed = cache->has_packs && number_of(at, IS_PACKED) != 0,
		.is_borrowed = true,
	};

	memcpy(commit.id.bytes, at, ID_LEN);
	return commit;
}

struct repo_id history_cache_tree(const struct history_cache *cache, size_t row)
{
	struct repo_id tree;

	memcpy(tree.bytes, row_at(cache, row) + TREE_AT, ID_LEN);
	return tree;
}

const struct repo_id *history_cache_parents(const struct history_cache *cache,
					    size_t row)
{
	const char *at = cache->parts[PARENTS].at;
	size_t first = number_of(row_at(cache, row), FIRST_PARENT);

	return (const struct repo_id *)(const void *)(at + first * ID_LEN);
}

void history_cache_add(const struct history_cache *cache, size_t row,
		       size_t place, GArray *changes)
{
	const char *own = row_at(cache, row);
	const char *at = cache->parts[CHANGES].at +
			 number_of(own, FIRST_CHANGE) * CHANGE_LEN;
	size_t n = number_of(own, N_CHANGES);

	for (; n > 0; n--, at += CHANGE_LEN) {
		struct repo_change change = { .commit = place };

		change.file = packed_number_at(at + FILE_AT);
		change.path = (char *)cache->parts[TEXTS].at +
			      number_in(cache, FILES, change.file);
		memcpy(change.old_blob.bytes, at, ID_LEN);
		memcpy(change.new_blob.bytes, at + ID_LEN, ID_LEN);
		g_array_append_val(changes, change);
	}
}

size_t history_cache_n_files(const struct history_cache *cache)
{
	return history_cache_len(cache) > 0 ? n_numbers(cache, FILES) : 0;
}

size_t history_cache_file(const struct history_cache *cache, const char *path)
{
	size_t low = 0, high = history_cache_n_files(cache);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
			strcmp(path, cache->parts[TEXTS].at +
					     number_in(cache, FILES, middle));

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return SIZE_MAX;
}

bool history_cache_is_stale(const struct history_cache *cache)
{
	size_t n_unsure = 0;

	if (cache->has_packs &&
	    cache->parts[PACKS].len == cache->packs->len * ID_LEN)
		return false;
	for (size_t i = 0; i < cache->n_rows; i++)
		n_unsure += !cache->has_packs ||
			    number_of(row_at(cache, i), IS_PACKED) == 0;
	return n_unsure >= HISTORY_CACHE_WORTH;
}

/* Writing ---------------------------------------------------------------- */

struct history_writer {
	GByteArray *parts[PARTS];
	struct packed_texts texts;
	uint32_t *files; /* by number: the place among the sorted ones */
};

struct sorted_file {
	const char *path;
	size_t number;
};

static int by_path(const void *a, const void *b)
{
	const struct sorted_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void put_number(struct history_writer *writer, unsigned part,
		       size_t number)
{
	packed_put_number(writer->parts[part], number);
}

static void put_text(struct history_writer *writer, unsigned part,
		     const char *text)
{
	put_number(writer, part, packed_texts_add(&writer->texts, text));
}

static void put_files(struct history_writer *writer, const char *const *files,
		      size_t n)
{
	g_autofree struct sorted_file *sorted =
		g_new(struct sorted_file, n + 1);
	size_t n_sorted = 0;

	for (size_t i = 0; i < n; i++)
		if (files[i] != NULL)
			sorted[n_sorted++] =
				(struct sorted_file){ files[i], i };
	qsort(sorted, n_sorted, sizeof(*sorted), by_path);
	for (size_t i = 0; i < n_sorted; i++) {
		writer->files[sorted[i].number] = (uint32_t)i;
		put_text(writer, FILES, sorted[i].path);
	}
}

struct history_writer *history_writer_new(const char *const *files, size_t n)
{
	struct history_writer *writer = g_new0(struct history_writer, 1);

	for (unsigned i = 0; i < PARTS; i++)
		writer->parts[i] = g_byte_array_new();
	writer->texts.bytes = writer->parts[TEXTS];
	writer->texts.places = text_table_new();
	writer->files = g_new0(uint32_t, n + 1);
	put_number(writer, TRAILERS, END); /* of those who have none */
	put_files(writer, files, n);
	return writer;
}

void history_writer_free(struct history_writer *writer)
{
	if (writer == NULL)
		return;
	for (unsigned i = 0; i < PARTS; i++)
		g_byte_array_unref(writer->parts[i]);
	text_table_free(writer->texts.places);
	g_free(writer->files);
	g_free(writer);
}

static void put_time(struct history_writer *writer, int64_t time)
{
	int64_t is = GINT64_TO_LE(time);

	packed_put(writer->parts[ROWS], &is, sizeof(is));
}

/* The place of the first of them. */
static size_t put_trailers(struct history_writer *writer, char *const *trailers)
{
	size_t first = writer->parts[TRAILERS]->len / NUMBER_LEN;

	if (*trailers == NULL)
		return 0;
	for (; *trailers != NULL; trailers++)
		put_text(writer, TRAILERS, *trailers);
	put_number(writer, TRAILERS, END);
	return first;
}

static void put_changes(struct history_writer *writer,
			const struct repo_change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		packed_put(writer->parts[CHANGES], changes[i].old_blob.bytes,
			   ID_LEN);
		packed_put(writer->parts[CHANGES], changes[i].new_blob.bytes,
			   ID_LEN);
		put_number(writer, CHANGES, writer->files[changes[i].file]);
	}
}

static void put_texts(struct history_writer *writer,
		      const struct repo_commit *commit)
{
	put_text(writer, ROWS, commit->author.name);
	put_text(writer, ROWS, commit->author.email);
	put_text(writer, ROWS, commit->committer.name);
	put_text(writer, ROWS, commit->committer.email);
	put_text(writer, ROWS, commit->subject);
	put_text(writer, ROWS, commit->message);
}

bool history_writer_add(struct history_writer *writer,
			const struct history_entry *entry)
{
	const struct repo_commit *commit = entry->commit;
	size_t first_parent = writer->parts[PARENTS]->len / ID_LEN;
	size_t first_change = writer->parts[CHANGES]->len / CHANGE_LEN;

	for (size_t i = 0; i < commit->n_parents; i++)
		packed_put(writer->parts[PARENTS], entry->parents[i].bytes,
			   ID_LEN);
	put_changes(writer, entry->changes, entry->n_changes);
	packed_put(writer->parts[ROWS], commit->id.bytes, ID_LEN);
	packed_put(writer->parts[ROWS], entry->tree.bytes, ID_LEN);
	put_time(writer, commit->author.time);
	put_time(writer, commit->committer.time);
	put_texts(writer, commit);
	put_number(writer, ROWS, (uint32_t)commit->author.offset);
	put_number(writer, ROWS, (uint32_t)commit->committer.offset);
	put_number(writer, ROWS, first_parent);
	put_number(writer, ROWS, commit->n_parents);
	put_number(writer, ROWS, put_trailers(writer, commit->trailers));
	put_number(writer, ROWS, commit->is_signed);
	put_number(writer, ROWS, commit->is_packed);
	put_number(writer, ROWS, first_change);
	put_number(writer, ROWS, entry->n_changes);
	return packed_parts_len(writer->parts, PARTS) <= CACHE_MAX_ENTRY;
}

void history_cache_put(struct history_cache *cache,
		       struct history_writer *writer)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	packed_put_order(writer->parts[ORDER], writer->parts[ROWS], ROW_LEN,
			 ID_LEN);
	packed_put(writer->parts[PACKS], cache->packs->data,
		   cache->packs->len * ID_LEN);
	packed_put_parts(out, writer->parts, PARTS);
	cache_put(cache->cache, cache->key, out->data, out->len);
}
