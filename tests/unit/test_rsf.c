/* SPDX-License-Identifier: MIT */
/* A register as a log: roots of every size, and lines that are none. */
#include "lib/rsf.h"

#include <string.h>

#include "lib/diag.h"

#define ROOT_OF_THREE                      \
	"3b1703e3a6af53837c571b7c5c7c0345" \
	"e613dde5bf0074ad95f092ab3d6c7cfc"

/* A register of n records. */
static GString *register_of(size_t n)
{
	struct rsf_write *write = rsf_write_new("2026-11-22T00:00:00Z");
	GString *out = g_string_new(NULL);

	for (size_t i = 1; i <= n; i++) {
		g_autofree char *key = g_strdup_printf("%zu", i);
		const char *one[] = { key, NULL };
		const char *none[] = { NULL };
		const char *list[] = { "a \"quoted\" é", "b", NULL };
		const struct rsf_value values[] = {
			{ "key", one, false },
			{ "names", list, true },
			{ "empty", none, true },
		};

		rsf_write_add(write, true, key, values, G_N_ELEMENTS(values));
	}
	rsf_write_end(write, out);
	return out;
}

static void roots_hold_for_every_size(void)
{
	for (size_t n = 0; n < 20; n++) {
		g_autoptr(GString) text = register_of(n);
		g_autoptr(Diags) diags = diags_new();
		g_autoptr(Rsf) rsf =
			rsf_read("r.rsf", text->str, text->len, diags);

		g_assert_cmpuint(diags_len(diags), ==, 0);
		g_assert_cmpuint(rsf_len(rsf), ==, n);
	}
}

/* Computed with another program, as RFC 6962 has it: ((1 2) 3). */
static void a_root_is_that_of_rfc_6962(void)
{
	g_autoptr(GString) text = register_of(3);

	g_assert_nonnull(strstr(text->str, "assert-root-hash\tsha-256:"
					   "e3b0c44298fc1c149afbf4c8996fb924"
					   "27ae41e4649b934ca495991b7852b855"));
	g_assert_true(
		g_str_has_suffix(text->str, "sha-256:" ROOT_OF_THREE "\n"));
}

static void look_at_field(void *data, const char *name, const GPtrArray *values,
			  bool is_list)
{
	GString *seen = data;

	g_string_append_printf(seen, "%s %s %s;", name,
			       is_list ? "lists" : "is",
			       (const char *)values->pdata[0]);
}

static void values_come_back(void)
{
	g_autoptr(GString) text = register_of(2);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Rsf) rsf = rsf_read("r.rsf", text->str, text->len, diags);
	g_autoptr(GString) seen = g_string_new(NULL);
	const struct rsf_entry *entry = rsf_get(rsf, 1);

	g_assert_cmpstr(entry->key, ==, "2");
	rsf_each_field(entry, look_at_field, seen);
	g_assert_cmpstr(seen->str, ==, "key is 2;names lists a \"quoted\" é;");
}

static void check_fault(const char *text, enum diag_level level,
			const char *words)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Rsf) rsf = rsf_read("r.rsf", text, strlen(text), diags);

	g_assert_cmpuint(rsf_len(rsf), ==, 0);
	g_assert_cmpuint(diags_len(diags), >=, 1);
	g_assert_cmpint(diags_get(diags, 0)->level, ==, level);
	g_assert_cmpuint(diags_get(diags, 0)->line, ==, 1);
	g_assert_nonnull(strstr(diags_get(diags, 0)->message, words));
}

static void lines_that_are_none_are_told(void)
{
	check_fault("add-item", DIAG_ERROR, "no line of a register");
	check_fault("add-item\t[]\n", DIAG_ERROR, "no JSON object");
	check_fault("add-item\t{\"a\":1\n", DIAG_ERROR, "no JSON object");
	check_fault("add-item\t{\"a\":\"1\",\"a\":\"2\"}\n", DIAG_ERROR,
		    "no JSON object");
	check_fault("add-item\t{ \"a\":\"1\"}\n", DIAG_WARNING, "canonical");
	check_fault("append-entry\tsystem\tx\t2026-13-01T00:00:00Z\t"
		    "sha-256:0\n",
		    DIAG_ERROR, "expected a key, a time");
	check_fault("append-entry\tusers\tx\ty\tz\n", DIAG_ERROR,
		    "'user' or 'system'");
	check_fault("assert-root-hash\tsha-256:E3\r\n", DIAG_ERROR,
		    "64 digits");
	check_fault("\xff\xfe", DIAG_ERROR, "no line of a register");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/rsf/" #name, name)
	TEST(roots_hold_for_every_size);
	TEST(a_root_is_that_of_rfc_6962);
	TEST(values_come_back);
	TEST(lines_that_are_none_are_told);
	return g_test_run();
}
