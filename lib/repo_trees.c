/* SPDX-License-Identifier: MIT */
/*
 * git stores a folder as a row of "mode name NUL id" (the id 20 bytes), sorted
 * by name as if a folder's name ended in '/'.  Reading these bytes in place is
 * all that the registers need, and costs a third less than building a tree
 * object of each: a history of ten thousand commits looks at a hundred
 * thousand trees.
 *
 * The bytes come from outside.  A damaged tree is an error; entries that no
 * register file can be (links, modules, names that cannot be shown) are
 * diagnostics.  Trees that name each other many times over could stand for
 * more files than there are atoms: depth and number of files are limited.
 */
#include "lib/repo_trees.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo_text.h"
#include "lib/sha1.h"
#include "lib/workers.h"

#define ID_LEN sizeof(((struct repo_id *)NULL)->bytes)

void repo_trees_start(struct repo_trees_cursor *cursor, GBytes *tree)
{
	gsize len = 0;
	const char *bytes = tree ? g_bytes_get_data(tree, &len) : NULL;

	*cursor = (struct repo_trees_cursor){
		.next = bytes,
		.end = bytes ? bytes + len : NULL,
	};
}

static bool damaged(struct repo_trees_cursor *cursor)
{
	cursor->is_damaged = true;
	cursor->next = cursor->end;
	return false;
}

/* The octal mode at *p, which is left behind the space that ends it. */
static bool read_mode(const char **p, const char *end, unsigned *mode)
{
	const char *start = *p;

	*mode = 0;
	while (*p < end && **p >= '0' && **p <= '7' && *p - start < 7)
		*mode = *mode * 8 + (unsigned)(*(*p)++ - '0');
	return *p > start && *p < end && *(*p)++ == ' ';
}

static bool kind_of_mode(unsigned mode, enum repo_trees_kind *kind)
{
	switch (mode & 0170000) {
	case 0100000:
		*kind = REPO_TREES_FILE;
		return true;
	case 0040000:
		*kind = REPO_TREES_FOLDER;
		return true;
	case 0120000:
		*kind = REPO_TREES_LINK;
		return true;
	case 0160000:
		*kind = REPO_TREES_MODULE;
		return true;
	default:
		return false;
	}
}

bool repo_trees_next(struct repo_trees_cursor *cursor,
		     struct repo_trees_entry *entry)
{
	const char *p = cursor->next;
	const char *nul;
	unsigned mode;

	if (p == cursor->end)
		return false;
	if (!read_mode(&p, cursor->end, &mode) ||
	    !kind_of_mode(mode, &entry->kind))
		return damaged(cursor);
	nul = memchr(p, '\0', (size_t)(cursor->end - p));
	if (nul == NULL || nul == p ||
	    (size_t)(cursor->end - nul) < 1 + ID_LEN ||
	    memchr(p, '/', (size_t)(nul - p)) != NULL)
		return damaged(cursor);
	entry->name = p;
	entry->name_len = (size_t)(nul - p);
	memcpy(entry->id.bytes, nul + 1, ID_LEN);
	cursor->next = nul + 1 + ID_LEN;
	return true;
}

/* How many bytes two texts of at least n begin with alike, up to n. */
static size_t common(const char *a, const char *b, size_t n)
{
	size_t i = 0;

	while (n - i >= 64 && memcmp(a + i, b + i, 64) == 0)
		i += 64;
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

void repo_trees_skip(struct repo_trees_cursor *a, struct repo_trees_cursor *b)
{
	size_t n = common(a->next, b->next,
			  (size_t)MIN(a->end - a->next, b->end - b->next));
	const char *start = a->next;
	const char *end = start + n;

	for (const char *p = start; p < end;) {
		p = memchr(p, '\0', (size_t)(end - p));
		if (p == NULL || (size_t)(end - p) < 1 + ID_LEN)
			break;
		p += 1 + ID_LEN;
		b->next += p - a->next;
		a->next = p;
	}
}

/* The byte of a name at i; past its end '/' for a folder, otherwise NUL. */
static unsigned char byte_at(const struct repo_trees_entry *entry, size_t i)
{
	if (i < entry->name_len)
		return (unsigned char)entry->name[i];
	return i == entry->name_len && entry->kind == REPO_TREES_FOLDER ? '/'
									: '\0';
}

int repo_trees_compare(const struct repo_trees_entry *a,
		       const struct repo_trees_entry *b)
{
	size_t n = MIN(a->name_len, b->name_len);
	int order = memcmp(a->name, b->name, n);

	return order != 0 ? order : byte_at(a, n) - byte_at(b, n);
}

bool repo_trees_is_plain(const struct repo_trees_entry *entry)
{
	const char *end = entry->name + entry->name_len;

	if (!g_utf8_validate(entry->name, (gssize)entry->name_len, NULL))
		return false;
	for (const char *p = entry->name; p < end; p = g_utf8_next_char(p))
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			return false;
	return true;
}

bool repo_trees_fail_size(GError **error)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
		    "a commit holds more than %u files in its registers",
		    REPO_TREES_MAX_ENTRIES);
	return false;
}

bool repo_trees_fail_damage(const struct repo_id *tree, GError **error)
{
	char hex[REPO_ID_HEX + 1];

	repo_id_format(tree, hex);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "the tree '%s' in the repository is damaged", hex);
	return false;
}

struct state {
	const struct repo_trees_walk *walk;
	GString *path; /* of the entry that is looked at */
	size_t n_entries;
};

static void left_out(const struct state *state, const char *message)
{
	g_autofree char *path =
		repo_text_escape(state->path->str, state->path->len);
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = path,
		.rule = "REG-02",
		.message = message,
	};

	if (state->walk->diags != NULL)
		diags_add(state->walk->diags, &diag);
}

static bool each(struct state *state, const struct repo_id *tree, size_t depth,
		 GError **error);

/* Why an entry below a register, or one itself, is not read; NULL: it is. */
static const char *refusal(const struct repo_trees_entry *entry, size_t depth)
{
	bool is_xml = g_str_has_suffix(entry->name, ".xml");

	switch (entry->kind) {
	case REPO_TREES_LINK:
		return is_xml ? "is a symbolic link; put the file itself here"
			      : "is a symbolic link; put the folder itself "
				"here";
	case REPO_TREES_MODULE:
		return "is a submodule; put the files themselves here";
	case REPO_TREES_FOLDER:
		if (is_xml)
			return "is a folder where a file is expected; "
			       "rename it";
		if (depth == REPO_TREES_MAX_DEPTH)
			return "folders are nested deeper than 16";
		break;
	case REPO_TREES_FILE:
		if (depth == 0 && !is_xml)
			return "is not a folder; a register is a folder of "
			       "records";
		if (!is_xml)
			return NULL;
		break;
	}
	return repo_trees_is_plain(entry) ? NULL
					  : "file name is not plain UTF-8 text";
}

/* One entry; state->path is its path. */
static bool visit(struct state *state, const struct repo_trees_entry *entry,
		  size_t depth, GError **error)
{
	const struct repo_trees_walk *walk = state->walk;
	const char *why;

	if (entry->name[0] == '.' ||
	    (depth == 0 && strcmp(entry->name, "gatehouse.xml") != 0 &&
	     !g_strv_contains(walk->folders, entry->name)))
		return true;
	why = refusal(entry, depth);
	if (why != NULL)
		left_out(state, why);
	else if (entry->kind == REPO_TREES_FOLDER)
		return each(state, &entry->id, depth + 1, error);
	else if (files_is_register_path(state->path->str, walk->folders))
		return walk->visit(walk->data, state->path->str, &entry->id,
				   error);
	return true;
}

/* Says which folder an error is about; that of a commit has no name. */
static bool fail_at(const GString *path, GError **error)
{
	if (path->len > 0)
		g_prefix_error(error, "'%s': ", path->str);
	return false;
}

static bool each(struct state *state, const struct repo_id *tree, size_t depth,
		 GError **error)
{
	g_autoptr(GBytes) bytes =
		repo_tree_bytes(state->walk->repo, tree, error);
	struct repo_trees_cursor cursor;
	struct repo_trees_entry entry;
	gsize len = state->path->len;

	if (bytes == NULL)
		return fail_at(state->path, error);
	repo_trees_start(&cursor, bytes);
	while (repo_trees_next(&cursor, &entry)) {
		if (++state->n_entries > REPO_TREES_MAX_ENTRIES)
			return repo_trees_fail_size(error);
		if (len > 0)
			g_string_append_c(state->path, '/');
		g_string_append_len(state->path, entry.name,
				    (gssize)entry.name_len);
		if (!visit(state, &entry, depth, error))
			return false;
		g_string_truncate(state->path, len);
	}
	if (!cursor.is_damaged)
		return true;
	repo_trees_fail_damage(tree, error);
	return fail_at(state->path, error);
}

bool repo_trees_each(const struct repo_trees_walk *walk,
		     const struct repo_id *tree, GError **error)
{
	g_autoptr(GString) path = g_string_new(NULL);
	struct state state = { .walk = walk, .path = path };

	return each(&state, tree, 0, error);
}

/* The files of a tree run past those given, both in order of path. */
struct comparison {
	struct files *files;
	size_t next;	  /* of the files */
	GPtrArray *paths; /* that differ */
};

/* What the files have before path (NULL: to its end) is new. */
static void take_added(struct comparison *comparison, const char *path)
{
	for (; comparison->next < files_len(comparison->files);
	     comparison->next++) {
		const struct file *file =
			files_get(comparison->files, comparison->next);

		if (path != NULL && strcmp(file->path, path) >= 0)
			return;
		g_ptr_array_add(comparison->paths, g_strdup(file->path));
	}
}

static bool compare_file(void *data, const char *path,
			 const struct repo_id *blob,
			 GError **error G_GNUC_UNUSED)
{
	struct comparison *comparison = data;
	const struct file *file = NULL;

	take_added(comparison, path);
	if (comparison->next < files_len(comparison->files))
		file = files_get(comparison->files, comparison->next);
	if (file == NULL || strcmp(file->path, path) != 0) {
		g_ptr_array_add(comparison->paths, g_strdup(path));
		return true;
	}
	comparison->next++;
	if (memcmp(&file->id, blob, sizeof(*blob)) != 0)
		g_ptr_array_add(comparison->paths, g_strdup(path));
	return true;
}

/* One worker's files, from first on. */
struct share {
	struct files *files;
	size_t first;
};

/* The id that git has for the bytes of a file, without any conversion. */
static struct repo_id id_of(const struct file *file)
{
	char head[32];
	int len = g_snprintf(head, sizeof(head), "blob %zu", file->len);
	struct repo_id id = { 0 };

	sha1_of(head, (size_t)len + 1, file->bytes, file->len, id.bytes);
	return id;
}

static void *hash_share(void *data)
{
	const struct share *share = data;

	for (size_t i = share->first; i < files_len(share->files);
	     i += WORKERS) {
		const struct file *file = files_get(share->files, i);
		struct repo_id id;

		if (file->has_id)
			continue;
		id = id_of(file);
		files_set_id(share->files, i, &id);
	}
	return NULL;
}

/* The ids of all files: they are what comparing costs. */
static void hash_files(struct files *files)
{
	struct share shares[WORKERS];

	for (size_t i = 0; i < WORKERS; i++)
		shares[i] = (struct share){ files, i };
	workers_run("hash", hash_share, shares, WORKERS, sizeof(*shares));
}

GPtrArray *repo_trees_changes(struct repo *repo, const struct repo_id *tree,
			      const char *const *folders, struct files *files,
			      GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	struct comparison comparison = { .files = files, .paths = found };
	const struct repo_trees_walk walk = {
		.repo = repo,
		.folders = folders,
		.visit = compare_file,
		.data = &comparison,
	};

	if (!repo_id_is_none(tree)) {
		hash_files(files);
		if (!repo_trees_each(&walk, tree, error))
			return NULL;
	}
	take_added(&comparison, NULL);
	return g_steal_pointer(&found);
}
