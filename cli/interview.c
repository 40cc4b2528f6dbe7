/* SPDX-License-Identifier: MIT */
/*
 * The schema is walked from the start, and each field asks for the next answer.
 * Those that were given already are on a list and are not asked for again; so
 * going back is to drop the last and walk anew, and going on after an interrupt
 * is to walk with the list that was kept.  The record is made on the way.
 */
#include "cli/interview.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/answer.h"
#include "cli/draft.h"
#include "cli/editing.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/record_edit.h"
#include "lib/record_field.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/skeleton.h"

enum state { GOING, REST, BACK, STOPPED, FAILED };

struct interview {
	struct session *session;
	const struct kind *kind;
	const char *id;
	const char *path;
	GPtrArray *answers; /* of char *; "" for a field that was skipped */
	guint next;	    /* answers that this walk has used */
	struct record_edit *edit;
	enum state state;
};

/* The list of answers -------------------------------------------------------- */

static char *draft_name(const struct interview *interview)
{
	return g_strconcat(interview->id, ".answers", NULL);
}

/* The kind, then each answer, on lines of their own. */
static void save_answers(struct interview *interview)
{
	g_autofree char *name = draft_name(interview);
	GString *text = g_string_new(interview->kind->name);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < interview->answers->len; i++) {
		g_autofree char *line =
			g_strescape(interview->answers->pdata[i], NULL);

		g_string_append_printf(text, "\n%s", line);
	}
	bytes = g_string_free_to_bytes(text);
	if (draft_write(interview->session, name, bytes, &error))
		return;
	output_failure("new", error);
	interview->state = FAILED;
}

/* Those of last time, if the user wants them. */
static bool load_answers(struct interview *interview, GError **error)
{
	g_autofree char *name = draft_name(interview);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes =
		draft_read(interview->session, name, &problem);
	g_autofree char *text = NULL;
	g_autofree char *reply = NULL;
	g_auto(GStrv) lines = NULL;

	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	if (!bytes)
		return !*error;
	text = g_strndup(g_bytes_get_data(bytes, NULL),
			 g_bytes_get_size(bytes));
	lines = g_strsplit(text, "\n", -1);
	if (g_strcmp0(lines[0], interview->kind->name) != 0)
		return true;
	reply = editing_ask("There are answers from before. [c]ontinue with "
			    "them, or [d]rop them?");
	if (reply && *reply == 'd')
		return true;
	for (char **line = lines + 1; *line; line++)
		g_ptr_array_add(interview->answers, g_strcompress(*line));
	return true;
}

/* Asking --------------------------------------------------------------------- */

static void go_back(struct interview *interview)
{
	guint n = interview->answers->len;

	if (n == 0) {
		fputs("  This is the first question.\n", stderr);
		return;
	}
	g_ptr_array_remove_index(interview->answers, n - 1);
	interview->state = BACK;
}

/* What the user typed, unless it was about the way and not an answer. */
static bool is_command(struct interview *interview, const struct field *field,
		       const char *line)
{
	if (!line || strcmp(line, ".") == 0)
		interview->state = STOPPED;
	else if (strcmp(line, "!") == 0)
		interview->state = REST;
	else if (strcmp(line, "<") == 0)
		go_back(interview);
	else if (strcmp(line, "?") == 0)
		answer_help(interview->session->registers, field);
	else
		return false;
	return true;
}

/* "yes" or "" where an item could be added, for which see add_item. */
static char *read_yes(const char *line, GError **error)
{
	if (g_ascii_strncasecmp("yes", line, strlen(line)) == 0)
		return g_strdup("yes");
	if (g_ascii_strncasecmp("no", line, strlen(line)) == 0)
		return g_strdup("");
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "answer yes or no");
	return NULL;
}

static char *ask_once(struct interview *interview, const struct field *field,
		      bool is_group)
{
	g_autofree char *label = answer_label(field);
	g_autofree char *prompt = g_strdup_printf(
		"%s%s", label, is_group ? ": fill it in? [y/N]" : ":");
	g_autofree char *line = editing_ask(prompt);
	g_autoptr(GError) error = NULL;
	char *value;

	if (is_command(interview, field, line))
		return NULL;
	if (!*line)
		return g_strdup("");
	value = is_group ? read_yes(line, &error)
			 : answer_read(interview->session->registers, field,
				       line, &error);
	if (error) {
		fputs("  ", stderr);
		output_text(stderr, error->message);
		fputc('\n', stderr);
	} else if (!is_group && strcmp(value, line) != 0) {
		fputs("  = ", stderr);
		output_text(stderr, value);
		fputc('\n', stderr);
	}
	return value;
}

/* The next answer; NULL: the walk is over. */
static const char *ask(struct interview *interview, const struct field *field,
		       bool is_group)
{
	char *value = NULL;

	if (interview->state == REST)
		return "";
	if (interview->state != GOING)
		return NULL;
	if (interview->next < interview->answers->len)
		return interview->answers->pdata[interview->next++];
	answer_introduce(interview->session->registers, field);
	while (!value && interview->state == GOING)
		value = ask_once(interview, field, is_group);
	if (!value)
		return interview->state == REST ? "" : NULL;
	g_ptr_array_add(interview->answers, value);
	interview->next++;
	save_answers(interview);
	return value;
}

/* The record ------------------------------------------------------------------ */

static void put(struct interview *interview, const char *path,
		const char *value)
{
	g_autoptr(GError) error = NULL;

	if (record_field_set(interview->edit, path, value, &error))
		return;
	output_failure("new", error);
	interview->state = FAILED;
}

/* Asks for an attribute; true: it has a value now. */
static bool ask_attr(struct interview *interview, const struct field *attr,
		     const char *path)
{
	g_autofree char *full = g_strdup_printf("%s@%s", path, attr->name);
	const char *value = ask(interview, attr, false);

	if (!value || !*value)
		return false;
	put(interview, full, value);
	return true;
}

/* Those that say what the element is about; the others are rarely needed. */
static bool is_asked(const struct field *field, const struct field *attr)
{
	static const char *const names[] = { "code", "ref", NULL };

	return attr->is_required || g_strv_contains(names, attr->name) ||
	       (field->key && field->key[0] == '@' &&
		strcmp(field->key + 1, attr->name) == 0);
}

static bool ask_attrs(struct interview *interview, const struct field *field,
		      const char *path)
{
	bool is_said = false;

	for (size_t i = 0; i < field->n_attrs; i++) {
		if (is_asked(field, &field->attrs[i]))
			is_said |= ask_attr(interview, &field->attrs[i], path);
	}
	return is_said;
}

static void ask_fields(struct interview *interview, const struct field *field,
		       const char *prefix);

/* True: the field holds something now. */
static bool ask_field(struct interview *interview, const struct field *field,
		      const char *path, bool must_be)
{
	const char *value;
	bool is_said;

	if (field->n_children > 0) {
		value = ask(interview, field, true);
		if (!value || !*value)
			return false;
		ask_attrs(interview, field, path);
		ask_fields(interview, field, path);
		return true;
	}
	is_said = ask_attrs(interview, field, path);
	value = ask(interview, field, false);
	if (value && *value) {
		put(interview, path, value);
		is_said = true;
	} else if (value && !is_said && must_be) {
		put(interview, path, "");
	}
	return is_said;
}

static void ask_fields(struct interview *interview, const struct field *field,
		       const char *prefix)
{
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		size_t n = 1;
		bool goes_on;

		do {
			g_autofree char *path =
				child->repeats
					? g_strdup_printf("%s%s%s[%zu]", prefix,
							  *prefix ? "." : "",
							  child->name, n)
					: g_strconcat(prefix,
						      *prefix ? "." : "",
						      child->name, NULL);

			goes_on = ask_field(interview, child, path,
					    child->is_required && n == 1);
			n++;
		} while (goes_on && child->repeats);
	}
}

static void walk(struct interview *interview)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_clear_pointer(&interview->edit, record_edit_free);
	interview->next = 0;
	interview->state = GOING;
	skeleton_write_bare(text, interview->kind, interview->id);
	interview->edit =
		record_edit_new(interview->session->library, interview->path,
				text->str, text->len, &error);
	if (!interview->edit) {
		output_failure("new", error);
		interview->state = FAILED;
		return;
	}
	ask_fields(interview, interview->kind->root, "");
}

/* The last question; false: back to those before. */
static bool is_to_be_written(struct interview *interview)
{
	g_autofree char *reply =
		editing_ask("\nThat is all. [w]rite the record, go back (<), "
			    "or [k]eep the answers?");

	if (reply && strcmp(reply, "<") == 0) {
		go_back(interview);
		return false;
	}
	if (!reply || *reply == 'k')
		interview->state = STOPPED;
	return true;
}

static enum command_status end(struct interview *interview)
{
	g_autofree char *name = draft_name(interview);
	g_autoptr(Keep) keep = NULL;
	enum command_status status;

	if (interview->state == FAILED)
		return COMMAND_FAILED;
	if (interview->state == STOPPED) {
		output_note("new",
			    "the answers are kept; 'gatehouse new -i %s %s' "
			    "goes on with them",
			    interview->kind->name, interview->id);
		return COMMAND_FINDINGS;
	}
	keep = keep_new(interview->session, "new");
	keep_put(keep, interview->path, record_edit_bytes(interview->edit));
	status = keep_finish(keep);
	if (status == COMMAND_CLEAN)
		draft_drop(interview->session, name);
	return status;
}

enum command_status interview_run(struct session *session,
				  const struct kind *kind, const char *id,
				  const char *path)
{
	struct interview interview = {
		.session = session,
		.kind = kind,
		.id = id,
		.path = path,
		.answers = g_ptr_array_new_with_free_func(g_free),
	};
	g_autoptr(GError) error = NULL;
	enum command_status status;

	fputs("'?' explains, '<' goes back, an empty answer skips, '!' skips "
	      "all that is left, '.' stops\nfor now. What you answer is kept.\n",
	      stderr);
	if (load_answers(&interview, &error)) {
		do
			walk(&interview);
		while (interview.state == BACK ||
		       ((interview.state == GOING || interview.state == REST) &&
			!is_to_be_written(&interview)));
		status = end(&interview);
	} else {
		status = output_failure("new", error);
	}
	record_edit_free(interview.edit);
	g_ptr_array_unref(interview.answers);
	return status;
}
