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
#define FORM 2
#define OBJECTS "/objects"

static const char *const folders[] = { "agreements", NULL };

/* Text that is borrowed has to end within the entry. */
static void look_at_text(const struct history_known *known, const char *text)
{
	AID_ENSURE(text > known->record &&
		   memchr(text, '\0',
			  (size_t)(known->record + known->len - text)));
}

static void look(const struct history_known *known)
{
	const struct repo_commit *commit = &known->commit;
	const char *next = known->changes;

	look_at_text(known, commit->author.name);
	look_at_text(known, commit->committer.email);
	look_at_text(known, commit->subject);
	look_at_text(known, commit->message);
	for (char **trailer = commit->trailers; *trailer; trailer++)
		look_at_text(known, *trailer);
	for (size_t i = 0; i < known->n_changes; i++)
		look_at_text(known, history_cache_change(&next).path);
	AID_ENSURE(next <= known->record + known->len);
}

/* Looks for whatever could be an id. */
static void find_all(const struct history_cache *cache)
{
	GBytes *bytes = history_cache_bytes(cache);
	gsize len = 0;
	const char *all = bytes ? g_bytes_get_data(bytes, &len) : NULL;

	for (size_t at = 0; at + sizeof(struct repo_id) <= len; at++) {
		struct history_known known;
		struct repo_id id;

		memcpy(id.bytes, all + at, sizeof(id.bytes));
		if (!history_cache_find(cache, &id, &known))
			continue;
		look(&known);
		g_free(known.commit.trailers);
	}
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
	cache = history_cache_open(OBJECTS, folders);
	find_all(cache);
	return 0;
}
