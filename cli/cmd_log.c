/* SPDX-License-Identifier: MIT */
/*
 * Who changed which field, when and why: the commits as git has them, with
 * their differences in the register's words.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/log_memory.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/approval.h"
#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/nearest.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/repo_local.h"
#include "lib/signature.h"
#include "lib/xml_tree.h"

static struct {
	char *format;
	char *since;
} opt;

static const GOptionEntry options[] = {
	{ "since", 0, 0, G_OPTION_ARG_FILENAME, &opt.since,
	  "Only commits made on DATE (YYYY-MM-DD, UTC) or later", "DATE" },
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print as 'text' (default) or 'json'", "FORMAT" },
	G_OPTION_ENTRY_NULL
};

static struct changes_commit *item_new(const struct repo_commit *commit)
{
	struct changes_commit *item = g_new0(struct changes_commit, 1);

	item->commit = commit;
	item->entries = g_ptr_array_new_with_free_func(
		(GDestroyNotify)changes_entry_free);
	return item;
}

/* The commits to show, newest first, as struct changes_commit. */
static GPtrArray *gather(const struct session *session,
			 struct log_memory *memory, const char *id,
			 date_t since)
{
	GPtrArray *items = g_ptr_array_new_with_free_func(
		(GDestroyNotify)changes_commit_free);
	const struct record_life *own =
		id ? record_history_of(session->history, id) : NULL;
	size_t n, at = 0;
	const struct record_change *all =
		record_history_changes(session->history, &n);

	if (id)
		n = own ? own->n : 0;
	for (size_t i = 0; i < session->commits->n_commits; i++) {
		const struct repo_commit *commit =
			&session->commits->commits[i];
		bool is_late = date_of_time(commit->committer.time) >= since;
		struct changes_commit *item = item_new(commit);

		for (; at < n; at++) {
			const struct record_change *change =
				own ? own->changes[at] : &all[at];

			if (change->commit != i)
				break;
			if (is_late)
				g_ptr_array_add(
					item->entries,
					log_memory_entry(memory, change));
		}
		if (is_late && (!id || item->entries->len > 0))
			g_ptr_array_add(items, item);
		else
			changes_commit_free(item);
	}
	return items;
}

static void print_person(const char *label, const struct repo_person *person)
{
	g_autofree char *when = changes_time(person);

	printf("%s ", label);
	output_text(stdout, *person->name ? person->name : "(no name)");
	fputs(" <", stdout);
	output_text(stdout, person->email);
	printf(">, %s\n", when);
}

static bool is_same_act(const struct repo_commit *commit)
{
	return strcmp(commit->author.name, commit->committer.name) == 0 &&
	       strcmp(commit->author.email, commit->committer.email) == 0 &&
	       commit->author.time == commit->committer.time;
}

/* The keys that the settings of HEAD name. */
static struct signature_keys *read_keys(const struct session *session,
					const struct files *files)
{
	const struct file *file = files_find(files, "gatehouse.xml");
	g_autoptr(Arena) arena = arena_new();

	return signature_keys_new(
		xml_tree_read(session->library->schema, arena, file));
}

static bool read_signatures(const struct session *session,
			    const struct files *files, const GPtrArray *items,
			    GError **error)
{
	g_autoptr(SignatureKeys) keys = read_keys(session, files);

	for (guint i = 0; i < items->len; i++) {
		struct changes_commit *item = items->pdata[i];

		if (!signature_of_commit(keys, session->repo, item->commit,
					 DATE_NONE, &item->signature, error))
			return false;
	}
	return true;
}

static bool has_role(const struct repo_commit *commit)
{
	struct approval_claim claim;
	bool is_found;

	approval_claim_init(&claim, (const char *const *)commit->trailers);
	is_found = *claim.approved || *claim.reviewed;
	approval_claim_clear(&claim);
	return is_found;
}

/* That there is none matters only where a role is claimed. */
static void print_signature(const struct changes_commit *item)
{
	const struct signature *signature = &item->signature;

	if (signature->state == SIGNATURE_ABSENT && !has_role(item->commit))
		return;
	printf("Signature: %s", signature_state_name(signature->state));
	if (signature->why)
		printf(", %s", signature->why);
	for (char **role = signature->roles; role && *role; role++) {
		fputs(role == signature->roles ? ", for " : " and ", stdout);
		output_text(stdout, *role);
	}
	if (signature->key)
		printf(" (key %s)", signature->key);
	fputc('\n', stdout);
}

static void print_commit(const struct changes_commit *item)
{
	const struct repo_commit *commit = item->commit;
	char hex[REPO_ID_HEX + 1];
	g_autofree char *title = NULL;

	repo_id_format(&commit->id, hex);
	title = g_strdup_printf("commit %s", hex);
	output_strong(stdout, title);
	fputc('\n', stdout);
	print_person("Author:   ", &commit->author);
	if (!is_same_act(commit))
		print_person("Committer:", &commit->committer);
	if (commit->n_parents > 1)
		printf("Merge:     of %zu lines of history\n",
		       commit->n_parents);
	print_signature(item);
	fputs("\n    ", stdout);
	output_lines(stdout, commit->message, 4);
	fputc('\n', stdout);
	for (size_t i = 0; commit->trailers && commit->trailers[i]; i++) {
		fputs(i == 0 ? "\n    " : "    ", stdout);
		output_text(stdout, commit->trailers[i]);
		fputc('\n', stdout);
	}
	fputc('\n', stdout);
	changes_print(stdout, item->entries, NULL, 2);
	if (item->entries->len > 0)
		fputc('\n', stdout);
}

static enum command_status refuse_id(const struct session *session,
				     const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	size_t n;
	const struct record_change *all =
		record_history_changes(session->history, &n);
	const char *near;

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(ids, (gpointer)all[i].id);
	g_ptr_array_add(ids, NULL);
	near = nearest_find((const char *const *)ids->pdata, id);
	output_note("log",
		    near ? "no commit has a record '%s'; did you mean '%s'?"
			 : "no commit has a record '%s'",
		    id, near);
	return COMMAND_FAILED;
}

static enum command_status print_log(const struct session *session,
				     const char *id, date_t since, bool is_json)
{
	struct repo_id head;
	g_autoptr(GError) error = NULL;
	g_autoptr(Files) files = NULL;
	g_autoptr(Codes) codes = NULL;
	g_autoptr(LogMemory) memory = NULL;
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GPtrArray) doubts = NULL;

	if (id && !record_history_of(session->history, id))
		return refuse_id(session, id);
	if (repo_resolve(session->repo, "HEAD", &head, &error))
		files = repo_read_files(session->repo, &head,
					session->library->folders,
					session->diags, &error);
	if (files)
		codes = session_codes(session, files, &error);
	if (!codes)
		return output_failure("log", error);
	memory = log_memory_new(session, codes, !id && since == DATE_NONE);
	items = gather(session, memory, id, since);
	if (!read_signatures(session, files, items, &error) ||
	    !repo_is_readable(session->repo, &error))
		return output_failure("log", error);
	log_memory_keep(memory);
	if (is_json)
		json_log(stdout, items);
	for (guint i = 0; !is_json && i < items->len; i++)
		print_commit(items->pdata[i]);
	doubts = repo_local_doubts(session->repo, &head,
				   session->commits->is_shallow);
	for (guint i = 0; i < doubts->len; i++)
		output_note("log", "%s", (const char *)doubts->pdata[i]);
	return COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	bool is_json = g_strcmp0(opt.format, "json") == 0;
	date_t since = opt.since ? date_parse(opt.since) : DATE_NONE;

	if (opt.format && !is_json && strcmp(opt.format, "text") != 0)
		return output_usage("log",
				    "--format is 'text' or 'json', not '%s'",
				    opt.format);
	if (opt.since && since == DATE_NONE)
		return output_usage("log",
				    "--since '%s' is no date; write it as "
				    "YYYY-MM-DD",
				    opt.since);
	if (session->history)
		return print_log(session, n > 0 ? args[0] : NULL, since,
				 is_json);
	output_note("log", "this repository has no commit yet");
	if (is_json)
		puts("[]");
	return COMMAND_CLEAN;
}

const struct command cmd_log = {
	.name = "log",
	.help = "Show who changed which field, when and why",
	.arguments = "[ID]",
	.description =
		"Shows the commits that lead to HEAD, newest first, and what "
		"each changed in the\nrecords, field by field; with ID only "
		"those that changed this record, also\nunder a former id. "
		"A signature is verified with the keys that gatehouse.xml\n"
		"names; by another key it is not checked.",
	.ending = "Examples:\n"
		  "  gatehouse log\n"
		  "  gatehouse log leeds-live-risk --since 2026-01-01\n"
		  "  gatehouse log --format json\n\n"
		  "Exit status: 0 done; 2 wrong usage; 3 there is no "
		  "repository or no such record.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REPO | COMMAND_HISTORY,
	.max_args = 1,
	.run = run,
};
