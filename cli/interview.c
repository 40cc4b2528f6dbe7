/* SPDX-License-Identifier: MIT */
/*
 * A field is asked for after what it is about (its code or the record it refers
 * to) and before what else is said of it, which is asked only of a field that
 * is there.  How a fact is known is asked of the record, and of a field on
 * request.
 *
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

/* Answers that are no values; none of them could be one. */
#define SKIPPED ""
#define MORE "+"
#define SILENT "-" /* the source does not say */

enum state { GOING, REST, BACK, STOPPED, FAILED };

struct interview {
	struct session *session;
	const struct kind *kind;
	const char *id;
	const char *path;
	GPtrArray *answers; /* of char *: a value, or SKIPPED, MORE, SILENT */
	guint next;	    /* answers that this walk has used */
	bool is_more;	    /* all of the present field is to be asked */
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

static void print_ways(void)
{
	fputs("  An empty answer skips.      ?  explains\n"
	      "  <  goes back                !  skips all that is left\n"
	      "  -  the source does not say  .  stops for now\n"
	      "  +  before an answer: how it is known, which source says it, "
	      "where, is asked too\n",
	      stderr);
}

static void explain(const struct interview *interview,
		    const struct field *field)
{
	answer_help(interview->session->registers, field);
	print_ways();
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
		explain(interview, field);
	else
		return false;
	return true;
}

/* "yes", or SKIPPED, where a group of fields could be filled in. */
static char *read_yes(const char *line, GError **error)
{
	if (g_ascii_strncasecmp("yes", line, strlen(line)) == 0)
		return g_strdup("yes");
	if (g_ascii_strncasecmp("no", line, strlen(line)) == 0)
		return g_strdup(SKIPPED);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "answer yes or no");
	return NULL;
}

/* Whether the answer is one of those that are no values; says what follows. */
static bool is_sign(const struct field *field, const char *line)
{
	if (strcmp(line, MORE) == 0)
		fputs("  And now the answer; more is asked after it.\n",
		      stderr);
	else if (strcmp(line, SKIPPED) != 0 &&
		 (strcmp(line, SILENT) != 0 || field->n_children > 0))
		return false;
	return true;
}

static char *ask_once(struct interview *interview, const struct field *field)
{
	bool is_group = field->n_children > 0;
	g_autofree char *line =
		editing_ask(is_group ? "Fill it in? [y/N] >" : ">");
	g_autoptr(GError) error = NULL;
	char *value;

	if (is_command(interview, field, line))
		return NULL;
	if (!*line && field->is_attr && field->is_required) {
		fputs("  This cannot be left out; '<' goes back.\n", stderr);
		return NULL;
	}
	if (is_sign(field, line))
		return g_steal_pointer(&line);
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

/* The next answer, about the nth of such fields; NULL: the walk is over. */
static const char *next_answer(struct interview *interview,
			       const struct field *field, size_t nth)
{
	char *value = NULL;

	if (interview->state == REST)
		return SKIPPED;
	if (interview->state != GOING)
		return NULL;
	if (interview->next < interview->answers->len)
		return interview->answers->pdata[interview->next++];
	answer_introduce(interview->session->registers, field, nth);
	while (!value && interview->state == GOING)
		value = ask_once(interview, field);
	if (!value)
		return interview->state == REST ? SKIPPED : NULL;
	g_ptr_array_add(interview->answers, value);
	interview->next++;
	save_answers(interview);
	return value;
}

/* The same, and whether more of the field is to be asked. */
static const char *ask(struct interview *interview, const struct field *field,
		       size_t nth)
{
	const char *value = next_answer(interview, field, nth);

	while (value && strcmp(value, MORE) == 0) {
		interview->is_more = true;
		value = next_answer(interview, field, nth);
	}
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

/* When an attribute is asked for. */
enum turn {
	FIRST,	 /* it says what the field is about */
	AFTER,	 /* of a field that is there */
	AT_WISH, /* where more is to be told */
	NEVER,
};

static bool is_about(const struct field *field, const struct field *attr)
{
	static const char *const names[] = { "code", "ref", NULL };

	return attr->is_required || g_strv_contains(names, attr->name) ||
	       (field->key && field->key[0] == '@' &&
		strcmp(field->key + 1, attr->name) == 0);
}

/* Of a record only who may see it and where it is from: the rest is known. */
static enum turn turn_of_record(const struct interview *interview,
				const struct field *attr)
{
	if (strcmp(attr->name, "publication") == 0)
		return FIRST;
	return strcmp(attr->name, "source") == 0 &&
			       strcmp(attr->refs, interview->kind->name) != 0
		       ? FIRST
		       : NEVER;
}

static enum turn turn_of(const struct interview *interview,
			 const struct field *field, const struct field *attr)
{
	/* The program writes these, into what it publishes. */
	static const char *const rare[] = { "control", "step", NULL };

	if (!field->parent)
		return turn_of_record(interview, attr);
	if (is_about(field, attr))
		return FIRST;
	if (field_is_claim(attr) || g_strv_contains(rare, attr->name))
		return AT_WISH;
	return AFTER;
}

/* Asks for the attributes whose turn it is; true: one has a value now. */
static bool ask_attrs(struct interview *interview, const struct field *field,
		      const char *path, enum turn turn, size_t nth)
{
	bool is_said = false;

	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];
		g_autofree char *full =
			g_strdup_printf("%s@%s", path, attr->name);
		const char *value;

		if (turn_of(interview, field, attr) != turn)
			continue;
		value = ask(interview, attr, nth);
		if (!value || !*value || strcmp(value, SILENT) == 0)
			continue;
		put(interview, full, value);
		is_said = true;
	}
	return is_said;
}

static void ask_rest(struct interview *interview, const struct field *field,
		     const char *path)
{
	ask_attrs(interview, field, path, AFTER, 1);
	if (interview->is_more)
		ask_attrs(interview, field, path, AT_WISH, 1);
}

static void ask_fields(struct interview *interview, const struct field *field,
		       const char *prefix);

/* True: the group is there now. */
static bool ask_group(struct interview *interview, const struct field *field,
		      const char *path, size_t nth)
{
	const char *value;

	interview->is_more = false;
	value = ask(interview, field, nth);
	if (!value || !*value)
		return false;
	ask_attrs(interview, field, path, FIRST, 1);
	ask_rest(interview, field, path);
	ask_fields(interview, field, path);
	return true;
}

/* True: the field holds something now. */
static bool ask_value(struct interview *interview, const struct field *field,
		      const char *path, size_t nth)
{
	const char *value;
	bool is_said;

	interview->is_more = false;
	is_said = ask_attrs(interview, field, path, FIRST, nth);
	value = ask(interview, field, nth);
	if (!value)
		return false;
	if (strcmp(value, SILENT) != 0 && *value) {
		put(interview, path, value);
		is_said = true;
	} else if (!is_said && nth == 1 &&
		   (field->is_required || strcmp(value, SILENT) == 0)) {
		put(interview, path, "");
	}
	if (is_said)
		ask_rest(interview, field, path);
	return is_said;
}

static void ask_fields(struct interview *interview, const struct field *field,
		       const char *prefix)
{
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *plain = g_strconcat(prefix, *prefix ? "." : "",
						     child->name, NULL);
		size_t n = 1;
		bool goes_on;

		do {
			g_autofree char *path =
				child->repeats
					? g_strdup_printf("%s[%zu]", plain, n)
					: g_strdup(plain);

			goes_on =
				child->n_children > 0
					? ask_group(interview, child, path, n)
					: ask_value(interview, child, path, n);
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
	ask_attrs(interview, interview->kind->root, "", FIRST, 1);
	ask_fields(interview, interview->kind->root, "");
}

/* The last question; false: back to those before. */
static bool is_to_be_written(struct interview *interview)
{
	for (;;) {
		g_autofree char *reply =
			editing_ask("\nThat is all. [w]rite the record, go "
				    "back (<), or [k]eep the answers?");

		if (reply && strcmp(reply, "<") == 0) {
			go_back(interview);
			return false;
		}
		if (!reply || *reply == 'k')
			interview->state = STOPPED;
		if (!reply || *reply == 'k' || *reply == 'w')
			return true;
	}
}

static void tell_kept(const struct interview *interview)
{
	output_note("new",
		    "the answers are kept; 'gatehouse new -i %s %s' goes on "
		    "with them",
		    interview->kind->name, interview->id);
}

static enum command_status end(struct interview *interview)
{
	g_autofree char *name = draft_name(interview);
	g_autoptr(Keep) keep = NULL;
	enum command_status status;

	if (interview->state == FAILED)
		return COMMAND_FAILED;
	if (interview->state == STOPPED) {
		tell_kept(interview);
		return COMMAND_FINDINGS;
	}
	keep = keep_new(interview->session, "new");
	keep_put(keep, interview->path, record_edit_bytes(interview->edit));
	status = keep_finish(keep);
	if (status == COMMAND_CLEAN) {
		draft_drop(interview->session, name);
		output_note("new", "written: %s", interview->path);
	} else {
		tell_kept(interview);
	}
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

	print_ways();
	fputs("What you answer is kept before the next question.\n", stderr);
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
