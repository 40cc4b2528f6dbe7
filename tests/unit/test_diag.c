/* SPDX-License-Identifier: MIT */
#include "lib/diag.h"

#include <glib.h>

static void add(struct diags *diags, enum diag_level level, const char *path,
		unsigned line, const char *rule)
{
	struct diag diag = {
		.level = level,
		.path = path,
		.line = line,
		.rule = rule,
	};

	diags_addf(diags, &diag, "about '%s'", rule);
}

static void they_are_sorted_by_path_line_and_rule(void)
{
	g_autoptr(Diags) diags = diags_new();

	add(diags, DIAG_ERROR, "b.xml", 1, "A");
	add(diags, DIAG_ERROR, "a.xml", 20, "A");
	add(diags, DIAG_ERROR, "a.xml", 3, "B");
	add(diags, DIAG_ERROR, "a.xml", 3, "A");
	diags_sort(diags);
	g_assert_cmpuint(diags_len(diags), ==, 4);
	g_assert_cmpstr(diags_get(diags, 0)->rule, ==, "A");
	g_assert_cmpuint(diags_get(diags, 0)->line, ==, 3);
	g_assert_cmpstr(diags_get(diags, 1)->rule, ==, "B");
	g_assert_cmpuint(diags_get(diags, 2)->line, ==, 20);
	g_assert_cmpstr(diags_get(diags, 3)->path, ==, "b.xml");
}

static void the_same_finding_twice_is_kept_once(void)
{
	g_autoptr(Diags) diags = diags_new();

	add(diags, DIAG_NOTE, "a.xml", 3, "A");
	add(diags, DIAG_NOTE, "a.xml", 3, "A");
	diags_sort(diags);
	g_assert_cmpuint(diags_len(diags), ==, 1);
}

/* As rules of two phases and two workers give them. */
static void findings_of_a_file_come_together_from_far_apart(void)
{
	g_autoptr(Diags) diags = diags_new();

	add(diags, DIAG_ERROR, "b.xml", 2, "A");
	add(diags, DIAG_ERROR, "b.xml", 1, "A");
	add(diags, DIAG_ERROR, "a.xml", 1, "A");
	add(diags, DIAG_ERROR, "b.xml", 1, "A");
	add(diags, DIAG_ERROR, "a.xml", 1, "B");
	diags_sort(diags);
	g_assert_cmpuint(diags_len(diags), ==, 4);
	g_assert_cmpstr(diags_get(diags, 0)->path, ==, "a.xml");
	g_assert_cmpstr(diags_get(diags, 1)->rule, ==, "B");
	g_assert_cmpuint(diags_get(diags, 2)->line, ==, 1);
	g_assert_cmpuint(diags_get(diags, 3)->line, ==, 2);
}

static void a_long_message_is_kept_whole(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autofree char *text = g_strnfill(3000, 'x');
	struct diag diag = { .level = DIAG_NOTE, .path = "a.xml" };

	diags_addf(diags, &diag, "%s", text);
	g_assert_cmpstr(diags_get(diags, 0)->message, ==, text);
}

static void waived_ones_do_not_count_for_their_level(void)
{
	g_autoptr(Diags) diags = diags_new();

	add(diags, DIAG_ERROR, "a.xml", 1, "A");
	add(diags, DIAG_ERROR, "a.xml", 2, "A");
	diags_waive(diags, 1, "waiver-1");
	g_assert_cmpuint(diags_count(diags, DIAG_ERROR), ==, 1);
	g_assert_cmpuint(diags_waived(diags), ==, 1);
	g_assert_cmpstr(diags_get(diags, 1)->waiver, ==, "waiver-1");
}

static void a_list_can_be_moved_onto_another(void)
{
	g_autoptr(Diags) to = diags_new();
	struct diags *from = diags_new();

	add(to, DIAG_ERROR, "a.xml", 1, "A");
	add(from, DIAG_ERROR, "b.xml", 1, "A");
	diags_take(to, from);
	g_assert_cmpuint(diags_len(from), ==, 0);
	add(from, DIAG_NOTE, "c.xml", 1, "A");
	diags_free(from);
	g_assert_cmpuint(diags_len(to), ==, 2);
	g_assert_cmpstr(diags_get(to, 1)->path, ==, "b.xml");
}

static void levels_have_names(void)
{
	enum diag_level level = DIAG_NOTE;

	g_assert_true(diag_level_parse("warning", &level));
	g_assert_cmpint(level, ==, DIAG_WARNING);
	g_assert_false(diag_level_parse("fatal", &level));
	g_assert_cmpint(level, ==, DIAG_WARNING);
	g_assert_cmpstr(diag_level_name(DIAG_ERROR), ==, "error");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/diag/they are sorted by path, line and rule",
			they_are_sorted_by_path_line_and_rule);
	g_test_add_func("/diag/the same finding twice is kept once",
			the_same_finding_twice_is_kept_once);
	g_test_add_func("/diag/findings of a file come together",
			findings_of_a_file_come_together_from_far_apart);
	g_test_add_func("/diag/a long message is kept whole",
			a_long_message_is_kept_whole);
	g_test_add_func("/diag/waived ones do not count for their level",
			waived_ones_do_not_count_for_their_level);
	g_test_add_func("/diag/a list can be moved onto another",
			a_list_can_be_moved_onto_another);
	g_test_add_func("/diag/levels have names", levels_have_names);
	return g_test_run();
}
