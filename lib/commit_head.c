/* SPDX-License-Identifier: MIT */
/*
 * A reference is a small file, and its log one more line of another.  libgit2
 * would write both, but under a lock that nobody could take away safely after
 * a kill; so they are read through libgit2 and written here, under the locks
 * of repo_stage.c.  The log comes first, as with git: a line too many does no
 * harm, a branch that moved without one cannot be found again.
 */
#include "lib/commit_head.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/repo.h"
#include "lib/repo_stage.h"
#include "lib/repo_trees.h"
#include "lib/write.h"

#define NO_ID "0000000000000000000000000000000000000000"
#define LINKS 5		/* from HEAD to an id, at most */
#define MAX_SUBJECT 200 /* bytes of it in a log */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference_iterator,
			      git_reference_iterator_free)

void commit_head_clear(struct commit_head *head)
{
	g_free(head->name);
	g_free(head->hex);
	git_commit_free(head->commit);
}

bool commit_head_read(git_repository *git, struct commit_head *head,
		      GError **error)
{
	g_autoptr(git_reference) reference = NULL;
	int status;

	head->name = g_strdup("HEAD");
	for (int links = 0; links < LINKS; links++) {
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
			head->hex = g_strdup(
				git_oid_tostr_s(git_commit_id(head->commit)));
			return true;
		}
		g_free(head->name);
		head->name = g_strdup(git_reference_symbolic_target(reference));
	}
	return repo_fail(error, "cannot read HEAD");
}

/* The folder that a reference, or its log, lies in. */
static const char *folder_of(git_repository *git, const char *name)
{
	return g_str_has_prefix(name, "refs/") ? git_repository_commondir(git)
					       : git_repository_path(git);
}

char *commit_head_path(git_repository *git, const char *name)
{
	return g_build_filename(folder_of(git, name), name, NULL);
}

/*
 * Whether the reference is still where head says.  It is locked.  A new
 * site may stand in its place by now, so a signal that comes as libgit2 opens
 * the file, which it does not do again, must not be the end.
 */
static bool is_still_there(git_repository *git, const struct commit_head *head,
			   GError **error)
{
	g_autoptr(git_reference) reference = NULL;
	int status = git_reference_lookup(&reference, git, head->name);

	if (status < 0 && status != GIT_ENOTFOUND)
		status = git_reference_lookup(&reference, git, head->name);
	if (status < 0 && status != GIT_ENOTFOUND)
		return repo_fail(error, "cannot read '%s'; nothing was done",
				 head->name);
	if (head->hex == NULL
		    ? status == GIT_ENOTFOUND
		    : status == 0 &&
			      git_reference_type(reference) ==
				      GIT_REFERENCE_DIRECT &&
			      git_oid_streq(git_reference_target(reference),
					    head->hex) == 0)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
		    "another program has moved '%s'; nothing was done, run "
		    "the command again",
		    head->name);
	return false;
}

/*
 * Whether a new reference of that name would stand in the way of others, as
 * "a" does of "a/b": the files would show it, but others may be packed.
 */
static bool has_room(git_repository *git, const char *name)
{
	g_autofree char *below = g_strconcat(name, "/*", NULL);
	g_autoptr(git_reference_iterator) iterator = NULL;
	const char *next;

	for (const char *end = strchr(name, '/'); end;
	     end = strchr(end + 1, '/')) {
		g_autofree char *above = g_strndup(name, (gsize)(end - name));
		g_autoptr(git_reference) reference = NULL;

		if (git_reference_lookup(&reference, git, above) == 0)
			return false;
	}
	return git_reference_iterator_glob_new(&iterator, git, below) == 0 &&
	       git_reference_next_name(&next, iterator) == GIT_ITEROVER;
}

bool commit_head_lock(git_repository *git, const struct commit_head *head,
		      struct repo_stage *stage, GError **error)
{
	g_autofree char *path = commit_head_path(git, head->name);
	g_autoptr(GError) problem = NULL;

	if (!repo_stage_lock(stage, path, &problem)) {
		if (g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_BUSY))
			g_prefix_error(&problem,
				       "another program is changing '%s'; "
				       "nothing was done, run the command "
				       "again: ",
				       head->name);
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!is_still_there(git, head, error))
		return false;
	if (head->hex == NULL && !has_room(git, head->name)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
			    "there can be no '%s' beside the branches that "
			    "there are",
			    head->name);
		return false;
	}
	return true;
}

/* Logs -------------------------------------------------------------------- */

/* Whether git would keep a log that is not there yet. */
static bool wants_log(git_repository *git)
{
	g_autoptr(git_config) config = NULL;
	const char *text = NULL;
	int is_wanted = 1;

	if (git_repository_config_snapshot(&config, git) < 0)
		return true;
	if (git_config_get_string(&text, config, "core.logallrefupdates") < 0)
		return !git_repository_is_bare(git);
	return git_config_parse_bool(&is_wanted, text) < 0 || is_wanted;
}

/* A line that another program has left without an end is ended. */
static bool append(int fd, const struct stat *st, const GString *line)
{
	char last = '\n';

	if (st->st_size > 0 && pread(fd, &last, 1, st->st_size - 1) != 1)
		last = '\n';
	return (last == '\n' || write_all(fd, "\n", 1)) &&
	       write_all(fd, line->str, line->len) &&
	       TEMP_FAILURE_RETRY(fsync(fd)) == 0;
}

static bool add_line(git_repository *git, const char *name, const GString *line,
		     GError **error)
{
	g_autofree char *path =
		g_build_filename(folder_of(git, name), "logs", name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	bool is_new = !g_file_test(path, G_FILE_TEST_EXISTS);
	struct stat st = { 0 };
	bool is_written;
	int code;
	int fd;

	if (is_new && !wants_log(git))
		return true;
	if (is_new && g_mkdir_with_parents(folder, 0777) != 0)
		return write_fail(error, "make the folder", folder);
	rmdir(path); /* git leaves empty folders where branches were */
	fd = (int)TEMP_FAILURE_RETRY(
		open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
	is_written = fd >= 0 && fstat(fd, &st) == 0 && append(fd, &st, line);
	code = errno;
	if (fd >= 0 && !is_written &&
	    TEMP_FAILURE_RETRY(ftruncate(fd, st.st_size)) != 0)
		code = errno;
	if (fd >= 0)
		close(fd);
	errno = code;
	return is_written || write_fail(error, "write", path);
}

static GString *make_line(const struct commit_head *head, const git_oid *id,
			  const git_signature *committer, const char *message)
{
	GString *line = g_string_new(NULL);
	char new[GIT_OID_HEXSZ + 1];
	int offset = committer->when.offset;

	git_oid_tostr(new, sizeof(new), id);
	g_string_append_printf(
		line,
		"%s %s %s <%s> %" G_GINT64_FORMAT " %c%02d%02d\tcommit%s: %.*s",
		head->hex ? head->hex : NO_ID, new, committer->name,
		committer->email, (gint64)committer->when.time,
		offset < 0 ? '-' : '+', ABS(offset) / 60, ABS(offset) % 60,
		head->hex ? "" : " (initial)",
		(int)MIN(strcspn(message, "\n"), MAX_SUBJECT), message);
	g_string_append_c(line, '\n');
	return line;
}

bool commit_head_log(git_repository *git, const struct commit_head *head,
		     const git_oid *id, const git_signature *committer,
		     const char *message, GError **error)
{
	g_autoptr(GString) line = make_line(head, id, committer, message);

	if (!add_line(git, head->name, line, error))
		return false;
	return strcmp(head->name, "HEAD") == 0 ||
	       add_line(git, "HEAD", line, error);
}
