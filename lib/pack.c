/* SPDX-License-Identifier: MIT */
/*
 * libgit2 keeps 16 MB of the objects that deltas start from, whatever one asks
 * of it, and takes a lock for every window of a pack.  A history asks for the
 * same few folders ten thousand times, each time a little different, and at a
 * hundred thousand records they do not fit.  So packs are read here, with as
 * much kept as the history needs, and everything that is not plain is left to
 * libgit2.
 *
 * What is kept is kept in two generations, as in history.c: the older is
 * dropped as a whole when the younger has filled up.
 */
#include "lib/pack.h"

#include <stdint.h>
#include <string.h>

#include <libdeflate.h>

#include "lib/pack_file.h"
#include "lib/repo.h"

/* Bytes of objects in one generation, and of the largest that is kept. */
#define GENERATION (32u * 1024 * 1024)
#define MAX_KEPT (4u * 1024 * 1024)

/* Longer rows of deltas than git makes: they may lead in a circle. */
#define MAX_DELTAS 4096u

/* Offsets past this are not for a key: see key_of. */
#define MAX_OFFSET (UINT64_C(1) << 48)

struct object {
	uint64_t key;
	GBytes *bytes;
	unsigned type;
};

struct pack_store {
	GPtrArray *files;
	guint last; /* place of the file that the last object was in */
	struct libdeflate_decompressor *inflater;
	GByteArray *delta; /* reused */
	GArray *chain;	   /* of struct pack_entry, reused */
	GArray *offsets;   /* of them */
	GHashTable *young; /* key to struct object */
	GHashTable *old;
	size_t young_bytes;
};

static void object_free(gpointer data)
{
	struct object *object = data;

	g_bytes_unref(object->bytes);
	g_free(object);
}

static GHashTable *objects_new(void)
{
	return g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
				     object_free);
}

static void add_files(struct pack_store *store, const char *objects)
{
	g_autofree char *folder = g_build_filename(objects, "pack", NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		struct pack_file *file;

		if (!g_str_has_prefix(name, "pack-") ||
		    !g_str_has_suffix(name, ".idx"))
			continue;
		file = pack_file_open(path);
		if (file != NULL)
			g_ptr_array_add(store->files, file);
	}
	g_clear_pointer(&dir, g_dir_close);
}

struct pack_store *pack_store_open(const char *objects)
{
	struct pack_store *store = g_new0(struct pack_store, 1);

	store->files =
		g_ptr_array_new_with_free_func((GDestroyNotify)pack_file_free);
	add_files(store, objects);
	store->inflater = libdeflate_alloc_decompressor();
	g_assert(store->inflater);
	store->delta = g_byte_array_new();
	store->chain = g_array_new(FALSE, FALSE, sizeof(struct pack_entry));
	store->offsets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	store->young = objects_new();
	store->old = objects_new();
	return store;
}

void pack_store_free(struct pack_store *store)
{
	if (store == NULL)
		return;
	g_ptr_array_unref(store->files);
	libdeflate_free_decompressor(store->inflater);
	g_byte_array_unref(store->delta);
	g_array_unref(store->chain);
	g_array_unref(store->offsets);
	g_hash_table_unref(store->young);
	g_hash_table_unref(store->old);
	g_free(store);
}

static uint64_t key_of(guint file, uint64_t offset)
{
	return (uint64_t)file << 48 | offset;
}

static const struct object *find_kept(const struct pack_store *store,
				      uint64_t key)
{
	const struct object *object = g_hash_table_lookup(store->young, &key);

	return object != NULL ? object : g_hash_table_lookup(store->old, &key);
}

static void keep(struct pack_store *store, uint64_t key, GBytes *bytes,
		 unsigned type)
{
	struct object *object;

	if (g_bytes_get_size(bytes) > MAX_KEPT)
		return;
	if (store->young_bytes > GENERATION) {
		g_hash_table_unref(store->old);
		store->old = store->young;
		store->young = objects_new();
		store->young_bytes = 0;
	}
	object = g_new(struct object, 1);
	object->key = key;
	object->bytes = g_bytes_ref(bytes);
	object->type = type;
	store->young_bytes += g_bytes_get_size(bytes) + sizeof(*object);
	g_hash_table_replace(store->young, &object->key, object);
}

/* Exactly size bytes to out. */
static bool inflate_to(struct pack_store *store, const struct pack_file *file,
		       const struct pack_entry *entry, unsigned char *out)
{
	size_t len;
	const void *in = pack_file_bytes(file, entry->compressed, &len);

	return libdeflate_zlib_decompress(store->inflater, in, len, out,
					  entry->size,
					  NULL) == LIBDEFLATE_SUCCESS;
}

/* A whole object; NULL: damaged. */
static GBytes *inflate_object(struct pack_store *store,
			      const struct pack_file *file,
			      const struct pack_entry *entry)
{
	g_autofree unsigned char *out = g_malloc(entry->size + 1);

	if (!inflate_to(store, file, entry, out))
		return NULL;
	out[entry->size] = '\0';
	return g_bytes_new_take(g_steal_pointer(&out), entry->size);
}

static GBytes *inflate_delta(struct pack_store *store,
			     const struct pack_file *file,
			     const struct pack_entry *entry, GBytes *base)
{
	g_byte_array_set_size(store->delta, (guint)entry->size + 1);
	return inflate_to(store, file, entry, store->delta->data)
		       ? pack_file_apply(base, store->delta->data, entry->size)
		       : NULL;
}

/*
 * Follows the deltas from offset down to an object that is kept or whole;
 * those on the way are on store->chain.
 */
static GBytes *find_whole(struct pack_store *store, guint place,
			  uint64_t offset, unsigned *type)
{
	const struct pack_file *file = store->files->pdata[place];

	g_array_set_size(store->chain, 0);
	g_array_set_size(store->offsets, 0);
	while (store->chain->len < MAX_DELTAS && offset < MAX_OFFSET) {
		const struct object *kept =
			find_kept(store, key_of(place, offset));
		struct pack_entry entry;
		GBytes *bytes;

		if (kept != NULL) {
			*type = kept->type;
			return g_bytes_ref(kept->bytes);
		}
		if (!pack_file_entry(file, offset, &entry))
			return NULL;
		if (entry.type != 0) {
			*type = entry.type;
			bytes = inflate_object(store, file, &entry);
			if (bytes != NULL)
				keep(store, key_of(place, offset), bytes,
				     *type);
			return bytes;
		}
		g_array_append_val(store->chain, entry);
		g_array_append_val(store->offsets, offset);
		offset = entry.base;
	}
	return NULL;
}

static GBytes *read_at(struct pack_store *store, guint place, uint64_t offset,
		       unsigned *type)
{
	const struct pack_file *file = store->files->pdata[place];
	GBytes *bytes = find_whole(store, place, offset, type);

	for (guint i = store->chain->len; bytes != NULL && i-- > 0;) {
		GBytes *base = bytes;

		bytes = inflate_delta(
			store, file,
			&g_array_index(store->chain, struct pack_entry, i),
			base);
		g_bytes_unref(base);
		if (bytes != NULL)
			keep(store,
			     key_of(place,
				    g_array_index(store->offsets, uint64_t, i)),
			     bytes, *type);
	}
	return bytes;
}

/* The file that has the object, from the last one on; false: none has. */
static bool find(struct pack_store *store, const struct repo_id *id,
		 uint64_t *offset)
{
	for (guint i = 0; i < store->files->len; i++) {
		guint place = (store->last + i) % store->files->len;

		if (!pack_file_find(store->files->pdata[place], id, offset))
			continue;
		store->last = place;
		return true;
	}
	return false;
}

bool pack_has(struct pack_store *store, const struct repo_id *id)
{
	uint64_t offset;

	return find(store, id, &offset);
}

void pack_ids(const struct pack_store *store, GArray *ids)
{
	for (guint i = 0; i < store->files->len; i++)
		g_array_append_vals(ids, pack_file_id(store->files->pdata[i]),
				    1);
}

struct repo_place pack_place(struct pack_store *store, const struct repo_id *id)
{
	struct repo_place place = { 0 };
	struct pack_entry entry = { 0 };
	uint64_t offset;

	if (!find(store, id, &offset))
		return place;
	place.at = key_of(store->last, offset);
	place.family = place.at;
	for (unsigned i = 0; i < MAX_DELTAS; i++) {
		if (!pack_file_entry(store->files->pdata[store->last], offset,
				     &entry) ||
		    entry.type != 0)
			break;
		offset = entry.base;
		place.family = key_of(store->last, offset);
	}
	return place;
}

GBytes *pack_read(struct pack_store *store, const struct repo_id *id,
		  enum pack_type type)
{
	unsigned is = 0;
	uint64_t offset;
	GBytes *bytes;

	if (!find(store, id, &offset))
		return NULL;
	bytes = read_at(store, store->last, offset, &is);
	if (bytes != NULL && is != type)
		g_clear_pointer(&bytes, g_bytes_unref);
	return bytes;
}
