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
