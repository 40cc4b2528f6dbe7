/* SPDX-License-Identifier: MIT */
/*
 * A commit is made from the objects up: blobs, then the folders that hold
 * them, each built from what it was before, then the commit, and last of all
 * the one thing that can be seen, the branch.  Until the branch moves nothing
 * has happened, whatever fails; objects are on disk before it moves.  All of it
 * is put together in a folder of its own (repo_stage.c), so that a run that is
 * killed leaves nothing of which the next one does not know what to make.
 *
 * The usual way, through the index, costs a pass over all files of the
 * repository for each commit, and would take along what somebody has staged
 * there.  Here the index follows the branch, for the committed files only, so
 * that "git status" is quiet about them.  An index that is locked or of a kind
 * unknown to us is left alone: the commit stands, and "git status" then shows
 * these files as staged the other way until "git reset" reads them anew.
 *
 * The branch is locked, looked at again, and moved only if it is where it was
 * when the trees were built.  Two people who save at once cannot lose a change.
 */
#include "lib/commit.h"

#include <errno.h>
#include <string.h>

#include <gio/gio.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <glib/gstdio.h>

#include "lib/commit_head.h"
#include "lib/commit_index.h"
#include "lib/commit_request.h"
#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_stage.h"
#include "lib/repo_trees.h"
#include "lib/write.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_status_list, git_status_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_treebuilder, git_treebuilder_free)

#define BEFORE_ALL 100 /* priority of a place for objects */

static const char head_moved[] =
	"HEAD moved while saving; nothing was committed, run the command again";

static bool fail(GError **error, const char *sentence)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, sentence);
	return false;
}

/* What libgit2 tried a file system out with. */
static bool is_trial(const char *name)
{
	return g_str_has_prefix(name, "_git2_");
}

static bool is_lock(const char *name)
{
	return g_str_has_suffix(name, ".lock");
}

/*
 * Of a repository that was just made, and that nobody else knows of: libgit2
 * does not notice where it cannot remove what it no longer needs.
 */
static bool remove_litter(const char *dir, bool (*is_litter)(const char *name),
			  GError **error)
{
	g_autoptr(GDir) names = g_dir_open(dir, 0, error);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);

		if (is_litter(name) && g_unlink(path) != 0)
			return write_fail(error, "remove", path);
	}
	return names != NULL;
}

bool commit_init_repository(const char *dir, GError **error)
{
	g_autoptr(git_repository) git = NULL;
	git_repository_init_options options = {
		.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION,
		.flags = GIT_REPOSITORY_INIT_MKDIR |
			 GIT_REPOSITORY_INIT_MKPATH |
			 GIT_REPOSITORY_INIT_NO_REINIT,
		.initial_head = "main",
	};
	int status = repo_try(&git, dir, true);

	if (status == 0 && git_repository_is_bare(git))
		return fail(error, "the repository there is bare: it has no "
				   "files to work on");
	if (status == 0)
		return true;
	if (status != GIT_ENOTFOUND)
		return repo_fail_open(error, dir, status);
	if (git_repository_init_ext(&git, dir, &options) < 0)
		return repo_fail(error, "cannot make a repository in '%s'",
				 dir);
	return remove_litter(dir, is_trial, error) &&
	       remove_litter(git_repository_path(git), is_lock, error);
}

/* Who ------------------------------------------------------------------- */

/* The first that is set and not blank, as git looks for it; NULL: none. */
static char *look_up(git_config *config, const char *variable, const char *own,
		     const char *common)
{
	const char *keys[] = { own, common };
	const char *value = g_getenv(variable);
	g_autofree char *text = g_strstrip(g_strdup(value ? value : ""));

	for (size_t i = 0; i < G_N_ELEMENTS(keys) && *text == '\0'; i++) {
		if (git_config_get_string(&value, config, keys[i]) < 0)
			continue;
		g_free(text);
		text = g_strstrip(g_strdup(value));
	}
	return *text == '\0' ? NULL : g_utf8_make_valid(text, -1);
}

/* The signature of an author or a committer. */
static bool sign(git_config *config, bool is_author, git_time when,
		 git_signature **signature, GError **error)
{
	g_autofree char *name =
		is_author ? look_up(config, "GIT_AUTHOR_NAME", "author.name",
				    "user.name")
			  : look_up(config, "GIT_COMMITTER_NAME",
				    "committer.name", "user.name");
	g_autofree char *email =
		is_author ? look_up(config, "GIT_AUTHOR_EMAIL", "author.email",
				    "user.email")
			  : look_up(config, "GIT_COMMITTER_EMAIL",
				    "committer.email", "user.email");

	if (name != NULL && email != NULL &&
	    git_signature_new(signature, name, email, when.time, when.offset) ==
		    0)
		return true;
	return fail(error, "git does not know who you are: run "
			   "'git config --global user.name \"Your Name\"' and "
			   "'git config --global user.email you@example.org'");
}

/* The settings of a repository, or of the user where git is NULL. */
static bool read_config(git_repository *git, git_config **snapshot,
			GError **error)
{
	g_autoptr(git_config) config = NULL;

	if ((git ? git_repository_config(&config, git)
		 : git_config_open_default(&config)) < 0 ||
	    git_config_snapshot(snapshot, config) < 0)
		return repo_fail(error, "cannot read git's configuration");
	return true;
}

bool commit_has_identity(const char *dir, GError **error)
{
	g_autoptr(git_repository) git = NULL;
	g_autoptr(git_config) config = NULL;
	g_autoptr(git_signature) author = NULL;
	g_autoptr(git_signature) committer = NULL;
	git_time epoch = { 0 };
	int status = repo_try(&git, dir, false);

	if (status < 0 && status != GIT_ENOTFOUND)
		return repo_fail_open(error, dir, status);
	return read_config(git, &config, error) &&
	       sign(config, true, epoch, &author, error) &&
	       sign(config, false, epoch, &committer, error);
}

/* Where ------------------------------------------------------------------ */

/*
 * The repository twice.  libgit2 takes an object for one that need not be
 * written where a file of its name stands, whole or cut off.  So what is new is
 * written to a store in which there is nothing else, and then put in the place
 * of whatever stands there.
 */
struct places {
	git_repository *all; /* borrowed; it finds what is new, too */
	git_repository *new; /* to write to */
};

static void places_clear(struct places *places)
{
	git_repository_free(places->new);
}

/* The folder of objects as a store that is asked before all others of odb. */
static bool add_store(git_odb *odb, const char *objects)
{
	git_odb_backend *backend = NULL;

	if (git_odb_backend_loose(&backend, objects, -1, 0, 0, 0) == 0 &&
	    git_odb_add_backend(odb, backend, BEFORE_ALL) == 0)
		return true;
	if (backend)
		backend->free(backend);
	return false;
}

/* New objects go to the stage, not among those of the repository. */
static bool divert_objects(struct places *places,
			   const struct repo_stage *stage, GError **error)
{
	const char *objects = repo_stage_objects(stage);
	g_autoptr(git_odb) all = NULL;
	g_autoptr(git_odb) new = NULL;
	g_autoptr(git_config) config = NULL;

	return (git_repository_odb(&all, places->all) == 0 &&
		add_store(all, objects) && git_odb_new(&new) == 0 &&
		add_store(new, objects) &&
		git_repository_wrap_odb(&places->new, new) == 0 &&
		git_repository_config(&config, places->all) == 0 &&
		git_repository_set_config(places->new, config) == 0) ||
	       repo_fail(error, "cannot write to the repository");
}

/* What ------------------------------------------------------------------ */

/* Of some writes that fail libgit2 does not say why; the system has. */
static bool fail_save(GError **error, const char *path, int code)
{
	const git_error *last = git_error_last();

	if ((last != NULL && last->klass != GIT_ERROR_NONE) || code == 0)
		return repo_fail(error, "cannot save '%s'", path);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		    "cannot save '%s': %s", path, g_strerror(code));
	return false;
}

/* Some of the sorted files: those below one folder. */
struct span {
	const struct commit_file *const *files;
	size_t n;
	size_t skip; /* bytes of each path that name the folder */
};

static bool put_file(const struct places *places, git_treebuilder *builder,
		     const struct commit_file *file, const char *name,
		     GError **error)
{
	const git_tree_entry *old = git_treebuilder_get(builder, name);
	git_filemode_t mode = GIT_FILEMODE_BLOB;
	const void *bytes;
	gsize len;
	git_oid id;

	if (old != NULL && git_tree_entry_type(old) == GIT_OBJECT_TREE) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
			    "'%s' is a folder in the repository, not a file",
			    file->path);
		return false;
	}
	if (file->bytes == NULL)
		return old == NULL ||
		       git_treebuilder_remove(builder, name) == 0 ||
		       repo_fail(error, "cannot remove '%s'", file->path);
	if (old != NULL &&
	    git_tree_entry_filemode(old) == GIT_FILEMODE_BLOB_EXECUTABLE)
		mode = GIT_FILEMODE_BLOB_EXECUTABLE;
	bytes = g_bytes_get_data(file->bytes, &len);
	git_error_clear();
	errno = 0;
	if (git_blob_create_from_buffer(&id, places->new, bytes ? bytes : "",
					len) < 0 ||
	    git_treebuilder_insert(NULL, builder, name, &id, mode) < 0)
		return fail_save(error, file->path, errno);
	return true;
}

static bool build(const struct places *places, const git_tree *base,
		  const struct span *span, git_oid *id, GError **error);

/* Rebuilds the folder called name; one that has become empty goes. */
static bool put_folder(const struct places *places, git_treebuilder *builder,
		       const char *name, const struct span *span,
		       GError **error)
{
	const git_tree_entry *old = git_treebuilder_get(builder, name);
	const char *path = span->files[0]->path;
	g_autoptr(git_tree) base = NULL;
	int status = 0;
	git_oid id;

	if (old != NULL && git_tree_entry_type(old) != GIT_OBJECT_TREE) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
			    "'%.*s' is no folder in the repository, so there "
			    "can be no '%s'",
			    (int)span->skip - 1, path, path);
		return false;
	}
	if (old != NULL &&
	    git_tree_lookup(&base, places->all, git_tree_entry_id(old)) < 0)
		return repo_fail(error, "cannot read the folder of '%s'", path);
	if (!build(places, base, span, &id, error))
		return false;
	if (!git_oid_is_zero(&id))
		status = git_treebuilder_insert(NULL, builder, name, &id,
						GIT_FILEMODE_TREE);
	else if (old != NULL)
		status = git_treebuilder_remove(builder, name);
	return status == 0 || repo_fail(error, "cannot save '%s'", path);
}

/* *id receives the tree that base becomes; all zero if nothing is in it. */
static bool build(const struct places *places, const git_tree *base,
		  const struct span *span, git_oid *id, GError **error)
{
	g_autoptr(git_treebuilder) builder = NULL;
	struct span below;

	if (git_treebuilder_new(&builder, places->new, base) < 0)
		return repo_fail(error, "cannot build a tree");
	for (size_t i = 0; i < span->n; i += below.n) {
		const struct commit_file *const *files = &span->files[i];
		const char *path = files[0]->path;
		size_t len = strcspn(path + span->skip, "/");
		g_autofree char *name = g_strndup(path + span->skip, len);

		below = (struct span){ files, 1, span->skip + len + 1 };
		if (path[span->skip + len] == '\0') {
			if (!put_file(places, builder, files[0], name, error))
				return false;
			continue;
		}
		while (i + below.n < span->n &&
		       strncmp(files[below.n]->path, path, below.skip) == 0)
			below.n++;
		if (!put_folder(places, builder, name, &below, error))
			return false;
	}
	*id = (git_oid){ { 0 } };
	if (git_treebuilder_entrycount(builder) > 0 &&
	    git_treebuilder_write(id, builder) < 0)
		return repo_fail(error, "cannot write to the repository");
	return true;
}

/* All together ---------------------------------------------------------- */

/* What a commit is made of. */
struct draft {
	char *message;
	git_signature *author;
	git_signature *committer;
	struct commit_head head;
	git_tree *tree;
};

static void draft_clear(struct draft *draft)
{
	g_free(draft->message);
	git_signature_free(draft->author);
	git_signature_free(draft->committer);
	commit_head_clear(&draft->head);
	git_tree_free(draft->tree);
}

static bool draft_message(struct draft *draft, const char *message,
			  GError **error)
{
	git_buf clean = { 0 };

	if (!g_utf8_validate(message, -1, NULL))
		return fail(error, "the commit message is not valid UTF-8");
	if (git_message_prettify(&clean, message, 0, '#') < 0)
		return repo_fail(error, "cannot read the commit message");
	draft->message = g_strdup(clean.ptr ? clean.ptr : "");
	git_buf_dispose(&clean);
	return *draft->message != '\0' ||
	       fail(error, "the commit message is empty: say why");
}

static bool draft_people(struct draft *draft, git_repository *git,
			 const struct commit_request *request, GError **error)
{
	g_autoptr(git_config) config = NULL;
	struct commit_request_times times;
	git_time authored = { 0 };
	git_time committed = { 0 };

	if (!read_config(git, &config, error) ||
	    !commit_request_times(request, &times, error))
		return false;
	authored.time = times.author;
	authored.offset = times.author_offset;
	committed.time = times.committer;
	committed.offset = times.committer_offset;
	return sign(config, true, authored, &draft->author, error) &&
	       sign(config, false, committed, &draft->committer, error);
}

static bool draft_tree(struct draft *draft, const struct places *places,
		       const struct commit_request *request, GError **error)
{
	g_autoptr(GPtrArray) files = commit_request_sort(request, error);
	g_autoptr(git_tree) base = NULL;
	struct span span;
	git_oid id;

	if (files == NULL)
		return false;
	span = (struct span){
		.files = (const struct commit_file *const *)files->pdata,
		.n = files->len,
	};
	if (draft->head.commit != NULL &&
	    git_commit_tree(&base, draft->head.commit) < 0)
		return repo_fail(error, "cannot read the files of HEAD");
	if (!build(places, base, &span, &id, error))
		return false;
	if (base ? git_oid_equal(&id, git_tree_id(base)) : git_oid_is_zero(&id))
		return fail(error, "nothing to save");
	if (git_oid_is_zero(&id)) {
		g_autoptr(git_treebuilder) empty = NULL;

		if (git_treebuilder_new(&empty, places->new, NULL) < 0 ||
		    git_treebuilder_write(&id, empty) < 0)
			return repo_fail(error, "cannot build a tree");
	}
	return git_tree_lookup(&draft->tree, places->all, &id) == 0 ||
	       repo_fail(error, "cannot read what was written");
}

/* A commit in the middle of a merge would drop the other side from it. */
static bool is_at_rest(git_repository *git, GError **error)
{
	switch (git_repository_state(git)) {
	case GIT_REPOSITORY_STATE_MERGE:
	case GIT_REPOSITORY_STATE_REVERT:
	case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
	case GIT_REPOSITORY_STATE_CHERRYPICK:
	case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
		return fail(error, "a merge, revert or cherry-pick is under "
				   "way: finish or abort it with git first");
	default:
		return true;
	}
}

static bool is_at_base(const struct commit_head *head, const char *base,
		       GError **error)
{
	const git_oid *id = head->commit ? git_commit_id(head->commit) : NULL;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id); /* of NULL: "" */
	return base == NULL || strcmp(hex, base) == 0 ||
	       fail(error, head_moved);
}

static bool write_commit(const struct draft *draft, const struct places *places,
			 git_oid *id, GError **error)
{
	const git_commit *parent = draft->head.commit;
	g_autoptr(git_odb) odb = NULL;
	git_buf text = { 0 };
	bool is_written;

	is_written = git_commit_create_buffer(&text, places->all, draft->author,
					      draft->committer, NULL,
					      draft->message, draft->tree,
					      parent ? 1 : 0, &parent) == 0 &&
		     git_repository_odb(&odb, places->new) == 0 &&
		     git_odb_write(id, odb, text.ptr, text.size,
				   GIT_OBJECT_COMMIT) == 0;
	git_buf_dispose(&text);
	return is_written || repo_fail(error, "cannot write the commit");
}

static bool make(const struct places *places, struct draft *draft,
		 const struct commit_request *request, git_oid *id,
		 GError **error)
{
	git_repository *git = places->all;

	return is_at_rest(git, error) &&
	       draft_message(draft, request->message, error) &&
	       draft_people(draft, git, request, error) &&
	       commit_head_read(git, &draft->head, error) &&
	       is_at_base(&draft->head, request->base, error) &&
	       draft_tree(draft, places, request, error) &&
	       write_commit(draft, places, id, error);
}

static void note_stale(const struct commit_request *request, const char *why)
{
	if (request->stale)
		*request->stale = g_strdup(why);
}

/* Moves the branch, and the index with it; it is not there yet: nothing. */
static bool publish(git_repository *git, const struct draft *draft,
		    const struct commit_request *request, const git_oid *id,
		    struct repo_stage *stage, GError **error)
{
	const struct commit_head *head = &draft->head;
	g_autofree char *path = commit_head_path(git, head->name);
	g_autofree char *index = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	if (!repo_stage_keep_objects(stage, error) ||
	    !commit_index_prepare(git, draft->tree, request, stage, &index,
				  error) ||
	    !commit_head_lock(git, head, stage, error) ||
	    !commit_head_log(git, head, id, draft->committer, draft->message,
			     error) ||
	    !repo_stage_switch(stage, path, hex, index, error))
		return false;
	if (!index)
		note_stale(request, "it is locked, or of an unknown kind");
	else if (!repo_stage_put_index(stage, index))
		note_stale(request, g_strerror(errno));
	return true;
}

bool commit_files(const char *dir, const struct commit_request *request,
		  char **hex, GError **error)
{
	g_autoptr(Repo) repo = repo_open(dir, error);
	g_autoptr(RepoStage) stage = NULL;
	struct places places = { repo ? repo_handle(repo) : NULL, NULL };
	struct draft draft = { 0 };
	git_oid id;
	bool is_made;

	if (places.all == NULL)
		return false;
	stage = repo_stage_new(git_repository_commondir(places.all), error);
	is_made = stage && divert_objects(&places, stage, error) &&
		  make(&places, &draft, request, &id, error) &&
		  publish(places.all, &draft, request, &id, stage, error);
	if (is_made && hex != NULL) {
		*hex = g_malloc(GIT_OID_HEXSZ + 1);
		git_oid_tostr(*hex, GIT_OID_HEXSZ + 1, &id);
	}
	draft_clear(&draft);
	places_clear(&places);
	return is_made;
}

GStrv commit_left_alone(const char *dir, const char *const *folders,
			GError **error)
{
	git_status_options options = {
		.version = GIT_STATUS_OPTIONS_VERSION,
		.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR,
		.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED |
			 GIT_STATUS_OPT_EXCLUDE_SUBMODULES,
	};
	g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
	g_autoptr(Repo) repo = repo_open(dir, error);
	g_autoptr(git_status_list) list = NULL;

	if (repo == NULL)
		return NULL;
	if (git_status_list_new(&list, repo_handle(repo), &options) < 0) {
		repo_fail(error, "cannot compare the work tree with HEAD");
		return NULL;
	}
	for (size_t i = 0; i < git_status_list_entrycount(list); i++) {
		const git_status_entry *entry = git_status_byindex(list, i);
		const git_diff_delta *delta = entry->index_to_workdir
						      ? entry->index_to_workdir
						      : entry->head_to_index;

		if (!files_is_register_path(delta->new_file.path, folders))
			g_strv_builder_add(paths, delta->new_file.path);
	}
	return g_strv_builder_end(paths);
}
