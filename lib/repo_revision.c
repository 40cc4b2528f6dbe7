/* SPDX-License-Identifier: MIT */
/*
 * What a revision names.  git's own "main@{date}" asks the reflog, which a new
 * clone does not have and which says when somebody fetched, not when something
 * was recorded; an auditor means the register as it stood on a day.  So days are
 * resolved here, from the commits: along first parents, which are what the
 * branch itself went through, by the committer's date in UTC, which is when
 * the change came in (the author's may be set back to the day of a source).
 * All else is libgit2's business.
 */
#include "lib/repo.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/date.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)

static bool fail_revision(GError **error, const char *revision)
{
	g_autofree char *shown = repo_text_escape(revision, strlen(revision));
	const git_error *last = git_error_last();

	if (last != NULL && last->klass == GIT_ERROR_OS)
		return repo_fail(error, "cannot look up revision '%s'", shown);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		    "no revision '%s' in this repository", shown);
	return false;
}

/* Whether the name has the form of git describe: "v1.0-4-g0123abc". */
static bool is_described(const char *name)
{
	return g_regex_match_simple("^.+-[0-9]+-g[0-9a-fA-F]+$", name,
				    G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

/*
 * Whether libgit2 would take a name with "-g" in it, such as that of a record,
 * for a description, compile a pattern to make sure, and lose its memory: 20 KB
 * each time, in 1.5.
 */
static bool would_leak(struct repo *repo, const char *revision)
{
	const char *at = strstr(revision, "@{");
	g_autofree char *base = g_strndup(revision, at ? (gsize)(at - revision)
						       : strlen(revision));
	g_autofree char *name = g_strndup(base, strcspn(base, "^~:"));
	g_autoptr(git_reference) reference = NULL;

	return strstr(name, "-g") && !is_described(name) &&
	       git_reference_dwim(&reference, repo_handle(repo), name) < 0;
}

/* The commit a revision without a date names. */
static bool resolve_name(struct repo *repo, const char *revision,
			 struct repo_id *id, GError **error)
{
	g_autoptr(git_object) object = NULL;
	g_autoptr(git_object) commit = NULL;
	int status;

	git_error_clear();
	status = would_leak(repo, revision)
			 ? GIT_ENOTFOUND
			 : git_revparse_single(&object, repo_handle(repo),
					       revision);

	if (status == 0)
		status = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (status == 0) {
		memcpy(id->bytes, git_object_id(commit)->id, sizeof(id->bytes));
		return true;
	}
	if (status == GIT_EAMBIGUOUS)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "revision '%s' could mean several commits: "
			    "give more of the id",
			    revision);
	else if (strcmp(revision, "HEAD") == 0 && repo_is_unborn(repo))
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "this repository has no commit yet");
	else
		fail_revision(error, revision);
	return false;
}

/* "name@{YYYY-MM-DD}"; a day in no calendar is not left to libgit2's guess. */
static bool split_day(const char *revision, char **name, date_t *day)
{
	const char *at = g_strrstr(revision, "@{");
	g_autofree char *text = NULL;

	if (at == NULL || strlen(at) != strlen("@{2026-04-01}") ||
	    !g_str_has_suffix(at, "}") || !g_ascii_isdigit(at[2]))
		return false;
	text = g_strndup(at + 2, strlen("2026-04-01"));
	*day = date_parse(text);
	*name = at == revision ? g_strdup("HEAD")
			       : g_strndup(revision, (gsize)(at - revision));
	return true;
}

static bool resolve_day(struct repo *repo, const char *name, date_t day,
			struct repo_id *id, GError **error)
{
	struct repo_id start_id;
	g_autoptr(git_commit) commit = NULL;
	g_autofree char *text = date_format(day);
	git_oid oid;

	if (!resolve_name(repo, name, &start_id, error))
		return false;
	memcpy(oid.id, start_id.bytes, sizeof(oid.id));
	if (git_commit_lookup(&commit, repo_handle(repo), &oid) < 0)
		return repo_fail(error, "cannot read a commit of '%s'", name);
	while (date_of_time(git_commit_time(commit)) > day) {
		git_commit *parent = NULL;

		if (git_commit_parent(&parent, commit, 0) < 0) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
				    "no revision of '%s' on or before %s in "
				    "this repository",
				    name, text);
			return false;
		}
		git_commit_free(commit);
		commit = parent;
	}
	memcpy(id->bytes, git_commit_id(commit)->id, sizeof(id->bytes));
	return true;
}

bool repo_resolve(struct repo *repo, const char *revision, struct repo_id *id,
		  GError **error)
{
	g_autofree char *name = NULL;
	date_t day;

	if (!split_day(revision, &name, &day))
		return resolve_name(repo, revision, id, error);
	if (day == DATE_NONE)
		return fail_revision(error, revision);
	return resolve_day(repo, name, day, id, error);
}
