/* SPDX-License-Identifier: MIT */
/*
 * What the program looks at itself in place of a pattern of the schema: it
 * has to say of any value what the pattern says.
 */
#include "lib/xml_values.h"

#include <string.h>

#include <glib.h>

#include "lib/assets.h"

#define ROUNDS 4000

static char *common_schema(void)
{
	struct assets *assets = assets_new(NULL, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes =
		assets_load(assets, "schemas/common.xsd", &error);
	gsize len;
	const char *data;

	g_assert_no_error(error);
	data = g_bytes_get_data(bytes, &len);
	assets_free(assets);
	return g_strndup(data, len);
}

/* The pattern of that type as the schema has it, for the whole value. */
static GRegex *pattern_of(const char *schema, const char *type)
{
	g_autofree char *start =
		g_strdup_printf("<xs:simpleType name=\"%s\">", type);
	const char *from = strstr(schema, start);
	const char *value = from ? strstr(from, "value=\"[") : NULL;
	g_autofree char *pattern = NULL;
	g_autofree char *whole = NULL;
	g_autoptr(GError) error = NULL;
	GRegex *regex;

	g_assert_nonnull(value);
	value += strlen("value=\"");
	pattern = g_strndup(value, strcspn(value, "\""));
	whole = g_strdup_printf("^(?:%s)\\z", pattern);
	regex = g_regex_new(whole, 0, 0, &error);
	g_assert_no_error(error);
	return regex;
}

static void random_value(GRand *rand, char *value, int most)
{
	static const char letters[] = "abzAZ019--##._ \n\t/";
	int n = g_rand_int_range(rand, 1, most);

	for (int i = 0; i < n; i++)
		value[i] =
			letters[g_rand_int_range(rand, 0, sizeof(letters) - 1)];
	value[n] = '\0';
}

static bool is_id(const char *text)
{
	return xml_values_is_id(text, strlen(text));
}

static void values_fit_where_the_pattern_matches(void)
{
	static const struct {
		const char *name;
		bool (*fits)(const char *text);
	} types[] = {
		{ "code", xml_values_is_code },
		{ "id", is_id },
		{ "ref", xml_values_is_ref },
	};
	g_autofree char *schema = common_schema();
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);

	for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
		g_autoptr(GRegex) regex = pattern_of(schema, types[t].name);
		unsigned n_fit = 0;

		for (int i = 0; i < ROUNDS; i++) {
			char value[8];
			bool fits;

			random_value(rand, value, sizeof(value));
			fits = types[t].fits(value);
			n_fit += fits;
			if (fits != g_regex_match(regex, value, 0, NULL))
				g_error("%s: '%s'", types[t].name, value);
		}
		g_assert_cmpuint(n_fit, >, ROUNDS / 100);
		g_assert_cmpuint(n_fit, <, ROUNDS - ROUNDS / 100);
	}
}

static void an_id_is_all_of_the_text_and_not_too_long(void)
{
	g_autofree char *longest = g_strnfill(64, 'a');
	g_autofree char *longer = g_strnfill(65, 'a');

	g_assert_true(xml_values_is_id("a-1", 3));
	g_assert_true(xml_values_is_id("a-1#b", 3));
	g_assert_false(xml_values_is_id("a-1b", 3));
	g_assert_false(xml_values_is_id("a", 1));
	g_assert_false(xml_values_is_id("-a", 2));
	g_assert_false(xml_values_is_id("a-", 2));
	g_assert_false(xml_values_is_id("aB", 2));
	g_assert_false(xml_values_is_id("", 0));
	g_assert_true(xml_values_is_id(longest, 64));
	g_assert_false(xml_values_is_id(longer, 65));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/xml_values/values fit where the pattern matches",
			values_fit_where_the_pattern_matches);
	g_test_add_func("/xml_values/an id is all of the text",
			an_id_is_all_of_the_text_and_not_too_long);
	return g_test_run();
}
