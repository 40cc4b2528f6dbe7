/* SPDX-License-Identifier: MIT */
/*
 * Records by kind and by the value of fields.  A field is a path of names in
 * the schema ("flow.purpose.code"); which paths there are is read off the
 * schema, so that a misspelt one is told from one that nothing matches.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/table.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/registers.h"

static struct {
	char **where;
	char *format;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "where", 'w', 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.where,
	  "Only records in which FIELD has VALUE; may be repeated",
	  "FIELD=VALUE" },
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print a 'table' (default), 'csv' or 'json'", "FORMAT" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "List the records as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

/* One condition: a path of names, and the value it must have. */
struct condition {
	char **names;
	const char *value;
};

static void condition_clear(struct condition *condition)
{
	g_strfreev(condition->names);
}

/* Whether the schema has the path below field. */
static bool has_path(const struct field *field, char **names)
{
	for (; *names; names++) {
		const struct field *child = field_child(field, *names);

		if (!child)
			return !names[1] && field_attr(field, *names);
		field = child;
	}
	return true;
}

/* Adds all paths below field, for "did you mean". */
static void add_paths(const struct field *field, const char *prefix,
		      GPtrArray *paths)
{
	for (size_t i = 0; i < field->n_attrs; i++)
		g_ptr_array_add(
			paths, g_strconcat(prefix, field->attrs[i].name, NULL));
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *below =
			g_strconcat(prefix, child->name, ".", NULL);

		g_ptr_array_add(paths, g_strconcat(prefix, child->name, NULL));
		add_paths(child, below, paths);
	}
}

static enum command_status refuse_field(const struct schema *schema,
					const struct kind *kind,
					const char *name)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *has = NULL;
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);
	const char *near;

	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder && (!kind || kind == &kinds[i]))
			add_paths(kinds[i].root, "", paths);
	}
	g_ptr_array_add(paths, NULL);
	has = kind ? g_strconcat(kind->name, " has no", NULL)
		   : g_strdup("no kind has a");
	near = nearest_find((const char *const *)paths->pdata, name);
	return output_usage("list",
			    near ? "%s field '%s'; did you mean '%s'?"
				 : "%s field '%s'; 'gatehouse explain KIND' "
				   "lists the fields",
			    has, name, near);
}

/* Whether the condition makes sense for the kind, or for any where NULL. */
static bool is_field(const struct schema *schema, const struct kind *kind,
		     char **names)
{
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);

	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder && (!kind || kind == &kinds[i]) &&
		    has_path(kinds[i].root, names))
			return true;
	}
	return false;
}

static enum command_status parse(const struct schema *schema,
				 const struct kind *kind, const char *text,
				 struct condition *condition)
{
	const char *equals = strchr(text, '=');
	g_autofree char *name = NULL;

	if (!equals || equals == text)
		return output_usage("list",
				    "--where '%s' is not of the form "
				    "FIELD=VALUE",
				    text);
	name = g_strndup(text, (size_t)(equals - text));
	condition->names = g_strsplit(name, ".", -1);
	condition->value = equals + 1;
	if (!is_field(schema, kind, condition->names))
		return refuse_field(schema, kind, name);
	return COMMAND_CLEAN;
}

/* An element is known by its text, its code or what it refers to. */
static bool has_value(const struct node *node, const char *value)
{
	return strcmp(node->text, value) == 0 ||
	       g_strcmp0(node_attr(node, "code"), value) == 0 ||
	       g_strcmp0(node_attr(node, "ref"), value) == 0;
}

static bool matches(const struct node *node, char **names, const char *value)
{
	if (!*names)
		return has_value(node, value);
	if (!names[1] && g_strcmp0(node_attr(node, *names), value) == 0)
		return true;
	NODE_EACH(child, node, *names)
	{
		if (matches(child, names + 1, value))
			return true;
	}
	return false;
}

static bool is_listed(const struct record *record,
		      const struct condition *conditions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!record->root || !matches(record->root, conditions[i].names,
					      conditions[i].value))
			return false;
	}
	return true;
}

/* What stands in the column "status": for records that have one. */
static char *status_of(const struct registers *registers,
		       const struct record *record)
{
	const struct node *node = node_child(record->root, "status");

	if (!node)
		node = node_child(record->root, "state");
	if (!record->is_valid)
		return g_strdup("not valid");
	return node ? registers_words(registers, node) : g_strdup("");
}

static void print_table(const struct session *session, const GPtrArray *records,
			bool is_csv)
{
	static const char *const words[] = { "Kind", "Id", "Title", "Status" };
	static const char *const names[] = { "kind",   "id",   "title",
					     "status", "path", "publication" };
	g_autoptr(Table) table = is_csv ? table_new(names, G_N_ELEMENTS(names))
					: table_new(words, G_N_ELEMENTS(words));

	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		g_autofree char *status = status_of(session->registers, record);
		const char *const cells[] = {
			record->kind->name, record->id,
			record->title,	    status,
			record->path,	    edition_name(record->publication),
		};

		table_add(table, cells);
	}
	if (is_csv)
		table_print_csv(table, stdout);
	else
		table_print(table, stdout);
}

static enum command_status print_records(const struct session *session,
					 const struct kind *kind,
					 const struct condition *conditions,
					 size_t n)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	const char *format = opt.format ? opt.format : "table";

	for (size_t i = 0; i < registers_len(session->registers); i++) {
		const struct record *record =
			registers_listed(session->registers, i);

		if (kind && record->kind != kind)
			continue;
		record = registers_get(session->registers, i);
		if (is_listed(record, conditions, n))
			g_ptr_array_add(records, (gpointer)record);
	}
	if (strcmp(format, "json") == 0)
		json_list(stdout, records);
	else if (strcmp(format, "csv") == 0)
		print_table(session, records, true);
	else if (records->len == 0)
		output_note("list", "no such record");
	else
		print_table(session, records, false);
	return COMMAND_CLEAN;
}

/* By name or folder: both "agreement" and "agreements" will do. */
static const struct kind *find_kind(const struct schema *schema,
				    const char *name)
{
	const struct kind *kind = schema_folder(schema, name);

	if (!kind)
		kind = schema_kind(schema, name);
	return kind && kind->folder ? kind : NULL;
}

static enum command_status refuse_kind(const struct schema *schema,
				       const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *all = NULL;
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);
	const char *near;

	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			g_ptr_array_add(names, (gpointer)kinds[i].name);
	}
	g_ptr_array_add(names, NULL);
	near = nearest_find((const char *const *)names->pdata, name);
	if (near)
		return output_usage("list",
				    "there is no kind '%s'; did you mean "
				    "'%s'?",
				    name, near);
	all = g_strjoinv(", ", (char **)names->pdata);
	return output_usage("list", "there is no kind '%s'; the kinds are %s",
			    name, all);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct schema *schema = session->library->schema;
	const struct kind *kind = n > 0 ? find_kind(schema, args[0]) : NULL;
	size_t n_conditions = opt.where ? g_strv_length(opt.where) : 0;
	g_autofree struct condition *conditions =
		g_new0(struct condition, n_conditions + 1);
	enum command_status status = COMMAND_CLEAN;
	static const char *const formats[] = { "table", "csv", "json", NULL };

	if (opt.format && !g_strv_contains(formats, opt.format))
		return output_usage("list",
				    "--format is 'table', 'csv' or 'json', "
				    "not '%s'",
				    opt.format);
	if (n > 0 && !kind)
		return refuse_kind(schema, args[0]);
	for (size_t i = 0; i < n_conditions && status == COMMAND_CLEAN; i++)
		status = parse(schema, kind, opt.where[i], &conditions[i]);
	if (status == COMMAND_CLEAN)
		status = print_records(session, kind, conditions, n_conditions);
	for (size_t i = 0; i < n_conditions; i++)
		condition_clear(&conditions[i]);
	return status;
}

const struct command cmd_list = {
	.name = "list",
	.help = "List records, all or by kind and field",
	.arguments = "[KIND]",
	.description =
		"Lists the records of the work tree, sorted by kind and id. "
		"FIELD is the name\nof an element or attribute, those inside "
		"others with dots between. It matches\nif the text, the code "
		"or the reference of any such field is VALUE.",
	.ending = "Examples:\n"
		  "  gatehouse list\n"
		  "  gatehouse list agreement --where status=active\n"
		  "  gatehouse list --where flow.purpose.code=P-IDENTIFY\n"
		  "  gatehouse list organisation --format csv\n\n"
		  "Exit status: 0 done, even if nothing is listed; 2 wrong "
		  "usage; 3 the registers\ncannot be read.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS,
	.max_args = 1,
	.revision = &opt.revision,
	.run = run,
};
