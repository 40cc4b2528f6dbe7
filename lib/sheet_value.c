/* SPDX-License-Identifier: MIT */
/*
 * Values as people write them.  What cannot be meant is refused here, at its
 * cell, in words that say what would be right; the XML schema would say it of
 * a line of a file that nobody has seen.
 */
#include "lib/sheet_value.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/nearest.h"
#include "lib/schema.h"
#include "lib/sheet_date.h"
#include "lib/sheet_mark.h"
#include "lib/xml_values.h"
#include "lib/xml_write.h"

#define MAX_LINE 500
#define MAX_MARKDOWN 100000

/* For messages: the beginning of a text, on one line. */
static const char *shown(struct arena *arena, const char *text)
{
	g_autofree char *start =
		g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 40));

	return arena_printf(arena, "'%s%s'", g_strdelimit(start, "\n\t", ' '),
			    strlen(start) < strlen(text) ? "…" : "");
}

const char *sheet_value_tidy(struct arena *arena, const struct field *field,
			     const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	char *end = out;

	if (field->type != FIELD_MARKDOWN) {
		for (; *text; text++) {
			if (!strchr(" \t\r\n", *text))
				*end++ = *text;
			else if (end > out && end[-1] != ' ')
				*end++ = ' ';
		}
		if (end > out && end[-1] == ' ')
			end--;
		*end = '\0';
		return out;
	}
	text += strspn(text, " \t\r\n");
	for (; *text; text++) {
		if (*text == '\r' && text[1] == '\n')
			continue;
		*end++ = *text;
		if (*text == '\r')
			end[-1] = '\n';
	}
	while (end > out && strchr(" \t\n", end[-1]))
		end--;
	*end = '\0';
	return out;
}

static const char *read_date(const struct sheet_value_context *context,
			     const char *text, const char **fault)
{
	struct arena *arena = context->arena;
	struct sheet_date date = sheet_date_read(text);
	date_t day = date.day_first;
	g_autofree char *words = NULL;

	if (date.form == SHEET_DATE_NONE) {
		*fault = arena_printf(arena,
				      "%s is no day; write it as 2026-04-03",
				      shown(arena, text));
		return NULL;
	}
	if (date.form == SHEET_DATE_MONTH_FIRST ||
	    (date.form == SHEET_DATE_EITHER && context->is_month_first))
		day = date.month_first;
	else if (date.form == SHEET_DATE_EITHER && !context->is_day_first) {
		g_autofree char *a = date_format(date.day_first);
		g_autofree char *b = date_format(date.month_first);

		*fault = arena_printf(
			arena,
			"%s could be %s or %s; write which, or say "
			"--day-first if the day stands first in the whole file",
			shown(arena, text), a, b);
		return NULL;
	}
	words = date_format(day);
	return arena_strdup(arena, words);
}

static const char *read_boolean(const struct sheet_value_context *context,
				const char *text, const char **fault)
{
	static const char *const yes[] = { "yes", "true", "y", "1" };
	static const char *const no[] = { "no", "false", "n", "0" };

	for (size_t i = 0; i < G_N_ELEMENTS(yes); i++) {
		if (g_ascii_strcasecmp(text, yes[i]) == 0)
			return "true";
		if (g_ascii_strcasecmp(text, no[i]) == 0)
			return "false";
	}
	*fault = arena_printf(context->arena, "%s is neither 'yes' nor 'no'",
			      shown(context->arena, text));
	return NULL;
}

static const char *read_count(const struct sheet_value_context *context,
			      const char *text, const char **fault)
{
	size_t len = strlen(text);

	if (len > 0 && len <= 9 && strspn(text, "0123456789") == len)
		return text;
	*fault = arena_printf(context->arena,
			      "%s is no whole number; write it in digits, up "
			      "to nine of them",
			      shown(context->arena, text));
	return NULL;
}

/* A code by the label that only it has in its list, whatever the case. */
static const struct code *code_by_label(const struct code_list *list,
					const char *text)
{
	g_autofree char *wanted = g_utf8_casefold(text, -1);
	const struct code *found = NULL;

	for (size_t i = 0; i < list->n_codes; i++) {
		g_autofree char *label =
			g_utf8_casefold(list->codes[i].label, -1);
		g_autofree char *id = g_utf8_casefold(list->codes[i].id, -1);

		if (strcmp(label, wanted) != 0 && strcmp(id, wanted) != 0)
			continue;
		if (found)
			return NULL;
		found = &list->codes[i];
	}
	return found;
}

static const struct code *nearest_code(const struct code_list *list,
				       const char *text)
{
	g_autofree const char **words =
		g_new0(const char *, 2 * list->n_codes + 1);
	const char *near;

	for (size_t i = 0; i < list->n_codes; i++) {
		words[2 * i] = list->codes[i].id;
		words[2 * i + 1] = list->codes[i].label;
	}
	near = nearest_find(words, text);
	for (size_t i = 0; near && i < list->n_codes; i++) {
		if (list->codes[i].id == near || list->codes[i].label == near)
			return &list->codes[i];
	}
	return NULL;
}

static const char *read_code(const struct sheet_value_context *context,
			     const struct field *field, const char *text,
			     bool *was_label, const char **fault)
{
	const struct code_list *list = codes_list(context->codes, field->codes);
	const struct code *code =
		codes_find(context->codes, field->codes, text);

	if (code || !list)
		return text;
	code = code_by_label(list, text);
	if (code) {
		*was_label = true;
		return code->id;
	}
	code = nearest_code(list, text);
	if (code)
		*fault = arena_printf(context->arena,
				      "%s is no code of the list '%s'; did "
				      "you mean '%s' (%s)?",
				      shown(context->arena, text), list->id,
				      code->id, code->label);
	else
		*fault = arena_printf(context->arena,
				      "%s is no code of the list '%s', which "
				      "'gatehouse explain %s' shows",
				      shown(context->arena, text), list->id,
				      list->id);
	return NULL;
}

static bool is_ref(const char *text)
{
	size_t len = strcspn(text, "#");

	return xml_values_is_id(text, len) &&
	       (!text[len] ||
		xml_values_is_id(text + len + 1, strlen(text + len + 1)));
}

static bool is_refs(const char *text)
{
	g_auto(GStrv) ids = g_strsplit(text, " ", -1);

	for (char **id = ids; *id; id++) {
		if (!xml_values_is_id(*id, strlen(*id)))
			return false;
	}
	return *ids != NULL;
}

/* What the form of an id, a reference or a text asks for; NULL: it has it. */
static const char *fault_of_form(const struct field *field, const char *text)
{
	switch (field->type) {
	case FIELD_ID:
		return xml_values_is_id(text, strlen(text))
			       ? NULL
			       : "is no id; write small letters, digits and "
				 "hyphens, two to 64 of them";
	case FIELD_REF:
		return is_ref(text) ? NULL
				    : "is no id of a record, nor record#part";
	case FIELD_REFS:
		return is_refs(text)
			       ? NULL
			       : "is no list of ids with blanks between them";
	case FIELD_DURATION:
		return date_is_duration(text) || *text == 'P'
			       ? NULL
			       : "is no length of time; write P2Y for two "
				 "years, P6M for six months, P90D for 90 days";
	case FIELD_URI:
		return (g_str_has_prefix(text, "https://") ||
			g_str_has_prefix(text, "http://")) &&
				       !strpbrk(text, " \"<>")
			       ? NULL
			       : "is no web address; it begins with https://";
	case FIELD_MAILBOX:
		return strchr(text, '@') ? NULL : "is no e-mail address";
	case FIELD_LINE:
		return g_utf8_strlen(text, -1) > MAX_LINE
			       ? "is longer than 500 characters"
			       : NULL;
	case FIELD_MARKDOWN:
		return g_utf8_strlen(text, -1) > MAX_MARKDOWN
			       ? "is longer than 100000 characters"
			       : NULL;
	default:
		return NULL;
	}
}

const char *sheet_value_read(const struct sheet_value_context *context,
			     const struct field *field, const char *text,
			     bool *was_label, const char **fault)
{
	struct arena *arena = context->arena;
	gunichar bad;
	const char *form;

	text = sheet_value_tidy(arena, field, text);
	bad = xml_write_bad_character(text);
	if (bad) {
		*fault = arena_printf(arena,
				      "holds the character U+%04X, which no "
				      "record may hold",
				      bad);
		return NULL;
	}
	if (field->type == FIELD_DATE)
		return read_date(context, text, fault);
	if (field->type == FIELD_BOOLEAN)
		return read_boolean(context, text, fault);
	if (field->type == FIELD_COUNT)
		return read_count(context, text, fault);
	if (field->codes)
		return read_code(context, field, text, was_label, fault);
	form = fault_of_form(field, text);
	if (!form)
		return text;
	*fault = arena_printf(arena, "%s %s", shown(arena, text), form);
	return NULL;
}

const char *sheet_value_show(struct arena *arena, const struct field *field,
			     const char *value)
{
	if (field->type == FIELD_BOOLEAN && strcmp(value, "true") == 0)
		return "yes";
	if (field->type == FIELD_BOOLEAN && strcmp(value, "false") == 0)
		return "no";
	return sheet_mark_guard(arena, value);
}
