/* SPDX-License-Identifier: MIT */
/*
 * The cache is believed only about what follows from the bytes of one file
 * alone.  Whether its codes exist, what it refers to and what the rules say of
 * it is worked out anew every time, from all files.
 *
 * The files of a work tree are dealt out over parts, by their paths, so that
 * after a change only one part is written again.  How many there are stands in
 * an entry of its own; parts of another division are simply not asked for.
 * Each file in a part is
 *
 *   path, device, inode, size, modified, changed, id (20 bytes), tree
 *
 * as tree_pack.c writes them.  A part is unpacked as a whole, and one that has
 * any fault is left aside as if it were not there.
 */
#include "lib/seen.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/cache.h"
#include "lib/hash.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/tree_pack.h"
#include "lib/workers.h"

#define FORM 1
#define PART_FILES 256u /* that a part has about */
#define MAX_PARTS 4096u
#define WORTH_KEEPING 64u /* files; fewer are read as fast as the cache is */
#define NSEC_PER_SEC UINT64_C(1000000000)
#define SETTLED (2 * NSEC_PER_SEC) /* since a change, before a stamp counts */

struct part {
	GBytes *bytes; /* that the trees point into, or NULL */
	GArray *known; /* of struct seen_file */
};

struct seen {
	const struct library *library;
	struct cache *cache; /* NULL: there is none */
	char *key;
	uint64_t start; /* when it was opened, since the epoch */
	struct part *parts;
	guint n_parts;
	GHashTable *files; /* path to struct seen_file in known */
	GArray *noted;	   /* of struct seen_note */
	struct arena *arena;
};

struct seen_stamp seen_stamp(const struct stat *st)
{
	return (struct seen_stamp){
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = (uint64_t)st->st_size,
		.modified = (uint64_t)st->st_mtim.tv_sec * NSEC_PER_SEC +
			    (uint64_t)st->st_mtim.tv_nsec,
		.changed = (uint64_t)st->st_ctim.tv_sec * NSEC_PER_SEC +
			   (uint64_t)st->st_ctim.tv_nsec,
	};
}

bool seen_is_same(const struct seen_stamp *a, const struct seen_stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->size == b->size && a->modified == b->modified &&
	       a->changed == b->changed;
}

static struct part *parts_new(guint n)
{
	struct part *parts = g_new0(struct part, n);

	for (guint i = 0; i < n; i++)
		parts[i].known =
			g_array_new(FALSE, FALSE, sizeof(struct seen_file));
	return parts;
}

static void parts_free(struct part *parts, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_clear_pointer(&parts[i].bytes, g_bytes_unref);
		g_array_unref(parts[i].known);
	}
	g_free(parts);
}

static char *key_of_part(const struct seen *seen, guint i, guint n)
{
	return g_strdup_printf("%s\n%u of %u", seen->key, i, n);
}

/* Reading ---------------------------------------------------------------- */

static bool unpack_file(const struct seen *seen, struct tree_unpacker *from,
			struct seen_file *file)
{
	const struct kind *kind;

	file->path = tree_unpack_text(from);
	file->stamp.device = tree_unpack_number(from);
	file->stamp.inode = tree_unpack_number(from);
	file->stamp.size = tree_unpack_number(from);
	file->stamp.modified = tree_unpack_number(from);
	file->stamp.changed = tree_unpack_number(from);
	tree_unpack_bytes(from, &file->id, sizeof(file->id));
	kind = schema_kind_of_path(seen->library->schema, file->path);
	file->root = kind ? tree_unpack(from, kind->root) : NULL;
	return file->root != NULL;
}

static void read_part(const struct seen *seen, struct part *part, guint i,
		      struct arena *arena)
{
	g_autofree char *key = key_of_part(seen, i, seen->n_parts);
	g_autoptr(TreeUnpacker) from = NULL;
	struct seen_file file;
	gsize len;
	const void *bytes;

	part->bytes = cache_get(seen->cache, key);
	if (!part->bytes)
		return;
	bytes = g_bytes_get_data(part->bytes, &len);
	from = tree_unpacker_new(arena, bytes, len);
	while (tree_unpack_more(from) && unpack_file(seen, from, &file))
		g_array_append_val(part->known, file);
	if (tree_unpack_is_damaged(from) || tree_unpack_more(from))
		g_array_set_size(part->known, 0);
}

struct worker {
	const struct seen *seen;
	guint first; /* reads parts first, first + WORKERS, … */
	struct arena *arena;
};

static void *work(void *data)
{
	struct worker *worker = data;
	const struct seen *seen = worker->seen;

	for (guint i = worker->first; i < seen->n_parts; i += WORKERS)
		read_part(seen, &seen->parts[i], i, worker->arena);
	return NULL;
}

static void read_parts(struct seen *seen)
{
	struct worker workers[WORKERS];
	size_t n = seen->n_parts > 1 ? WORKERS : 1;

	for (guint i = 0; i < n; i++)
		workers[i] = (struct worker){ seen, i, arena_new() };
	workers_run("seen", work, workers, n, sizeof(*workers));
	for (guint i = 0; i < n; i++)
		arena_adopt(seen->arena, workers[i].arena);
}

static void index_files(struct seen *seen)
{
	for (guint i = 0; i < seen->n_parts; i++) {
		const GArray *known = seen->parts[i].known;

		for (guint j = 0; j < known->len; j++) {
			struct seen_file *file =
				&g_array_index(known, struct seen_file, j);

			g_hash_table_insert(seen->files, (gpointer)file->path,
					    file);
		}
	}
}

/* How many parts were stored; 0: none. */
static guint count_parts(const struct seen *seen)
{
	g_autoptr(GBytes) bytes = cache_get(seen->cache, seen->key);
	uint32_t n = 0;

	if (bytes && g_bytes_get_size(bytes) == sizeof(n))
		memcpy(&n, g_bytes_get_data(bytes, NULL), sizeof(n));
	return GUINT32_FROM_LE(n) <= MAX_PARTS ? GUINT32_FROM_LE(n) : 0;
}

struct seen *seen_open(const struct library *library, const char *dir)
{
	struct seen *seen = g_new0(struct seen, 1);
	/* What trees follow from besides the files: the schemas as they are. */
	g_autofree char *digest =
		assets_key(library->assets, "schemas", ".xsd");

	seen->library = library;
	seen->cache = cache_open("trees", FORM);
	seen->key = g_strconcat(digest, "\n", dir, NULL);
	seen->start = (uint64_t)g_get_real_time() * 1000;
	seen->files = g_hash_table_new(hash_text, g_str_equal);
	seen->noted = g_array_new(FALSE, FALSE, sizeof(struct seen_note));
	seen->arena = arena_new();
	seen->n_parts = count_parts(seen);
	seen->parts = parts_new(seen->n_parts);
	read_parts(seen);
	index_files(seen);
	return seen;
}

void seen_free(struct seen *seen)
{
	if (!seen)
		return;
	parts_free(seen->parts, seen->n_parts);
	g_hash_table_unref(seen->files);
	g_array_unref(seen->noted);
	arena_free(seen->arena);
	cache_free(seen->cache);
	g_free(seen->key);
	g_free(seen);
}

const struct seen_file *seen_find(const struct seen *seen, const char *path,
				  const struct stat *st)
{
	const struct seen_file *file = g_hash_table_lookup(seen->files, path);
	struct seen_stamp stamp = seen_stamp(st);

	return file && seen_is_same(&file->stamp, &stamp) ? file : NULL;
}

/* Writing ---------------------------------------------------------------- */

static bool is_settled(const struct seen *seen, const struct seen_stamp *stamp)
{
	return MAX(stamp->changed, stamp->modified) + SETTLED < seen->start;
}

void seen_note(struct seen *seen, const struct seen_note *note)
{
	const struct seen_file *known =
		g_hash_table_lookup(seen->files, note->path);
	bool was_packed = known && known->root == note->root;

	if (was_packed ||
	    (is_settled(seen, &note->stamp) && tree_can_be_packed(note->root)))
		g_array_append_val(seen->noted, *note);
}

/* As many as there are, unless these have become too many or too few. */
static guint parts_for(const struct seen *seen)
{
	guint wanted = MIN(seen->noted->len / PART_FILES + 1, MAX_PARTS);
	bool is_about = seen->n_parts > 0 && wanted <= seen->n_parts * 4 &&
			seen->n_parts <= wanted * 4;

	return is_about ? seen->n_parts : wanted;
}

static guint part_of(const char *path, guint n)
{
	return n > 1 ? hash_text(path) % n : 0;
}

/* For each of n parts, what of the noted files belongs there. */
static GPtrArray **deal(const struct seen *seen, guint n)
{
	GPtrArray **dealt = g_new0(GPtrArray *, n);

	for (guint i = 0; i < n; i++)
		dealt[i] = g_ptr_array_new();
	for (guint i = 0; i < seen->noted->len; i++) {
		struct seen_note *note =
			&g_array_index(seen->noted, struct seen_note, i);

		g_ptr_array_add(dealt[part_of(note->path, n)], note);
	}
	return dealt;
}

/* Whether these are the files that the part was read with. */
static bool is_kept(const struct seen *seen, const struct part *part,
		    const GPtrArray *notes)
{
	for (guint i = 0; i < notes->len; i++) {
		const struct seen_note *note = notes->pdata[i];
		const struct seen_file *known =
			g_hash_table_lookup(seen->files, note->path);

		if (!known || known->root != note->root)
			return false;
	}
	return notes->len == part->known->len;
}

static void pack_file(struct tree_packer *packer, const struct seen_note *note)
{
	tree_pack_text(packer, note->path);
	tree_pack_number(packer, note->stamp.device);
	tree_pack_number(packer, note->stamp.inode);
	tree_pack_number(packer, note->stamp.size);
	tree_pack_number(packer, note->stamp.modified);
	tree_pack_number(packer, note->stamp.changed);
	tree_pack_bytes(packer, &note->id, sizeof(note->id));
	tree_pack(packer, note->root);
}

static void write_part(struct seen *seen, const GPtrArray *notes, guint i,
		       guint n)
{
	g_autofree char *key = key_of_part(seen, i, n);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(TreePacker) packer = tree_packer_new(bytes);

	for (guint j = 0; j < notes->len; j++)
		pack_file(packer, notes->pdata[j]);
	cache_put(seen->cache, key, bytes->str, bytes->len);
}

void seen_store(struct seen *seen)
{
	guint n = parts_for(seen);
	bool is_divided_anew = n != seen->n_parts;
	g_autofree GPtrArray **dealt = NULL;
	uint32_t stored = GUINT32_TO_LE(n);

	if (!seen->cache ||
	    (seen->n_parts == 0 && seen->noted->len < WORTH_KEEPING))
		return;
	dealt = deal(seen, n);
	for (guint i = 0; i < n; i++) {
		if (is_divided_anew ||
		    !is_kept(seen, &seen->parts[i], dealt[i]))
			write_part(seen, dealt[i], i, n);
		g_ptr_array_unref(dealt[i]);
	}
	if (is_divided_anew)
		cache_put(seen->cache, seen->key, &stored, sizeof(stored));
}
