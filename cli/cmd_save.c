/* SPDX-License-Identifier: MIT */
/*
 * Commits the changes to the registers, once they are good.  What is committed
 * are the very bytes that were checked: whoever edits a file in the meantime
 * finds it still changed afterwards.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/faults.h"
#include "cli/output.h"
#include "cli/pending.h"
#include "cli/session.h"
#include "lib/approval.h"
#include "lib/approval_later.h"
#include "lib/arena.h"
#include "lib/commit.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/repo_refs.h"

#define MAX_REASON 10000 /* bytes */

static struct {
	char *reason;
	char **roles;
	char **reviewers;
	gboolean is_draft;
} opt;

static const GOptionEntry options[] = {
	{ "message", 'm', 0, G_OPTION_ARG_FILENAME, &opt.reason,
	  "Why the records are changed; asked for on a terminal", "REASON" },
	{ "role", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.roles,
	  "In which role you approve the change, for example 'Caldicott "
	  "guardian'; may be given more than once",
	  "ROLE" },
	{ "reviewer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.reviewers,
	  "A role that has reviewed the change; may be given more than once",
	  "ROLE" },
	{ "draft", 0, 0, G_OPTION_ARG_NONE, &opt.is_draft,
	  "Save with errors; not with personal data or files that are not "
	  "valid",
	  NULL },
	G_OPTION_ENTRY_NULL
};

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

static enum command_status check_roles(char *const *roles, const char *what)
{
	for (; roles && *roles; roles++) {
		g_autofree char *owned = NULL;
		const char *fault = strpbrk(*roles, "\r\n")
					    ? "has more than one line"
					    : fault_of_text(*roles, &owned);

		if (fault)
			return output_usage("save", "the %s %s", what, fault);
	}
	return COMMAND_CLEAN;
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
	return check_roles(opt.roles, "role") == COMMAND_CLEAN
		       ? check_roles(opt.reviewers, "reviewer")
		       : COMMAND_USAGE;
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

static void add_trailers(GString *message, const char *key, char *const *roles)
{
	for (; roles && *roles; roles++) {
		g_autofree char *role = g_strstrip(g_strdup(*roles));

		g_string_append_printf(message, "%s: %s\n", key, role);
	}
}

static char *message_of(const char *reason)
{
	g_autofree char *clean = g_strstrip(g_strdup(reason));
	GString *message = g_string_new(clean);

	g_string_append_c(message, '\n');
	if (opt.is_draft || opt.roles || opt.reviewers)
		g_string_append_c(message, '\n');
	if (opt.is_draft)
		g_string_append(message, "Draft: yes\n");
	add_trailers(message, APPROVAL_REVIEWED, opt.reviewers);
	add_trailers(message, APPROVAL_APPROVED, opt.roles);
	return g_string_free(message, FALSE);
}

static bool commit(const struct session *session, const char *message,
		   char **hex, char **stale, GError **error)
{
	size_t n = g_strv_length(session->changed);
	g_autofree struct commit_file *files = g_new0(struct commit_file, n);
	struct commit_request request = {
		.message = message,
		.base = session->head,
		.files = files,
		.n_files = n,
		.stale = stale,
	};
	bool is_done;

	for (size_t i = 0; i < n; i++) {
		const struct file *file =
			files_find(session->changed_files, session->changed[i]);

		files[i].path = session->changed[i];
		if (file)
			files[i].bytes = files_share(file);
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
		session->root, session->library->folders, NULL);
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

/* The changes by record, before they are committed. */
static GPtrArray *summarise(const struct session *session,
			    const struct files *old)
{
	return changes_between(session->library,
			       registers_codes(session->registers), old,
			       session->changed_files, NULL);
}

/* A role that has to be proved, and that this commit would only claim. */
static const char *unproved_role(const struct session *session,
				 const struct files *old)
{
	static char *none[] = { NULL };
	const struct approval_claim nothing = { none, none };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GPtrArray) needs = g_ptr_array_new_with_free_func(
		(GDestroyNotify)approval_need_free);

	if (!node_child(pending_settings(session, old, arena), "signer"))
		return NULL;
	pending_needs(session, old, &nothing, needs);
	for (guint i = 0; i < needs->len; i++) {
		const struct approval_need *need = needs->pdata[i];

		if (!need->is_review)
			return opt.roles[0];
	}
	return NULL;
}

/* Whether everybody has approved who has to; says who has not. */
static bool is_approved(const struct session *session, const struct files *old)
{
	g_autoptr(GPtrArray) needs = g_ptr_array_new_with_free_func(
		(GDestroyNotify)approval_need_free);
	static char *none[] = { NULL };
	const struct approval_claim claim = {
		.approved = opt.roles ? opt.roles : none,
		.reviewed = opt.reviewers ? opt.reviewers : none,
	};
	const struct approval_need *need;
	const char *role;

	pending_needs(session, old, &claim, needs);
	pending_print_needs(needs);
	if (needs->len > 0) {
		need = needs->pdata[0];
		output_note("save",
			    "nothing was saved; who has that role may save "
			    "with %s '%s'",
			    need->is_review ? "--reviewer" : "--role",
			    need->first);
		return false;
	}
	role = unproved_role(session, old);
	if (role)
		output_note("save",
			    "nothing was saved: here an approval counts only "
			    "with a signature, which this command does not "
			    "make; commit with git commit -S --trailer "
			    "'" APPROVAL_APPROVED ": %s'%s",
			    role,
			    opt.roles[1] ? ", and '" APPROVAL_AWAITED
					   ": ROLE' for each role whose key "
					   "is not yours"
					 : "");
	return !role;
}

static enum command_status save(const struct session *session)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *reason = NULL;
	g_autofree char *owned = NULL;
	g_autofree char *message = NULL;
	g_autofree char *hex = NULL;
	g_autoptr(Files) old = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autofree char *stale = NULL;
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
	old = pending_old(session, &error);
	if (!old)
		return output_failure("save", error);
	if (!is_approved(session, old))
		return COMMAND_FINDINGS;
	entries = summarise(session, old);
	reason = opt.reason ? g_strdup(opt.reason) : ask_reason();
	fault = reason ? fault_of_text(reason, &owned) : "is empty";
	if (fault)
		return output_usage("save", "the reason %s", fault);
	message = message_of(reason);
	if (!commit(session, message, &hex, &stale, &error))
		return output_failure("save", error);
	print_saved(hex, entries);
	if (stale)
		output_note("save",
			    "git's index '.git/index' was left as it was (%s), "
			    "so 'git status' shows the opposite of what was "
			    "saved; run 'git reset' before you commit with git",
			    stale);
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
	repo_refs_clear_up(session->repo);
	if (session->registers && !session_check_known(session, &error))
		return output_failure("save", error);
	if (!session->registers)
		faults_find_personal_data(session);
	faults = faults_print(session, opt.is_draft);
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
		"valid (REG-02).\n\nWhere gatehouse.xml asks for the approval "
		"of a role, the change is saved only\nwith it. A role is "
		"written into the commit as who approved or reviewed it.",
	.ending =
		"Examples:\n"
		"  gatehouse save -m 'Retention extended to the end of "
		"2022'\n"
		"  gatehouse save --draft -m 'First sketch'\n"
		"  gatehouse save --reviewer 'Data protection officer' \\\n"
		"    --role 'Caldicott guardian' -m 'Police may now see "
		"flags'\n\n"
		"Exit status: 0 saved, or nothing to save; 1 refused, for "
		"errors or a\nmissing approval; 2 wrong usage; 3 it could not "
		"be saved.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_REPO | COMMAND_CHANGES | COMMAND_FAULTS |
		 COMMAND_WRITES,
	.run = run,
};
