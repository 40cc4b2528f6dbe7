/* SPDX-License-Identifier: MIT */
/*
 * What was read before changes nothing but the time that reading takes: after
 * any edits, and whatever has become of the cache, the findings are the same.
 */
#include "lib/seen.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "tests/unit/folder_fixture.h"

#define EDITS 30
#define SETTLE (2100 * 1000) /* microseconds after which a stamp counts */

static struct library *library;
static struct rulebook *rulebook;

/* What one reading has found, and how much of it was known before. */
struct outcome {
	char *findings;
	size_t n_files;
	size_t n_seen;
};

static void add_findings(GString *to, const struct diags *diags)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		g_string_append_printf(to, "%s:%u:%u %s %d %s\n", diag->path,
				       diag->line, diag->column, diag->rule,
				       (int)diag->level, diag->message);
	}
}

/* As comparing with HEAD would; any id does here. */
static void set_ids(struct files *files)
{
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		struct repo_id id = { { (uint8_t)file->len, 1 } };

		if (!file->has_id)
			files_set_id(files, i, &id);
	}
}

static void count_seen(struct outcome *outcome, const struct files *files)
{
	outcome->n_files = files_len(files);
	for (size_t i = 0; i < files_len(files); i++)
		outcome->n_seen += files_get(files, i)->seen != NULL;
}

/* Checks the folder with what is known of it (NULL: nothing). */
static struct outcome check(struct seen *seen)
{
	const char *const *folders = library->folders;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Registers) registers = NULL;
	struct outcome outcome = { 0 };
	struct files *files = files_read_changed(folder_fixture_path(), folders,
						 seen, diags, NULL);

	set_ids(files);
	count_seen(&outcome, files);
	registers = registers_load(library, files, diags, NULL);
	g_assert_nonnull(registers);
	rule_run_free(rules_check(registers, rulebook, date_parse("2026-11-22"),
				  diags));
	add_findings(text, diags);
	if (seen) {
		registers_note(registers, seen);
		seen_store(seen);
	}
	outcome.findings = g_strdup(text->str);
	return outcome;
}

/* With what is known, and without; both find the same. */
static struct outcome check_both(void)
{
	g_autoptr(Seen) seen = seen_open(library, folder_fixture_path());
	struct outcome with = check(seen);
	struct outcome without = check(NULL);

	g_assert_cmpstr(with.findings, ==, without.findings);
	g_assert_cmpuint(with.n_files, ==, without.n_files);
	g_assert_cmpuint(without.n_seen, ==, 0);
	g_free(without.findings);
	g_free(with.findings);
	with.findings = NULL;
	return with;
}

static void assert_seen(size_t n)
{
	struct outcome outcome = check_both();

	g_assert_cmpuint(outcome.n_seen, ==, n);
}

static void write_example(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");

	for (char **path = paths; *path; path++) {
		const char *rest = *path + strlen("registers/");
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;

		if (g_str_has_prefix(rest, "history"))
			continue;
		bytes = assets_load(library->assets, *path, NULL);
		text = g_strndup(g_bytes_get_data(bytes, NULL),
				 g_bytes_get_size(bytes));
		folder_fixture_write(rest, text);
	}
}

static void clean_up(void)
{
	g_autofree char *place = g_strdup(g_getenv("GATEHOUSE_CACHE"));
	const char *const argv[] = { "rm", "-rf", place, NULL };

	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
				   G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
				   NULL, NULL));
}

/* An empty cache, and an example that has settled and was read once. */
static void begin(void)
{
	g_autofree char *place = g_dir_make_tmp("seen-XXXXXX", NULL);

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	write_example();
	g_usleep(SETTLE);
	assert_seen(0);
}

/* All records of the example are sound; settings and codes are none. */
static void assert_all_seen(void)
{
	struct outcome outcome = check_both();

	g_assert_cmpuint(outcome.n_files, >, 50);
	g_assert_cmpuint(outcome.n_seen, ==, outcome.n_files - 1);
}

/* Paths of the records that are there. */
static GPtrArray *list_records(void)
{
	const char *const *folders = library->folders;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files =
		files_read_tree(folder_fixture_path(), folders, diags, NULL);
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < files_len(files); i++) {
		const char *path = files_get(files, i)->path;

		if (strchr(path, '/'))
			g_ptr_array_add(paths, g_strdup(path));
	}
	return paths;
}

/* Changes one letter or digit somewhere in a text. */
static void scribble(GRand *rand, char *text)
{
	size_t at = (size_t)g_rand_int_range(rand, 0, (int)strlen(text));

	while (text[at] && !g_ascii_isalnum(text[at]))
		at++;
	if (g_ascii_isdigit(text[at]))
		text[at] = (char)g_rand_int_range(rand, '0', '9' + 1);
	else if (text[at])
		text[at] = (char)g_rand_int_range(rand, 'a', 'z' + 1);
}

/* Edits, removes or copies a record, or puts another's text in its place. */
static void edit(GRand *rand)
{
	g_autoptr(GPtrArray) paths = list_records();
	int n = (int)paths->len;
	const char *path = paths->pdata[g_rand_int_range(rand, 0, n)];
	const char *other = paths->pdata[g_rand_int_range(rand, 0, n)];
	g_autofree char *text = folder_fixture_read(path);
	g_autofree char *full = folder_fixture_at(path);
	g_autofree char *copy = g_strconcat(path, "-copy.xml", NULL);

	switch (g_rand_int_range(rand, 0, 8)) {
	case 0:
		g_assert_cmpint(g_remove(full), ==, 0);
		break;
	case 1:
		folder_fixture_write(copy, text);
		break;
	case 2:
		folder_fixture_write(other, text);
		break;
	default:
		scribble(rand, text);
		folder_fixture_write(path, text);
	}
}

static void random_edits_find_the_same(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	size_t n_seen = 0;

	for (int i = 0; i < EDITS; i++) {
		edit(rand);
		n_seen += check_both().n_seen;
	}
	g_assert_cmpuint(n_seen, >, (size_t)EDITS * 30);
}

static void what_has_not_changed_is_not_read(void)
{
	g_autofree char *text = NULL;

	assert_all_seen();
	text = folder_fixture_read("gatehouse.xml");
	folder_fixture_write("gatehouse.xml", text);
	assert_all_seen();
}

/* Same size, same time of modification, same inode. */
static void a_change_that_hides_is_noticed(void)
{
	g_autoptr(GPtrArray) paths = NULL;
	g_autofree char *text = NULL;
	g_autofree char *full = NULL;
	struct timespec times[2];
	struct outcome outcome;
	struct stat st;
	FILE *file;

	paths = list_records();
	full = folder_fixture_at(paths->pdata[0]);
	text = folder_fixture_read(paths->pdata[0]);
	g_assert_cmpint(stat(full, &st), ==, 0);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	file = fopen(full, "r+");
	g_assert_nonnull(file);
	text[strlen(text) - 2] = 'x'; /* the end tag */
	fputs(text, file);
	g_assert_cmpint(fclose(file), ==, 0);
	g_assert_cmpint(utimensat(AT_FDCWD, full, times, 0), ==, 0);
	outcome = check_both();
	g_assert_cmpuint(outcome.n_seen, ==, outcome.n_files - 2);
}

static void a_file_that_has_just_changed_is_not_kept(void)
{
	g_autoptr(GPtrArray) paths = NULL;
	g_autofree char *text = NULL;
	size_t all = check_both().n_seen;

	paths = list_records();
	text = folder_fixture_read(paths->pdata[1]);
	folder_fixture_write(paths->pdata[1], text);
	check_both();
	assert_seen(all - 1);
	g_usleep(SETTLE);
	check_both();
	assert_seen(all);
}

/* Calls damage with each file in the cache. */
static void each_entry(void (*damage)(const char *path))
{
	g_autofree char *folder =
		g_build_filename(g_getenv("GATEHOUSE_CACHE"), "trees", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	unsigned n = 0;

	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		damage(path);
		n++;
	}
	g_assert_cmpuint(n, >, 0);
}

static void cut(const char *path)
{
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(truncate(path, st.st_size / 2), ==, 0);
}

static void spoil(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	bytes[len / 2] ^= 1;
	g_assert_true(g_file_set_contents_full(path, bytes, (gssize)len,
					       G_FILE_SET_CONTENTS_NONE, 0600,
					       NULL));
}

static void drop(const char *path)
{
	g_assert_cmpint(g_remove(path), ==, 0);
}

/* Each time it is worked out again, and kept again. */
static void a_damaged_cache_is_none(void)
{
	static void (*const ways[])(const char *) = { cut, spoil, drop };

	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		assert_all_seen();
		each_entry(ways[i]);
		assert_seen(0);
	}
	assert_all_seen();
}

static void a_cache_that_goes_meanwhile_is_made_again(void)
{
	g_autoptr(Seen) seen = NULL;
	struct outcome outcome;

	seen = seen_open(library, folder_fixture_path());
	clean_up();
	outcome = check(seen);
	g_assert_cmpuint(outcome.n_seen, ==, outcome.n_files - 1);
	g_free(outcome.findings);
	check_both();
	assert_all_seen();
}

static void another_schema_knows_nothing(void)
{
	g_autoptr(Library) other = NULL;
	g_autoptr(Seen) seen = NULL;
	g_autofree char *xsd = NULL;
	g_autoptr(GBytes) bytes =
		assets_load(library->assets, "schemas/barrier.xsd", NULL);
	g_autofree char *dir = NULL;
	struct outcome outcome;

	xsd = g_strdup_printf("%.*s<!-- ours -->\n",
			      (int)g_bytes_get_size(bytes),
			      (const char *)g_bytes_get_data(bytes, NULL));
	folder_fixture_write("own/barrier.xsd", xsd);
	dir = folder_fixture_at("own");
	other = library_new(dir, NULL, NULL);
	g_assert_nonnull(other);
	seen = seen_open(other, folder_fixture_path());
	outcome = check(seen);
	g_assert_cmpuint(outcome.n_seen, ==, 0);
	g_free(outcome.findings);
}

static void without_a_cache_all_is_read(void)
{
	g_setenv("GATEHOUSE_CACHE", "", TRUE);
	write_example();
	assert_seen(0);
	assert_seen(0);
}

/* Waiting until an example has settled is what takes time: so it is shared. */
static void nothing_changes(void)
{
	begin();
	what_has_not_changed_is_not_read();
	a_damaged_cache_is_none();
	a_cache_that_goes_meanwhile_is_made_again();
	another_schema_knows_nothing();
	clean_up();
}

static void files_change(void)
{
	begin();
	a_change_that_hides_is_noticed();
	a_file_that_has_just_changed_is_not_kept();
	random_edits_find_the_same();
	clean_up();
}

static const struct folder_fixture tests[] = {
	{ "/seen/nothing changes but the cache", nothing_changes },
	{ "/seen/files change", files_change },
	{ "/seen/without a cache all is read", without_a_cache_all_is_read },
};

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	rulebook = rulebook_new(library->assets, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_data_func(tests[i].name, &tests[i],
				     folder_fixture_run);
	status = g_test_run();
	rulebook_free(rulebook);
	library_free(library);
	return status;
}
