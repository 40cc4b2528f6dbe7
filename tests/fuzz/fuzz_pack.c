/* SPDX-License-Identifier: MIT */
/*
 * A pack and its index, the length of the index first, as two bytes: whatever
 * they say, each object that the index lists is found, or is not, and ends.
 */
#include <stdio.h>
#include <string.h>

#include "lib/pack.h"
#include "lib/repo.h"
#include "tests/fuzz/aid.h"

#define IDS (8 + 256 * 4) /* where the ids begin in an index */
#define ID_LEN 20
#define IDS_MAX 32

static void put(const char *folder, const char *name, const uint8_t *bytes,
		size_t len)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	FILE *file = fopen(path, "wb");

	AID_ENSURE(file && fwrite(bytes, 1, len, file) == len);
	(void)fclose(file);
}

static void read_one(struct pack_store *store, const struct repo_id *id)
{
	static const enum pack_type types[] = { PACK_COMMIT, PACK_TREE,
						PACK_BLOB, PACK_TAG };
	unsigned n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autoptr(GBytes) bytes = pack_read(store, id, types[i]);
		const char *text;
		gsize len;

		if (!bytes)
			continue;
		text = g_bytes_get_data(bytes, &len);
		AID_ENSURE(len <= PACK_MAX_OBJECT && text[len] == '\0');
		n++;
	}
	AID_ENSURE(n <= 1 && (n == 0 || pack_has(store, id)));
}

static void read_listed(const char *objects, const uint8_t *index, size_t len)
{
	g_autoptr(PackStore) store = pack_store_open(objects);

	for (size_t i = 0; i < IDS_MAX; i++) {
		struct repo_id id;

		if (IDS + (i + 1) * ID_LEN > len)
			break;
		memcpy(id.bytes, index + IDS + i * ID_LEN, ID_LEN);
		read_one(store, &id);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *folder =
		g_build_filename(aid_dir(), "objects", "pack", NULL);
	g_autofree char *objects = g_path_get_dirname(folder);
	size_t len;

	if (size < 2)
		return 0;
	len = (size_t)data[0] << 8 | data[1];
	data += 2;
	size -= 2;
	if (len > size)
		return 0;
	AID_ENSURE(g_mkdir_with_parents(folder, 0777) == 0);
	put(folder, "pack-a.idx", data, len);
	put(folder, "pack-a.pack", data + len, size - len);
	read_listed(objects, data, len);
	return 0;
}
