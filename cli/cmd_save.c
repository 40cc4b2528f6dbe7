/* SPDX-License-Identifier: MIT */
/*
 * Commits the changes to the registers, once they are good.  What is committed
 * are the very bytes that were checked: whoever edits a file in the meantime
 * finds it still changed afterwards.
 *
 * A fault counts against the save if it lies in a file that changed, or is
 * one that a change has caused elsewhere: a reference to a record that went,
 * an id that is now there twice.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/commit.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"

#define MAX_REASON 10000 /* bytes */

static struct {
	char *reason;
	char *role;
	gboolean is_draft;
} opt;

static const GOptionEntry options[] = {
	{ "message", 'm', 0, G_OPTION_ARG_FILENAME, &opt.reason,
	  "Why the records are changed; asked for on a terminal", "REASON" },
	{ "role", 0, 0, G_OPTION_ARG_FILENAME, &opt.role,
	  "In which role you save, for example 'Caldicott guardian'", "ROLE" },
	{ "draft", 0, 0, G_OPTION_ARG_NONE, &opt.is_draft,
	  "Save with errors; not with personal data or files that are not "
	  "valid",
	  NULL },
	G_OPTION_ENTRY_NULL
};

static bool is_changed_path(const struct session *session, const char *path)
{
	return g_strv_contains((const char *const *)session->changed, path);
}

/* Whether a changed (or, with is_gone, a removed) file has this id. */
static bool is_changed_id(const struct session *session, const char *id,
			  bool is_gone)
{
	for (char **path = session->changed; *path; path++) {
		g_autofree char *own = record_history_id(*path);

		if (strcmp(own, id) == 0 &&
		    !(is_gone && files_find(session->changed_files, *path)))
			return true;
	}
	return false;
}

/* Whether the finding is a reference to a record that has been removed. */
static bool is_left_dangling(const struct session *session,
			     const struct diag *diag)
{
	size_t n = 0;
	const struct reference *all =
		session->registers
			? registers_references(session->registers, &n)
			: NULL;

	for (size_t i = 0; i < n; i++) {
		g_autofree char *id = NULL;

		if (all[i].to || all[i].node->line != diag->line ||
		    strcmp(all[i].from->path, diag->path) != 0)
			continue;
		id = g_strndup(all[i].target, strcspn(all[i].target, "#"));
		if (is_changed_id(session, id, true))
			return true;
	}
	return false;
}

/* A file that could not be read is not in the list of changes. */
static bool is_unread(const struct session *session, const struct diag *diag)
{
	return diag->line == 0 && g_strcmp0(diag->rule, "REG-02") == 0 &&
	       !(session->registers && diag->record &&
		 registers_find(session->registers, diag->record));
}

static bool is_in_the_way(const struct session *session,
			  const struct diag *diag)
{
	const char *rule = diag->rule ? diag->rule : "";

	if (diag->level != DIAG_ERROR || diag->waiver)
		return false;
	if (opt.is_draft && strcmp(rule, "REG-02") != 0 &&
	    strcmp(rule, "CON-18") != 0)
		return false;
	if (is_changed_path(session, diag->path) || is_unread(session, diag))
		return true;
	if (strcmp(rule, "REG-01") == 0)
		return diag->record &&
		       is_changed_id(session, diag->record, false);
	return (strcmp(rule, "REG-11") == 0 || strcmp(rule, "ORG-01") == 0) &&
	       is_left_dangling(session, diag);
}

/* Prints what is in the way; how much it is. */
static size_t print_faults(const struct session *session)
{
	size_t n = 0;

	for (size_t i = 0; i < diags_len(session->diags); i++) {
		const struct diag *diag = diags_get(session->diags, i);

		if (!is_in_the_way(session, diag))
			continue;
		output_diag(stderr, diag);
		n++;
	}
	return n;
}

/* Without settings nothing was read, so nobody has looked yet. */
static void find_personal_data(const struct session *session)
{
	for (size_t i = 0; i < files_len(session->changed_files); i++) {
		const struct file *file = files_get(session->changed_files, i);
		g_autofree char *id = record_history_id(file->path);
		struct pii_source source = {
			.bytes = file->bytes,
			.len = file->len,
		};

		pii_check(file->path, id, &source, session->diags);
	}
	diags_sort(session->diags);
}

static void remember_kind(void *data, enum pii_kind kind, size_t offset)
{
	(void)offset;
	*(const char **)data = pii_kind_words(kind);
}

/* What is wrong with a text that the commit is to keep for good, or NULL. */
static const char *fault_of_text(const char *text, char **owned)
{
	const char *kind = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		return "is not valid UTF-8";
	if (strlen(text) > MAX_REASON)
		return "is longer than 10000 bytes";
	if (strspn(text, " \t\r\n") == strlen(text))
		return "is empty";
	pii_scan(text, strlen(text), remember_kind, &kind);
	if (!kind)
		return NULL;
	*owned = g_strdup_printf("contains what looks like %s; history cannot "
				 "be erased, so leave it out",
				 kind);
	return *owned;
}

static enum command_status check_options(void)
{
	g_autofree char *owned = NULL;
	const char *fault = NULL;

	if (!opt.reason && !isatty(STDIN_FILENO))
		return output_usage("save", "say why with -m REASON");
	if (opt.reason)
		fault = fault_of_text(opt.reason, &owned);
	if (fault)
		return output_usage("save", "the reason %s", fault);
	if (!opt.role)
		return COMMAND_CLEAN;
	fault = strpbrk(opt.role, "\r\n") ? "has more than one line"
					  : fault_of_text(opt.role, &owned);
	return fault ? output_usage("save", "the role %s", fault)
		     : COMMAND_CLEAN;
}

/* Asks on the terminal; NULL when nothing was said. */
static char *ask_reason(void)
{
	char line[1024];

	fputs("Why are these records changed? ", stderr);
	fflush(stderr);
	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	g_strstrip(line);
	return *line ? g_strdup(line) : NULL;
}

static char *message_of(const char *reason)
{
	g_autofree char *clean = g_strstrip(g_strdup(reason));
	g_autofree char *role =
		opt.role ? g_strconcat("Saved-by-role: ", opt.role, "\n", NULL)
			 : g_strdup("");
	bool has_trailers = opt.is_draft || opt.role;

	return g_strconcat(clean, "\n", has_trailers ? "\n" : "",
			   opt.is_draft ? "Draft: yes\n" : "", role, NULL);
}

static bool commit(const struct session *session, const char *message,
		   char **hex, GError **error)
{
	size_t n = g_strv_length(session->changed);
	g_autofree struct commit_file *files = g_new0(struct commit_file, n);
	struct commit_request request = {
		.message = message,
		.base = session->head,
		.files = files,
		.n_files = n,
	};
	bool is_done;

	for (size_t i = 0; i < n; i++) {
		const struct file *file =
			files_find(session->changed_files, session->changed[i]);

		files[i].path = session->changed[i];
		if (file)
			files[i].bytes = g_bytes_new(file->bytes, file->len);
	}
	is_done = commit_files(session->root, &request, hex, error);
	for (size_t i = 0; i < n; i++)
		g_bytes_unref(files[i].bytes);
	return is_done;
}

static void print_saved(const char *hex, const GPtrArray *entries)
{
	printf("saved as commit %.10s%s\n", hex,
	       opt.is_draft ? ", a draft" : "");
	for (guint i = 0; i < entries->len; i++) {
		const struct changes_entry *entry = entries->pdata[i];

		printf("  %s %s ", entry->event, entry->kind);
		output_text(stdout, entry->record);
		putchar('\n');
	}
}

/* Says which other changes there are, so that nobody takes them for saved. */
static void mention_others(const struct session *session)
{
	g_auto(GStrv) others = commit_left_alone(
		session->root, (const char *const *)session->library->folders,
		NULL);
	guint n = others ? g_strv_length(others) : 0;

	if (n == 1)
		output_note("save", "left alone, since it is no record: %s",
			    others[0]);
	else if (n > 1)
		output_note("save",
			    "left alone, since they are no records: %s and "
			    "%u more",
			    others[0], n - 1);
}

/* The files of HEAD that are to change. */
static struct files *read_old(const struct session *session, GError **error)
{
	const char *const *folders =
		(const char *const *)session->library->folders;
	g_autoptr(Diags) ignored = diags_new();
	g_autoptr(Files) all = NULL;
	struct files *old;
	struct repo_id head;

	if (repo_is_unborn(session->repo))
		return files_new();
	if (!repo_resolve(session->repo, "HEAD", &head, error))
		return NULL;
	all = repo_read_files(session->repo, &head, folders, ignored, error);
	if (!all)
		return NULL;
	old = files_new();
	for (char **path = session->changed; *path; path++) {
		const struct file *file = files_find(all, *path);

		if (file)
			files_add(old, *path,
				  g_bytes_new(file->bytes, file->len));
	}
	files_sort(old);
	return old;
}

/* The changes by record, before they are committed. */
static GPtrArray *summarise(const struct session *session, GError **error)
{
	g_autoptr(Files) old = read_old(session, error);

	return old ? changes_between(session->library,
				     registers_codes(session->registers), old,
				     session->changed_files, NULL)
		   : NULL;
}

static enum command_status save(const struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *reason = NULL;
	g_autofree char *owned = NULL;
	g_autofree char *message = NULL;
	g_autofree char *hex = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	const char *fault;

	if (repo_is_detached(session->repo)) {
		output_note("save",
			    "nothing was saved: HEAD names no branch, so the "
			    "commit would soon be lost; go to one with 'git "
			    "switch BRANCH' first");
		return COMMAND_FINDINGS;
	}
	if (!commit_has_identity(session->root, &error))
		return output_failure("save", error);
	entries = summarise(session, &error);
	if (!entries)
		return output_failure("save", error);
	reason = opt.reason ? g_strdup(opt.reason) : ask_reason();
	fault = reason ? fault_of_text(reason, &owned) : "is empty";
	if (fault)
		return output_usage("save", "the reason %s", fault);
	message = message_of(reason);
	if (!commit(session, message, &hex, &error))
		return output_failure("save", error);
	print_saved(hex, entries);
	mention_others(session);
	return COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum command_status status = check_options();
	g_autoptr(GError) error = NULL;
	size_t faults;

	(void)n;
	(void)args;
	if (status != COMMAND_CLEAN)
		return status;
	if (session->registers && !session_check(session, &error))
		return output_failure("save", error);
	if (!session->registers)
		find_personal_data(session);
	faults = print_faults(session);
	if (faults > 0) {
		output_note("save",
			    "nothing was saved: %zu error%s in what has "
			    "changed%s",
			    faults, faults == 1 ? "" : "s",
			    opt.is_draft ? ", of a kind that no draft may "
					   "have"
					 : "; mend, or save with --draft");
		return COMMAND_FINDINGS;
	}
	if (session->fault)
		return output_failure("save", session->fault);
	if (!session->changed[0]) {
		output_note("save", "nothing to save: the registers are as "
				    "HEAD has them");
		mention_others(session);
		return COMMAND_CLEAN;
	}
	return save(session);
}

const struct command cmd_save = {
	.name = "save",
	.help = "Check the changes and commit them with a reason",
	.arguments = "",
	.description =
		"Commits all changes to records, code lists and "
		"gatehouse.xml, with the reason\nas the message, unless a "
		"changed record has an error. Other files are left\nalone. "
		"A draft is saved with errors and marked as a draft, but "
		"never with\npersonal data (CON-18) or a file that is not "
		"valid (REG-02).",
	.ending = "Examples:\n"
		  "  gatehouse save -m 'Retention extended to the end of "
		  "2022'\n"
		  "  gatehouse save --draft --role 'Caldicott guardian' -m "
		  "'First sketch'\n\n"
		  "Exit status: 0 saved, or nothing to save; 1 refused for "
		  "its errors; 2 wrong\nusage; 3 it could not be saved.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_REPO | COMMAND_CHANGES | COMMAND_FAULTS,
	.run = run,
};
