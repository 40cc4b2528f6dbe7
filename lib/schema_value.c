/* SPDX-License-Identifier: MIT */
/*
 * A simple type is a row of alternatives, the members of a union; each of them
 * is one of XML Schema's own types with all that was asked of it on the way
 * down the restrictions.
 *
 * Patterns are not interpreted.  The schemas stay the ones that say what is
 * right: here stands the text of each pattern as it is there, beside a few
 * lines of C, and only where that text is found does the C speak for it.  What
 * else is not known leaves a type without any certain value.
 */
#include "lib/schema_value.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/xml_values.h"

#define MAX_DEPTH 32 /* of restrictions */
#define MAX_DIGITS 9
#define MAX_TESTS 4

typedef bool (*value_test)(const char *text);

/* A number or text has to pass all of it. */
struct schema_value {
	value_test tests[MAX_TESTS];
	unsigned n_tests;
	bool is_number;
	size_t max_len;	     /* in bytes, where the schema counts letters */
	unsigned long least; /* of numbers */
	unsigned long most;
	const char **allowed;		  /* NULL-terminated; NULL: all */
	const struct schema_value *other; /* that is allowed as well, or NULL */
};

/* Tests ------------------------------------------------------------------ */

static bool is_any(const char *text G_GNUC_UNUSED)
{
	return true;
}

static bool is_never(const char *text G_GNUC_UNUSED)
{
	return false;
}

static bool is_line(const char *text)
{
	return strpbrk(text, "\n\r\t") == NULL;
}

static bool is_date(const char *text)
{
	return date_parse(text) != DATE_NONE;
}

static bool is_boolean(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= MAX_DIGITS && text[n] == '\0';
}

/* Up to six digits with one of the units, each of which is used up; or NULL. */
static const char *skip_length(const char *text, const char **units)
{
	size_t n = strspn(text, "0123456789");
	const char *unit =
		n >= 1 && n <= 6 && text[n] ? strchr(*units, text[n]) : NULL;

	if (!unit)
		return NULL;
	*units = unit + 1;
	return text + n + 1;
}

/* "P1Y6M", "PT72H"; not both in one. */
static bool is_duration(const char *text)
{
	const char *units = "YMD";

	if (*text++ != 'P')
		return false;
	if (*text == 'T') {
		units = "HMS";
		text++;
	}
	do {
		text = skip_length(text, &units);
	} while (text && *text);
	return text != NULL;
}

static bool is_uri(const char *text)
{
	if (!g_str_has_prefix(text, "http://") &&
	    !g_str_has_prefix(text, "https://"))
		return false;
	text = strchr(text, '/') + strlen("//");
	return *text && strpbrk(text, " \t\n\r<>\"") == NULL;
}

/* The byte past one or more letters, digits and others of those, or NULL. */
static const char *skip_letters(const char *text, const char *others)
{
	const char *end = text;

	while (g_ascii_isalnum(*end) || (*end && strchr(others, *end)))
		end++;
	return end > text ? end : NULL;
}

static bool is_mailbox(const char *text)
{
	unsigned n_labels = 0;

	text = skip_letters(text, "._+'-");
	while (text && *text == (n_labels == 0 ? '@' : '.')) {
		text = skip_letters(text + 1, "-");
		n_labels++;
	}
	return text && *text == '\0' && n_labels >= 2;
}

static bool is_id(const char *text)
{
	return xml_values_is_id(text, strlen(text));
}

/* Ids, one space between them. */
static bool is_refs(const char *text)
{
	size_t len = strcspn(text, " ");

	while (text[len] == ' ' && xml_values_is_id(text, len)) {
		text += len + 1;
		len = strcspn(text, " ");
	}
	return text[len] == '\0' && xml_values_is_id(text, len);
}

static const struct {
	const char *pattern;
	value_test test;
} patterns[] = {
	{ "[^\\n\\r\\t]*", is_line },
	{ "[0-9]{4}-[0-9]{2}-[0-9]{2}", is_date },
	{ "P([0-9]{1,6}[YMD])*(T([0-9]{1,6}[HMS])+)?", is_duration },
	{ "true|false", is_boolean },
	{ "[0-9]+", is_number },
	{ "[A-Za-z0-9][A-Za-z0-9._\\-]*", xml_values_is_code },
	{ "https?://[^\\s<>\"]+", is_uri },
	{ "[A-Za-z0-9._+'\\-]+@[A-Za-z0-9\\-]+(\\.[A-Za-z0-9\\-]+)+",
	  is_mailbox },
	{ "[a-z0-9][a-z0-9\\-]*[a-z0-9]", is_id },
	{ "[a-z0-9][a-z0-9\\-]*[a-z0-9](#[a-z0-9][a-z0-9\\-]*[a-z0-9])?",
	  xml_values_is_ref },
	{ "[a-z0-9][a-z0-9\\-]*[a-z0-9]( [a-z0-9][a-z0-9\\-]*[a-z0-9])*",
	  is_refs },
};

/* What is certain of XML Schema's own types. */
static const struct {
	const char *name;
	value_test test;
} own_types[] = {
	{ "xs:string", is_any },
	{ "xs:date", is_date },
	{ "xs:duration", is_duration },
	{ "xs:boolean", is_boolean },
	{ "xs:nonNegativeInteger", is_number },
};

bool schema_value_fits(const struct schema_value *value, const char *text)
{
	for (; value; value = value->other) {
		bool fits = strlen(text) <= value->max_len;

		for (unsigned i = 0; fits && i < value->n_tests; i++)
			fits = value->tests[i](text);
		if (fits && value->is_number) {
			unsigned long n = strtoul(text, NULL, 10);

			fits = n >= value->least && n <= value->most;
		}
		if (fits &&
		    (!value->allowed || g_strv_contains(value->allowed, text)))
			return true;
	}
	return false;
}

/* Making them ------------------------------------------------------------ */

static void add_test(struct schema_value *value, value_test test)
{
	if (value->n_tests < MAX_TESTS)
		value->tests[value->n_tests++] = test;
	else
		value->tests[0] = is_never;
}

static value_test test_of_pattern(const char *pattern)
{
	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
		if (strcmp(patterns[i].pattern, pattern) == 0)
			return patterns[i].test;
	}
	return is_never;
}

/* A limit in a facet; one that is no plain number allows nothing. */
static void set_limit(struct schema_value *value, unsigned long *limit,
		      const char *text)
{
	if (is_number(text))
		*limit = strtoul(text, NULL, 10);
	else
		add_test(value, is_never);
}

static void add_facet(struct schema_value *value, const struct node *facet)
{
	const char *given = node_attr(facet, "value");
	const char *text = given ? given : "";

	if (strcmp(facet->name, "pattern") == 0)
		add_test(value, test_of_pattern(text));
	else if (strcmp(facet->name, "maxLength") == 0)
		set_limit(value, &value->max_len, text);
	else if (value->is_number && strcmp(facet->name, "minInclusive") == 0)
		set_limit(value, &value->least, text);
	else if (value->is_number && strcmp(facet->name, "maxInclusive") == 0)
		set_limit(value, &value->most, text);
	else if (strcmp(facet->name, "enumeration") != 0)
		add_test(value, is_never);
}

static void add_facets(struct arena *arena, struct schema_value *value,
		       const struct node *restriction)
{
	size_t n_allowed = node_count(restriction, "enumeration");
	size_t i = 0;

	for (const struct node *n = restriction->child; n; n = n->next)
		add_facet(value, n);
	/* Two patterns beside each other are alternatives. */
	if (node_count(restriction, "pattern") > 1)
		add_test(value, is_never);
	if (n_allowed == 0)
		return;
	value->allowed = arena_array(arena, n_allowed + 1, sizeof(char *));
	NODE_EACH(one, restriction, "enumeration")
	value->allowed[i++] = node_attr(one, "value");
}

/* Begins with one of XML Schema's own types. */
static void begin(struct schema_value *value, const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(own_types); i++) {
		if (strcmp(own_types[i].name, name) != 0)
			continue;
		add_test(value, own_types[i].test);
		value->is_number = own_types[i].test == is_number;
		return;
	}
	add_test(value, is_never);
}

/* All that is asked of a type, from the one that it comes of downwards. */
static void derive(struct arena *arena, GHashTable *types,
		   struct schema_value *value, const char *name, unsigned depth)
{
	const struct node *type = g_hash_table_lookup(types, name);
	const struct node *restriction = node_child(type, "restriction");
	const char *base = node_attr(restriction, "base");

	if (!base || depth > MAX_DEPTH) {
		begin(value, name);
		return;
	}
	derive(arena, types, value, base, depth + 1);
	add_facets(arena, value, restriction);
}

static const struct schema_value *make(struct arena *arena, GHashTable *types,
				       const char *name,
				       const struct schema_value *other)
{
	struct schema_value *value = arena_alloc(arena, sizeof(*value));

	value->max_len = SIZE_MAX;
	value->most = ULONG_MAX;
	value->other = other;
	derive(arena, types, value, name, 0);
	return value;
}

const struct schema_value *schema_value_new(struct arena *arena,
					    GHashTable *types, const char *name)
{
	const struct node *type = g_hash_table_lookup(types, name);
	const char *members =
		node_attr(node_child(type, "union"), "memberTypes");
	g_auto(GStrv) names = g_strsplit(members ? members : name, " ", -1);
	const struct schema_value *value = NULL;

	for (size_t i = g_strv_length(names); i > 0; i--)
		value = make(arena, types, names[i - 1], value);
	return value;
}
