/* SPDX-License-Identifier: MIT */
/*
 * What the Mustache specification asks of comments, interpolation, sections,
 * inverted sections, partials, inheritance and white space, as far as this
 * dialect has it, and how values are escaped in each place.
 */
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/html.h"
#include "site-gen/value.h"
#include "tests/unit/template_fixture.h"

/* The first source is rendered; the others are there to be included. */
struct example {
	const char *name;
	const char *sources[TEMPLATE_FIXTURE_MAX][2];
	const char *expected;
};

static const struct value *list_of(struct arena *a, const char *letters)
{
	struct value *list = value_list(a);

	for (; *letters; letters++)
		value_push(a, list, value_text(a, (char[]){ *letters, 0 }));
	return list;
}

static struct value *map_of(struct arena *a, const char *key,
			    const struct value *v)
{
	struct value *map = value_map(a);

	value_set(a, map, key, v);
	return map;
}

static const struct value *tree(struct arena *a, const char *label,
				const struct value *children)
{
	struct value *map = map_of(a, "label", value_text(a, label));

	value_set(a, map, "children", children);
	return map;
}

static const struct value *bold(struct arena *a)
{
	struct html *h = html_new(a);

	html_open(h, "b");
	html_text(h, "5 > 4");
	html_close(h);
	return html_value(h);
}

static void set_text(struct arena *a, struct value *map, const char *key,
		     const char *text)
{
	value_set(a, map, key, value_text(a, text));
}

static void set_lists(struct arena *a, struct value *v)
{
	struct value *rows = value_list(a);
	struct value *grid = value_list(a);
	struct value *leaves = value_list(a);

	value_push(a, rows, map_of(a, "item", value_number(a, 1)));
	value_push(a, rows, map_of(a, "item", value_number(a, -2)));
	value_set(a, v, "rows", rows);
	value_push(a, grid, list_of(a, "123"));
	value_push(a, grid, list_of(a, "ab"));
	value_set(a, v, "grid", grid);
	value_set(a, v, "letters", list_of(a, "abc"));
	value_set(a, v, "emptyList", value_list(a));
	value_push(a, leaves, tree(a, "Y", value_list(a)));
	value_push(a, leaves, tree(a, "Z", value_list(a)));
	value_set(a, v, "tree", tree(a, "X", leaves));
}

static const struct value *example_view(struct arena *a)
{
	struct value *v = value_map(a);
	struct value *person = map_of(a, "name", value_text(a, "Ann"));

	set_text(a, person, "none", NULL);
	value_set(a, person, "home", map_of(a, "town", value_text(a, "Leeds")));
	value_set(a, v, "person", person);
	value_set(a, v, "yes", value_bool(true));
	value_set(a, v, "no", value_bool(false));
	set_text(a, v, "name", "outer");
	set_text(a, v, "none", NULL);
	set_text(a, v, "empty", "");
	set_text(a, v, "hostile", "</script>\"'&<b>");
	set_text(a, v, "lines", "one\ntwo");
	set_text(a, v, "braces", "{{name}}");
	set_text(a, v, "script", "javascript:alert(1)");
	set_text(a, v, "path", "/a b/c?d#e&f");
	value_set(a, v, "url", value_url(a, "https://example.org/?a=1&b=2"));
	value_set(a, v, "badUrl", value_url(a, "javascript:alert(1)"));
	value_set(a, v, "root", value_url(a, "../"));
	value_set(a, v, "html", bold(a));
	set_lists(a, v);
	return v;
}

static void check_example(const void *data)
{
	const struct example *e = data;
	g_autoptr(Arena) arena = arena_new();

	template_fixture_assert(e->sources, example_view(arena), e->expected);
}

static const struct example comments[] = {
	{ "a comment leaves nothing",
	  { { "m", "12{{! a comment }}34" } },
	  "1234" },
	{ "a comment may span lines",
	  { { "m", "a{{!\n one\n two\n}}b\n" } },
	  "ab\n" },
	{ "a comment alone on its line takes the line",
	  { { "m", "one\n  {{! gone }}  \ntwo\n" } },
	  "one\ntwo\n" },
	{ "a comment on several lines of its own takes them all",
	  { { "m", "one\n  {{!\n gone\n  }}\ntwo\n" } },
	  "one\ntwo\n" },
	{ "a comment alone on its line may end in CR LF",
	  { { "m", "|\r\n{{! gone }}\r\n|" } },
	  "|\r\n|" },
	{ "a comment on the last line needs no line end",
	  { { "m", "x\n  {{! gone }}" } },
	  "x\n" },
	{ "a comment among text leaves the blanks around it",
	  { { "m", "  12 {{! gone }} 3\n" } },
	  "  12  3\n" },
};

static const struct example values[] = {
	{ "text without tags is kept",
	  { { "m", "a } b { c }}" } },
	  "a } b { c }}" },
	{ "a name gives its value", { { "m", "{{name}}" } }, "outer" },
	{ "blanks in a tag do not matter",
	  { { "m", "|{{  name }}|" } },
	  "|outer|" },
	{ "numbers are written as they are",
	  { { "m", "{{#rows}}{{item}} {{/rows}}" } },
	  "1 -2 " },
	{ "nothing is written for nothing", { { "m", "({{none}})" } }, "()" },
	{ "a dotted name goes into maps",
	  { { "m", "{{person.name}} {{person.home.town}}" } },
	  "Ann Leeds" },
	{ "what lies below nothing is nothing",
	  { { "m", "({{person.none.more}})" } },
	  "()" },
	{ "the first part of a dotted name is found further out",
	  { { "m", "{{#rows}}{{person.name}}{{/rows}}" } },
	  "AnnAnn" },
	{ "a dot is the value itself",
	  { { "m", "{{#letters}}({{.}}){{/letters}}" } },
	  "(a)(b)(c)" },
	{ "a value that looks like a tag is not read as one",
	  { { "m", "{{braces}}" } },
	  "{{name}}" },
	{ "a value alone on its line keeps the line",
	  { { "m", "  {{name}}\n" } },
	  "  outer\n" },
};

static const struct example sections[] = {
	{ "a section on true is shown", { { "m", "{{#yes}}x{{/yes}}" } }, "x" },
	{ "a section on false is not", { { "m", "({{#no}}x{{/no}})" } }, "()" },
	{ "a section on nothing is not",
	  { { "m", "({{#none}}x{{/none}})" } },
	  "()" },
	{ "a section on empty text is not",
	  { { "m", "({{#empty}}x{{/empty}})" } },
	  "()" },
	{ "a section on an empty list is not",
	  { { "m", "({{#emptyList}}x{{/emptyList}})" } },
	  "()" },
	{ "a section on a map looks into it first",
	  { { "m", "{{#person}}{{name}}{{/person}} {{name}}" } },
	  "Ann outer" },
	{ "a section on text has it as its dot",
	  { { "m", "{{#name}}{{.}} is {{name}}{{/name}}" } },
	  "outer is outer" },
	{ "a section on a list is shown for each item",
	  { { "m", "{{#rows}}<{{! }}b>{{item}}</b>{{/rows}}" } },
	  "<b>1</b><b>-2</b>" },
	{ "lists in lists are walked with dots",
	  { { "m", "{{#grid}}({{#.}}{{.}}{{/.}}){{/grid}}" } },
	  "(123)(ab)" },
	{ "a section may be on a dotted name",
	  { { "m", "{{#person.home}}{{town}}{{/person.home}}" } },
	  "Leeds" },
	{ "sections of the same name nest",
	  { { "m", "{{#yes}}a{{#yes}}b{{/yes}}c{{/yes}}" } },
	  "abc" },
	{ "an inverted section is shown for false",
	  { { "m", "{{^no}}x{{/no}}" } },
	  "x" },
	{ "an inverted section is shown for nothing",
	  { { "m", "{{^none}}x{{/none}}" } },
	  "x" },
	{ "an inverted section is shown for an empty list",
	  { { "m", "{{^emptyList}}x{{/emptyList}}" } },
	  "x" },
	{ "an inverted section is not shown for a list or map",
	  { { "m", "({{^rows}}x{{/rows}}{{^person}}y{{/person}})" } },
	  "()" },
	{ "an inverted section may be on a dotted name",
	  { { "m", "{{^person.none}}x{{/person.none}}" } },
	  "x" },
};

static const struct example lines[] = {
	{ "section tags alone on their lines take the lines",
	  { { "m", "| a\n{{#yes}}\n|\n{{/yes}}\n| b\n" } },
	  "| a\n|\n| b\n" },
	{ "so they do when indented",
	  { { "m", "| a\n  {{^no}}\n|\n\t{{/no}} \n| b\n" } },
	  "| a\n|\n| b\n" },
	{ "so they do with CR LF",
	  { { "m", "|\r\n{{#yes}}\r\n{{/yes}}\r\n|" } },
	  "|\r\n|" },
	{ "so they do on the first line",
	  { { "m", "  {{#yes}}\n#{{/yes}}\n/" } },
	  "#\n/" },
	{ "so they do on the last line",
	  { { "m", "#{{#yes}}\n/\n  {{/yes}}" } },
	  "#\n/\n" },
	{ "sections within a line leave the blanks around them",
	  { { "m", " | {{#yes}}\t|\t{{/yes}} | \n" } },
	  " | \t|\t | \n" },
	{ "a line with two section tags is kept",
	  { { "m", " {{#yes}}A{{/yes}}\n {{#yes}}B{{/yes}}\n" } },
	  " A\n B\n" },
	{ "blanks within a section are kept",
	  { { "m", " | {{#yes}} {{! }}\n {{/yes}} | \n" } },
	  " |  \n  | \n" },
};

static const struct example partials[] = {
	{ "a partial stands where its tag stands",
	  { { "m", "({{>p}})" }, { "p", "text" } },
	  "(text)" },
	{ "a partial sees the values around its tag",
	  { { "m", "{{#person}}{{> p }}{{/person}}" }, { "p", "*{{name}}*" } },
	  "*Ann*" },
	{ "a partial may lie in a folder",
	  { { "m", "{{>parts/tag}}" }, { "parts/tag", "x" } },
	  "x" },
	{ "a partial may include itself along the data",
	  { { "m", "{{#tree}}{{>p}}{{/tree}}" },
	    { "p", "{{label}}({{#children}}{{>p}}{{/children}})" } },
	  "X(Y()Z())" },
	{ "a partial within a line leaves the blanks around it",
	  { { "m", "| {{>p}} |" }, { "p", "\t|\t" } },
	  "| \t|\t |" },
	{ "a partial within a line is not indented",
	  { { "m", "  {{name}}  {{> p}}\n" }, { "p", "-\n-" } },
	  "  outer  -\n-\n" },
	{ "a partial alone on its line may end in CR LF",
	  { { "m", "|\r\n{{>p}}\r\n|" }, { "p", "-" } },
	  "|\r\n-|" },
	{ "a partial alone on its line indents each of its own",
	  { { "m", "  {{>p}}\n-" }, { "p", "-\n-" } },
	  "  -\n  --" },
	{ "so it does on the last line",
	  { { "m", "-\n  {{>p}}" }, { "p", "-\n-" } },
	  "-\n  -\n  -" },
	{ "lines of a value are not indented",
	  { { "m", "/\n {{>p}}\n/\n" }, { "p", "|\n{{lines}}a b\n|\n" } },
	  "/\n |\n one\ntwoa b\n |\n/\n" },
	{ "indentations of partials in partials add up",
	  { { "m", "  {{>p}}\n" },
	    { "p", "a\n  {{>q}}\nb\n" },
	    { "q", "c\n\nd\n" } },
	  "  a\n    c\n\n    d\n  b\n" },
};

static const struct example parents[] = {
	{ "a block shows what stands in it",
	  { { "m", "{{$t}}default {{name}}{{/t}}\n" } },
	  "default outer\n" },
	{ "a parent without blocks is like a partial",
	  { { "m", "{{>p}}|{{<p}}{{/p}}" }, { "p", "{{$t}}default{{/t}}" } },
	  "default|default" },
	{ "a block that is given replaces the default",
	  { { "m", "{{<p}}{{$t}}mine{{/t}}{{/p}}" },
	    { "p", "...{{$t}}default{{/t}}..." } },
	  "...mine..." },
	{ "a value of the same name is not a block",
	  { { "m", "{{<p}}{{/p}}" }, { "p", "{{$name}}default{{/name}}" } },
	  "default" },
	{ "two uses of a parent do not mix",
	  { { "m", "{{<p}}{{$t}}1{{/t}}{{/p}} {{<p}}{{$t}}2{{/t}}{{/p}}" },
	    { "p", "|{{$t}}{{/t}}{{$u}} d{{/u}}|" } },
	  "|1 d| |2 d|" },
	{ "other text in a parent is ignored",
	  { { "m", "{{<p}} a <{{$t}}mine{{/t}} b {{! c }}{{/p}}" },
	    { "p", "{{$t}}{{/t}}" } },
	  "mine" },
	{ "the outermost of several parents decides",
	  { { "m", "{{<p}}{{$a}}m{{/a}}{{/p}}" },
	    { "p", "{{<q}}{{$a}}p{{/a}}{{/q}}" },
	    { "q", "{{<r}}{{$a}}q{{/a}}{{/r}}" },
	    { "r", "{{$a}}r{{/a}}" } },
	  "m" },
	{ "a parent that is given nothing leaves the next to decide",
	  { { "m", "{{<p}}{{/p}}" },
	    { "p", "{{<q}}{{$a}}p{{/a}}{{/q}}" },
	    { "q", "{{<r}}{{$a}}q{{/a}}{{/r}}" },
	    { "r", "{{$a}}r{{/a}}" } },
	  "p" },
	{ "a block in a block that is given can be given too",
	  { { "m", "{{<p}}{{$in}}m{{/in}}{{/p}}" },
	    { "p", "{{<q}}{{$a}}p{{$in}}{{/in}}{{/a}}{{/q}}" },
	    { "q", "{{$a}}{{/a}}" } },
	  "pm" },
	{ "a block within one of its own name is shown once",
	  { { "m", "{{<p}}{{$a}}x{{$a}}y{{/a}}{{/a}}{{/p}}" },
	    { "p", "{{$a}}{{/a}}" } },
	  "xy" },
	{ "a given block sees the values around the block it replaces",
	  { { "m", "{{<p}}{{$b}}I say {{name}}.{{/b}}{{/p}}" },
	    { "p", "{{#person}}{{$b}}{{/b}}{{/person}}" } },
	  "I say Ann." },
	{ "a page can fill in its layout",
	  { { "m", "{{<p}}\n{{$title}}{{name}}{{/title}}\n"
		   "{{$main}}\n<h1>{{name}}</h1>\n{{/main}}\n{{/p}}\n" },
	    { "p", "<title>{{$title}}{{/title}}</title>\n<main>\n"
		   "  {{$main}}\n  {{/main}}\n</main>\n" } },
	  "<title>outer</title>\n<main>\n  <h1>outer</h1>\n</main>\n" },
};

static const struct example parent_lines[] = {
	{ "a given block keeps its lines",
	  { { "m", "{{<p}}{{$b}}\npeaked\n\n:(\n{{/b}}{{/p}}" },
	    { "p", "{{$b}}{{/b}}" } },
	  "peaked\n\n:(\n" },
	{ "a given block stands where the default stood",
	  { { "m", "{{<p}}{{$b}}mine{{/b}}{{/p}}" },
	    { "p", "stop:\n  {{$b}}default{{/b}}\n" } },
	  "stop:\n  mine\n" },
	{ "a parent that begins and ends its line indents its lines",
	  { { "m", "Hi,\n  {{<p}}{{/p}}\n" }, { "p", "one\ntwo\n" } },
	  "Hi,\n  one\n  two\n" },
	{ "a parent among text indents nothing",
	  { { "m", "  {{<p}}{{/p}}x\n" }, { "p", "one\ntwo\n" } },
	  "  one\ntwo\nx\n" },
	{ "a block that begins its line indents what it is given",
	  { { "m", "{{<p}}{{$b}}\none\ntwo{{/b}}\n{{/p}}\n" },
	    { "p", "Hi,\n  {{$b}}{{/b}}\n" } },
	  "Hi,\n  one\n  two\n" },
	{ "a given block loses the indentation it is written with",
	  { { "m", "{{<p}}{{$b}}\n    one\n      two\n{{/b}}{{/p}}\n" },
	    { "p", "Hi,\n  {{$b}}\n  {{/b}}\n" } },
	  "Hi,\n  one\n    two\n" },
	{ "a block on lines of its own indents as its default does",
	  { { "m", "{{<p}}{{$b}}\none\ntwo\n{{/b}}{{/p}}\n" },
	    { "p", "Hi,\n{{$b}}\n  default\n{{/b}}\n" } },
	  "Hi,\n  one\n  two\n" },
	{ "a block in a given block moves with it",
	  { { "m", "{{<p}}{{$in}}\nthree\n{{/in}}{{/p}}\n" },
	    { "p", "{{<q}}{{$b}}\n  one\n  {{$in}}\n    two\n  {{/in}}\n"
		   "{{/b}}{{/q}}\n" },
	    { "q", "{{$b}}{{/b}}" } },
	  "one\n  three\n" },
};

static const struct example escaping[] = {
	{ "text is escaped in text",
	  { { "m", "<p>{{hostile}}</p>" } },
	  "<p>&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;</p>" },
	{ "text is escaped in a title",
	  { { "m", "<title>{{hostile}}</title>" } },
	  "<title>&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;</title>" },
	{ "text is escaped in either kind of quotes",
	  { { "m", "<p title=\"{{hostile}}\" lang='{{hostile}}'>" } },
	  "<p title=\"&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;\" "
	  "lang='&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;'>" },
	{ "HTML stands in text as it is",
	  { { "m", "<p>{{html}}</p>" } },
	  "<p><b>5 &gt; 4</b></p>" },
	{ "an address fills an href",
	  { { "m", "<a href=\"{{url}}\">" } },
	  "<a href=\"https://example.org/?a=1&amp;b=2\">" },
	{ "an address of another scheme was never one",
	  { { "m", "<a href=\"{{badUrl}}\">" } },
	  "<a href=\"\">" },
	{ "an address can be shown as text",
	  { { "m", "{{url}}" } },
	  "https://example.org/?a=1&amp;b=2" },
	{ "an address can begin an address",
	  { { "m", "<a href=\"{{root}}parts/{{name}}.html\">" } },
	  "<a href=\"../parts/outer.html\">" },
	{ "text in an address cannot end its part",
	  { { "m", "<a href=\"#{{path}}\"><a href='x/{{hostile}}'>" } },
	  "<a href=\"#%2Fa%20b/c%3Fd%23e%26f\">"
	  "<a href='x/%3C/script%3E%22%27%26%3Cb%3E'>" },
	{ "text cannot bring a scheme into an address",
	  { { "m", "<a href=\"?q={{script}}\">" } },
	  "<a href=\"?q=javascript:alert(1)\">" },
	{ "a tag may span lines and tags",
	  { { "m", "<a\n {{#yes}}\n class=\"{{name}}\"\n {{/yes}}\n>" } },
	  "<a\n class=\"outer\"\n>" },
	{ "an attribute may depend on a value",
	  { { "m", "<li{{#yes}} class=\"x\"{{/yes}}{{#no}} id='y'{{/no}}>" } },
	  "<li class=\"x\">" },
	{ "part of an attribute may depend on a value",
	  { { "m", "<li class=\"a{{#yes}} b-{{name}}{{/yes}}\">" } },
	  "<li class=\"a b-outer\">" },
	{ "data attributes hold text",
	  { { "m", "<i data-x=\"{{name}}\">" } },
	  "<i data-x=\"outer\">" },
	{ "literal scripts and comments are left alone",
	  { { "m", "<script>if (a < b && c <<= 1) d();</script><!-- <p -->"
		   "<!doctype html><style>p>a{}</style >{{name}}" } },
	  "<script>if (a < b && c <<= 1) d();</script><!-- <p -->"
	  "<!doctype html><style>p>a{}</style >outer" },
};

static void add_all(const char *group, const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf(
			"/template/%s/%s", group, examples[i].name);

		g_test_add_data_func(path, &examples[i], check_example);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_all("comments", comments, G_N_ELEMENTS(comments));
	add_all("values", values, G_N_ELEMENTS(values));
	add_all("sections", sections, G_N_ELEMENTS(sections));
	add_all("lines", lines, G_N_ELEMENTS(lines));
	add_all("partials", partials, G_N_ELEMENTS(partials));
	add_all("parents", parents, G_N_ELEMENTS(parents));
	add_all("parent lines", parent_lines, G_N_ELEMENTS(parent_lines));
	add_all("escaping", escaping, G_N_ELEMENTS(escaping));
	return g_test_run();
}
