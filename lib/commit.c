/* SPDX-License-Identifier: MIT */
/*
 * A commit is made from the objects up: blobs, then the folders that hold
 * them, each built from what it was before, then the commit, and last of all
 * the one thing that can be seen, the branch.  Until the branch moves nothing
 * has happened, whatever fails; objects are on disk before it moves.
 *
 * The usual way, through the index, costs a pass over all files of the
 * repository for each commit, and would take along what somebody has staged
 * there.  Here the index follows afterwards, for the committed files only, so
 * that "git status" is quiet about them.  An index that is locked or of a kind
 * unknown to us is left alone: the commit stands, and "git status" then shows
 * these files as staged the other way until "git reset" reads them anew.
 *
 * The branch is locked, looked at again, and moved only if it is where it was
 * when the trees were built.  Two people who save at once cannot lose a change.
 */
#include "lib/commit.h"

#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/commit_request.h"
#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_status_list, git_status_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_transaction, git_transaction_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_treebuilder, git_treebuilder_free)

static const char head_moved[] =
	"HEAD moved while saving; nothing was committed, run the command again";

static bool fail(GError **error, const char *sentence)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, sentence);
	return false;
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
	return true;
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

/* What ------------------------------------------------------------------ */

/* Some of the sorted files: those below one folder. */
struct span {
	const struct commit_file *const *files;
	size_t n;
	size_t skip; /* bytes of each path that name the folder */
};

static bool put_file(git_repository *git, git_treebuilder *builder,
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
	if (git_blob_create_from_buffer(&id, git, bytes ? bytes : "", len) <
		    0 ||
	    git_treebuilder_insert(NULL, builder, name, &id, mode) < 0)
		return repo_fail(error, "cannot save '%s'", file->path);
	return true;
}

static bool build(git_repository *git, const git_tree *base,
		  const struct span *span, git_oid *id, GError **error);

/* Rebuilds the folder called name; one that has become empty goes. */
static bool put_folder(git_repository *git, git_treebuilder *builder,
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
	    git_tree_lookup(&base, git, git_tree_entry_id(old)) < 0)
		return repo_fail(error, "cannot read the folder of '%s'", path);
	if (!build(git, base, span, &id, error))
		return false;
	if (!git_oid_is_zero(&id))
		status = git_treebuilder_insert(NULL, builder, name, &id,
						GIT_FILEMODE_TREE);
	else if (old != NULL)
		status = git_treebuilder_remove(builder, name);
	return status == 0 || repo_fail(error, "cannot save '%s'", path);
}

/* *id receives the tree that base becomes; all zero if nothing is in it. */
static bool build(git_repository *git, const git_tree *base,
		  const struct span *span, git_oid *id, GError **error)
{
	g_autoptr(git_treebuilder) builder = NULL;
	struct span below;

	if (git_treebuilder_new(&builder, git, base) < 0)
		return repo_fail(error, "cannot build a tree");
	for (size_t i = 0; i < span->n; i += below.n) {
		const struct commit_file *const *files = &span->files[i];
		const char *path = files[0]->path;
		size_t len = strcspn(path + span->skip, "/");
		g_autofree char *name = g_strndup(path + span->skip, len);

		below = (struct span){ files, 1, span->skip + len + 1 };
		if (path[span->skip + len] == '\0') {
			if (!put_file(git, builder, files[0], name, error))
				return false;
			continue;
		}
		while (i + below.n < span->n &&
		       strncmp(files[below.n]->path, path, below.skip) == 0)
			below.n++;
		if (!put_folder(git, builder, name, &below, error))
			return false;
	}
	*id = (git_oid){ { 0 } };
	if (git_treebuilder_entrycount(builder) > 0 &&
	    git_treebuilder_write(id, builder) < 0)
		return repo_fail(error, "cannot write to the repository");
	return true;
}

/* Where ----------------------------------------------------------------- */

/* The reference that a commit moves, and where it was. */
struct head {
	char *name;	    /* "refs/heads/main"; detached: "HEAD" */
	git_commit *commit; /* NULL: none yet */
};

static void head_clear(struct head *head)
{
	g_free(head->name);
	git_commit_free(head->commit);
}

/* Follows HEAD to the reference that holds an id, or is yet to be made. */
static bool read_head(git_repository *git, struct head *head, GError **error)
{
	g_autoptr(git_reference) reference = NULL;
	int status;

	head->name = g_strdup("HEAD");
	for (int links = 0; links < 5; links++) {
		git_reference *next = NULL;

		status = git_reference_lookup(&next, git, head->name);
		if (status == GIT_ENOTFOUND && links > 0)
			return true;
		if (status < 0)
			break;
		git_reference_free(reference);
		reference = next;
		if (git_reference_type(reference) == GIT_REFERENCE_DIRECT) {
			if (git_commit_lookup(&head->commit, git,
					      git_reference_target(reference)) <
			    0)
				break;
			return true;
		}
		g_free(head->name);
		head->name = g_strdup(git_reference_symbolic_target(reference));
	}
	return repo_fail(error, "cannot read HEAD");
}

/* Whether the reference is still where head says.  It is locked. */
static bool is_still_there(git_repository *git, const struct head *head)
{
	g_autoptr(git_reference) reference = NULL;
	int status = git_reference_lookup(&reference, git, head->name);

	if (head->commit == NULL)
		return status == GIT_ENOTFOUND;
	return status == 0 &&
	       git_reference_type(reference) == GIT_REFERENCE_DIRECT &&
	       git_oid_equal(git_reference_target(reference),
			     git_commit_id(head->commit));
}

static bool move_head(git_repository *git, const struct head *head,
		      const git_oid *id, const git_signature *committer,
		      const char *message, GError **error)
{
	g_autoptr(git_transaction) transaction = NULL;
	g_autofree char *note = g_strdup_printf(
		"commit%s: %.*s", head->commit ? "" : " (initial)",
		(int)MIN(strcspn(message, "\n"), 200), message);
	int status = git_transaction_new(&transaction, git);

	if (status == 0)
		status = git_transaction_lock_ref(transaction, head->name);
	if (status == GIT_ELOCKED) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
			    "another program is changing '%s'; nothing was "
			    "committed, run the command again (if none is, "
			    "remove '%s%s.lock')",
			    head->name, git_repository_path(git), head->name);
		return false;
	}
	if (status == 0 && !is_still_there(git, head))
		return fail(error, head_moved);
	if (status == 0)
		status = git_transaction_set_target(transaction, head->name, id,
						    committer, note);
	if (status == 0)
		status = git_transaction_commit(transaction);
	return status == 0 ||
	       repo_fail(error, "cannot move '%s'; nothing was committed",
			 head->name);
}

/* The index follows ----------------------------------------------------- */

/* Lets git see that a file is unchanged without reading it, if it is. */
static void take_stat(const char *workdir, const struct commit_file *file,
		      git_index_entry *entry)
{
	g_autofree char *path = g_build_filename(workdir, file->path, NULL);
	g_autofree char *text = NULL;
	gsize len = g_bytes_get_size(file->bytes);
	gsize text_len;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (gsize)st.st_size != len ||
	    !g_file_get_contents(path, &text, &text_len, NULL) ||
	    text_len != len ||
	    (len > 0 &&
	     memcmp(text, g_bytes_get_data(file->bytes, NULL), len) != 0))
		return;
	entry->ctime.seconds = (int32_t)st.st_ctim.tv_sec;
	entry->ctime.nanoseconds = (uint32_t)st.st_ctim.tv_nsec;
	entry->mtime.seconds = (int32_t)st.st_mtim.tv_sec;
	entry->mtime.nanoseconds = (uint32_t)st.st_mtim.tv_nsec;
	entry->dev = (uint32_t)st.st_dev;
	entry->ino = (uint32_t)st.st_ino;
	entry->uid = st.st_uid;
	entry->gid = st.st_gid;
	entry->file_size = (uint32_t)st.st_size;
}

static bool refresh_entry(git_index *index, const git_tree *tree,
			  const char *workdir, const struct commit_file *file)
{
	git_tree_entry *committed = NULL;
	git_index_entry entry = { .path = file->path };
	bool is_done;

	git_index_remove_bypath(index, file->path);
	if (file->bytes == NULL)
		return true;
	if (git_tree_entry_bypath(&committed, tree, file->path) < 0)
		return false;
	entry.id = *git_tree_entry_id(committed);
	entry.mode = git_tree_entry_filemode(committed);
	take_stat(workdir, file, &entry);
	is_done = git_index_add(index, &entry) == 0;
	git_tree_entry_free(committed);
	return is_done;
}

/* Nothing depends on success: see the top of this file. */
static void refresh_index(git_repository *git, const git_tree *tree,
			  const struct commit_request *request)
{
	const char *workdir = git_repository_workdir(git);
	g_autoptr(git_index) index = NULL;

	if (git_repository_index(&index, git) < 0)
		return;
	for (size_t i = 0; i < request->n_files; i++)
		if (!refresh_entry(index, tree, workdir, &request->files[i]))
			return;
	git_index_write(index);
}

/* All together ---------------------------------------------------------- */

/* What a commit is made of. */
struct draft {
	char *message;
	git_signature *author;
	git_signature *committer;
	struct head head;
	git_tree *tree;
};

static void draft_clear(struct draft *draft)
{
	g_free(draft->message);
	git_signature_free(draft->author);
	git_signature_free(draft->committer);
	head_clear(&draft->head);
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

static bool draft_tree(struct draft *draft, git_repository *git,
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
	if (!build(git, base, &span, &id, error))
		return false;
	if (base ? git_oid_equal(&id, git_tree_id(base)) : git_oid_is_zero(&id))
		return fail(error, "nothing to save");
	if (git_oid_is_zero(&id)) {
		g_autoptr(git_treebuilder) empty = NULL;

		if (git_treebuilder_new(&empty, git, NULL) < 0 ||
		    git_treebuilder_write(&id, empty) < 0)
			return repo_fail(error, "cannot build a tree");
	}
	return git_tree_lookup(&draft->tree, git, &id) == 0 ||
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

static bool is_at_base(const struct head *head, const char *base,
		       GError **error)
{
	const git_oid *id = head->commit ? git_commit_id(head->commit) : NULL;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id); /* of NULL: "" */
	return base == NULL || strcmp(hex, base) == 0 ||
	       fail(error, head_moved);
}

static bool make(git_repository *git, struct draft *draft,
		 const struct commit_request *request, git_oid *id,
		 GError **error)
{
	const git_commit *parent;

	if (!is_at_rest(git, error) ||
	    !draft_message(draft, request->message, error) ||
	    !draft_people(draft, git, request, error) ||
	    !read_head(git, &draft->head, error) ||
	    !is_at_base(&draft->head, request->base, error) ||
	    !draft_tree(draft, git, request, error))
		return false;
	parent = draft->head.commit;
	if (git_commit_create(id, git, NULL, draft->author, draft->committer,
			      NULL, draft->message, draft->tree, parent ? 1 : 0,
			      &parent) < 0)
		return repo_fail(error, "cannot write the commit");
	return move_head(git, &draft->head, id, draft->committer,
			 draft->message, error);
}

bool commit_files(const char *dir, const struct commit_request *request,
		  char **hex, GError **error)
{
	g_autoptr(Repo) repo = NULL;
	struct draft draft = { 0 };
	git_oid id;
	bool is_made;

	/* Asked for when the repository is opened, not when it is written. */
	repo_start();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	repo = repo_open(dir, error);
	if (repo == NULL)
		return false;
	is_made = make(repo_handle(repo), &draft, request, &id, error);
	if (is_made)
		refresh_index(repo_handle(repo), draft.tree, request);
	if (is_made && hex != NULL) {
		*hex = g_malloc(GIT_OID_HEXSZ + 1);
		git_oid_tostr(*hex, GIT_OID_HEXSZ + 1, &id);
	}
	draft_clear(&draft);
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
