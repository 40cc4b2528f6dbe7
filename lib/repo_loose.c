/* SPDX-License-Identifier: MIT */
/*
 * A loose object is one compressed stream, "type length NUL bytes", in a file
 * named by its id.  It is read by a store of libgit2's kind that is asked after
 * the packs and before libgit2's store of the same folder: what it does not
 * have, the others are asked for; what it cannot read is an error, and nobody
 * is asked.
 */
#include "lib/repo_loose.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <glib/gstdio.h>

#include "lib/repo_folders.h"

/* libgit2 asks stores of a higher priority first; its loose ones have 1. */
#define PRIORITY 2
#define PRIORITY_PACKED 3

#define DAMAGED "is damaged"
#define MAX_HEAD 32	/* "commit 18446744073709551615" */
#define MAX_RATIO 1032u /* no stream becomes more than this times as long */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)

struct store {
	git_odb_backend backend; /* the first: libgit2 knows only this */
	char *folder;
};

/* What a loose object says of itself. */
struct head {
	git_object_t type;
	size_t len;	 /* of the object */
	size_t head_len; /* with its NUL */
};

void repo_loose_start(void)
{
	git_libgit2_opts(GIT_OPT_SET_ODB_PACKED_PRIORITY, PRIORITY_PACKED);
}

static int fail(const char *path, const char *why)
{
	g_autofree char *text =
		g_strdup_printf("the object in '%s' %s", path, why);

	git_error_set_str(GIT_ERROR_ODB, text);
	return GIT_ERROR;
}

/* The file as it is; *status says why there is none. */
static GBytes *load(const char *path, int *status)
{
	g_autoptr(GError) error = NULL;
	GStatBuf about;
	char *bytes;
	gsize len;

	if (g_stat(path, &about) == 0 && !S_ISREG(about.st_mode)) {
		*status = fail(path, "is no file");
		return NULL;
	}
	if (g_file_get_contents(path, &bytes, &len, &error))
		return g_bytes_new_take(bytes, len);
	*status = g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
				  g_error_matches(error, G_FILE_ERROR,
						  G_FILE_ERROR_NOTDIR)
			  ? GIT_ENOTFOUND
			  : fail(path, error->message);
	return NULL;
}

/*
 * Inflates as much as there is room for.  False: the stream is damaged, or
 * ends before both its end and that of the room.
 */
static bool inflate(GBytes *stream, char *out, size_t room, size_t *len)
{
	g_autoptr(GZlibDecompressor) inflater =
		g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
	GConverterResult result = G_CONVERTER_CONVERTED;
	gsize in_len;
	const char *in = g_bytes_get_data(stream, &in_len);

	*len = 0;
	while (result == G_CONVERTER_CONVERTED && *len < room) {
		gsize n_read = 0, n_written = 0;

		result = g_converter_convert(G_CONVERTER(inflater), in, in_len,
					     out + *len, room - *len,
					     G_CONVERTER_INPUT_AT_END, &n_read,
					     &n_written, NULL);
		in += n_read;
		in_len -= n_read;
		*len += n_written;
	}
	return result != G_CONVERTER_ERROR;
}

static bool parse_head(const char *text, size_t len, struct head *head)
{
	const char *nul = memchr(text, '\0', len);
	const char *blank = memchr(text, ' ', len);
	g_autofree char *type = NULL;
	guint64 n;

	if (!nul || !blank || blank > nul ||
	    !g_ascii_string_to_unsigned(blank + 1, 10, 0, G_MAXSIZE / 2, &n,
					NULL))
		return false;
	type = g_strndup(text, (gsize)(blank - text));
	head->type = git_object_string2type(type);
	head->len = (size_t)n;
	head->head_len = (size_t)(nul + 1 - text);
	return head->type == GIT_OBJECT_COMMIT ||
	       head->type == GIT_OBJECT_TREE || head->type == GIT_OBJECT_BLOB ||
	       head->type == GIT_OBJECT_TAG;
}

static bool read_head(GBytes *stream, struct head *head)
{
	char text[MAX_HEAD];
	size_t len;

	return inflate(stream, text, sizeof(text), &len) &&
	       parse_head(text, len, head) &&
	       head->len / MAX_RATIO <= g_bytes_get_size(stream);
}

/* The file of an object, and what it says of itself; else as load. */
static GBytes *load_object(const char *path, struct head *head, int *status)
{
	g_autoptr(GBytes) stream = load(path, status);

	if (stream && !read_head(stream, head)) {
		*status = fail(path, DAMAGED);
		return NULL;
	}
	return g_steal_pointer(&stream);
}

/* The object with its head, exactly as long as it says; NULL: it is not. */
static char *read_whole(GBytes *stream, const struct head *head)
{
	size_t expected = head->head_len + head->len;
	g_autofree char *text = g_try_malloc(expected + 1);
	size_t len;

	return text && inflate(stream, text, expected + 1, &len) &&
			       len == expected
		       ? g_steal_pointer(&text)
		       : NULL;
}

static char *path_of(const git_odb_backend *backend, const git_oid *id)
{
	const struct store *store = (const struct store *)backend;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return g_strdup_printf("%s/%.2s/%s", store->folder, hex, hex + 2);
}

static int read_object(void **bytes, size_t *len, git_object_t *type,
		       git_odb_backend *backend, const git_oid *id)
{
	g_autofree char *path = path_of(backend, id);
	g_autofree char *text = NULL;
	struct head head;
	int status = 0;
	g_autoptr(GBytes) stream = load_object(path, &head, &status);

	if (!stream)
		return status;
	text = read_whole(stream, &head);
	if (!text)
		return fail(path, DAMAGED);
	*bytes = git_odb_backend_data_alloc(backend, head.len + 1);
	if (!*bytes)
		return GIT_ERROR;
	memcpy(*bytes, text + head.head_len, head.len);
	((char *)*bytes)[head.len] = '\0';
	*len = head.len;
	*type = head.type;
	return 0;
}

static int read_object_head(size_t *len, git_object_t *type,
			    git_odb_backend *backend, const git_oid *id)
{
	g_autofree char *path = path_of(backend, id);
	struct head head;
	int status = 0;
	g_autoptr(GBytes) stream = load_object(path, &head, &status);

	if (!stream)
		return status;
	*len = head.len;
	*type = head.type;
	return 0;
}

/* The one object whose id begins with the first n digits of start. */
static int find_prefix(const git_odb_backend *backend, const git_oid *start,
		       size_t n, git_oid *id)
{
	const struct store *store = (const struct store *)backend;
	char hex[GIT_OID_HEXSZ + 1];
	g_autofree char *folder = NULL;
	g_autoptr(GDir) dir = NULL;
	int status = GIT_ENOTFOUND;

	git_oid_tostr(hex, sizeof(hex), start);
	folder = g_strdup_printf("%s/%.2s", store->folder, hex);
	dir = g_dir_open(folder, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		if (strlen(name) != GIT_OID_HEXSZ - 2 ||
		    strncmp(name, hex + 2, n - 2) != 0)
			continue;
		if (status == 0)
			return GIT_EAMBIGUOUS;
		memcpy(hex + 2, name, GIT_OID_HEXSZ - 2);
		status = git_oid_fromstr(id, hex) < 0 ? GIT_ENOTFOUND : 0;
	}
	return status;
}

/* NOLINTNEXTLINE(readability-function-size): libgit2 says what is passed. */
static int read_object_prefix(git_oid *id, void **bytes, size_t *len,
			      git_object_t *type, git_odb_backend *backend,
			      const git_oid *start, size_t n)
{
	int status = find_prefix(backend, start, n, id);

	return status == 0 ? read_object(bytes, len, type, backend, id)
			   : status;
}

static void store_free(git_odb_backend *backend)
{
	struct store *store = (struct store *)backend;

	g_free(store->folder);
	g_free(store);
}

static git_odb_backend *store_new(const char *objects)
{
	struct store *store = g_new0(struct store, 1);

	git_odb_init_backend(&store->backend, GIT_ODB_BACKEND_VERSION);
	store->folder = g_strdup(objects);
	store->backend.read = read_object;
	store->backend.read_header = read_object_head;
	store->backend.read_prefix = read_object_prefix;
	store->backend.free = store_free;
	return &store->backend;
}

/* Stores that others own are asked after all of the repository's own. */
static bool add(git_odb *odb, const char *objects, bool is_own)
{
	git_odb_backend *store = store_new(objects);
	int status = is_own ? git_odb_add_backend(odb, store, PRIORITY)
			    : git_odb_add_alternate(odb, store, PRIORITY);

	if (status < 0)
		store_free(store);
	return status == 0;
}

bool repo_loose_guard_folder(struct git_odb *odb, const char *objects)
{
	g_auto(GStrv) borrowed = repo_folders_borrowed(objects);
	bool is_added = add(odb, objects, false);

	for (char **folder = borrowed; is_added && *folder; folder++)
		is_added = add(odb, *folder, false);
	return is_added;
}

bool repo_loose_guard(struct git_repository *git)
{
	g_autofree char *objects = g_build_filename(
		git_repository_commondir(git), "objects", NULL);
	g_auto(GStrv) borrowed = repo_folders_borrowed(objects);
	g_autoptr(git_odb) odb = NULL;
	bool is_added =
		git_repository_odb(&odb, git) == 0 && add(odb, objects, true);

	for (char **folder = borrowed; is_added && *folder; folder++)
		is_added = add(odb, *folder, false);
	return is_added;
}
