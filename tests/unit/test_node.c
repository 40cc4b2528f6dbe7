/* SPDX-License-Identifier: MIT */
/*
 * Children are found by the numbers of their names where a tree was read, and
 * by the names themselves where it was made by hand.
 */
#include "lib/node.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/xml.h"

static const struct node *parse(struct arena *arena, const char *text)
{
	struct xml_input input = {
		.path = "a.xml",
		.bytes = text,
		.len = strlen(text),
	};
	g_autoptr(Diags) diags = diags_new();

	xml_init();
	return xml_parse(arena, &input, diags);
}

static void children_are_found_by_name(void)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		parse(arena, "<r><one>1</one><two>2</two><one>3</one></r>");
	const struct node *one = node_child(root, "one");

	g_assert_cmpstr(node_text(one), ==, "1");
	g_assert_cmpstr(node_value(root, "two"), ==, "2");
	g_assert_null(node_child(root, "three"));
	g_assert_null(node_child(one, "one"));
	g_assert_null(node_child(NULL, "one"));
	g_assert_cmpuint(node_count(root, "two"), ==, 1);
}

/* An XML schema mixes its elements; a record has those of a name together. */
static void the_next_of_a_name_need_not_follow(void)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *mixed = parse(
		arena, "<r><a>1</a><b>2</b><a>3</a><c/><b>4</b><a>5</a></r>");
	const struct node *grouped =
		parse(arena, "<r><a>1</a><a>2</a><a>3</a><b>4</b><c/></r>");
	g_autoptr(GString) seen = g_string_new(NULL);

	NODE_EACH(a, mixed, "a")
	g_string_append(seen, a->text);
	NODE_EACH(a, grouped, "a")
	g_string_append(seen, a->text);
	NODE_EACH(b, mixed, "b")
	g_string_append(seen, b->text);
	g_assert_cmpstr(seen->str, ==, "13512324");
	g_assert_true(grouped->names & NODE_GROUPED);
	g_assert_false(mixed->names & NODE_GROUPED);
}

/* More names than there are bits for them. */
static void names_that_share_a_bit_are_told_apart(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<r>");
	const struct node *root;

	for (unsigned i = 0; i < 500; i++)
		g_string_append_printf(text, "<n%u>%u</n%u>", i, i, i);
	g_string_append(text, "</r>");
	root = parse(arena, text->str);
	for (unsigned i = 0; i < 500; i++) {
		g_autofree char *name = g_strdup_printf("n%u", i);
		g_autofree char *value = g_strdup_printf("%u", i);

		g_assert_cmpstr(node_text(node_child(root, name)), ==, value);
		g_assert_null(node_again(node_child(root, name)));
	}
	g_assert_null(node_child(root, "n500"));
}

static void trees_made_by_hand_need_no_numbers(void)
{
	struct node root = { .name = "r", .text = "" };
	struct node second = { .name = "b", .text = "2", .parent = &root };
	struct node first = { .name = "a", .text = "1", .parent = &root };

	root.child = &first;
	first.next = &second;
	g_assert_true(node_child(&root, "a") == &first);
	g_assert_true(node_child(&root, "b") == &second);
	g_assert_null(node_again(&first));
}

static void values_that_repeat_are_kept_once(void)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *root = parse(
		arena, "<r><a e=\"stated\">x</a><a e=\"stated\">x</a></r>");
	const struct node *one = node_child(root, "a");
	const struct node *two = node_again(one);

	g_assert_true(one->text == two->text);
	g_assert_true(one->attrs[0].value == two->attrs[0].value);
}

static void too_many_attributes_are_refused(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<r");

	for (unsigned i = 0; i <= NODE_MAX_ATTRS; i++)
		g_string_append_printf(text, " a%u=\"\"", i);
	g_string_append(text, "/>");
	g_assert_null(parse(arena, text->str));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/node/children are found by name",
			children_are_found_by_name);
	g_test_add_func("/node/the next of a name need not follow",
			the_next_of_a_name_need_not_follow);
	g_test_add_func("/node/names that share a bit are told apart",
			names_that_share_a_bit_are_told_apart);
	g_test_add_func("/node/trees made by hand need no numbers",
			trees_made_by_hand_need_no_numbers);
	g_test_add_func("/node/values that repeat are kept once",
			values_that_repeat_are_kept_once);
	g_test_add_func("/node/too many attributes are refused",
			too_many_attributes_are_refused);
	return g_test_run();
}
