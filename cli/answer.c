/* SPDX-License-Identifier: MIT */
/*
 * People know names, records hold codes: whatever begins exactly one name is
 * taken for it, and where it begins several these are listed.
 */
#include "cli/answer.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/output.h"
#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_value.h"

#define FEW 12 /* codes that are shown unasked */

static char *refuse(GError **error, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static char *refuse(GError **error, const char *format, ...)
{
	va_list args;
	g_autofree char *message = NULL;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    message);
	return NULL;
}

/* Names ---------------------------------------------------------------------- */

/* What can be meant: each id with its name. */
struct choice {
	const char *id;
	const char *name;
};

static bool begins(const char *name, const char *text)
{
	g_autofree char *a = g_utf8_casefold(name, -1);
	g_autofree char *b = g_utf8_casefold(text, -1);

	return g_str_has_prefix(a, b);
}

static char *refuse_unknown(const GArray *choices, const char *text,
			    const char *what, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const char *near;

	for (guint i = 0; i < choices->len; i++)
		g_ptr_array_add(
			ids,
			(gpointer)g_array_index(choices, struct choice, i).id);
	g_ptr_array_add(ids, NULL);
	near = nearest_find((const char *const *)ids->pdata, text);
	if (near)
		return refuse(error, "there is no %s '%s'; did you mean '%s'?",
			      what, text, near);
	return refuse(error, "there is no %s '%s'; '?' lists them", what, text);
}

static char *choose(const GArray *choices, const char *text, const char *what,
		    GError **error)
{
	const char *found = NULL;
	g_autoptr(GString) several = g_string_new(NULL);
	size_t n = 0;

	for (guint i = 0; i < choices->len; i++) {
		const struct choice *choice =
			&g_array_index(choices, struct choice, i);

		if (strcmp(choice->id, text) == 0)
			return g_strdup(text);
		if (!begins(choice->id, text) && !begins(choice->name, text))
			continue;
		found = choice->id;
		if (++n <= FEW)
			g_string_append_printf(several, "%s%s (%s)",
					       n > 1 ? ", " : "", choice->id,
					       choice->name);
	}
	if (n == 1)
		return g_strdup(found);
	if (n == 0)
		return refuse_unknown(choices, text, what, error);
	return refuse(error, "'%s' can be %s%s", text, several->str,
		      n > FEW ? " and more" : "");
}

static GArray *list_codes(const struct registers *registers, const char *name)
{
	const struct code_list *list =
		codes_list(registers_codes(registers), name);
	GArray *choices = g_array_new(FALSE, FALSE, sizeof(struct choice));

	for (size_t i = 0; list && i < list->n_codes; i++) {
		struct choice choice = { list->codes[i].id,
					 list->codes[i].label };

		g_array_append_val(choices, choice);
	}
	return choices;
}

static GArray *list_records(const struct registers *registers,
			    const char *kinds)
{
	g_auto(GStrv) names = g_strsplit_set(kinds, " \n\t", -1);
	GArray *choices = g_array_new(FALSE, FALSE, sizeof(struct choice));

	for (char **name = names; *name; name++) {
		size_t n;
		const struct record *const *records =
			registers_of_kind(registers, *name, &n);

		for (size_t i = 0; i < n; i++) {
			struct choice choice = { records[i]->id,
						 records[i]->title };

			g_array_append_val(choices, choice);
		}
	}
	return choices;
}

static char *read_code(const struct registers *registers, const char *list,
		       const char *text, GError **error)
{
	g_autoptr(GArray) choices = list_codes(registers, list);

	return choose(choices, text, "code", error);
}

static char *read_reference(const struct registers *registers,
			    const char *kinds, const char *text, GError **error)
{
	g_autoptr(GArray) choices = list_records(registers, kinds);

	if (strchr(text, '#'))
		return registers_resolve(registers, text, NULL)
			       ? g_strdup(text)
			       : refuse(error, "there is no '%s'", text);
	return choose(choices, text, "record", error);
}

/* Values -------------------------------------------------------------------- */

static void remember(void *data, enum pii_kind kind, size_t offset)
{
	(void)offset;
	*(const char **)data = pii_kind_words(kind);
}

/* As a cell of a sheet is read, and no personal data in it. */
static char *read_text(const struct field *field, const char *text,
		       GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const struct sheet_value_context context = { .arena = arena };
	const char *kind = NULL;
	const char *fault = NULL;
	bool was_label;
	const char *value =
		sheet_value_read(&context, field, text, &was_label, &fault);

	if (!value)
		return refuse(error, "%s", fault);
	if (!field->is_pii_exempt)
		pii_scan(value, strlen(value), remember, &kind);
	if (kind)
		return refuse(error,
			      "that holds what looks like %s; personal data "
			      "must not enter the registers",
			      kind);
	return g_strdup(value);
}

static char *read_boolean(const char *text, GError **error)
{
	if (begins("yes", text) || begins("true", text))
		return g_strdup("true");
	if (begins("no", text) || begins("false", text))
		return g_strdup("false");
	return refuse(error, "answer yes or no");
}

static char *read_plain(const struct field *field, const char *text,
			GError **error)
{
	switch (field->type) {
	case FIELD_DATE:
		return date_parse(text) != DATE_NONE
			       ? g_strdup(text)
			       : refuse(error,
					"'%s' is no date; write it as "
					"YYYY-MM-DD",
					text);
	case FIELD_DURATION:
		return date_is_duration(text) && text[0] == 'P'
			       ? g_strdup(text)
			       : refuse(error,
					"'%s' is no length of time; write P1Y "
					"for a year, P6M for six months, P30D "
					"for 30 days",
					text);
	case FIELD_BOOLEAN:
		return read_boolean(text, error);
	default:
		return read_text(field, text, error);
	}
}

char *answer_read(const struct registers *registers, const struct field *field,
		  const char *text, GError **error)
{
	if (!g_utf8_validate(text, -1, NULL))
		return refuse(error, "that is not valid UTF-8");
	if (field->codes &&
	    (field->type == FIELD_CODE || field->n_children == 0))
		return read_code(registers, field->codes, text, error);
	if (field->type == FIELD_REF && field->refs)
		return read_reference(registers, field->refs, text, error);
	return read_plain(field, text, error);
}

/* What is shown ------------------------------------------------------------- */

static void print_choices(const GArray *choices)
{
	for (guint i = 0; i < choices->len; i++) {
		const struct choice *choice =
			&g_array_index(choices, struct choice, i);

		fputs("    ", stderr);
		output_strong(stderr, choice->id);
		fputs("  ", stderr);
		output_text(stderr, choice->name);
		fputc('\n', stderr);
	}
}

static GArray *choices_of(const struct registers *registers,
			  const struct field *field)
{
	if (field->codes)
		return list_codes(registers, field->codes);
	if (field->type == FIELD_REF && field->refs)
		return list_records(registers, field->refs);
	return g_array_new(FALSE, FALSE, sizeof(struct choice));
}

/* "Owner, which organisation", "Owner, in words": what is asked for, in words. */
static char *label_of(const struct field *field)
{
	const struct field *parent = field->parent;
	g_auto(GStrv) kinds =
		g_strsplit(field->refs ? field->refs : "", " ", -1);
	g_autofree char *which = g_strv_length(kinds) > 3
					 ? g_strdup("record")
					 : g_strjoinv(" or ", kinds);

	if (!field->is_attr)
		return g_strconcat(field->label,
				   field_attr(field, "ref") ||
						   field_attr(field, "code")
					   ? ", in words"
					   : "",
				   NULL);
	if (!parent->parent)
		return g_strdup(field->label);
	if (strcmp(field->name, "ref") == 0 && *which)
		return g_strdup_printf("%s, which %s", parent->label, which);
	return g_strdup_printf("%s, %c%s", parent->label,
			       g_ascii_tolower(field->label[0]),
			       field->label + 1);
}

/* How an answer is to look, where that is not plain. */
static const char *form_of(const struct field *field)
{
	if (field->n_children > 0)
		return NULL;
	switch (field->type) {
	case FIELD_DATE:
		return "YYYY-MM-DD";
	case FIELD_DURATION:
		return "P1Y, P6M, P30D";
	case FIELD_BOOLEAN:
		return "yes or no";
	case FIELD_COUNT:
		return "a number";
	case FIELD_URI:
		return "https://...";
	case FIELD_REFS:
		return "ids, a space between them";
	default:
		return NULL;
	}
}

/* How far one is: "  [3 of 21]", for the fields of the record itself. */
static void print_progress(const struct field *field)
{
	const struct field *parent = field->parent;

	if (!field->is_attr && parent && !parent->parent)
		fprintf(stderr, "  [%zu of %zu]",
			(size_t)(field - parent->children) + 1,
			parent->n_children);
}

static void print_head(const struct field *field)
{
	g_autofree char *label = label_of(field);
	const char *form = form_of(field);

	fputc('\n', stderr);
	output_strong(stderr, label);
	if (form && field->is_required)
		fprintf(stderr, " (required; %s)", form);
	else if (form || field->is_required)
		fprintf(stderr, " (%s)", form ? form : "required");
}

void answer_introduce(const struct registers *registers,
		      const struct field *field, size_t nth)
{
	g_autoptr(GArray) choices = choices_of(registers, field);

	print_head(field);
	if (nth > 1) {
		fprintf(stderr, ", number %zu; an empty answer: no more\n",
			nth);
		return;
	}
	print_progress(field);
	fputc('\n', stderr);
	output_wrapped(stderr, field->hint, 2);
	if (choices->len > 0 && choices->len <= FEW)
		print_choices(choices);
	else if (choices->len > 0)
		fprintf(stderr,
			"  One of %u; the beginning of its name will "
			"do, and '?' lists them.\n",
			choices->len);
	else if (field->refs)
		fputs("  There is no record to choose from; a part of one is "
		      "written RECORD#PART.\n",
		      stderr);
}

void answer_help(const struct registers *registers, const struct field *field)
{
	g_autoptr(GArray) choices = choices_of(registers, field);

	output_wrapped(stderr, field->hint, 2);
	print_choices(choices);
}
