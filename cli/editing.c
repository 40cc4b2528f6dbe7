/* SPDX-License-Identifier: MIT */
/*
 * The editor works on a draft, never on the record: the register is right, or
 * as it was before, whatever happens to the editor or to us.  The words of
 * $VISUAL are taken apart as a shell would, but no shell ever sees them.
 */
#include "cli/editing.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/draft.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/registers.h"

static const char *editor(void)
{
	const char *visual = g_getenv("VISUAL");
	const char *plain = g_getenv("EDITOR");

	if (visual && *visual)
		return visual;
	return plain && *plain ? plain : NULL;
}

bool editing_can_run(void)
{
	return editor() != NULL;
}

char *editing_ask(const char *question)
{
	GString *line = g_string_new(NULL);
	int c;

	output_text(stderr, question);
	fputc(' ', stderr);
	fflush(stderr);
	while ((c = getchar()) != EOF && c != '\n')
		g_string_append_c(line, (char)c);
	if (c == EOF && line->len == 0) {
		g_string_free(line, TRUE);
		return NULL;
	}
	return g_strchomp(g_string_free(line, FALSE));
}

/* Waits for the editor; false, with error set, when it fails. */
static bool open_editor(const char *path, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) argv = NULL;
	int status;

	if (!editor()) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "no editor is known; set VISUAL or EDITOR, or use "
			    "--set FIELD=VALUE");
		return false;
	}
	if (!g_shell_parse_argv(editor(), NULL, &words, error)) {
		g_prefix_error(error, "cannot understand VISUAL or EDITOR: ");
		return false;
	}
	g_strv_builder_addv(builder, (const char **)words);
	g_strv_builder_add(builder, path);
	argv = g_strv_builder_end(builder);
	if (g_spawn_sync(NULL, argv, NULL,
			 G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN,
			 NULL, NULL, NULL, NULL, &status, error) &&
	    g_spawn_check_wait_status(status, error))
		return true;
	g_prefix_error(error, "the editor '%s': ", argv[0]);
	return false;
}

static char *draft_name(const struct editing *editing)
{
	return g_strconcat(editing->id, ".xml", NULL);
}

static enum command_status keep_draft(const struct session *session,
				      const struct editing *editing)
{
	g_autofree char *name = draft_name(editing);
	g_autofree char *path = draft_path(session, name);

	output_note(editing->command,
		    "kept as a draft, %s; 'gatehouse %s' offers it again", path,
		    editing->command);
	return COMMAND_FINDINGS;
}

static struct keep *prepare(struct session *session,
			    const struct editing *editing, GBytes *bytes)
{
	struct keep *keep = keep_new(session, editing->command);

	if (editing->allowed)
		keep_allow(keep, editing->allowed);
	keep_put(keep, editing->path, g_bytes_ref(bytes));
	return keep;
}

/* What stands in the way of writing it, after it was shown. */
enum verdict { RIGHT, FINDINGS, FAULTS, UNKNOWN };

static enum verdict judge(struct keep *keep, GError **error)
{
	g_autoptr(Diags) diags = NULL;
	g_autoptr(Diags) faults = NULL;
	g_autoptr(Registers) registers = keep_try(keep, &diags, &faults, error);
	size_t n_errors;

	if (!registers)
		return UNKNOWN;
	if (diags_len(faults) > 0) {
		output_diags(stderr, faults);
		return FAULTS;
	}
	if (!keep_report(keep, registers, diags, false, &n_errors, error))
		return UNKNOWN;
	return n_errors > 0 ? FINDINGS : RIGHT;
}

/* 'r', 'w', 'k' or 'd'. */
static char ask_what(enum verdict verdict)
{
	for (;;) {
		g_autofree char *answer = editing_ask(
			verdict == FAULTS
				? "[r]eopen the editor, [k]eep as a draft, or "
				  "[d]rop it?"
				: "[r]eopen the editor, [w]rite it as it is, "
				  "[k]eep as a draft, or [d]rop it?");

		if (!answer)
			return 'k';
		if (*answer &&
		    strchr(verdict == FAULTS ? "rkd" : "rwkd", *answer))
			return *answer;
	}
}

static enum command_status put(struct keep *keep, const struct session *session,
			       const char *name)
{
	enum command_status status = keep_finish(keep);

	if (status == COMMAND_CLEAN)
		draft_drop(session, name);
	return status;
}

/* One round of the editor; false: it has to be opened again. */
static bool edit_once(struct session *session, const struct editing *editing,
		      enum command_status *status)
{
	g_autofree char *name = draft_name(editing);
	g_autofree char *path = draft_path(session, name);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Keep) keep = NULL;
	enum verdict verdict;

	*status = COMMAND_FAILED;
	if (!open_editor(path, &error) ||
	    !(bytes = draft_read(session, name, &error))) {
		*status = error ? output_failure(editing->command, error)
				: COMMAND_FAILED;
		return true;
	}
	if (g_bytes_equal(bytes, editing->start)) {
		draft_drop(session, name);
		output_note(editing->command, "nothing was changed");
		*status = COMMAND_CLEAN;
		return true;
	}
	keep = prepare(session, editing, bytes);
	verdict = judge(keep, &error);
	if (verdict == UNKNOWN) {
		*status = output_failure(editing->command, error);
		return true;
	}
	switch (verdict == RIGHT ? 'w' : ask_what(verdict)) {
	case 'r':
		return false;
	case 'w':
		*status = put(keep, session, name);
		return true;
	case 'd':
		draft_drop(session, name);
		output_note(editing->command, "dropped; nothing was changed");
		*status = COMMAND_FINDINGS;
		return true;
	default:
		*status = keep_draft(session, editing);
		return true;
	}
}

/* Puts a draft in place, or takes one from before if the user wants it. */
static bool start_draft(const struct session *session,
			const struct editing *editing, GError **error)
{
	g_autofree char *name = draft_name(editing);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) before = draft_read(session, name, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (before && !g_bytes_equal(before, editing->start)) {
		g_autofree char *answer = editing_ask(
			"There is a draft from before. [c]ontinue with it, or "
			"[d]rop it?");

		if (!answer || *answer != 'd')
			return true;
	}
	return draft_write(session, name, editing->start, error);
}

enum command_status editing_run(struct session *session,
				const struct editing *editing)
{
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (!start_draft(session, editing, &error))
		return output_failure(editing->command, error);
	while (!edit_once(session, editing, &status))
		;
	return status;
}
