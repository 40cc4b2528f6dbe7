/* SPDX-License-Identifier: MIT */
/*
 * A repository is a store of immutable objects and a few names for them.  All
 * that is read here is read from the objects themselves: no checkout, no
 * index, no attributes or filters, no fetching of what is missing.  So nothing
 * that a repository contains or configures can start a program, and the bytes
 * of a file are those that were committed, on every machine.
 *
 * libgit2 is used for what it does well (names to objects, packs and deltas);
 * trees are read from their bytes by repo_trees.c, the history by history.c; what
 * a revision names is found in repo_revision.c.
 * libgit2 refuses repositories that belong to somebody else; that stays on.
 */
#include "lib/repo.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/file_text.h"
#include "lib/history.h"
#include "lib/pack.h"
#include "lib/repo_loose.h"
#include "lib/repo_start.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"
#include "lib/sha1.h"
#include "lib/xml.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb_object, git_odb_object_free)

/* What all handles of one repository share. */
struct trouble {
	GError *first; /* atomic; NULL: there was none */
};

struct repo {
	git_repository *git;
	git_odb *odb;
	char *workdir;
	GHashTable *cut; /* ids, in hexadecimal, whose parents are cut off */
	char *objects;	 /* NULL: not yet asked for */
	struct pack_store *packs; /* NULL: not yet asked for anything */
	struct trouble *trouble;  /* counted */
	bool is_walking;	  /* trees are not checked against their ids */
};

static void oid_of(git_oid *oid, const struct repo_id *id)
{
	memcpy(oid->id, id->bytes, sizeof(oid->id));
}

void repo_id_format(const struct repo_id *id, char hex[REPO_ID_HEX + 1])
{
	git_oid oid;

	oid_of(&oid, id);
	git_oid_tostr(hex, REPO_ID_HEX + 1, &oid);
}

bool repo_id_is_none(const struct repo_id *id)
{
	static const struct repo_id none;

	return memcmp(id, &none, sizeof(none)) == 0;
}

/* Ids are spread as they are. */
guint repo_id_hash(gconstpointer id)
{
	guint hash;

	memcpy(&hash, ((const struct repo_id *)id)->bytes, sizeof(hash));
	return hash;
}

gboolean repo_id_equal(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(struct repo_id)) == 0;
}

bool repo_fail(GError **error, const char *format, ...)
{
	const git_error *last = git_error_last();
	g_autofree char *sentence = NULL;
	g_autofree char *cause = NULL;
	va_list arguments;

	va_start(arguments, format);
	sentence = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (last != NULL && last->klass != GIT_ERROR_NONE)
		cause = repo_text_escape(last->message, strlen(last->message));
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s%s%s", sentence,
		    cause ? ": " : "", cause ? cause : "");
	return false;
}

void repo_trouble(struct repo *repo, const GError *cause)
{
	GError *first = g_error_copy(cause);

	if (!g_atomic_pointer_compare_and_exchange(&repo->trouble->first, NULL,
						   first))
		g_error_free(first);
}

bool repo_fail_object(struct repo *repo, int status, const char *what,
		      const struct repo_id *id, GError **error)
{
	char hex[REPO_ID_HEX + 1];
	GError *cause = NULL;

	repo_id_format(id, hex);
	repo_fail(&cause, "cannot read %s '%s' from the repository", what, hex);
	if (status != GIT_ENOTFOUND)
		repo_trouble(repo, cause);
	g_propagate_error(error, cause);
	return false;
}

bool repo_is_readable(const struct repo *repo, GError **error)
{
	const GError *first = g_atomic_pointer_get(&repo->trouble->first);

	if (first && error)
		*error = g_error_copy(first);
	return !first;
}

static void clear_trouble(gpointer data)
{
	struct trouble *trouble = data;

	g_clear_error(&trouble->first);
}

int repo_try(struct git_repository **git, const char *dir, bool is_exact)
{
	unsigned flags = is_exact ? GIT_REPOSITORY_OPEN_NO_SEARCH : 0;
	const git_error *last;
	int status;

	repo_start();
	status = git_repository_open_ext(git, dir, flags, NULL);
	/* What libgit2 1.5 says of another's folder without safe.directory. */
	last = git_error_last();
	if (status == GIT_ENOTFOUND && last != NULL &&
	    last->klass == GIT_ERROR_CONFIG)
		status = GIT_EOWNER;
	if (status == 0 && !repo_loose_guard(*git)) {
		git_repository_free(g_steal_pointer(git));
		status = GIT_ERROR;
	}
	return status;
}

bool repo_fail_open(GError **error, const char *dir, int status)
{
	g_autofree char *path = g_canonicalize_filename(dir, NULL);

	if (status == GIT_ENOTFOUND)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "no git repository in '%s' or a folder above it",
			    path);
	else if (status == GIT_EOWNER)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
			    "the repository at '%s' belongs to another user "
			    "(dubious ownership); if you trust it, run "
			    "'git config --global --add safe.directory %s'",
			    path, path);
	else
		repo_fail(error, "cannot open the repository at '%s'", path);
	return false;
}

/* The ids of the file "shallow", if there is one; NULL, with error set. */
static GHashTable *read_cut(git_repository *git, GError **error)
{
	g_autoptr(GHashTable) cut =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *path = g_build_filename(git_repository_commondir(git),
						 "shallow", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!file_text_read(path, &text, NULL, error))
		return NULL;
	lines = g_strsplit(text ? text : "", "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		if (strlen(*line) == REPO_ID_HEX)
			g_hash_table_add(cut, g_strdup(*line));
	return g_steal_pointer(&cut);
}

static struct repo *open_at(const char *dir, bool is_exact,
			    struct trouble *trouble, GError **error)
{
	g_autoptr(Repo) repo = g_new0(struct repo, 1);
	const char *workdir;
	int status = repo_try(&repo->git, dir, is_exact);

	repo->trouble = trouble ? g_atomic_rc_box_acquire(trouble)
				: g_atomic_rc_box_new0(struct trouble);
	if (status < 0) {
		repo_fail_open(error, dir, status);
		return NULL;
	}
	/*
	 * HEAD is asked for now: where packed references cannot be mapped,
	 * libgit2 says so once, and then that there are none.
	 */
	if (git_repository_odb(&repo->odb, repo->git) < 0 ||
	    git_repository_head_unborn(repo->git) < 0) {
		repo_fail(error, "cannot read the repository at '%s'", dir);
		return NULL;
	}
	workdir = git_repository_workdir(repo->git);
	if (workdir != NULL)
		repo->workdir = g_canonicalize_filename(workdir, NULL);
	repo->cut = read_cut(repo->git, error);
	return repo->cut ? g_steal_pointer(&repo) : NULL;
}

struct repo *repo_open_any(const char *dir, GError **error)
{
	return open_at(dir, false, NULL, error);
}

struct repo *repo_again(const struct repo *repo, GError **error)
{
	return open_at(git_repository_path(repo->git), true, repo->trouble,
		       error);
}

struct repo *repo_open(const char *dir, GError **error)
{
	g_autoptr(Repo) repo = repo_open_any(dir, error);

	if (repo == NULL || repo->workdir != NULL)
		return g_steal_pointer(&repo);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
		    "the repository at '%s' is bare: it has no files to work "
		    "on",
		    dir);
	return NULL;
}

void repo_free(struct repo *repo)
{
	if (repo == NULL)
		return;
	g_clear_pointer(&repo->cut, g_hash_table_unref);
	pack_store_free(repo->packs);
	g_free(repo->objects);
	git_odb_free(repo->odb);
	git_repository_free(repo->git);
	g_free(repo->workdir);
	g_atomic_rc_box_release_full(repo->trouble, clear_trouble);
	g_free(repo);
}

struct git_repository *repo_handle(struct repo *repo)
{
	return repo->git;
}

const char *repo_workdir(const struct repo *repo)
{
	return repo->workdir;
}

const char *repo_folder(const struct repo *repo)
{
	return git_repository_path(repo->git);
}

bool repo_is_shallow(const struct repo *repo)
{
	return g_hash_table_size(repo->cut) > 0;
}

bool repo_is_unborn(const struct repo *repo)
{
	return git_repository_head_unborn(repo->git) == 1;
}

bool repo_is_detached(const struct repo *repo)
{
	return git_repository_head_detached(repo->git) == 1;
}

bool repo_is_cut(struct repo *repo, const struct repo_id *commit)
{
	char hex[REPO_ID_HEX + 1];

	if (!repo_is_shallow(repo))
		return false;
	repo_id_format(commit, hex);
	return g_hash_table_contains(repo->cut, hex);
}

const char *repo_objects(struct repo *repo)
{
	git_buf path = GIT_BUF_INIT;

	if (repo->objects == NULL &&
	    git_repository_item_path(&path, repo->git,
				     GIT_REPOSITORY_ITEM_OBJECTS) == 0)
		repo->objects = g_canonicalize_filename(path.ptr, NULL);
	git_buf_dispose(&path);
	return repo->objects;
}

/* NULL: there are none to be found. */
static struct pack_store *packs_of(struct repo *repo)
{
	const char *objects = repo_objects(repo);

	if (repo->packs == NULL && objects != NULL)
		repo->packs = pack_store_open(objects);
	return repo->packs;
}

void repo_pack_ids(struct repo *repo, GArray *ids)
{
	struct pack_store *packs = packs_of(repo);

	if (packs != NULL)
		pack_ids(packs, ids);
}

bool repo_is_packed(struct repo *repo, const struct repo_id *id)
{
	struct pack_store *packs = packs_of(repo);

	return packs != NULL && pack_has(packs, id);
}

bool repo_has(struct repo *repo, const struct repo_id *id)
{
	git_oid oid;

	if (repo_is_packed(repo, id))
		return true;
	oid_of(&oid, id);
	return git_odb_exists(repo->odb, &oid) == 1;
}

struct repo_place repo_place(struct repo *repo, const struct repo_id *id)
{
	struct pack_store *packs = packs_of(repo);

	return packs != NULL ? pack_place(packs, id) : (struct repo_place){ 0 };
}

int repo_place_compare(const struct repo_place *a, const struct repo_place *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* Whether an object of that type and these bytes has the id. */
static bool has_id(GBytes *bytes, git_object_t type, const struct repo_id *id)
{
	gsize len;
	const void *data = g_bytes_get_data(bytes, &len);
	g_autofree char *head = g_strdup_printf(
		"%s %" G_GSIZE_FORMAT, git_object_type2string(type), len);
	uint8_t is[SHA1_LEN];

	sha1_of(head, strlen(head) + 1, data, len, is);
	return memcmp(is, id->bytes, sizeof(is)) == 0;
}

/*
 * The object, if a pack has it in a plain way and its bytes have its id; NULL:
 * it is for libgit2 to read, or to say what is wrong with it.
 */
static GBytes *read_packed(struct repo *repo, const struct repo_id *id,
			   git_object_t type)
{
	g_autoptr(GBytes) bytes = NULL;

	if (packs_of(repo) == NULL)
		return NULL;
	bytes = pack_read(repo->packs, id, (enum pack_type)type);
	if (bytes == NULL || (!(repo->is_walking && type == GIT_OBJECT_TREE) &&
			      !has_id(bytes, type, id)))
		return NULL;
	return g_steal_pointer(&bytes);
}

/* what: the type in a word for people. */
static bool read_object(struct repo *repo, const struct repo_id *id,
			git_object_t type, const char *what,
			git_odb_object **object, GError **error)
{
	git_oid oid;
	int status;

	oid_of(&oid, id);
	status = git_odb_read(object, repo->odb, &oid);
	if (status == 0 && git_odb_object_type(*object) == type)
		return true;
	git_odb_object_free(g_steal_pointer(object));
	return repo_fail_object(repo, status, what, id, error);
}

GBytes *repo_tree_bytes(struct repo *repo, const struct repo_id *id,
			GError **error)
{
	git_odb_object *object = NULL;
	GBytes *packed = read_packed(repo, id, GIT_OBJECT_TREE);

	if (packed != NULL)
		return packed;
	if (!read_object(repo, id, GIT_OBJECT_TREE, "tree", &object, error))
		return NULL;
	return g_bytes_new_with_free_func(
		git_odb_object_data(object), git_odb_object_size(object),
		(GDestroyNotify)git_odb_object_free, object);
}

GBytes *repo_blob(struct repo *repo, const struct repo_id *id, GError **error)
{
	g_autoptr(git_odb_object) object = NULL;
	git_object_t type;
	git_oid oid;
	GBytes *packed = read_packed(repo, id, GIT_OBJECT_BLOB);
	size_t len;
	char *bytes;
	int status;

	if (packed != NULL && g_bytes_get_size(packed) <= XML_MAX_BYTES)
		return packed;
	g_clear_pointer(&packed, g_bytes_unref);
	oid_of(&oid, id);
	status = git_odb_read_header(&len, &type, repo->odb, &oid);
	if (status < 0) {
		repo_fail_object(repo, status, "file", id, error);
		return NULL;
	}
	if (len > XML_MAX_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
			    "a file in the repository is larger than %u MiB",
			    XML_MAX_BYTES >> 20);
		return NULL;
	}
	if (!read_object(repo, id, GIT_OBJECT_BLOB, "file", &object, error))
		return NULL;
	len = git_odb_object_size(object);
	bytes = g_malloc(len + 1);
	memcpy(bytes, git_odb_object_data(object), len);
	bytes[len] = '\0';
	return g_bytes_new_take(bytes, len);
}

/*
 * Computing the id of every tree would double the time of the walk.  What is
 * read for its content is checked, outside this function, and a tree that is
 * damaged does not inflate or is no row of entries.
 */
struct repo_history *repo_history_read(struct repo *repo,
				       const struct repo_id *commit,
				       const char *const *folders,
				       GError **error)
{
	struct repo_history *history;

	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	repo->is_walking = true;
	history = history_read(repo, commit, folders, error);
	repo->is_walking = false;
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	return history;
}

void repo_history_free(struct repo_history *history)
{
	history_free(history);
}
