/* SPDX-License-Identifier: MIT */
/*
 * The registers are found as git finds its repository: from the folder where
 * the command runs upwards, to the first one that holds gatehouse.xml, but not
 * past the top of a git repository.
 *
 * A plain folder with gatehouse.xml can be checked and listed; git is opened
 * only for commands that need it.  There the registers have to be at the top
 * of the repository, since the paths in commits start there.
 */
#include "cli/session.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/confine.h"
#include "cli/output.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/files_write.h"
#include "lib/nearest.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/repo_local.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/seen.h"
#include "site-gen/stage.h"

#define SETTINGS "gatehouse.xml"

static bool holds(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The top folder of the registers around the current folder. */
static char *find_root(void)
{
	g_autofree char *start = g_get_current_dir();
	char *dir = g_strdup(start);

	while (!holds(dir, SETTINGS)) {
		char *parent = g_path_get_dirname(dir);

		if (holds(dir, ".git")) {
			g_free(parent);
			return dir;
		}
		if (strcmp(parent, dir) == 0) {
			g_free(parent);
			g_free(dir);
			return g_steal_pointer(&start);
		}
		g_free(dir);
		dir = parent;
	}
	return dir;
}

static bool is_same_folder(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static bool open_repo(struct session *session, bool is_needed, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Repo) repo = repo_open(session->root, &problem);

	if (!repo) {
		if (!is_needed &&
		    g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
			return true;
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (is_same_folder(repo_workdir(repo), session->root)) {
		session->repo = g_steal_pointer(&repo);
		return true;
	}
	if (is_needed)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
			    "'%s' lies inside the git repository '%s'; "
			    "registers have to be at the top of their own "
			    "repository",
			    session->root, repo_workdir(repo));
	return !is_needed;
}

static void keep_commit(struct session *session, const struct repo_id *id)
{
	char hex[REPO_ID_HEX + 1];

	repo_id_format(id, hex);
	session->commit = g_strdup(hex);
}

/*
 * Keeps what is to be committed: what is checked is what is saved, so all of
 * it is read, whatever is known of it.
 */
static bool keep_changes(struct session *session, struct files *files,
			 GError **error)
{
	session->changed_files = files_new();
	for (char **path = session->changed; *path; path++) {
		const struct file *file = files_find(files, *path);

		if (!file)
			continue;
		if (!files_read_seen(files, file)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
				    "'%s' was there a moment ago and is gone; "
				    "run the command again",
				    *path);
			return false;
		}
		files_add(session->changed_files, file->path,
			  files_share(file));
	}
	files_sort(session->changed_files);
	return true;
}

/* Finds out whether the work tree is what HEAD holds. */
static bool compare_with_head(struct session *session, struct files *files,
			      bool keep, GError **error)
{
	struct repo_id head;
	bool is_changed;

	if (!session->repo)
		return true;
	session->is_compared = true;
	if (!repo_changes(session->repo, files, session->library->folders,
			  &session->changed, &is_changed, error))
		return false;
	if (keep && !keep_changes(session, files, error))
		return false;
	if (is_changed || repo_is_unborn(session->repo))
		return true;
	if (!repo_resolve(session->repo, "HEAD", &head, error))
		return false;
	keep_commit(session, &head);
	return true;
}

static struct files *read_revision(struct session *session,
				   const char *revision, GError **error)
{
	struct repo_id id;

	if (!repo_resolve(session->repo, revision, &id, error))
		return NULL;
	keep_commit(session, &id);
	return repo_read_files(session->repo, &id, session->library->folders,
			       session->diags, error);
}

/* Whether it is the settings that stand in the way, not our own files. */
static bool is_of_settings(const struct session *session)
{
	return g_error_matches(session->fault, G_IO_ERROR,
			       G_IO_ERROR_NOT_FOUND) ||
	       g_error_matches(session->fault, G_IO_ERROR,
			       G_IO_ERROR_INVALID_DATA);
}

/* Reports settings that are missing; other faults of theirs are reported. */
static void report_fault(struct session *session)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = SETTINGS,
		.rule = "REG-02",
		.message = session->fault->message,
	};

	if (diags_len(session->diags) == 0 ||
	    g_error_matches(session->fault, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
		diags_add(session->diags, &diag);
	diags_sort(session->diags);
}

/* Whoever changes records reads them. */
static bool may_be_seen(const struct session *session,
			const struct command *command)
{
	if (session->seen)
		return false;
	return command->needs & COMMAND_COMMIT
		       ? session->repo != NULL
		       : !(command->needs & COMMAND_WRITES);
}

static struct files *read_files(struct session *session,
				const struct command *command,
				const char *revision, GError **error)
{
	if (revision)
		return read_revision(session, revision, error);
	if (session->is_staged)
		return repo_local_staged(session->repo,
					 session->library->folders,
					 session->diags, error);
	if (may_be_seen(session, command))
		session->seen = seen_open(session->library, session->root);
	return files_read_changed(session->root, session->library->folders,
				  session->seen, session->diags, error);
}

/* Before the files are read: a save rests on this commit or on none. */
static bool keep_head(struct session *session, GError **error)
{
	char hex[REPO_ID_HEX + 1] = "";
	struct repo_id id;

	if (!repo_is_unborn(session->repo)) {
		if (!repo_resolve(session->repo, "HEAD", &id, error))
			return false;
		repo_id_format(&id, hex);
	}
	session->head = g_strdup(hex);
	return true;
}

/*
 * A file that the disk does not give back is something to report; who changes
 * or publishes records would take it for one that was removed.
 */
static bool may_be_unread(const struct command *command)
{
	return (command->needs & COMMAND_FAULTS) &&
	       !(command->needs & COMMAND_WRITES);
}

static bool load(struct session *session, const struct command *command,
		 const char *revision, GError **error)
{
	struct files *files;

	if ((command->needs & COMMAND_CHANGES) && session->repo &&
	    !keep_head(session, error))
		return false;
	files = read_files(session, command, revision, error);
	if (!files)
		return false;
	if (!may_be_unread(command) && !files_are_read(session->diags, error)) {
		files_free(files);
		return false;
	}
	if (!revision && (command->needs & COMMAND_COMMIT) &&
	    !compare_with_head(session, files, command->needs & COMMAND_CHANGES,
			       error)) {
		files_free(files);
		return false;
	}
	session->registers = registers_load(session->library, files,
					    session->diags, &session->fault);
	if (session->registers)
		return true;
	if ((command->needs & COMMAND_FAULTS) && is_of_settings(session)) {
		report_fault(session);
		return true;
	}
	g_propagate_error(error, g_steal_pointer(&session->fault));
	return false;
}

/* Whatever is wrong with the settings is no concern of who reads about rules. */
static void load_settings(struct session *session)
{
	static const char *const none[] = { NULL };
	g_autoptr(Diags) ignored = diags_new();
	struct files *files =
		files_read_tree(session->root, none, ignored, NULL);

	if (files)
		session->registers =
			registers_load(session->library, files, ignored, NULL);
}

/* The history of the commit that the registers are, else of HEAD. */
static bool read_history(struct session *session, GError **error)
{
	const char *at = session->commit ? session->commit : "HEAD";
	struct repo_id id;

	if (!session->repo ||
	    (!session->commit && repo_is_unborn(session->repo)))
		return true;
	if (!repo_resolve(session->repo, at, &id, error))
		return false;
	session->commits = repo_history_read(session->repo, &id,
					     session->library->folders, error);
	if (!session->commits)
		return false;
	session->history = record_history_new(session->library, session->repo,
					      session->commits);
	return true;
}

/* What a run that was killed had begun to put in place. */
static bool finish_writing(const struct session *session,
			   const struct command *command, GError **error)
{
	bool is_any_placed;

	if (!files_write_finish(session->root, session_notes(session),
				&is_any_placed, error))
		return false;
	if (is_any_placed)
		output_note(command->name, "changes that an earlier run was "
					   "stopped in are finished");
	return true;
}

bool session_open(struct session *session, const struct command *command,
		  const char *schemas, const char *templates, GError **error)
{
	const char *revision = command->revision ? *command->revision : NULL;
	bool is_staged = command->staged && *command->staged;
	bool needs_repo =
		(command->needs & COMMAND_REPO) || revision || is_staged;

	session->started = g_get_monotonic_time();
	session->is_staged = is_staged;
	session->diags = diags_new();
	if (command->needs == 0)
		return true;
	session->library = library_new(schemas, templates, error);
	if (!session->library)
		return false;
	session->root = find_root();
	if (command->needs == COMMAND_LIBRARY)
		return true;
	if (command->needs & COMMAND_SETTINGS)
		load_settings(session);
	if ((needs_repo || (command->needs & (COMMAND_COMMIT | COMMAND_HISTORY |
					      COMMAND_PAST))) &&
	    !open_repo(session, needs_repo, error))
		return false;
	if (command->confine &&
	    !confine_session(session, command, schemas, templates, error))
		return false;
	if ((command->needs & COMMAND_WRITES) && session_notes(session) &&
	    !finish_writing(session, command, error))
		return false;
	if ((command->needs & COMMAND_REGISTERS) &&
	    !load(session, command, revision, error))
		return false;
	if (command->needs & COMMAND_HISTORY)
		return read_history(session, error);
	if (command->needs & COMMAND_PAST)
		read_history(session, &session->past_fault);
	return true;
}

const char *session_notes(const struct session *session)
{
	return session->repo ? repo_folder(session->repo) : NULL;
}

bool session_open_more(struct session *session, const struct command *command,
		       GError **error)
{
	return load(session, command, NULL, error) &&
	       (!(command->needs & COMMAND_HISTORY) ||
		read_history(session, error));
}

bool session_open_staged(struct session *session, const char *index,
			 GError **error)
{
	static const struct command like = {
		.needs = COMMAND_COMMIT | COMMAND_CHANGES | COMMAND_FAULTS,
	};

	session->is_staged = true;
	if (!session->root)
		session->root = find_root();
	return open_repo(session, true, error) &&
	       (!index || repo_local_use_index(session->repo, index, error)) &&
	       load(session, &like, NULL, error);
}

bool session_open_commit(struct session *session, const char *commit,
			 char **changed, GError **error)
{
	static const struct command like = { .needs = COMMAND_FAULTS };

	session->changed = changed;
	session->changed_files = files_new();
	if (!load(session, &like, commit, error))
		return false;
	for (; session->registers && *changed; changed++) {
		size_t len;
		const char *bytes =
			registers_file(session->registers, *changed, &len);

		if (bytes)
			files_add(session->changed_files, *changed,
				  g_bytes_new(bytes, len));
	}
	files_sort(session->changed_files);
	return true;
}

bool session_read_commit(struct session *session, const char *commit,
			 GError **error)
{
	struct files *files = read_revision(session, commit, error);

	if (!files)
		return false;
	session->registers =
		registers_load(session->library, files, session->diags, error);
	return session->registers && read_history(session, error);
}

void session_clear(struct session *session)
{
	/* By then the ids of all files are known. */
	if (session->seen && session->registers && session->is_compared) {
		registers_note(session->registers, session->seen);
		seen_store(session->seen);
	}
	record_history_free(session->history);
	repo_history_free(session->commits);
	rule_run_free(session->run);
	stage_free(session->stage);
	rulebook_free(session->rulebook);
	g_strfreev(session->changed);
	files_free(session->changed_files);
	registers_free(session->registers);
	seen_free(session->seen);
	diags_free(session->diags);
	repo_free(session->repo);
	library_free(session->library);
	confine_end(session);
	g_free(session->commit);
	g_free(session->head);
	g_free(session->root);
	g_clear_error(&session->fault);
	g_clear_error(&session->past_fault);
}

/* kept: as in the request. */
static bool run_rules(struct session *session, const char *kept, GError **error)
{
	struct rules_request request = {
		.registers = session->registers,
		.as_of = session->as_of,
		.history = session->history,
		.kept = kept,
	};

	request.rulebook = session->rulebook =
		rulebook_new(session->library->assets, error);
	if (!session->rulebook)
		return false;
	session->run = rules_check_request(&request, session->diags);
	if (session->history && !session->past_fault)
		(void)repo_is_readable(session->repo, &session->past_fault);
	return true;
}

bool session_check(struct session *session, GError **error)
{
	return run_rules(session, NULL, error);
}

bool session_check_known(struct session *session, GError **error)
{
	bool is_worth_it =
		session->seen && !session->past_fault &&
		registers_len(session->registers) >= SEEN_WORTH_KEEPING;

	return run_rules(session, is_worth_it ? session->root : NULL, error);
}

char *session_state(const struct session *session)
{
	if (session->commit)
		return g_strdup_printf("commit %.10s", session->commit);
	if (!session->repo)
		return g_strdup("a folder without git");
	return g_strdup_printf("%s, which differs from HEAD",
			       session->is_staged ? "index" : "work tree");
}

struct codes *session_codes(const struct session *session,
			    const struct files *files, GError **error)
{
	g_autoptr(Diags) ignored = diags_new();
	struct codes *codes = codes_new(session->library->assets, error);

	for (size_t i = 0; codes && files && i < files_len(files); i++) {
		const struct file *file = files_get(files, i);

		if (g_str_has_prefix(file->path, "codes/"))
			codes_extend(codes, file->path, file->bytes, file->len,
				     ignored);
	}
	return codes;
}

const char *session_nearest(const struct session *session, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (size_t i = 0; i < registers_len(session->registers); i++)
		g_ptr_array_add(
			ids,
			(gpointer)registers_listed(session->registers, i)->id);
	g_ptr_array_add(ids, NULL);
	return nearest_find((const char *const *)ids->pdata, id);
}

enum command_status session_refuse_id(const struct session *session,
				      const char *command, const char *id)
{
	const char *near = session_nearest(session, id);

	output_note(command,
		    near ? "there is no record '%s'; did you mean '%s'?"
			 : "there is no record '%s'; 'gatehouse list' shows "
			   "all",
		    id, near);
	return COMMAND_FAILED;
}
