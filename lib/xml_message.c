/* SPDX-License-Identifier: MIT */
/*
 * The XML library speaks to schema authors; the people who keep registers
 * want to know what is wrong with this line and what to write instead.  Its
 * messages have fixed forms with the varying parts in single quotes, which is
 * what is taken apart here.  A form that is not known is passed on as it is,
 * without namespaces: nothing is lost when the library learns new ones.
 */
#include "lib/xml_message.h"

#include <string.h>

#include <glib.h>

#define NAMESPACE "{urn:gatehouse:1}"
#define VALUE_SHOWN 60 /* bytes of a wrong value that are repeated */

static const struct {
	const char *type;
	const char *wanted;
} examples[] = {
	{ "date", "a date such as 2026-04-30" },
	{ "duration", "a length of time such as P2Y, P6M or P90D" },
	{ "boolean", "'true' or 'false'" },
	{ "count", "a whole number" },
	{ "code", "a code" },
	{ "uri", "a web address that begins with https:// or http://" },
	{ "mailbox", "an e-mail address" },
	{ "id", "2 to 64 small letters, digits and hyphens" },
	{ "ref", "the id of a record, or record#part" },
	{ "refs", "ids with one space between them" },
	{ "line", "one line of text" },
	{ "edition", "'public', 'partner' or 'internal'" },
	{ "evidenceState", "'stated', 'inferred' or 'not-stated'" },
	{ "yesNo", "'yes' or 'no'" },
	{ "recordVersion", "a whole number from 1" },
};

/* Without namespaces, line ends, the full stop and the leading capital. */
static char *tidy(const char *message)
{
	g_auto(GStrv) parts = g_strsplit(message ? message : "", NAMESPACE, -1);
	char *text = g_strjoinv("", parts);
	size_t len;

	g_strdelimit(text, "\r\n\t", ' ');
	g_strstrip(text);
	len = strlen(text);
	if (len > 0 && text[len - 1] == '.')
		text[len - 1] = '\0';
	if (g_ascii_isupper(text[0]) && !g_ascii_isupper(text[1]))
		text[0] = g_ascii_tolower(text[0]);
	return text;
}

char *xml_message_syntax(const char *message)
{
	g_autofree char *text = tidy(message);

	if (g_str_has_prefix(text, "excessive depth in document"))
		return g_strdup("elements are nested deeper than 64 levels");
	return g_strdup_printf("not well-formed XML: %s", text);
}

/* What stands between two marks, or NULL. */
static char *between(const char *text, const char *from, const char *to)
{
	const char *start = strstr(text, from);
	const char *end;

	if (!start)
		return NULL;
	start += strlen(from);
	end = strstr(start, to);
	return end ? g_strndup(start, (size_t)(end - start)) : NULL;
}

/* At most VALUE_SHOWN bytes, cut between characters. */
static void shorten(char *value)
{
	const char *end;

	if (strlen(value) <= VALUE_SHOWN)
		return;
	g_utf8_validate(value, VALUE_SHOWN, &end);
	value[end - value] = '\0';
}

/* "( a, b )" to "'a' or 'b'". */
static char *alternatives(const char *list)
{
	g_auto(GStrv) names = g_strsplit(list, ",", -1);
	g_autoptr(GString) out = g_string_new(NULL);

	for (size_t i = 0; names[i]; i++) {
		g_strstrip(names[i]);
		if (strcmp(names[i], "*") == 0)
			continue;
		if (i > 0)
			g_string_append(out, names[i + 1] ? ", " : " or ");
		g_string_append_printf(out, "'%s'", names[i]);
	}
	return g_strdup(out->str);
}

static char *unexpected(const char *text, const char *element)
{
	g_autofree char *wanted = between(text, "( ", " )");
	g_autofree char *names = wanted ? alternatives(wanted) : NULL;

	if (strstr(text, "This element is not expected"))
		return names ? g_strdup_printf(
				       "element '%s' is not expected here; "
				       "expected %s",
				       element, names)
			     : g_strdup_printf(
				       "element '%s' is not expected here",
				       element);
	if (strstr(text, "Missing child element(s)"))
		return g_strdup_printf("element '%s' is not complete; it "
				       "needs %s",
				       element, names ? names : "more");
	return NULL;
}

static const char *wanted_for(const char *type)
{
	g_autofree char *base = g_str_has_suffix(type, "OrEmpty")
					? g_strndup(type, strlen(type) - 7)
					: g_strdup(type);

	for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
		if (strcmp(examples[i].type, base) == 0)
			return examples[i].wanted;
	}
	return NULL;
}

/* "element 'start'" or "attribute 'ref' of element 'owner'". */
static char *place(const char *text, const char *element)
{
	g_autofree char *attribute = between(text, "attribute '", "'");

	return attribute ? g_strdup_printf("attribute '%s' of element '%s'",
					   attribute, element)
			 : g_strdup_printf("element '%s'", element);
}

static char *wrong_value(const char *text, const char *element)
{
	g_autofree char *value = between(text, ": '", "' is not a valid value");
	g_autofree char *type = between(text, "type '", "'");
	g_autofree char *where = place(text, element);
	const char *wanted;

	if (!value || !type)
		return NULL;
	shorten(value);
	wanted = wanted_for(type);
	if (!wanted)
		return g_strdup_printf("'%s' in %s is not a valid value", value,
				       where);
	return g_strdup_printf("'%s' in %s is not right; write %s", value,
			       where, wanted);
}

/* What an attribute wants, by its name: they mean the same everywhere. */
static const char *wanted_by_name(const char *text)
{
	static const struct {
		const char *mark;
		const char *type;
	} names[] = {
		{ "attribute 'id'", "id" },
		{ "attribute 'formerId'", "id" },
		{ "attribute 'ref'", "ref" },
		{ "attribute 'source'", "ref" },
		{ "attribute 'version'", "recordVersion" },
		{ "attribute 'code'", "code" },
		{ "by the pattern '[^\\n", "line" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strstr(text, names[i].mark))
			return wanted_for(names[i].type);
	}
	return NULL;
}

/* A value that has the right type but breaks one of its limits. */
static char *wrong_facet(const char *text, const char *element)
{
	g_autofree char *value = between(text, "The value '", "' is not");
	g_autofree char *set = between(text, "of the set {", "}");
	g_autofree char *most = between(text, "maximum length of '", "'");
	g_autofree char *where = place(text, element);
	const char *wanted = wanted_by_name(text);

	if (!strstr(text, "[facet '"))
		return NULL;
	if (most)
		return g_strdup_printf("the text of %s is too long; at most %s "
				       "characters",
				       where, most);
	if (!value)
		return NULL;
	shorten(value);
	if (set)
		return g_strdup_printf("'%s' in %s is not right; write one of "
				       "%s",
				       value, where, set);
	return g_strdup_printf("'%s' in %s is not right; write %s", value,
			       where,
			       wanted ? wanted
				      : "it in the form that the "
					"field asks for");
}

char *xml_message_schema(const char *message)
{
	g_autofree char *text = tidy(message);
	g_autofree char *element = between(text, "element '", "'");
	char *result = NULL;

	if (!element)
		return g_steal_pointer(&text);
	result = unexpected(text, element);
	if (!result)
		result = wrong_facet(text, element);
	if (!result)
		result = wrong_value(text, element);
	if (!result && strstr(text, "No matching global declaration"))
		result = g_strdup_printf(
			"root element '%s' is not a kind of record in the "
			"namespace urn:gatehouse:1",
			element);
	return result ? result : g_steal_pointer(&text);
}
