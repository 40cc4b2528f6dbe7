/* SPDX-License-Identifier: MIT */
/*
 * What the rule book, the schemas and the code lists say, for people.  A word
 * is looked for as a rule, a kind, a field of a kind ("agreement.status"), a
 * field of any kind, and a code list, in this order.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/field_words.h"
#include "cli/mdoc.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/settings.h"
#include "site-gen/template_keys.h"

static struct {
	char *format;
	gboolean all;
	gboolean kinds;
	gboolean pages;
} opt;

static const GOptionEntry options[] = {
	{ "all", 0, 0, G_OPTION_ARG_NONE, &opt.all, "Explain every rule",
	  NULL },
	{ "kinds", 0, 0, G_OPTION_ARG_NONE, &opt.kinds,
	  "Explain every kind of record", NULL },
	{ "pages", 0, 0, G_OPTION_ARG_NONE, &opt.pages,
	  "Explain what the templates of pages are given", NULL },
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "With --all, --kinds or --pages, print 'text' (default) or 'mdoc', for manual pages",
	  "FORMAT" },
	G_OPTION_ENTRY_NULL
};

/* Everything there is to explain. */
struct book {
	const struct registers *registers; /* for their settings; or NULL */
	const struct schema *schema;
	struct codes *codes;
	struct rulebook *rules;
};

static void print_section(const char *heading, const char *text)
{
	if (!*text)
		return;
	putchar('\n');
	output_strong(stdout, heading);
	putchar('\n');
	output_wrapped(stdout, text, 2);
}

/* Rules ------------------------------------------------------------------ */

static void print_sources(const struct rulebook_row *row)
{
	putchar('\n');
	output_strong(stdout, "Sources");
	putchar('\n');
	NODE_EACH(source, row->node, "source")
	{
		const char *status = node_attr(source, "status");
		const char *checked = node_attr(source, "checked");
		g_autofree char *line =
			g_strdup_printf("%s (%s; checked: %s)", source->text,
					status ? status : "status not given",
					checked ? checked : "no");

		output_wrapped(stdout, line, 2);
	}
}

/* What the settings of the registers make of the rule, if anything. */
static void print_setting(const struct registers *registers,
			  const struct rulebook_row *row)
{
	struct settings_rule rule;

	if (!registers || !settings_rule(registers, row->id, &rule))
		return;
	putchar('\n');
	output_strong(stdout, "In these registers");
	if (rule.is_off)
		puts("\n  switched off, because:");
	else
		printf("\n  every breach counts as %s, because:\n",
		       diag_level_name(rule.severity));
	output_wrapped(stdout, rule.reason, 2);
}

static void print_example(const struct rulebook_row *row)
{
	if (!row->good)
		return;
	putchar('\n');
	output_strong(stdout, "Example");
	fputs("\n  Good: ", stdout);
	output_text(stdout, *row->good ? row->good : "(left out)");
	fputs("\n  Bad:  ", stdout);
	output_text(stdout, *row->bad ? row->bad : "(left out)");
	putchar('\n');
}

static void explain_rule(const struct book *book,
			 const struct rulebook_row *row)
{
	g_autofree char *title = g_strdup_printf("%s  %s", row->id, row->title);
	g_autoptr(GString) needs = g_string_new(NULL);

	output_strong(stdout, title);
	printf("\n%s, on records: %s; ", diag_level_name(row->severity),
	       row->records);
	if (row->why_not)
		puts("not checked by this program");
	else
		printf("a fact that is not stated %s\n",
		       row->absence_fails ? "breaks the rule"
					  : "leaves it undecided");
	if (row->why_not)
		print_section("Why it is not checked", row->why_not);
	print_section("Rule", row->text);
	print_section("Why", row->rationale);
	NODE_EACH(need, row->node, "needs")
	g_string_append_printf(needs, "%s%s", needs->len ? "; " : "",
			       need->text);
	print_section("What it looks at", needs->str);
	print_section("How to mend it", row->mend);
	print_example(row);
	print_setting(book->registers, row);
	print_sources(row);
}

/* Code lists ------------------------------------------------------------- */

static void print_day(const char *lead, date_t day)
{
	g_autofree char *text = day != DATE_NONE ? date_format(day) : NULL;

	if (text)
		printf("%s%s", lead, text);
}

static void print_codes(const struct code_list *list)
{
	for (size_t i = 0; i < list->n_codes; i++) {
		const struct code *code = &list->codes[i];
		const char *value = code_property(code, "default");

		fputs("  ", stdout);
		output_strong(stdout, code->id);
		fputs("  ", stdout);
		output_text(stdout, code->label);
		print_day("; from ", code->valid_from);
		print_day("; until ", code->valid_to);
		if (value) {
			fputs("; unless set ", stdout);
			output_text(stdout, value);
		}
		putchar('\n');
		output_wrapped(stdout, code->meaning, 6);
	}
}

static void explain_list(const struct code_list *list)
{
	output_strong(stdout, list->title);
	printf("\nCode list '%s'\n", list->id);
	print_section("What it is", list->description);
	putchar('\n');
	print_codes(list);
}

/* Kinds and fields ------------------------------------------------------- */

static void print_field(const struct field *field, int indent)
{
	g_autofree char *name =
		g_strconcat(field->is_attr ? "@" : "", field->name, NULL);
	g_autofree char *words = field_words(field);

	printf("%*s", indent, "");
	output_strong(stdout, name);
	printf("  %s: %s\n", field->label, words);
	output_wrapped(stdout, field->hint, indent + 4);
}

static void print_fields(const struct field *field, int indent)
{
	for (size_t i = 0; i < field->n_attrs; i++) {
		if (!field_is_claim(&field->attrs[i]))
			print_field(&field->attrs[i], indent);
	}
	for (size_t i = 0; i < field->n_children; i++) {
		print_field(&field->children[i], indent);
		print_fields(&field->children[i], indent + 2);
	}
}

static void explain_kind(const struct kind *kind)
{
	output_strong(stdout, kind->label);
	putchar('\n');
	if (kind->folder)
		printf("Record of kind '%s', in the folder '%s'\n", kind->name,
		       kind->folder);
	else if (kind->file)
		printf("The file %s\n", kind->file);
	print_section("What it is", kind->root->hint);
	print_section("Every element may also have",
		      "evidence (stated, inferred or not-stated), source (the "
		      "id of a source record) and locator (where in the "
		      "source). What stands on an element holds for those "
		      "inside it, 'not-stated' apart.");
	putchar('\n');
	output_strong(stdout, "Fields");
	putchar('\n');
	print_fields(kind->root, 2);
}

static void explain_kinds(const struct book *book)
{
	size_t n;
	const struct kind *kinds = schema_kinds(book->schema, &n);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			putchar('\n');
		explain_kind(&kinds[i]);
	}
}

static void explain_field(const struct book *book, const struct kind *kind,
			  const struct field *field, const char *path)
{
	const char *name = field_words_list(field);
	const struct code_list *list =
		name ? codes_list(book->codes, name) : NULL;
	g_autofree char *title =
		g_strdup_printf("%s.%s  %s", kind->name, path, field->label);
	g_autofree char *words = field_words(field);

	output_strong(stdout, title);
	printf("\n%s\n", words);
	output_wrapped(stdout, field->hint, 2);
	if (field->n_children > 0) {
		puts("\nFields inside it:");
		print_fields(field, 2);
	}
	if (!list)
		return;
	printf("\nCodes of the list '%s':\n", name);
	print_codes(list);
}

/* The field at "party.ref" below root; NULL when there is none. */
static const struct field *find_field(const struct field *root,
				      const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, ".", -1);
	const struct field *field = root;

	for (char **name = names; *name && field; name++) {
		const struct field *child = field_child(field, *name);

		field = child || name[1] ? child : field_attr(field, *name);
	}
	return field == root ? NULL : field;
}

/* Explains every field of that name, wherever it is. */
static bool explain_all(const struct book *book, const struct kind *kind,
			const struct field *field, const char *prefix,
			const char *name)
{
	bool is_found = false;

	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *path = g_strconcat(prefix, *prefix ? "." : "",
						    child->name, NULL);

		if (strcmp(child->name, name) == 0) {
			explain_field(book, kind, child, path);
			putchar('\n');
			is_found = true;
		}
		is_found |= explain_all(book, kind, child, path, name);
	}
	return is_found;
}

static bool explain_fields(const struct book *book, const char *word)
{
	const char *dot = strchr(word, '.');
	g_autofree char *name =
		dot ? g_strndup(word, (size_t)(dot - word)) : NULL;
	const struct kind *kind = name ? schema_kind(book->schema, name) : NULL;
	const struct field *field =
		kind ? find_field(kind->root, dot + 1) : NULL;
	bool is_found = field != NULL;
	size_t n;
	const struct kind *kinds = schema_kinds(book->schema, &n);

	if (field)
		explain_field(book, kind, field, dot + 1);
	for (size_t i = 0; i < n && !kind; i++) {
		field = find_field(kinds[i].root, word);
		if (field && dot) {
			explain_field(book, &kinds[i], field, word);
			putchar('\n');
			is_found = true;
		} else if (!dot) {
			is_found |= explain_all(book, &kinds[i], kinds[i].root,
						"", word);
		}
	}
	return is_found;
}

/* What can be asked for ------------------------------------------------- */

static void add_names(const struct kind *kind, const struct field *field,
		      const char *prefix, GPtrArray *names)
{
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *path =
			g_strconcat(prefix, ".", child->name, NULL);

		g_ptr_array_add(names, g_strdup(child->name));
		g_ptr_array_add(names, g_strdup(path));
		add_names(kind, child, path, names);
	}
}

static enum command_status refuse(const struct book *book, const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(book->rules, &n);
	const struct kind *kinds;
	const char *near;

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(names, g_strdup(rows[i].id));
	kinds = schema_kinds(book->schema, &n);
	for (size_t i = 0; i < n; i++) {
		g_ptr_array_add(names, g_strdup(kinds[i].name));
		add_names(&kinds[i], kinds[i].root, kinds[i].name, names);
	}
	g_ptr_array_add(names, NULL);
	near = nearest_find((const char *const *)names->pdata, word);
	return output_usage("explain",
			    near ? "'%s' is no rule, kind or field; did you "
				   "mean '%s'?"
				 : "'%s' is no rule, kind or field; 'gatehouse "
				   "help rules' and 'gatehouse help records' "
				   "have them",
			    word, near);
}

static enum command_status explain(const struct book *book, const char *word)
{
	const struct rulebook_row *row = rulebook_find(book->rules, word);
	const struct kind *kind = schema_kind(book->schema, word);
	const struct code_list *list = codes_list(book->codes, word);

	if (row)
		explain_rule(book, row);
	else if (kind)
		explain_kind(kind);
	else if (!explain_fields(book, word)) {
		if (!list)
			return refuse(book, word);
		explain_list(list);
	}
	return COMMAND_CLEAN;
}

static void explain_rules(const struct book *book)
{
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(book->rules, &n);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			putchar('\n');
		explain_rule(book, &rows[i]);
	}
}

/* Templates -------------------------------------------------------------- */

static void explain_shape(const struct template_keys_shape *shape)
{
	g_autofree char *title = g_strdup_printf("%s%s", shape->name,
						 shape->is_page ? ".html" : "");

	output_strong(stdout, title);
	fputs("  ", stdout);
	output_text(stdout, shape->title);
	putchar('\n');
	for (size_t i = 0; i < shape->n_also; i++)
		printf("  all of '%s'\n", shape->also[i]->name);
	if (shape->fields == TEMPLATE_KEYS_FIELDS)
		puts("  what the schema allows in it, by name");
	else if (shape->fields == TEMPLATE_KEYS_FLAGS)
		puts("  a yes or no for each field of the schema, by name");
	else if (shape->fields == TEMPLATE_KEYS_ENTRIES)
		puts("  a map (field) for each element that the schema allows, "
		     "by name");
	for (size_t i = 0; i < shape->n_keys; i++) {
		g_autofree char *type = template_keys_type(&shape->keys[i]);

		fputs("  ", stdout);
		output_strong(stdout, shape->keys[i].name);
		fputs("  ", stdout);
		output_text(stdout, type);
		putchar('\n');
		output_wrapped(stdout, shape->keys[i].meaning, 6);
	}
	putchar('\n');
}

static enum command_status explain_pages(const struct session *session,
					 bool is_mdoc)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(TemplateKeys) keys =
		template_keys_new(session->library->assets, &error);
	size_t n;
	const struct template_keys_shape *shapes;

	if (!keys)
		return output_failure("explain", error);
	if (is_mdoc) {
		mdoc_pages(stdout, keys);
		return COMMAND_CLEAN;
	}
	shapes = template_keys_shapes(keys, &n);
	for (size_t i = 0; i < n; i++)
		explain_shape(&shapes[i]);
	return COMMAND_CLEAN;
}

/* The command ------------------------------------------------------------ */

/* False, and said: the options do not go together, or with the words. */
static bool is_usable(size_t n, bool is_mdoc)
{
	int wholes = opt.all + opt.kinds + opt.pages;

	if (opt.format && !is_mdoc && strcmp(opt.format, "text") != 0)
		output_usage("explain",
			     "--format is 'text' or 'mdoc', not '%s'",
			     opt.format);
	else if (wholes > 1)
		output_usage("explain",
			     "--all, --kinds and --pages exclude each other");
	else if (is_mdoc && (wholes == 0 || n > 0))
		output_usage("explain",
			     "--format mdoc goes with --all, --kinds or "
			     "--pages, which take no word");
	else if ((wholes == 0) == (n == 0))
		output_usage("explain",
			     "expected: %s, or --all, --kinds or --pages alone",
			     cmd_explain.arguments);
	else
		return true;
	return false;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	bool is_mdoc = g_strcmp0(opt.format, "mdoc") == 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(Codes) codes = session_codes(session, NULL, &error);
	g_autoptr(Rulebook) rules =
		codes ? rulebook_new(session->library->assets, &error) : NULL;
	struct book book = { session->registers, session->library->schema,
			     codes, rules };

	if (!rules)
		return output_failure("explain", error);
	if (!is_usable(n, is_mdoc))
		return COMMAND_USAGE;
	if (opt.pages)
		return explain_pages(session, is_mdoc);
	if (n > 0)
		return explain(&book, args[0]);
	if (opt.kinds && is_mdoc)
		mdoc_kinds(stdout, book.schema, codes);
	else if (opt.kinds)
		explain_kinds(&book);
	else if (is_mdoc)
		mdoc_rules(stdout, rules, session->as_of);
	else
		explain_rules(&book);
	return COMMAND_CLEAN;
}

const struct command cmd_explain = {
	.name = "explain",
	.help = "Explain a rule, a kind of record or a field",
	.arguments = "RULE|KIND|FIELD",
	.description =
		"Explains a rule of the rule book with its sources, a kind of "
		"record with all its\nfields, or a field with the codes it "
		"may hold. A field is written as kind.field,\nor by its name "
		"alone; the name of a code list prints the list. A rule that "
		"the registers\nof the current folder change is shown with "
		"the reason. --all explains every rule, --pages what page "
		"templates are\ngiven.",
	.ending = "Examples:\n"
		  "  gatehouse explain CON-02\n"
		  "  gatehouse explain agreement\n"
		  "  gatehouse explain agreement.status\n"
		  "  gatehouse explain --all --format mdoc | mandoc -a\n\n"
		  "Exit status: 0 done; 2 there is no such rule, kind or "
		  "field.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_SETTINGS,
	.max_args = 1,
	.run = run,
};
