/* SPDX-License-Identifier: MIT */
/*
 * What was kept of a history: as the bytes of an entry whose checksum is right,
 * or (where the first byte is odd) in place of its whole file.  Each commit
 * that it knows is read to its last change.  Where the second bit of the first
 * byte is set, the bytes are what was kept of changes, past the digest.
 */
#include <stdio.h>
#include <string.h>

#include "lib/cache.h"
#include "lib/change.h"
#include "lib/change_cache.h"
#include "lib/change_pack.h"
#include "lib/codes.h"
#include "lib/history_cache.h"
#include "lib/packed.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "tests/fuzz/aid.h"

#define PURPOSE "history"
#define FORM 3
#define OBJECTS "/objects"

static const char *const folders[] = { "agreements", NULL };

/* Every text has to end before the bytes do: reading it says so. */
static size_t length(const char *text)
{
	AID_ENSURE(text);
	return strlen(text);
}

static void look(const struct history_cache *cache, size_t row)
{
	struct repo_commit commit = history_cache_commit(cache, row);
	const struct repo_id *parents = history_cache_parents(cache, row);
	g_autoptr(GArray) changes =
		g_array_new(FALSE, FALSE, sizeof(struct repo_change));
	size_t len = length(commit.author.name) +
		     length(commit.committer.email) + length(commit.subject) +
		     length(commit.message);

	for (char **trailer = commit.trailers; *trailer; trailer++)
		len += length(*trailer);
	for (size_t i = 0; i < commit.n_parents; i++)
		len += !repo_id_is_none(&parents[i]);
	history_cache_add(cache, row, 0, changes);
	for (guint i = 0; i < changes->len; i++)
		len += length(
			g_array_index(changes, struct repo_change, i).path);
	AID_ENSURE(len > 0 || changes->len == 0);
}

/* All of it, and whatever could be an id or a path. */
static void find_all(const struct history_cache *cache, const char *all,
		     size_t len)
{
	for (size_t row = 0; row < history_cache_len(cache); row++)
		look(cache, row);
	for (size_t at = 0; at + sizeof(struct repo_id) < len; at++) {
		struct repo_id id;
		size_t row;

		memcpy(id.bytes, all + at, sizeof(id.bytes));
		if (history_cache_find(cache, &id, &row))
			look(cache, row);
	}
	AID_ENSURE(history_cache_file(cache, "no/such.xml") == SIZE_MAX ||
		   history_cache_n_files(cache) > 0);
}

static void put_entry(const uint8_t *data, size_t size)
{
	g_autofree char *key = g_strdup_printf("%s\n%s", folders[0], OBJECTS);
	g_autoptr(Cache) cache = cache_open(PURPOSE, FORM);

	AID_ENSURE(cache);
	cache_put(cache, key, data, size);
}

/* Puts the bytes in place of the one file that there is. */
static void put_file(const char *place, const uint8_t *data, size_t size)
{
	g_autofree char *folder = g_build_filename(place, PURPOSE, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = dir ? g_dir_read_name(dir) : NULL;
	g_autofree char *path = NULL;
	FILE *file;

	AID_ENSURE(name);
	path = g_build_filename(folder, name, NULL);
	file = fopen(path, "wb");
	AID_ENSURE(file && fwrite(data, 1, size, file) == size);
	(void)fclose(file);
}

/* Changes ---------------------------------------------------------------- */

static bool sees(const void *data, const char *target)
{
	(void)data;
	return *target != 'x';
}

static struct change_cache *open_changes(void)
{
	static struct change_cache_scope scope;

	if (!scope.library) {
		scope.library = library_new(NULL, NULL, NULL);
		scope.codes = codes_new(scope.library->assets, NULL);
		scope.objects = OBJECTS;
		scope.purpose = "public";
		scope.sees = sees;
	}
	return change_cache_open(&scope);
}

/* Puts the bytes behind the digest of an entry without targets and records. */
static void put_changes(const uint8_t *data, size_t size)
{
	g_autoptr(ChangeCache) none = open_changes();
	g_autoptr(Cache) cache = cache_open("changes", 2);
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autoptr(GBytes) empty = NULL;
	struct packed from;
	gsize len;

	change_cache_put(none, NULL, 0);
	empty = cache_get(cache, "public\n" OBJECTS);
	AID_ENSURE(empty);
	from.next = g_bytes_get_data(empty, &len);
	from.end = from.next + len;
	packed_put_text(all, packed_text(&from));
	packed_put(all, data, size);
	cache_put(cache, "public\n" OBJECTS, all->data, all->len);
}

/* Every text has to end before the bytes do: reading it says so. */
static void look_at_change(const struct change_known *known)
{
	g_autoptr(GPtrArray) fields =
		change_pack_read(known->fields, known->n_fields, known->texts);
	size_t len = strlen(known->title);

	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		len += strlen(field->field) + strlen(field->label);
		len += field->old_value ? strlen(field->old_value) : 0;
		len += field->new_value ? strlen(field->new_value) : 0;
	}
	AID_ENSURE(len < CACHE_MAX_ENTRY);
}

static void find_changes(const uint8_t *data, size_t size)
{
	g_autoptr(ChangeCache) cache = open_changes();
	struct repo_id ids[2];
	const struct record_change change = {
		.path = "a",
		.old_blob = &ids[0],
		.new_blob = &ids[1],
	};

	for (size_t at = 0; at + sizeof(ids) <= size; at++) {
		struct change_known known;

		memcpy(ids, data + at, sizeof(ids));
		if (change_cache_find(cache, &change, &known))
			look_at_change(&known);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *place = g_build_filename(aid_dir(), "cache", NULL);
	g_autoptr(GArray) packs =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	g_autoptr(HistoryCache) cache = NULL;

	if (size == 0)
		return 0;
	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	if (data[0] & 2) {
		put_changes(data + 1, size - 1);
		find_changes(data + 1, size - 1);
		return 0;
	}
	put_entry(data + 1, size - 1);
	if (data[0] % 2)
		put_file(place, data + 1, size - 1);
	cache = history_cache_open(OBJECTS, folders, packs);
	find_all(cache, (const char *)data + 1, size - 1);
	return 0;
}
