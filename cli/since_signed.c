/* SPDX-License-Identifier: MIT */
/*
 * The site has a section on what changed since each party signed; the command
 * prints the same values for one party.  They are worked out by the same
 * function, so that page and command cannot come to differ.
 */
#include "cli/since_signed.h"

#include <string.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/ask.h"
#include "site-gen/changes.h"
#include "site-gen/edition.h"
#include "site-gen/page.h"
#include "site-gen/since_signature.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* What is opened beyond the two points of a comparison. */
static const struct command needs = {
	.name = "diff",
	.needs = COMMAND_REGISTERS | COMMAND_COMMIT | COMMAND_HISTORY,
};

static const char *text_at(const struct value *map, const char *key)
{
	const struct value *value = value_get(map, key);

	return value && value_is_true(value) ? value_bytes(value, NULL) : NULL;
}

static bool is_true_at(const struct value *map, const char *key)
{
	return value_is_true(value_get(map, key));
}

static const struct node *party_of(const struct record *agreement,
				   const char *organisation)
{
	NODE_EACH(party, agreement->root, "party")
	{
		if (g_strcmp0(node_attr(party, "ref"), organisation) == 0)
			return party;
	}
	return NULL;
}

static void print_row(const struct value *row)
{
	const struct value *record = value_get(row, "record");
	const char *old = text_at(row, "old"), *new = text_at(row, "new");

	fputs("  ", stdout);
	output_text(stdout, text_at(row, "on"));
	if (text_at(row, "enteredOn")) {
		fputs(" (entered ", stdout);
		output_text(stdout, text_at(row, "enteredOn"));
		fputc(')', stdout);
	}
	fputs("  ", stdout);
	if (!is_true_at(row, "isOwn")) {
		output_text(stdout, text_at(record, "id"));
		fputs(": ", stdout);
	}
	if (!is_true_at(row, "isField")) {
		output_text(stdout, text_at(row, "event"));
		fputc('\n', stdout);
		return;
	}
	output_text(stdout, text_at(row, "label"));
	fputs(": ", stdout);
	if (text_at(row, "aside")) {
		output_text(stdout, text_at(row, "aside"));
		fputs("; ", stdout);
	}
	if (is_true_at(row, "isSame")) {
		fputs("only spaces and line breaks differ\n", stdout);
		return;
	}
	if (old)
		output_lines(stdout, old, 4);
	if (old && new)
		fputs(" → ", stdout);
	if (new)
		output_lines(stdout, new, 4);
	if (!new)
		fputs(" (no longer there)", stdout);
	fputc('\n', stdout);
}

/* What the page says of the parties that signed on that day. */
static void print_group(const struct value *group)
{
	const struct value *rows = value_get(group, "rows");

	if (text_at(group, "begins")) {
		fputs("  the history begins on ", stdout);
		output_text(stdout, text_at(group, "begins"));
		fputs(", after the signature\n", stdout);
	}
	if (is_true_at(group, "hasSameDay"))
		fputs("  changes were also made on the day itself; whether "
		      "before or after the signature is not known\n",
		      stdout);
	if (!is_true_at(group, "hasRows"))
		fputs("  nothing changed\n", stdout);
	for (size_t i = 0; i < value_len(rows); i++)
		print_row(value_at(rows, i));
}

/* The group of that day; NULL: none. */
static const struct value *group_of(const struct value *since, const char *day)
{
	const struct value *groups = value_get(since, "groups");

	for (size_t i = 0; day && i < value_len(groups); i++) {
		const struct value *group = value_at(groups, i);

		if (g_strcmp0(text_at(group, "day"), day) == 0)
			return group;
	}
	return NULL;
}

/* One agreement; returns whether anything changed since. */
static bool print_one(const struct view *view, const struct record *agreement,
		      const struct node *party)
{
	const struct node *signature = node_child(party, "signature");
	date_t on = flow_facts_date(signature, "signedOn");
	const struct value *words = view_date(view, on);
	const char *day =
		value_is_true(words) ? value_bytes(words, NULL) : NULL;
	const struct value *since = since_signature(view, agreement);
	const struct value *group =
		on == DATE_NONE ? NULL : group_of(since, day);

	output_strong(stdout, agreement->id);
	if (!group) {
		fputs(on == DATE_NONE
			      ? ": no day of a signature is recorded\n"
			      : ": a day, but no signature, is recorded\n",
		      stdout);
		return false;
	}
	fputs(": signed on ", stdout);
	output_text(stdout, day);
	fputc('\n', stdout);
	if (is_true_at(since, "hasHistory"))
		print_group(group);
	else
		fputs("  there is no history of it\n", stdout);
	return is_true_at(group, "hasRows");
}

/* All that is meant; *n counts it.  Returns whether anything changed. */
static bool print_all(const struct view *view, const char *organisation,
		      const char *agreement, size_t *n)
{
	size_t n_all;
	const struct record *const *all =
		registers_of_kind(view->registers, "agreement", &n_all);
	bool is_changed = false;

	for (size_t i = 0; i < n_all; i++) {
		const struct node *party =
			all[i]->is_valid ? party_of(all[i], organisation)
					 : NULL;

		if (!party || (agreement && strcmp(all[i]->id, agreement) != 0))
			continue;
		is_changed |= print_one(view, all[i], party);
		(*n)++;
	}
	return is_changed;
}

static enum command_status print_since(const struct session *session,
				       const char *organisation,
				       const char *agreement)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Registers) visible =
		edition_registers(session->registers, EDITION_INTERNAL);
	g_autoptr(Changes) changes =
		changes_new(session->registers, visible, EDITION_INTERNAL,
			    session->history);
	struct site_request request = {
		.registers = session->registers,
		.history = session->history,
		.commit = session->commit,
		.changed = (const char *const *)session->changed,
		.n_changed =
			session->changed ? g_strv_length(session->changed) : 0,
		.as_of = session->as_of,
		.edition = EDITION_INTERNAL,
	};
	struct site site = { .request = &request,
			     .registers = visible,
			     .changes = changes };
	g_autoptr(Ask) ask = ask_new(&site);
	struct view view = { .arena = arena,
			     .registers = visible,
			     .ask = ask,
			     .as_of = session->as_of,
			     .edition = EDITION_INTERNAL,
			     .root = "" };
	size_t n = 0;
	bool is_changed = print_all(&view, organisation, agreement, &n);

	if (n == 0) {
		output_note("diff",
			    agreement ? "'%s' is no party to agreement '%s'"
				      : "'%s' is a party to no agreement",
			    organisation, agreement);
		return COMMAND_FAILED;
	}
	if (changes_is_shallow(changes))
		output_note("diff", "the history is cut off (a shallow clone)");
	if (!session->commit)
		output_note("diff", "what is not committed yet is not listed");
	return is_changed ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

enum command_status since_signed_print(struct session *session,
				       const char *organisation,
				       const char *agreement)
{
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (!session_open_more(session, &needs, &error))
		return output_failure("diff", error);
	if (!registers_find(session->registers, organisation))
		return session_refuse_id(session, "diff", organisation);
	status = print_since(session, organisation, agreement);
	/* What of the past was not given back was taken for missing. */
	return repo_is_readable(session->repo, &error)
		       ? status
		       : output_failure("diff", error);
}
