/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib.h>

#include "site-gen/manifest.h"

static const struct manifest some = {
	.commit = "0123456789012345678901234567890123456789",
	.as_of = 739577, /* 22 November 2025 */
	.edition = EDITION_PARTNER,
};

static GHashTable *some_files(void)
{
	GHashTable *files = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_insert(files, (gpointer) "index.html", (gpointer) "aa");
	g_hash_table_insert(files, (gpointer) "a/b.html", (gpointer) "bb");
	g_hash_table_insert(files, (gpointer) "a-b.html", (gpointer) "cc");
	return files;
}

static void files_are_sorted_by_path(void)
{
	g_autoptr(GHashTable) files = some_files();
	g_autoptr(GBytes) bytes = manifest_format(&some, files);
	const char *text = g_bytes_get_data(bytes, NULL);
	const char *first = strstr(text, "a-b.html");
	const char *second = strstr(text, "a/b.html");
	const char *third = strstr(text, "index.html");

	g_assert_nonnull(first);
	g_assert_true(first < second && second < third);
	g_assert_true(strstr(text, "\"edition\": \"partner\"") != NULL);
	g_assert_true(strstr(text, some.commit) != NULL);
}

static void what_is_written_can_be_read(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) files = some_files();
	g_autoptr(GBytes) bytes = manifest_format(&some, files);
	g_autoptr(GHashTable) read = NULL;
	gsize len;
	const char *text = g_bytes_get_data(bytes, &len);

	read = manifest_parse(text, len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(read), ==, 3);
	g_assert_cmpstr(g_hash_table_lookup(read, "a/b.html"), ==, "bb");
}

static void no_commit_is_null(void)
{
	struct manifest manifest = some;
	g_autoptr(GHashTable) files = some_files();
	g_autoptr(GBytes) bytes = NULL;

	manifest.commit = NULL;
	bytes = manifest_format(&manifest, files);
	g_assert_nonnull(
		strstr(g_bytes_get_data(bytes, NULL), "\"commit\": null"));
}

static void other_json_is_refused(void)
{
	static const char *const texts[] = {
		"",
		"[]",
		"{}",
		"{\"files\":{}}",
		"{\"gatehouse\":\"1\",\"edition\":\"public\",\"files\":[]}",
		"{\"gatehouse\":\"1\",\"edition\":\"public\",\"files\":{\"a\":1}}",
		"{\"name\":\"app\",\"version\":\"1\"}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(
			manifest_parse(texts[i], strlen(texts[i]), &error));
		g_assert_nonnull(error);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/manifest/files are sorted by path",
			files_are_sorted_by_path);
	g_test_add_func("/manifest/what is written can be read",
			what_is_written_can_be_read);
	g_test_add_func("/manifest/no commit is null", no_commit_is_null);
	g_test_add_func("/manifest/other json is refused",
			other_json_is_refused);
	return g_test_run();
}
