/* SPDX-License-Identifier: MIT */
/*
 * Runs the cases of tests/rules: one folder a rule, one folder below it a
 * case, "good-…" or "bad-…".  A case is a few register files laid over those
 * of tests/rules/base, an optional as-of date in the file as-of, and in the
 * file expected the findings of that one rule, in order.  No such file: none.
 *
 * Beside the cases of a rule stands the file mutation: a good case, one fact
 * of it and the bad fact to put in its place, and which other rules' findings
 * move with it.  The rule itself must be raised, and no other may move.
 *
 *	case: good-two-parties
 *	file: agreements/pilot.xml
 *	replace: <start>2026-01-01</start>
 *	with: <start>2027-01-01</start>
 *	also: AGR-05 FLW-01
 *
 * A rule that looks back has cases with a folder before: what of the files was
 * otherwise until 1 May 2026 (tests/unit/past_fixture.h).
 *
 * UPDATE=1 writes the expected files, and the lines also, anew.
 */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/assets.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "tests/unit/findings_fixture.h"
#include "tests/unit/past_fixture.h"
#include "tests/unit/repo_fixture.h"

#define AS_OF "2026-11-22"
#define BASE "base"
#define BEFORE "before"
#define MUTATION "mutation"

/* What all cases share: compiling the schema costs more than any of them. */
static struct library *library;
static struct rulebook *rulebook;
static char *top; /* the folder tests/rules */

/* One case; owns its strings. */
struct test_case {
	char *rule;
	char *name;
};

/* What the file mutation says; owns its strings. */
struct mutation {
	char *good; /* name of the case */
	char *file;
	char *before;
	char *after;
	char *also; /* ids of rules, sorted, one space between them */
};

static void mutation_clear(struct mutation *mutation)
{
	g_free(mutation->good);
	g_free(mutation->file);
	g_free(mutation->before);
	g_free(mutation->after);
	g_free(mutation->also);
}

typedef struct mutation Mutation;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mutation, mutation_clear)

static void test_case_free(void *data)
{
	struct test_case *test = data;

	g_free(test->rule);
	g_free(test->name);
	g_free(test);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in a folder, sorted; the caller frees the strings with the array. */
static GPtrArray *list_folder(const char *path)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	GDir *dir = g_dir_open(path, 0, &error);
	const char *name;

	g_assert_no_error(error);
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_dir_close(dir);
	g_ptr_array_sort(names, compare_names);
	return names;
}

/* Puts the register files below folder into paths: path -> file to read. */
static void collect(GHashTable *paths, const char *folder, const char *below)
{
	g_autoptr(GPtrArray) names = list_folder(folder);

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *file = g_build_filename(folder, name, NULL);
		g_autofree char *path =
			below ? g_strconcat(below, "/", name, NULL)
			      : g_strdup(name);

		if (!below && strcmp(name, BEFORE) == 0)
			continue;
		if (g_file_test(file, G_FILE_TEST_IS_DIR)) {
			collect(paths, file, path);
			continue;
		}
		if (!below && (strcmp(name, "as-of") == 0 ||
			       strcmp(name, "expected") == 0))
			continue;
		if (!files_is_register_path(path, library->folders))
			g_error("%s belongs to no register", file);
		g_hash_table_replace(paths, g_steal_pointer(&path),
				     g_steal_pointer(&file));
	}
}

static GBytes *read_bytes(const char *path)
{
	g_autoptr(GError) error = NULL;
	char *text;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, &error))
		g_error("%s", error->message);
	return g_bytes_new_take(text, len);
}

static char *read_text(const char *path)
{
	gsize len;

	return g_bytes_unref_to_data(read_bytes(path), &len);
}

/* The file with the one place changed that holds what the mutation says. */
static GBytes *read_mutated(const char *file, const struct mutation *mutation)
{
	g_autofree char *text = read_text(file);
	char *place = strstr(text, mutation->before);
	GString *mutated;

	if (!*mutation->before || !place || strstr(place + 1, mutation->before))
		g_error("%s does not hold just one '%s'", file,
			mutation->before);
	mutated = g_string_new_len(text, place - text);
	g_string_append(mutated, mutation->after);
	g_string_append(mutated, place + strlen(mutation->before));
	return g_string_free_to_bytes(mutated);
}

/*
 * The files of base with those of folder (NULL: none) laid over them, over
 * these those of before (NULL: none), and the mutation (NULL: none) made.
 */
static struct files *read_files(const char *folder, const char *before,
				const struct mutation *mutation)
{
	struct files *files = files_new();
	g_autofree char *base = g_build_filename(top, BASE, NULL);
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GHashTableIter it;
	void *path, *file;

	collect(paths, base, NULL);
	if (folder)
		collect(paths, folder, NULL);
	if (before)
		collect(paths, before, NULL);
	g_hash_table_iter_init(&it, paths);
	while (g_hash_table_iter_next(&it, &path, &file)) {
		bool is_mutated = mutation && strcmp(path, mutation->file) == 0;

		files_add(files, path,
			  is_mutated ? read_mutated(file, mutation)
				     : read_bytes(file));
	}
	if (mutation && !g_hash_table_contains(paths, mutation->file))
		g_error("%s: no file '%s'", folder, mutation->file);
	files_sort(files);
	return files;
}

static date_t read_as_of(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "as-of", NULL);
	g_autofree char *text = NULL;
	date_t day;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return date_parse(AS_OF);
	text = g_strchomp(read_text(path));
	day = date_parse(text);
	if (day == DATE_NONE)
		g_error("%s holds no date", path);
	return day;
}

/* The history of a case that has one; else NULL. */
static struct past_fixture *read_past(const char *folder,
				      const struct mutation *mutation,
				      const struct files *now)
{
	g_autofree char *path =
		folder ? g_build_filename(folder, BEFORE, NULL) : NULL;
	g_autoptr(Files) before = NULL;

	if (!path || !g_file_test(path, G_FILE_TEST_IS_DIR))
		return NULL;
	before = read_files(folder, path, mutation);
	return past_fixture_new(library, before, now);
}

/* What reading and the rules find, and *all of it as text; kept as in rules.h. */
static struct diags *check_files(struct files *files, struct past_fixture *past,
				 date_t as_of, const char *kept, char **all)
{
	struct diags *diags = diags_new();
	g_autoptr(RuleRun) run = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Registers) registers =
		registers_load(library, files, diags, &error);
	struct rules_request request = {
		.registers = registers,
		.rulebook = rulebook,
		.as_of = as_of,
		.history = past ? past_fixture_history(past) : NULL,
		.kept = kept,
	};

	g_assert_no_error(error);
	run = rules_check_request(&request, diags);
	*all = findings_fixture_all(diags, run);
	return diags;
}

/*
 * What is found in the files of a case.  The cases before it are known, and
 * all are made of the same base, so each is one for rule_memory.h, too.
 */
static struct diags *check_case(const char *folder,
				const struct mutation *mutation, date_t as_of)
{
	struct files *files = read_files(folder, NULL, mutation);
	struct files *again = read_files(folder, NULL, mutation);
	struct past_fixture *past = read_past(folder, mutation, files);
	g_autofree char *expected = NULL;
	g_autofree char *found = NULL;
	struct diags *diags = check_files(files, past, as_of, NULL, &expected);

	findings_fixture_ids(again);
	diags_free(check_files(again, past, as_of, "cases", &found));
	g_assert_cmpstr(found, ==, expected);
	past_fixture_free(past);
	return diags;
}

static void write_expected(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;

	if (*text)
		g_file_set_contents(path, text, -1, &error);
	else
		g_remove(path);
	g_assert_no_error(error);
}

/* Rules about files that cannot be read or linked as they should be. */
static bool is_about_reading(const char *rule)
{
	static const char *const ids[] = { "REG-01", "REG-02", "REG-11",
					   "ORG-01", NULL };

	return g_strv_contains(ids, rule);
}

/* A case must show its own fault and no slip of whoever wrote it. */
static void assert_readable(const struct diags *diags)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *line = findings_fixture_line(diag);

		if (!diag->rule || is_about_reading(diag->rule))
			g_test_fail_printf("not valid: %s", line);
	}
}

/* Whether the rule is broken: neither undecided there, nor waived. */
static bool has_breach(const struct diags *diags, const char *rule)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (!diag->is_undecidable && !diag->waiver &&
		    g_strcmp0(diag->rule, rule) == 0)
			return true;
	}
	return false;
}

static void run_case(const void *data)
{
	const struct test_case *test = data;
	g_autofree char *folder =
		g_build_filename(top, test->rule, test->name, NULL);
	g_autofree char *path = g_build_filename(folder, "expected", NULL);
	g_autoptr(Diags) diags = check_case(folder, NULL, read_as_of(folder));
	g_autofree char *found = findings_fixture_text(diags, test->rule);
	g_autofree char *expected = NULL;

	if (!is_about_reading(test->rule))
		assert_readable(diags);
	if (g_getenv("UPDATE"))
		write_expected(path, found);
	expected = g_file_test(path, G_FILE_TEST_EXISTS) ? read_text(path)
							 : g_strdup("");
	g_assert_cmpstr(found, ==, expected);
	if (g_str_has_prefix(test->name, "bad-"))
		g_assert_true(has_breach(diags, test->rule));
	else
		g_assert_false(has_breach(diags, test->rule));
}

/* What follows "key: " on a line of its own; an empty text if nothing does. */
static char *read_entry(char **lines, const char *key)
{
	g_autofree char *start = g_strconcat(key, ":", NULL);

	for (; *lines; lines++) {
		const char *rest = *lines + strlen(start);

		if (g_str_has_prefix(*lines, start))
			return g_strdup(*rest == ' ' ? rest + 1 : rest);
	}
	return g_strdup("");
}

static void read_mutation(const char *path, struct mutation *mutation)
{
	g_autofree char *text = read_text(path);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	mutation->good = read_entry(lines, "case");
	mutation->file = read_entry(lines, "file");
	mutation->before = read_entry(lines, "replace");
	mutation->after = read_entry(lines, "with");
	mutation->also = read_entry(lines, "also");
}

static void write_mutation(const char *path, const struct mutation *mutation)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strdup_printf(
		"case: %s\nfile: %s\nreplace: %s\nwith: %s\nalso: %s\n",
		mutation->good, mutation->file, mutation->before,
		mutation->after, mutation->also);

	g_file_set_contents(path, text, -1, &error);
	g_assert_no_error(error);
}

/* The rules other than this one whose findings differ, joined. */
static char *moved_rules(const struct diags *before, const struct diags *after,
			 const char *rule)
{
	GString *moved = g_string_new(NULL);
	g_auto(GStrv) ids = rules_ids();

	qsort(ids, g_strv_length(ids), sizeof(*ids), compare_names);
	for (size_t i = 0; ids[i]; i++) {
		g_autofree char *old = findings_fixture_text(before, ids[i]);
		g_autofree char *new = findings_fixture_text(after, ids[i]);

		if (strcmp(ids[i], rule) == 0 || strcmp(old, new) == 0)
			continue;
		if (moved->len > 0)
			g_string_append_c(moved, ' ');
		g_string_append(moved, ids[i]);
	}
	return g_string_free(moved, FALSE);
}

/* One wrong fact raises the rule, and no other that is not named. */
static void run_mutation(const void *data)
{
	const char *rule = data;
	g_autofree char *path = g_build_filename(top, rule, MUTATION, NULL);
	g_auto(Mutation) mutation = { .good = NULL };
	g_autofree char *folder = NULL;
	g_autofree char *moved = NULL;
	g_autoptr(Diags) before = NULL;
	g_autoptr(Diags) after = NULL;
	date_t as_of;

	read_mutation(path, &mutation);
	folder = g_build_filename(top, rule, mutation.good, NULL);
	g_assert_true(g_str_has_prefix(mutation.good, "good-"));
	as_of = read_as_of(folder);
	before = check_case(folder, NULL, as_of);
	after = check_case(folder, &mutation, as_of);
	if (!is_about_reading(rule))
		assert_readable(after);
	g_assert_false(has_breach(before, rule));
	g_assert_true(has_breach(after, rule));
	moved = moved_rules(before, after, rule);
	if (g_getenv("UPDATE")) {
		g_free(mutation.also);
		mutation.also = g_strdup(moved);
		write_mutation(path, &mutation);
	}
	g_assert_cmpstr(moved, ==, mutation.also);
}

static void test_base_has_no_findings(void)
{
	g_autoptr(Diags) diags = check_case(NULL, NULL, date_parse(AS_OF));
	g_autofree char *found = findings_fixture_text(diags, NULL);

	g_assert_cmpstr(found, ==, "");
}

static bool has_name_with_prefix(const GPtrArray *names, const char *prefix)
{
	for (guint i = 0; i < names->len; i++) {
		if (g_str_has_prefix(names->pdata[i], prefix))
			return true;
	}
	return false;
}

static void test_every_rule_has_good_and_bad_cases_and_a_mutation(void)
{
	g_autoptr(GPtrArray) rules = list_folder(top);

	for (guint i = 0; i < rules->len; i++) {
		g_autofree char *folder =
			g_build_filename(top, rules->pdata[i], NULL);
		g_autoptr(GPtrArray) cases = list_folder(folder);

		if (strcmp(rules->pdata[i], BASE) == 0)
			continue;
		if (!has_name_with_prefix(cases, "good-") ||
		    !has_name_with_prefix(cases, "bad-") ||
		    !has_name_with_prefix(cases, MUTATION))
			g_test_fail_printf("%s lacks a good case, a bad case "
					   "or a mutation",
					   (char *)rules->pdata[i]);
	}
}

/* Sorts the names and joins them, for a message that shows what differs. */
static char *join_sorted(char **names)
{
	qsort(names, g_strv_length(names), sizeof(*names), compare_names);
	return g_strjoinv(" ", names);
}

/* Ids of the rules that are checked. */
static char *rule_book_ids(void)
{
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
	g_auto(GStrv) all = NULL;
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);

	for (size_t i = 0; i < n; i++) {
		if (!rows[i].why_not)
			g_strv_builder_add(ids, rows[i].id);
	}
	all = g_strv_builder_end(ids);
	return join_sorted(all);
}

static void test_every_rule_left_out_has_a_reason(void)
{
	g_auto(GStrv) ids = rules_ids();
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);

	for (size_t i = 0; i < n; i++) {
		if (!rows[i].why_not)
			continue;
		g_assert_cmpstr(rows[i].why_not, !=, "");
		g_assert_false(
			g_strv_contains((const char *const *)ids, rows[i].id));
	}
}

static char *folder_ids(void)
{
	g_autoptr(GPtrArray) names = list_folder(top);
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
	g_auto(GStrv) all = NULL;

	for (guint i = 0; i < names->len; i++) {
		if (strcmp(names->pdata[i], BASE) != 0)
			g_strv_builder_add(ids, names->pdata[i]);
	}
	all = g_strv_builder_end(ids);
	return join_sorted(all);
}

static void test_rule_book_program_and_cases_name_the_same_rules(void)
{
	g_auto(GStrv) ids = rules_ids();
	g_autofree char *checked = join_sorted(ids);
	g_autofree char *described = rule_book_ids();
	g_autofree char *tested = folder_ids();

	g_assert_cmpstr(checked, ==, described);
	g_assert_cmpstr(tested, ==, described);
}

static void add_cases(const char *rule)
{
	g_autofree char *folder = g_build_filename(top, rule, NULL);
	g_autoptr(GPtrArray) names = list_folder(folder);

	for (guint i = 0; i < names->len; i++) {
		struct test_case *test;
		g_autofree char *path = g_strdup_printf(
			"/rules/%s/%s", rule, (char *)names->pdata[i]);

		if (strcmp(names->pdata[i], MUTATION) == 0) {
			g_test_add_data_func(path, rule, run_mutation);
			continue;
		}
		test = g_new0(struct test_case, 1);
		test->rule = g_strdup(rule);
		test->name = g_strdup(names->pdata[i]);
		g_test_add_data_func_full(path, test, run_case, test_case_free);
	}
}

static void load_library(void)
{
	g_autoptr(GError) error = NULL;

	library = library_new(NULL, NULL, &error);
	if (library)
		rulebook = rulebook_new(library->assets, &error);
	if (!rulebook)
		g_error("%s", error->message);
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) rules = NULL;
	char *known;
	int status;

	repo_fixture_start(&argc, &argv);
	known = repo_fixture_dir();
	g_setenv("GATEHOUSE_CACHE", known, TRUE);
	g_test_set_nonfatal_assertions(); /* one case must not stop the rest */
	top = g_build_filename(g_getenv("TOP") ? g_getenv("TOP") : ".", "tests",
			       "rules", NULL);
	load_library();
	rules = list_folder(top);
	g_test_add_func("/rules/base has no findings",
			test_base_has_no_findings);
	g_test_add_func(
		"/rules/every rule has good and bad cases and a mutation",
		test_every_rule_has_good_and_bad_cases_and_a_mutation);
	g_test_add_func("/rules/every rule left out has a reason",
			test_every_rule_left_out_has_a_reason);
	g_test_add_func(
		"/rules/rule book, program and cases name the same rules",
		test_rule_book_program_and_cases_name_the_same_rules);
	for (guint i = 0; i < rules->len; i++) {
		if (strcmp(rules->pdata[i], BASE) != 0)
			add_cases(rules->pdata[i]);
	}
	status = g_test_run();
	repo_fixture_end(known);
	rulebook_free(rulebook);
	library_free(library);
	g_free(top);
	return status;
}
