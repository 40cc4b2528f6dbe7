/* SPDX-License-Identifier: MIT */
/*
 * The cache is believed only about what follows from the bytes of one file and
 * from the code lists.  What it refers to is looked for anew every time, among
 * all files; what the rules say of it is kept apart (rule_memory.c).
 *
 * The files of a work tree are dealt out over parts, by their paths, so that
 * after a change only one part is written again.  How many there are stands in
 * an entry of its own; parts of another division are simply not asked for.
 * A part is the digest of the code lists, and then each file as
 *
 *   path, device, inode, size, modified, changed, id (20 bytes), whether it has
 *   a dated code, gist, length of the tree (4 bytes), tree
 *
 * as tree_pack.c and gist.c write them.  All but the trees is read at once, and
 * a part that has any fault is left aside as if it were not there.  The sum of a
 * part (cache.c), which covers the trees, has then been found right: a tree that
 * does not fit together later is a mistake of the program.
 */
#include "lib/seen.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/cache.h"
#include "lib/gist.h"
#include "lib/hash.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/text_table.h"
#include "lib/tree_pack.h"
#include "lib/workers.h"

#define FORM 2
#define PART_FILES 256u /* that a part has about */
#define MAX_PARTS 4096u
#define NSEC_PER_SEC UINT64_C(1000000000)
#define SETTLED (2 * NSEC_PER_SEC) /* since a change, before a stamp counts */

/* Where a file lies in its part, and its tree. */
struct seen_packed {
	const struct field *root;
	const void *bytes;
	size_t len;
	const void *tree;
	size_t tree_len;
};

struct part {
	GBytes *bytes;	   /* that is pointed into, or NULL */
	const char *lists; /* that judged its files */
	GPtrArray *known;  /* of struct seen_file */
};

/* A file to be kept. */
struct noted {
	const struct seen_file *known; /* or NULL, and then: */
	struct seen_facts facts;
	const struct node *root;
};

struct seen {
	const struct library *library;
	struct cache *cache; /* NULL: there is none */
	char *key;
	uint64_t start; /* when it was opened, since the epoch */
	struct part *parts;
	guint n_parts;
	struct text_table *files; /* path to struct seen_file */
	char *lists;		  /* as in seen_judge */
	GArray *noted;		  /* of struct noted */
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

	for (guint i = 0; i < n; i++) {
		parts[i].lists = "";
		parts[i].known = g_ptr_array_new();
	}
	return parts;
}

static void parts_free(struct part *parts, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_clear_pointer(&parts[i].bytes, g_bytes_unref);
		g_ptr_array_unref(parts[i].known);
	}
	g_free(parts);
}

static char *key_of_part(const struct seen *seen, guint i, guint n)
{
	return g_strdup_printf("%s\n%u of %u", seen->key, i, n);
}

/* Reading ---------------------------------------------------------------- */

static void unpack_facts(struct tree_unpacker *from, struct arena *arena,
			 struct seen_facts *facts)
{
	facts->path = tree_unpack_text(from);
	facts->stamp.device = tree_unpack_number(from);
	facts->stamp.inode = tree_unpack_number(from);
	facts->stamp.size = tree_unpack_number(from);
	facts->stamp.modified = tree_unpack_number(from);
	facts->stamp.changed = tree_unpack_number(from);
	tree_unpack_bytes(from, &facts->id, sizeof(facts->id));
	facts->has_dated_code = tree_unpack_number(from) > 0;
	facts->gist = gist_unpack(from, arena);
}

/* The next file of a part; NULL: damage. */
static struct seen_file *unpack_file(const struct seen *seen,
				     struct tree_unpacker *from,
				     struct arena *arena)
{
	struct seen_file *file = arena_alloc(arena, sizeof(*file));
	struct seen_packed *packed = arena_alloc(arena, sizeof(*packed));
	const struct kind *kind;
	uint32_t len;

	packed->bytes = tree_unpack_skip(from, 0);
	unpack_facts(from, arena, &file->facts);
	tree_unpack_bytes(from, &len, sizeof(len));
	packed->tree_len = GUINT32_FROM_LE(len);
	packed->tree = tree_unpack_skip(from, packed->tree_len);
	kind = schema_kind_of_path(seen->library->schema, file->facts.path);
	if (!packed->tree || !kind)
		return NULL;
	packed->root = kind->root;
	packed->len = (size_t)((const char *)packed->tree -
			       (const char *)packed->bytes) +
		      packed->tree_len;
	file->packed = packed;
	return file;
}

static void read_part(const struct seen *seen, struct part *part, guint i,
		      struct arena *arena)
{
	g_autofree char *key = key_of_part(seen, i, seen->n_parts);
	g_autoptr(TreeUnpacker) from = NULL;
	struct seen_file *file;
	gsize len;
	const void *bytes;

	part->bytes = cache_get(seen->cache, key);
	if (!part->bytes)
		return;
	bytes = g_bytes_get_data(part->bytes, &len);
	from = tree_unpacker_new(arena, bytes, len);
	part->lists = tree_unpack_text(from);
	while (tree_unpack_more(from) &&
	       (file = unpack_file(seen, from, arena))) {
		file->lists = part->lists;
		g_ptr_array_add(part->known, file);
	}
	if (tree_unpack_is_damaged(from) || tree_unpack_more(from))
		g_ptr_array_set_size(part->known, 0);
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
	size_t n = 0;

	for (guint i = 0; i < seen->n_parts; i++)
		n += seen->parts[i].known->len;
	text_table_expect(seen->files, n);
	for (guint i = 0; i < seen->n_parts; i++) {
		const GPtrArray *known = seen->parts[i].known;

		for (guint j = 0; j < known->len; j++) {
			struct seen_file *file = known->pdata[j];

			text_table_set(seen->files, file->facts.path, file);
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
	/* What trees follow from besides the files: schemas and code lists. */
	g_autofree char *schemas =
		assets_key(library->assets, "schemas", ".xsd");
	g_autofree char *lists =
		assets_key(library->assets, "schemas/codes", ".xml");

	seen->library = library;
	seen->cache = cache_open("trees", FORM);
	seen->key = g_strconcat(schemas, "\n", lists, "\n", dir, NULL);
	seen->start = (uint64_t)g_get_real_time() * 1000;
	seen->files = text_table_new();
	seen->lists = g_strdup("");
	seen->noted = g_array_new(FALSE, FALSE, sizeof(struct noted));
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
	text_table_free(seen->files);
	g_array_unref(seen->noted);
	arena_free(seen->arena);
	cache_free(seen->cache);
	g_free(seen->lists);
	g_free(seen->key);
	g_free(seen);
}

const struct seen_file *seen_find(const struct seen *seen, const char *path,
				  const struct stat *st)
{
	const struct seen_file *file = text_table_find(seen->files, path);
	struct seen_stamp stamp = seen_stamp(st);

	return file && seen_is_same(&file->facts.stamp, &stamp) ? file : NULL;
}

struct node *seen_tree(const struct seen_file *file, struct arena *arena)
{
	const struct seen_packed *packed = file->packed;
	g_autoptr(TreeUnpacker) from =
		tree_unpacker_new(arena, packed->tree, packed->tree_len);
	struct node *root = tree_unpack(from, packed->root);

	g_assert(root && !tree_unpack_more(from));
	return root;
}

/* Writing ---------------------------------------------------------------- */

static bool is_settled(const struct seen *seen, const struct seen_stamp *stamp)
{
	return MAX(stamp->changed, stamp->modified) + SETTLED < seen->start;
}

void seen_judge(struct seen *seen, const char *lists)
{
	g_free(seen->lists);
	seen->lists = g_strdup(lists);
}

void seen_keep(struct seen *seen, const struct seen_file *file)
{
	struct noted noted = { .known = file, .facts = file->facts };

	g_assert(strcmp(file->lists, seen->lists) == 0);
	g_array_append_val(seen->noted, noted);
}

void seen_note(struct seen *seen, const struct seen_facts *facts,
	       const struct node *root)
{
	struct noted noted = { .facts = *facts, .root = root };

	if (is_settled(seen, &facts->stamp) && tree_can_be_packed(root))
		g_array_append_val(seen->noted, noted);
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
		struct noted *noted =
			&g_array_index(seen->noted, struct noted, i);

		g_ptr_array_add(dealt[part_of(noted->facts.path, n)], noted);
	}
	return dealt;
}

/* Whether these are the files that the part was read with. */
static bool is_kept(const struct part *part, const GPtrArray *dealt)
{
	for (guint i = 0; i < dealt->len; i++) {
		const struct noted *noted = dealt->pdata[i];

		if (!noted->known)
			return false;
	}
	return dealt->len == part->known->len;
}

static void pack_tree(struct tree_packer *packer, GString *bytes,
		      const struct node *root)
{
	size_t start = bytes->len + sizeof(uint32_t);
	uint32_t len = 0;

	tree_pack_bytes(packer, &len, sizeof(len));
	tree_pack(packer, root);
	len = GUINT32_TO_LE((uint32_t)(bytes->len - start));
	memcpy(bytes->str + start - sizeof(len), &len, sizeof(len));
}

static void pack_file(struct tree_packer *packer, GString *bytes,
		      const struct noted *noted)
{
	const struct seen_facts *facts = &noted->facts;

	if (noted->known) {
		tree_pack_bytes(packer, noted->known->packed->bytes,
				noted->known->packed->len);
		return;
	}
	tree_pack_text(packer, facts->path);
	tree_pack_number(packer, facts->stamp.device);
	tree_pack_number(packer, facts->stamp.inode);
	tree_pack_number(packer, facts->stamp.size);
	tree_pack_number(packer, facts->stamp.modified);
	tree_pack_number(packer, facts->stamp.changed);
	tree_pack_bytes(packer, &facts->id, sizeof(facts->id));
	tree_pack_number(packer, facts->has_dated_code);
	gist_pack(packer, facts->gist);
	pack_tree(packer, bytes, noted->root);
}

static void write_part(struct seen *seen, const GPtrArray *dealt, guint i,
		       guint n)
{
	g_autofree char *key = key_of_part(seen, i, n);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(TreePacker) packer = tree_packer_new(bytes);

	tree_pack_text(packer, seen->lists);
	for (guint j = 0; j < dealt->len; j++)
		pack_file(packer, bytes, dealt->pdata[j]);
	cache_put(seen->cache, key, bytes->str, bytes->len);
}

void seen_store(struct seen *seen)
{
	guint n = parts_for(seen);
	bool is_divided_anew = n != seen->n_parts;
	g_autofree GPtrArray **dealt = NULL;
	uint32_t stored = GUINT32_TO_LE(n);

	if (!seen->cache ||
	    (seen->n_parts == 0 && seen->noted->len < SEEN_WORTH_KEEPING))
		return;
	dealt = deal(seen, n);
	for (guint i = 0; i < n; i++) {
		if (is_divided_anew || !is_kept(&seen->parts[i], dealt[i]))
			write_part(seen, dealt[i], i, n);
		g_ptr_array_unref(dealt[i]);
	}
	if (is_divided_anew)
		cache_put(seen->cache, seen->key, &stored, sizeof(stored));
}
