/* SPDX-License-Identifier: MIT */
/*
 * The rules of the Mustache specification, one case for each that this dialect
 * keeps, and one for each that it does not keep, with the reason.  No case have
 * lambdas, since no value is code; decimal numbers, since numbers come as text;
 * and a list as the whole view, which is always a map.  Data are GVariant text;
 * a maybe-type that holds nothing is nothing.
 */
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/template.h"
#include "site-gen/value.h"
#include "tests/unit/template_fixture.h"

/* The first source is rendered; the others are there to be included. */
struct rule {
	const char *name;
	const char *data;
	const char *sources[TEMPLATE_FIXTURE_MAX][2];
	const char *expected;
};

/* What the specification asks for and this dialect refuses. */
struct refusal {
	const char *name;
	const char *why;
	const char *data;
	const char *source;
	const char *message; /* part of it */
};

static const struct value *value_of(struct arena *a, GVariant *v)
{
	g_autoptr(GVariant) inner = NULL;
	struct value *list;

	if (g_variant_is_of_type(v, G_VARIANT_TYPE_VARIANT)) {
		inner = g_variant_get_variant(v);
		return value_of(a, inner);
	}
	if (g_variant_is_of_type(v, G_VARIANT_TYPE_MAYBE)) {
		inner = g_variant_get_maybe(v);
		return inner ? value_of(a, inner) : value_nothing();
	}
	if (g_variant_is_of_type(v, G_VARIANT_TYPE_BOOLEAN))
		return value_bool(g_variant_get_boolean(v));
	if (g_variant_is_of_type(v, G_VARIANT_TYPE_INT32))
		return value_number(a, g_variant_get_int32(v));
	if (g_variant_is_of_type(v, G_VARIANT_TYPE_STRING))
		return value_text(a, g_variant_get_string(v, NULL));
	if (g_variant_is_of_type(v, G_VARIANT_TYPE_VARDICT)) {
		struct value *map = value_map(a);
		GVariantIter iter;
		const char *key;
		GVariant *item;

		g_variant_iter_init(&iter, v);
		while (g_variant_iter_loop(&iter, "{&sv}", &key, &item))
			value_set(a, map, g_intern_string(key),
				  value_of(a, item));
		return map;
	}
	list = value_list(a);
	for (gsize i = 0; i < g_variant_n_children(v); i++) {
		g_autoptr(GVariant) item = g_variant_get_child_value(v, i);

		value_push(a, list, value_of(a, item));
	}
	return list;
}

static const struct value *parse(struct arena *a, const char *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) v = g_variant_parse(
		G_VARIANT_TYPE_VARDICT, data ? data : "{}", NULL, NULL, &error);

	g_assert_no_error(error);
	return value_of(a, v);
}

static void check_rule(const void *data)
{
	const struct rule *rule = data;
	g_autoptr(Arena) arena = arena_new();

	template_fixture_assert(rule->sources, parse(arena, rule->data),
				rule->expected);
}

static void check_refusal(const void *data)
{
	const struct refusal *refusal = data;
	const char *const source[1][2] = { { "m", refusal->source } };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Templates) set = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_test_message("because %s", refusal->why);
	set = templates_new_from(source, 1, &error);
	if (set)
		templates_render(set, "m", parse(arena, refusal->data), out,
				 &error);
	g_assert_nonnull(error);
	g_assert_nonnull(strstr(error->message, refusal->message));
}

#define ONE(text)                 \
	{                         \
		{                 \
			"m", text \
		}                 \
	}

static const struct rule comments[] = {
	{ "inline", NULL, ONE("tea{{! with milk }}pot"), "teapot" },
	{ "multiline", NULL, ONE("tea{{!\nwith\nmilk\n}}pot\n"), "teapot\n" },
	{ "standalone", NULL, ONE("up\n{{! gone }}\ndown\n"), "up\ndown\n" },
	{ "indented standalone", NULL, ONE("up\n\t{{! gone }}\ndown\n"),
	  "up\ndown\n" },
	{ "standalone line endings", NULL, ONE("up\r\n{{! gone }}\r\ndown"),
	  "up\r\ndown" },
	{ "standalone without previous line", NULL, ONE("   {{! gone }}\ndown"),
	  "down" },
	{ "standalone without newline", NULL, ONE("up\n   {{! gone }}"),
	  "up\n" },
	{ "multiline standalone", NULL, ONE("up\n{{!\nboth\ngone\n}}\ndown\n"),
	  "up\ndown\n" },
	{ "indented multiline standalone", NULL,
	  ONE("up\n  {{!\n    both gone\n  }}\ndown\n"), "up\ndown\n" },
	{ "indented inline", NULL, ONE("  7 {{! eight }}\n"), "  7 \n" },
	{ "surrounding whitespace", NULL, ONE("tea {{! gone }} pot"),
	  "tea  pot" },
	{ "variable name collision", "{'! name': <'x'>, 'name': <'y'>}",
	  ONE("({{! name }})"), "()" },
};

static const struct rule interpolation[] = {
	{ "no interpolation", NULL, ONE("a { b } }} c"), "a { b } }} c" },
	{ "basic", "{'town': <'Ely'>}", ONE("From {{town}}."), "From Ely." },
	{ "no re-interpolation", "{'a': <'{{b}}'>, 'b': <'x'>}", ONE("{{a}}"),
	  "{{b}}" },
	{ "escaping", "{'a': <'& \" < >'>}", ONE("{{a}}"),
	  "&amp; &quot; &lt; &gt;" },
	{ "integer", "{'n': <85>}", ONE("{{n}} miles"), "85 miles" },
	{ "null", "{'a': <@ms nothing>}", ONE("[{{a}}]"), "[]" },
	{ "dotted names", "{'a': <{'b': <'x'>}>}",
	  ONE("{{a.b}} {{#a}}{{b}}{{/a}}"), "x x" },
	{ "dotted names, arbitrary depth",
	  "{'a': <{'b': <{'c': <{'d': <'deep'>}>}>}>}", ONE("{{a.b.c.d}}"),
	  "deep" },
	{ "dotted names, broken chain at nothing", "{'a': <@ms nothing>}",
	  ONE("[{{a.b.c}}]"), "[]" },
	{ "dotted names, initial resolution",
	  "{'a': <{'b': <'far'>}>, 'c': <{'b': <'near'>}>}",
	  ONE("{{#c}}{{a.b}}{{/c}}"), "far" },
	{ "dotted names do not mask", "{'a.b': <'no'>, 'a': <{'b': <'yes'>}>}",
	  ONE("{{a.b}}"), "yes" },
	{ "implicit iterator", "{'l': <['x', 'y']>}",
	  ONE("{{#l}}({{.}}){{/l}}"), "(x)(y)" },
	{ "implicit iterator, escaping", "{'l': <['<', '&']>}",
	  ONE("{{#l}}{{.}}{{/l}}"), "&lt;&amp;" },
	{ "implicit iterator, integer", "{'l': <[4, 5]>}",
	  ONE("{{#l}}{{.}} {{/l}}"), "4 5 " },
	{ "surrounding whitespace", "{'a': <'-'>}", ONE("| {{a}} |"), "| - |" },
	{ "standalone", "{'a': <'-'>}", ONE("  {{a}}\n"), "  -\n" },
	{ "padding", "{'a': <'-'>}", ONE("|{{  a\t}}|"), "|-|" },
};

static const struct rule sections[] = {
	{ "truthy", "{'on': <true>}", ONE("[{{#on}}seen{{/on}}]"), "[seen]" },
	{ "falsey", "{'on': <false>}", ONE("[{{#on}}seen{{/on}}]"), "[]" },
	{ "null is falsey", "{'on': <@ms nothing>}",
	  ONE("[{{#on}}seen{{/on}}]"), "[]" },
	{ "context", "{'who': <{'name': <'Bo'>}>}",
	  ONE("{{#who}}Hello {{name}}{{/who}}"), "Hello Bo" },
	{ "parent contexts",
	  "{'a': <'1'>, 'b': <'2'>, 'in': <{'b': <'3'>, 'x': <{'c': <'4'>}>}>}",
	  ONE("{{#in}}{{a}}{{b}}{{x.c}}{{/in}}"), "134" },
	{ "variable test", "{'it': <'tea'>}",
	  ONE("{{#it}}{{.}} and {{it}}{{/it}}"), "tea and tea" },
	{ "list contexts",
	  "{'rows': <[{'n': <'A'>, 'in': <[{'m': <'1'>}, {'m': <'2'>}]>}]>}",
	  ONE("{{#rows}}{{n}}:{{#in}}{{n}}{{m}} {{/in}}{{/rows}}"),
	  "A:A1 A2 " },
	{ "deeply nested contexts",
	  "{'a': <{'p': <1>}>, 'b': <{'q': <2>}>, 'c': <{'r': <3>, "
	  "'d': <{'s': <4>}>}>}",
	  ONE("{{#a}}{{#b}}{{#c}}{{#d}}{{p}}{{q}}{{r}}{{s}}{{#a}}{{s}}{{/a}}"
	      "{{/d}}{{/c}}{{/b}}{{/a}}"),
	  "12344" },
	{ "list", "{'l': <[{'i': <1>}, {'i': <2>}, {'i': <3>}]>}",
	  ONE("{{#l}}{{i}}{{/l}}"), "123" },
	{ "empty list", "{'l': <@av []>}", ONE("[{{#l}}never{{/l}}]"), "[]" },
	{ "doubled", "{'on': <true>, 'n': <2>}",
	  ONE("{{#on}}\n* one\n{{/on}}\n* {{n}}\n{{#on}}\n* three\n{{/on}}\n"),
	  "* one\n* 2\n* three\n" },
	{ "nested, truthy", "{'on': <true>}",
	  ONE("a {{#on}}b {{#on}}c{{/on}} d{{/on}} e"), "a b c d e" },
	{ "nested, falsey", "{'on': <false>}",
	  ONE("a {{#on}}b {{#on}}c{{/on}} d{{/on}} e"), "a  e" },
	{ "implicit iterator, list in list", "{'l': <[[1, 2], [3]]>}",
	  ONE("{{#l}}({{#.}}{{.}}{{/.}}){{/l}}"), "(12)(3)" },
	{ "implicit iterator, map", "{'l': <[{'v': <'p'>}, {'v': <'q'>}]>}",
	  ONE("{{#l}}{{#.}}{{v}}{{/.}}{{/l}}"), "pq" },
	{ "dotted names, truthy", "{'a': <{'b': <{'c': <true>}>}>}",
	  ONE("[{{#a.b.c}}seen{{/a.b.c}}]"), "[seen]" },
	{ "dotted names, falsey", "{'a': <{'b': <{'c': <false>}>}>}",
	  ONE("[{{#a.b.c}}seen{{/a.b.c}}]"), "[]" },
	{ "dotted names, broken chain at nothing", "{'a': <@ms nothing>}",
	  ONE("[{{#a.b}}seen{{/a.b}}]"), "[]" },
	{ "surrounding whitespace", "{'on': <true>}",
	  ONE(" | {{#on}} - {{/on}} | \n"), " |  -  | \n" },
	{ "internal whitespace", "{'on': <true>}",
	  ONE(" | {{#on}} {{! gone }}\n {{/on}} | \n"), " |  \n  | \n" },
	{ "indented inline", "{'on': <true>}",
	  ONE("  {{#on}}P{{/on}}\n  {{#on}}Q{{/on}}\n"), "  P\n  Q\n" },
	{ "standalone lines", "{'on': <true>}",
	  ONE("- up\n{{#on}}\n-\n{{/on}}\n- down\n"), "- up\n-\n- down\n" },
	{ "indented standalone lines", "{'on': <true>}",
	  ONE("- up\n  {{#on}}\n-\n  {{/on}}\n- down\n"), "- up\n-\n- down\n" },
	{ "standalone line endings", "{'on': <true>}",
	  ONE("-\r\n{{#on}}\r\n{{/on}}\r\n-"), "-\r\n-" },
	{ "standalone without previous line", "{'on': <true>}",
	  ONE("  {{#on}}\n*{{/on}}\n."), "*\n." },
	{ "standalone without newline", "{'on': <true>}",
	  ONE("*{{#on}}\n.\n  {{/on}}"), "*\n.\n" },
	{ "padding", "{'on': <true>}", ONE("|{{# on }}={{/ on }}|"), "|=|" },
};

static const struct rule inverted[] = {
	{ "falsey", "{'on': <false>}", ONE("[{{^on}}seen{{/on}}]"), "[seen]" },
	{ "truthy", "{'on': <true>}", ONE("[{{^on}}seen{{/on}}]"), "[]" },
	{ "null is falsey", "{'on': <@ms nothing>}",
	  ONE("[{{^on}}seen{{/on}}]"), "[seen]" },
	{ "context", "{'who': <{'name': <'Bo'>}>}",
	  ONE("[{{^who}}{{name}}{{/who}}]"), "[]" },
	{ "list", "{'l': <[1, 2]>}", ONE("[{{^l}}never{{/l}}]"), "[]" },
	{ "empty list", "{'l': <@av []>}", ONE("[{{^l}}none{{/l}}]"),
	  "[none]" },
	{ "doubled", "{'on': <false>, 'n': <2>}",
	  ONE("{{^on}}\n* one\n{{/on}}\n* {{n}}\n{{^on}}\n* three\n{{/on}}\n"),
	  "* one\n* 2\n* three\n" },
	{ "nested, falsey", "{'on': <false>}",
	  ONE("a {{^on}}b {{^on}}c{{/on}} d{{/on}} e"), "a b c d e" },
	{ "nested, truthy", "{'on': <true>}",
	  ONE("a {{^on}}b {{^on}}c{{/on}} d{{/on}} e"), "a  e" },
	{ "dotted names, truthy", "{'a': <{'b': <true>}>}",
	  ONE("[{{^a.b}}seen{{/a.b}}]"), "[]" },
	{ "dotted names, falsey", "{'a': <{'b': <false>}>}",
	  ONE("[{{^a.b}}seen{{/a.b}}]"), "[seen]" },
	{ "dotted names, broken chain at nothing", "{'a': <@ms nothing>}",
	  ONE("[{{^a.b}}seen{{/a.b}}]"), "[seen]" },
	{ "surrounding whitespace", "{'on': <false>}",
	  ONE(" | {{^on}}\t-\t{{/on}} | \n"), " | \t-\t | \n" },
	{ "internal whitespace", "{'on': <false>}",
	  ONE(" | {{^on}} {{! gone }}\n {{/on}} | \n"), " |  \n  | \n" },
	{ "indented inline", "{'on': <false>}",
	  ONE("  {{^on}}P{{/on}}\n  {{^on}}Q{{/on}}\n"), "  P\n  Q\n" },
	{ "standalone lines", "{'on': <false>}",
	  ONE("- up\n{{^on}}\n-\n{{/on}}\n- down\n"), "- up\n-\n- down\n" },
	{ "indented standalone lines", "{'on': <false>}",
	  ONE("- up\n  {{^on}}\n-\n  {{/on}}\n- down\n"), "- up\n-\n- down\n" },
	{ "standalone line endings", "{'on': <false>}",
	  ONE("-\r\n{{^on}}\r\n{{/on}}\r\n-"), "-\r\n-" },
	{ "standalone without previous line", "{'on': <false>}",
	  ONE("  {{^on}}\n*{{/on}}\n."), "*\n." },
	{ "standalone without newline", "{'on': <false>}",
	  ONE("*{{^on}}\n.\n  {{/on}}"), "*\n.\n" },
	{ "padding", "{'on': <false>}", ONE("|{{^ on }}={{/ on }}|"), "|=|" },
};

static const struct rule partials[] = {
	{ "basic", NULL, { { "m", "[{{>p}}]" }, { "p", "part" } }, "[part]" },
	{ "context",
	  "{'a': <'x'>}",
	  { { "m", "[{{>p}}]" }, { "p", "*{{a}}*" } },
	  "[*x*]" },
	{ "recursion",
	  "{'t': <{'v': <'1'>, 'in': <[{'v': <'2'>, 'in': <@av []>}]>}>}",
	  { { "m", "{{#t}}{{>p}}{{/t}}" },
	    { "p", "{{v}}({{#in}}{{>p}}{{/in}})" } },
	  "1(2())" },
	{ "nested",
	  "{'a': <'x'>, 'b': <'y'>}",
	  { { "m", "{{>p}}" }, { "p", "*{{a}} {{>q}}" }, { "q", "{{b}}!" } },
	  "*x y!" },
	{ "surrounding whitespace",
	  NULL,
	  { { "m", "| {{>p}} |" }, { "p", " - " } },
	  "|  -  |" },
	{ "inline indentation",
	  "{'a': <'='>}",
	  { { "m", "  {{a}}  {{> p}}\n" }, { "p", "*\n*" } },
	  "  =  *\n*\n" },
	{ "standalone line endings",
	  NULL,
	  { { "m", "|\r\n{{>p}}\r\n|" }, { "p", "*" } },
	  "|\r\n*|" },
	{ "standalone without previous line",
	  NULL,
	  { { "m", "  {{>p}}\n*" }, { "p", "-\n-" } },
	  "  -\n  -*" },
	{ "standalone without newline",
	  NULL,
	  { { "m", "*\n  {{>p}}" }, { "p", "-\n-" } },
	  "*\n  -\n  -" },
	{ "standalone indentation",
	  "{'a': <'one\ntwo'>}",
	  { { "m", "(\n {{>p}}\n)\n" }, { "p", "|\n{{a}}\n|\n" } },
	  "(\n |\n one\ntwo\n |\n)\n" },
	{ "padding", NULL, { { "m", "|{{> p }}|" }, { "p", "=" } }, "|=|" },
};

static const struct rule inheritance[] = {
	{ "default", NULL, ONE("{{$b}}given{{/b}}\n"), "given\n" },
	{ "variable", "{'a': <'x'>}", ONE("{{$b}}is {{a}}{{/b}}"), "is x" },
	{ "sections", "{'a': <{'c': <'x'>}>}",
	  ONE("{{$b}}is {{#a}}{{c}}{{/a}}{{/b}}"), "is x" },
	{ "negative sections", "{'a': <false>}",
	  ONE("{{$b}}is {{^a}}not{{/a}}{{/b}}"), "is not" },
	{ "injection", "{'a': <'{{c}}'>, 'c': <'no'>}",
	  ONE("{{$b}}is {{#a}}{{.}}{{/a}}{{/b}}"), "is {{c}}" },
	{ "inherit",
	  NULL,
	  { { "m", "{{<p}}{{/p}}" }, { "p", "{{$b}}own{{/b}}" } },
	  "own" },
	{ "overridden content",
	  NULL,
	  { { "m", "{{<p}}{{$b}}mine{{/b}}{{/p}}" },
	    { "p", "[{{$b}}own{{/b}}]" } },
	  "[mine]" },
	{ "data does not override a block",
	  "{'b': <'data'>}",
	  { { "m", "{{<p}}{{$b}}mine{{/b}}{{/p}}" },
	    { "p", "{{$b}}own{{/b}}" } },
	  "mine" },
	{ "data does not override a default",
	  "{'b': <'data'>}",
	  { { "m", "{{<p}}{{/p}}" }, { "p", "{{$b}}own{{/b}}" } },
	  "own" },
	{ "overridden parent",
	  NULL,
	  { { "m", "a {{<p}}{{$b}}mine{{/b}}{{/p}}" },
	    { "p", "{{$b}}...{{/b}}" } },
	  "a mine" },
	{ "two overridden parents",
	  NULL,
	  { { "m", "{{<p}}{{$b}}1{{/b}}{{/p}} {{<p}}{{$b}}2{{/b}}{{/p}}" },
	    { "p", "|{{$b}}...{{/b}}{{$c}} own{{/c}}|" } },
	  "|1 own| |2 own|" },
	{ "override with newlines",
	  NULL,
	  { { "m", "{{<p}}{{$b}}\ntop\n\nend\n{{/b}}{{/p}}" },
	    { "p", "{{$b}}own{{/b}}" } },
	  "top\n\nend\n" },
	{ "inherit indentation",
	  NULL,
	  { { "m", "{{<p}}{{$b}}mine{{/b}}{{/p}}" },
	    { "p", "up:\n  {{$b}}own{{/b}}\n" } },
	  "up:\n  mine\n" },
	{ "only one override",
	  NULL,
	  { { "m", "{{<p}}{{$c}}mine{{/c}}{{/p}}" },
	    { "p", "{{$b}}1{{/b}}, {{$c}}2{{/c}}" } },
	  "1, mine" },
	{ "parent as partial",
	  NULL,
	  { { "m", "{{>p}}|{{<p}}{{/p}}" }, { "p", "{{$b}}own{{/b}}" } },
	  "own|own" },
	{ "multiple levels",
	  NULL,
	  { { "m", "{{<p}}{{$b}}m{{/b}}{{/p}}" },
	    { "p", "{{<q}}{{$b}}p{{/b}}{{/q}}" },
	    { "q", "{{<r}}{{$b}}q{{/b}}{{/r}}" },
	    { "r", "{{$b}}r{{/b}}" } },
	  "m" },
	{ "multiple levels, no child",
	  NULL,
	  { { "m", "{{<p}}{{/p}}" },
	    { "p", "{{<q}}{{$b}}p{{/b}}{{/q}}" },
	    { "q", "{{$b}}q{{/b}}" } },
	  "p" },
	{ "text in a parent",
	  NULL,
	  { { "m", "{{<p}} lost {{$b}}mine{{/b}} lost {{/p}}" },
	    { "p", "{{$b}}own{{/b}}" } },
	  "mine" },
	{ "text in a parent without blocks",
	  NULL,
	  { { "m", "{{<p}} lost {{/p}}" }, { "p", "{{$b}}own{{/b}}" } },
	  "own" },
	{ "block scope",
	  "{'n': <'out'>, 'in': <{'n': <'in'>}>}",
	  { { "m", "{{<p}}{{$b}}says {{n}}{{/b}}{{/p}}" },
	    { "p", "{{#in}}{{$b}}own{{/b}}{{/in}}" } },
	  "says in" },
	{ "standalone parent",
	  NULL,
	  { { "m", "Dear,\n  {{<p}}\n  {{/p}}\n" }, { "p", "one\ntwo\n" } },
	  "Dear,\n  one\n  two\n" },
	{ "standalone block",
	  NULL,
	  { { "m", "{{<p}}{{$b}}\none\ntwo{{/b}}\n{{/p}}\n" },
	    { "p", "Dear,\n  {{$b}}{{/b}}\n" } },
	  "Dear,\n  one\n  two\n" },
	{ "block reindentation",
	  NULL,
	  { { "m", "{{<p}}{{$b}}\n    one\n    two\n{{/b}}{{/p}}\n" },
	    { "p", "Dear,\n  {{$b}}\n  {{/b}}\n" } },
	  "Dear,\n  one\n  two\n" },
	{ "intrinsic indentation",
	  NULL,
	  { { "m", "{{<p}}{{$b}}\none\ntwo\n{{/b}}{{/p}}\n" },
	    { "p", "Dear,\n{{$b}}\n  own\n{{/b}}\n" } },
	  "Dear,\n  one\n  two\n" },
	{ "nested block reindentation",
	  NULL,
	  { { "m", "{{<p}}{{$c}}\nthree\n{{/c}}{{/p}}\n" },
	    { "p", "{{<q}}{{$b}}\n  one\n  {{$c}}\n    two\n  {{/c}}\n"
		   "{{/b}}{{/q}}\n" },
	    { "q", "{{$b}}{{/b}}" } },
	  "one\n  three\n" },
};

#define STRICT "a misspelt name must not leave a gap on a page"
#define NO_RAW "text from a record must never become markup"

static const struct refusal refusals[] = {
	{ "interpolation: triple mustache", NO_RAW, "{'a': <'x'>}", "{{{a}}}",
	  "there is no raw output" },
	{ "interpolation: ampersand", NO_RAW, "{'a': <'x'>}", "{{&a}}",
	  "there is no raw output" },
	{ "interpolation: context miss", STRICT, NULL, "{{nope}}",
	  "no value 'nope' here" },
	{ "interpolation: dotted names, broken chain", STRICT,
	  "{'a': <{'x': <1>}>}", "{{a.b.c}}", "no value 'b' in 'a'" },
	{ "interpolation: dotted names, broken chain resolution", STRICT,
	  "{'a': <{'b': <{'x': <1>}>}>, 'c': <{'n': <'no'>}>}", "{{a.b.c.n}}",
	  "no value 'c' in 'b'" },
	{ "interpolation: dotted names, context precedence",
	  "the first part decides where to look, and the rest must be there",
	  "{'a': <{'b': <{'x': <1>}>}>, 'b': <{'c': <'no'>}>}",
	  "{{#a}}{{b.c}}{{/a}}", "no value 'c' in 'b'" },
	{ "interpolation: dotted names are never single keys", STRICT,
	  "{'a.b': <'no'>}", "{{a.b}}", "no value 'a' here" },
	{ "interpolation: the whole view as one value",
	  "a view is a map, which cannot be written", NULL, "{{.}}",
	  "'.' is a map, which cannot be written" },
	{ "sections: context miss", STRICT, NULL, "{{#nope}}{{/nope}}",
	  "no value 'nope' here" },
	{ "sections: dotted names, broken chain", STRICT, "{'a': <{'x': <1>}>}",
	  "{{#a.b.c}}{{/a.b.c}}", "no value 'b' in" },
	{ "inverted: context miss", STRICT, NULL, "{{^nope}}{{/nope}}",
	  "no value 'nope' here" },
	{ "inverted: dotted names, broken chain", STRICT, "{'a': <{'x': <1>}>}",
	  "{{^a.b.c}}{{/a.b.c}}", "no value 'b' in" },
	{ "partials: failed lookup", STRICT, NULL, "[{{>nope}}]",
	  "no template 'nope'" },
	{ "inheritance: a parent that comes back to itself",
	  "whether a given block ends it would be known only while rendering",
	  NULL, "{{$b}}{{<m}}{{$b}}{{/b}}{{/m}}{{/b}}",
	  "'m' would include itself without end" },
	{ "delimiters", "another tag could not be seen for one", NULL,
	  "{{=| |=}}", "delimiters cannot be changed" },
	{ "dynamic names", "all includes are checked before pages are made",
	  "{'a': <'p'>}", "{{>*a}}", "'*a' is not a name" },
};

static void add_all(const char *group, const struct rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf("/mustache/%s/%s",
							group, rules[i].name);

		g_test_add_data_func(path, &rules[i], check_rule);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_all("comments", comments, G_N_ELEMENTS(comments));
	add_all("interpolation", interpolation, G_N_ELEMENTS(interpolation));
	add_all("sections", sections, G_N_ELEMENTS(sections));
	add_all("inverted", inverted, G_N_ELEMENTS(inverted));
	add_all("partials", partials, G_N_ELEMENTS(partials));
	add_all("inheritance", inheritance, G_N_ELEMENTS(inheritance));
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		g_autofree char *path = g_strdup_printf("/mustache/refused/%s",
							refusals[i].name);

		g_test_add_data_func(path, &refusals[i], check_refusal);
	}
	return g_test_run();
}
