/* SPDX-License-Identifier: MIT */
/*
 * Children are found by their places where a tree keeps to the schema's order,
 * and by their names where it does not, or was made by hand.
 */
#include "lib/node.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/schema.h"
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
	g_autoptr(GString) seen = g_string_new(NULL);

	NODE_EACH(a, mixed, "a")
	g_string_append(seen, a->text);
	NODE_EACH(b, mixed, "b")
	g_string_append(seen, b->text);
	g_assert_cmpstr(seen->str, ==, "13524");
}

static const struct node *read_source(const struct library *library,
				      struct arena *arena, const char *children)
{
	g_autofree char *text = g_strdup_printf(
		"<source xmlns=\"urn:gatehouse:1\" id=\"a\" version=\"1\">%s"
		"</source>",
		children);
	struct xml_input input = {
		.path = "a.xml",
		.bytes = text,
		.len = strlen(text),
	};
	g_autoptr(Diags) diags = diags_new();
	bool is_valid;

	return xml_read(library->xml, library->schema, arena, &input, diags,
			&is_valid);
}

/* What is asked for by each name that the schema has, and some others. */
static void check_children(const struct node *root)
{
	const struct field *field = root->field;

	for (size_t i = 0; i < field->n_children; i++) {
		const char *name = field->children[i].name;
		const struct node *wanted = root->child;

		while (wanted && strcmp(wanted->name, name) != 0)
			wanted = wanted->next;
		g_assert_true(node_child(root, name) == wanted);
	}
	for (unsigned i = 0; i < 2000; i++) {
		g_autofree char *name = g_strdup_printf("n%u", i);

		g_assert_null(node_child(root, name));
	}
	g_assert_null(node_child(root, ""));
}

static void children_in_order_are_found_by_their_places(void)
{
	g_autoptr(Library) library = library_new(NULL, NULL, NULL);
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		read_source(library, arena,
			    "<title>1</title><title>2</title>"
			    "<summary>S</summary><publisher/>"
			    "<published>2020</published><kind>paper</kind>"
			    "<url>u</url>");
	const struct node *other =
		read_source(library, arena,
			    "<kind>paper</kind><title>1</title>"
			    "<summary>S</summary><title>2</title>"
			    "<url>u</url><published/><publisher/>");

	g_assert_cmpstr(node_again(node_child(root, "title"))->text, ==, "2");
	g_assert_null(node_again(node_child(root, "summary")));
	check_children(root);
	g_assert_true(root->is_indexed);
	g_assert_cmpstr(root->text, ==, "");
	check_children(other);
	g_assert_false(other->is_indexed);
	g_assert_cmpstr(node_again(node_child(other, "title"))->text, ==, "2");
	g_assert_cmpstr(node_attr(root, "id"), ==, "a");
	g_assert_null(node_attr(root, "publication"));
	g_assert_null(node_attr(root, "di"));
}

/* No key says whether a name goes on after its 255th byte. */
static void long_names_are_told_apart(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *common = g_strnfill(NODE_LONG_NAME, 'n');
	g_autofree char *one = g_strconcat(common, "one", NULL);
	g_autofree char *two = g_strconcat(common, "two", NULL);
	g_autofree char *text =
		g_strdup_printf("<r %s=\"1\"><%s>1</%s></r>", one, one, one);
	const struct node *root = parse(arena, text);

	g_assert_cmpstr(node_text(node_child(root, one)), ==, "1");
	g_assert_null(node_child(root, two));
	g_assert_null(node_child(root, common));
	g_assert_cmpstr(node_attr(root, one), ==, "1");
	g_assert_null(node_attr(root, two));
}

static void trees_made_by_hand_are_walked(void)
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

/* Days that a number can be, those beside them, and what is no day. */
static void a_node_notes_its_day(void)
{
	static const struct field day = { .name = "d", .type = FIELD_DATE };
	static const struct {
		const char *text;
		bool is_day;
	} cases[] = {
		{ "1899-12-31", false }, { "1900-01-01", true },
		{ "2024-02-29", true },	 { "2079-06-06", true },
		{ "2079-06-07", false }, { "2023-02-29", false },
		{ "", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct node node = { .name = "d",
				     .text = cases[i].text,
				     .field = &day };

		node_note(&node, 0);
		g_assert_true(node.is_day == cases[i].is_day);
		g_assert_cmpint(node_day(&node), ==, date_parse(node.text));
	}
	g_assert_cmpint(node_day(NULL), ==, DATE_NONE);
}

static void a_node_notes_whether_it_is_stated(void)
{
	struct attr not_stated = { .name = "evidence", .value = "not-stated" };
	struct attr code = { .name = "code", .value = "x" };
	struct node said = { .name = "a", .text = "said" };
	struct node empty = { .name = "a", .text = "" };
	struct node coded = { .name = "a", .text = "", .attrs = &code };
	struct node marked = { .name = "a", .text = "", .attrs = &not_stated };
	struct node *const all[] = { &said, &empty, &coded, &marked };

	coded.n_attrs = marked.n_attrs = 1;
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		bool is_stated = node_is_stated(all[i]);

		node_note(all[i], 7);
		g_assert_true(all[i]->is_noted);
		g_assert_true(node_is_stated(all[i]) == is_stated);
		g_assert_cmpuint(all[i]->number, ==, 7);
		g_assert_false(all[i]->is_day);
	}
	g_assert_true(said.is_stated && coded.is_stated);
	g_assert_false(empty.is_stated || marked.is_stated);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/node/children are found by name",
			children_are_found_by_name);
	g_test_add_func("/node/the next of a name need not follow",
			the_next_of_a_name_need_not_follow);
	g_test_add_func("/node/children in order are found by their places",
			children_in_order_are_found_by_their_places);
	g_test_add_func("/node/long names are told apart",
			long_names_are_told_apart);
	g_test_add_func("/node/trees made by hand are walked",
			trees_made_by_hand_are_walked);
	g_test_add_func("/node/values that repeat are kept once",
			values_that_repeat_are_kept_once);
	g_test_add_func("/node/a node notes its day", a_node_notes_its_day);
	g_test_add_func("/node/a node notes whether it is stated",
			a_node_notes_whether_it_is_stated);
	g_test_add_func("/node/too many attributes are refused",
			too_many_attributes_are_refused);
	return g_test_run();
}
