/* SPDX-License-Identifier: MIT */
/*
 * The index is a flat, sorted list of paths and object ids.  Its entries are
 * judged as repo_trees.c judges those of a tree, so that checking what is
 * staged and checking the commit made of it say the same.  Bytes come from the
 * object store: no filter runs, and the work tree is not looked at.
 */
#include "lib/repo_local.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>
#include <git2/sys/repository.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"
#include "lib/xml.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reflog, git_reflog_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference_iterator,
			      git_reference_iterator_free)

static bool has_hidden_part(const char *path)
{
	return path[0] == '.' || strstr(path, "/.");
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

/* Whether the path is gatehouse.xml, a register, or below one. */
static bool is_in_registers(const char *path, const char *const *folders)
{
	g_autofree char *top = g_strndup(path, strcspn(path, "/"));

	return strcmp(path, "gatehouse.xml") == 0 ||
	       g_strv_contains(folders, top);
}

/* Why an entry is left out; NULL: it is not. */
static const char *refusal(const git_index_entry *entry)
{
	const struct repo_trees_entry as_tree = {
		.name = entry->path,
		.name_len = strlen(entry->path),
	};

	if (entry->mode == GIT_FILEMODE_LINK)
		return g_str_has_suffix(entry->path, ".xml")
			       ? "is a symbolic link; put the file itself here"
			       : "is a symbolic link; put the folder itself "
				 "here";
	if (entry->mode == GIT_FILEMODE_COMMIT)
		return "is a submodule; put the files themselves here";
	if (depth_of(entry->path) > REPO_TREES_MAX_DEPTH)
		return "folders are nested deeper than 16";
	return repo_trees_is_plain(&as_tree)
		       ? NULL
		       : "file name is not plain UTF-8 text";
}

static void leave_out(struct diags *diags, const char *path,
		      const char *message)
{
	g_autofree char *shown = repo_text_escape(path, strlen(path));
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = shown,
		.rule = "REG-02",
		.message = message,
	};

	diags_add(diags, &diag);
}

static bool read_entry(struct repo *repo, const git_index_entry *entry,
		       struct files *files, struct diags *diags, GError **error)
{
	g_autoptr(GError) cause = NULL;
	struct repo_id id;
	GBytes *bytes;

	memcpy(id.bytes, entry->id.id, sizeof(id.bytes));
	bytes = repo_blob(repo, &id, &cause);
	if (bytes) {
		files_add(files, entry->path, bytes);
		return true;
	}
	if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE)) {
		g_autofree char *message = g_strdup_printf(
			"file is larger than %u MiB; a record is a few pages "
			"of text",
			XML_MAX_BYTES >> 20);

		leave_out(diags, entry->path, message);
		return true;
	}
	g_propagate_prefixed_error(error, g_steal_pointer(&cause),
				   "'%s': ", entry->path);
	return false;
}

/* Reads an entry if it belongs to the registers. */
static bool visit(struct repo *repo, const git_index_entry *entry,
		  const char *const *folders, struct files *files,
		  struct diags *diags, GError **error)
{
	const char *why;

	if ((entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) ||
	    has_hidden_part(entry->path) ||
	    !is_in_registers(entry->path, folders))
		return true;
	if (git_index_entry_stage(entry) != 0) {
		g_autofree char *shown =
			repo_text_escape(entry->path, strlen(entry->path));

		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "'%s' is in conflict in the index; settle the "
			    "merge first",
			    shown);
		return false;
	}
	why = refusal(entry);
	if (why)
		leave_out(diags, entry->path, why);
	else if (files_is_register_path(entry->path, folders))
		return read_entry(repo, entry, files, diags, error);
	return true;
}

struct files *repo_local_staged(struct repo *repo, const char *const *folders,
				struct diags *diags, GError **error)
{
	g_autoptr(git_index) index = NULL;
	g_autoptr(Files) files = files_new();

	if (git_repository_index(&index, repo_handle(repo)) < 0 ||
	    git_index_read(index, true) < 0) {
		repo_fail(error, "cannot read the index of the repository");
		return NULL;
	}
	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		if (!visit(repo, git_index_get_byindex(index, i), folders,
			   files, diags, error))
			return NULL;
	}
	files_sort(files);
	return g_steal_pointer(&files);
}

bool repo_local_use_index(struct repo *repo, const char *path, GError **error)
{
	g_autoptr(git_index) index = NULL;

	return (git_index_open(&index, path) == 0 &&
		git_repository_set_index(repo_handle(repo), index) == 0) ||
	       repo_fail(error, "cannot read the index '%s'", path);
}

bool repo_local_is_merging(struct repo *repo)
{
	return git_repository_state(repo_handle(repo)) ==
	       GIT_REPOSITORY_STATE_MERGE;
}

char *repo_local_hooks(struct repo *repo, GError **error)
{
	g_autoptr(git_config) config = NULL;
	const char *path;

	if (git_repository_config_snapshot(&config, repo_handle(repo)) < 0) {
		repo_fail(error, "cannot read git's configuration");
		return NULL;
	}
	if (git_config_get_string(&path, config, "core.hooksPath") == 0) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
			    "git runs hooks from '%s' (core.hooksPath), which "
			    "may serve other repositories too; call 'gatehouse "
			    "hook NAME' from the hooks there",
			    path);
		return NULL;
	}
	return g_build_filename(git_repository_commondir(repo_handle(repo)),
				"hooks", NULL);
}

char *repo_local_origin(struct repo *repo)
{
	static const char *const schemes[] = { "https", "http", "ssh", "git",
					       NULL };
	g_autoptr(git_config) config = NULL;
	g_autoptr(GUri) uri = NULL;
	const char *origin;

	/* Not git_remote_lookup: its regular expressions leak memory. */
	if (git_repository_config_snapshot(&config, repo_handle(repo)) < 0 ||
	    git_config_get_string(&origin, config, "remote.origin.url") < 0)
		return NULL;
	uri = g_uri_parse(origin, G_URI_FLAGS_ENCODED, NULL);
	if (!uri || !g_strv_contains(schemes, g_uri_get_scheme(uri)))
		return NULL;
	return g_uri_join(G_URI_FLAGS_ENCODED, g_uri_get_scheme(uri), NULL,
			  g_uri_get_host(uri), g_uri_get_port(uri),
			  g_uri_get_path(uri), NULL, NULL);
}

static size_t count_refs(git_repository *git, const char *glob)
{
	g_autoptr(git_reference_iterator) iterator = NULL;
	const char *name;
	size_t n = 0;

	if (git_reference_iterator_glob_new(&iterator, git, glob) < 0)
		return 0;
	while (git_reference_next_name(&name, iterator) == 0)
		n++;
	return n;
}

static bool has_grafts(git_repository *git)
{
	g_autofree char *path = g_build_filename(git_repository_commondir(git),
						 "info", "grafts", NULL);
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) && *text;
}

/* Whether the history of one commit holds another. */
static bool holds(git_repository *git, const git_oid *commit,
		  const git_oid *other)
{
	return git_oid_equal(commit, other) ||
	       git_graph_descendant_of(git, commit, other) == 1;
}

static void add_lost(GPtrArray *doubts, const char *name, const git_oid *commit)
{
	g_autofree char *shown = repo_text_escape(name, strlen(name));
	char hex[REPO_ID_HEX + 1];

	git_oid_tostr(hex, sizeof(hex), commit);
	g_ptr_array_add(doubts, g_strdup_printf("history was rewritten: '%s' "
						"led to commit %s, which is "
						"no longer part of it",
						shown, hex));
}

/* What was published must be part of the history of what is shown now. */
static void doubt_published(GPtrArray *doubts, git_repository *git,
			    const git_oid *commit)
{
	g_autoptr(git_reference_iterator) iterator = NULL;
	const char *name;

	if (git_reference_iterator_glob_new(&iterator, git,
					    "refs/gatehouse/published/*") < 0)
		return;
	while (git_reference_next_name(&name, iterator) == 0) {
		git_oid id;

		if (git_reference_name_to_id(&id, git, name) == 0 &&
		    !holds(git, commit, &id))
			add_lost(doubts, name, &id);
	}
}

/* "branch.main.merge" and the like; NULL when it is not set. */
static char *branch_setting(git_config *config, const char *branch,
			    const char *what)
{
	g_autofree char *key = g_strconcat("branch.", branch, ".", what, NULL);
	const char *value;

	return git_config_get_string(&value, config, key) == 0 ? g_strdup(value)
							       : NULL;
}

/*
 * The reference of the branch that a branch follows, as clones name it; NULL:
 * none.  Not git_branch_upstream: its regular expressions leak memory.
 */
static char *upstream_of(git_repository *git, const git_reference *branch)
{
	g_autoptr(git_config) config = NULL;
	g_autofree char *remote = NULL;
	g_autofree char *merge = NULL;
	const char *name = git_reference_shorthand(branch);

	if (git_repository_config_snapshot(&config, git) < 0)
		return NULL;
	remote = branch_setting(config, name, "remote");
	merge = branch_setting(config, name, "merge");
	if (!remote || !merge || !g_str_has_prefix(merge, "refs/heads/"))
		return NULL;
	if (strcmp(remote, ".") == 0)
		return g_steal_pointer(&merge);
	return g_strconcat("refs/remotes/", remote, "/",
			   merge + strlen("refs/heads/"), NULL);
}

/* "origin/main" */
static const char *short_name(const char *reference)
{
	const char *slash = strchr(reference + strlen("refs/"), '/');

	return slash ? slash + 1 : reference;
}

/*
 * Git's diary of the branch that this one follows: it is others who see that
 * one, so its commits are not to go.  Each branch is named once.
 */
static void doubt_upstream(GPtrArray *doubts, git_repository *git)
{
	g_autoptr(git_reference) head = NULL;
	g_autofree char *upstream = NULL;
	g_autoptr(git_reflog) diary = NULL;
	git_oid tip;

	if (git_repository_head(&head, git) < 0)
		return;
	upstream = upstream_of(git, head);
	if (!upstream || git_reference_name_to_id(&tip, git, upstream) < 0 ||
	    git_reflog_read(&diary, git, upstream) < 0)
		return;
	for (size_t i = 0; i < git_reflog_entrycount(diary); i++) {
		const git_reflog_entry *entry =
			git_reflog_entry_byindex(diary, i);
		const git_oid *old = git_reflog_entry_id_old(entry);

		if (git_oid_is_zero(old) || holds(git, &tip, old))
			continue;
		add_lost(doubts, short_name(upstream), old);
		return;
	}
}

GPtrArray *repo_local_doubts(struct repo *repo, const struct repo_id *commit,
			     bool is_cut)
{
	GPtrArray *doubts = g_ptr_array_new_with_free_func(g_free);
	git_repository *git = repo_handle(repo);
	git_oid id;

	memcpy(id.id, commit->bytes, sizeof(commit->bytes));
	if (is_cut && repo_is_shallow(repo))
		g_ptr_array_add(doubts,
				g_strdup("the history is cut here (a shallow "
					 "clone): earlier commits are not in "
					 "this repository; 'git fetch "
					 "--unshallow' gets them"));
	else if (is_cut)
		g_ptr_array_add(doubts,
				g_strdup("the history is cut here: commits are "
					 "missing from this repository, which "
					 "is damaged or incomplete; 'git fsck' "
					 "names them"));
	if (count_refs(git, "refs/replace/*") > 0)
		g_ptr_array_add(doubts,
				g_strdup("git shows another history here "
					 "(refs/replace): what follows is the "
					 "one that was written"));
	if (has_grafts(git))
		g_ptr_array_add(doubts,
				g_strdup("git shows another history here "
					 "(info/grafts): what follows is the "
					 "one that was written"));
	doubt_published(doubts, git, &id);
	doubt_upstream(doubts, git);
	return doubts;
}
