/* SPDX-License-Identifier: MIT */
/*
 * templates/keys.xml says what pages provide, no more and no less: registers
 * that have something of everything are built in all editions, and the values
 * of every page held against it.  A message names the line that is missing.
 */
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "site-gen/page.h"
#include "site-gen/site.h"
#include "site-gen/template_keys.h"
#include "site-gen/value.h"
#include "tests/unit/repo_fixture.h"
#include "tests/unit/rich_fixture.h"

#define AS_OF "2026-11-22"

/* What is seen of all pages, under a lock: two threads report. */
struct watch {
	GMutex lock;
	const struct template_keys *keys;
	GHashTable *fields; /* names of the schema's fields */
	GHashTable *seen;   /* "shape key" with a value of its type */
	GHashTable *faults; /* sentences, each once */
};

static void complain(struct watch *watch, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void complain(struct watch *watch, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_hash_table_add(watch->faults, g_strdup_vprintf(format, args));
	va_end(args);
}

static const char *type_of(const struct value *v)
{
	static const char *const names[] = {
		[VALUE_NOTHING] = "nothing", [VALUE_BOOL] = "bool",
		[VALUE_TEXT] = "text",	     [VALUE_URL] = "url",
		[VALUE_HTML] = "html",	     [VALUE_LIST] = "list",
		[VALUE_MAP] = "map",
	};

	return names[value_type(v)];
}

static void check_map(struct watch *watch,
		      const struct template_keys_shape *shape,
		      const struct value *map);

/* What a field's value is: an element, or all of that name together. */
static const struct template_keys_shape *
field_shape(const struct watch *watch, const struct template_keys_shape *shape)
{
	return template_keys_find(
		watch->keys,
		shape->fields == TEMPLATE_KEYS_ENTRIES ? "field" : "element",
		false);
}

/* A value that is of, or is a shape of that name. */
static void check_inner(struct watch *watch, const char *where, const char *of,
			const struct value *v)
{
	const struct template_keys_shape *shape =
		of ? template_keys_find(watch->keys, of, false) : NULL;

	if (shape && value_type(v) == VALUE_MAP)
		check_map(watch, shape, v);
	else if (value_type(v) != VALUE_NOTHING && g_strcmp0(of, type_of(v)))
		complain(watch, "%s is of %s, not of %s", where,
			 of ? of : "what is not said", type_of(v));
}

static void check_value(struct watch *watch, const char *where,
			const struct template_keys_key *key,
			const struct value *v)
{
	const char *type = type_of(v);

	if (value_type(v) == VALUE_NOTHING)
		return;
	if (strcmp(type, key->type) != 0) {
		complain(watch, "%s is %s, not %s", where, type, key->type);
		return;
	}
	if (value_type(v) == VALUE_MAP)
		check_inner(watch, where, key->of, v);
	for (size_t i = 0; value_type(v) == VALUE_LIST && i < value_len(v); i++)
		check_inner(watch, where, key->of, value_at(v, i));
	if (value_type(v) != VALUE_LIST || value_len(v) > 0)
		g_hash_table_add(watch->seen, g_strdup(where));
}

/* What stands under the name of a field. */
static void check_field(struct watch *watch,
			const struct template_keys_shape *shape,
			const char *name, const struct value *v)
{
	const struct template_keys_shape *inner = field_shape(watch, shape);

	if (!g_hash_table_contains(watch->fields, name))
		complain(watch, "%s: '%s' is no field of the schema",
			 shape->name, name);
	if (shape->fields == TEMPLATE_KEYS_FLAGS) {
		if (value_type(v) != VALUE_BOOL)
			complain(watch, "%s: '%s' is %s", shape->name, name,
				 type_of(v));
		return;
	}
	if (value_type(v) == VALUE_MAP)
		check_map(watch, inner, v);
	for (size_t i = 0; value_type(v) == VALUE_LIST && i < value_len(v); i++)
		check_map(watch, inner, value_at(v, i));
	if (value_type(v) == VALUE_BOOL || value_type(v) == VALUE_HTML ||
	    (shape->fields == TEMPLATE_KEYS_ENTRIES &&
	     value_type(v) != VALUE_MAP && value_type(v) != VALUE_NOTHING))
		complain(watch, "%s: '%s' is %s", shape->name, name,
			 type_of(v));
}

static enum template_keys_fields
fields_of(const struct template_keys_shape *shape)
{
	enum template_keys_fields fields = shape->fields;

	for (size_t i = 0; !fields && i < shape->n_also; i++)
		fields = fields_of(shape->also[i]);
	return fields;
}

/* Asserts that a map has all keys of a shape. */
static void check_missing(struct watch *watch,
			  const struct template_keys_shape *shape,
			  const struct template_keys_shape *part,
			  const struct value *map)
{
	for (size_t i = 0; i < part->n_keys; i++)
		if (!value_get(map, part->keys[i].name))
			complain(watch, "%s: a map without '%s'", shape->name,
				 part->keys[i].name);
	for (size_t i = 0; i < part->n_also; i++)
		check_missing(watch, shape, part->also[i], map);
}

/* The shape that says something of the key: this one or one of also. */
static const struct template_keys_shape *
owner_of(const struct template_keys_shape *shape,
	 const struct template_keys_key *key)
{
	const struct template_keys_shape *owner = NULL;

	if (key >= shape->keys && key < shape->keys + shape->n_keys)
		return shape;
	for (size_t i = 0; !owner && i < shape->n_also; i++)
		owner = owner_of(shape->also[i], key);
	return owner;
}

static void check_map(struct watch *watch,
		      const struct template_keys_shape *shape,
		      const struct value *map)
{
	check_missing(watch, shape, shape, map);
	for (size_t i = 0; i < value_len(map); i++) {
		const char *name = value_key_at(map, i);
		const struct value *v = value_get(map, name);
		const struct template_keys_key *key =
			template_keys_key(shape, name);
		g_autofree char *where = NULL;

		if (!key && fields_of(shape) && name[0] != '_') {
			check_field(watch, shape, name, v);
			continue;
		}
		if (!key) {
			complain(watch,
				 "%s lacks <key name=\"%s\" type=\"%s\">",
				 shape->name, name, type_of(v));
			continue;
		}
		where = g_strdup_printf("%s %s", owner_of(shape, key)->name,
					name);
		check_value(watch, where, key, v);
	}
}

static void see(void *data, const struct page *page, const struct value *values)
{
	struct watch *watch = data;
	const struct template_keys_shape *shape;

	g_mutex_lock(&watch->lock);
	shape = template_keys_find(watch->keys, page->template, true);
	g_hash_table_add(watch->seen, g_strdup(page->template));
	if (shape)
		check_map(watch, shape, values);
	else
		complain(watch, "there is no <page template=\"%s\">",
			 page->template);
	g_mutex_unlock(&watch->lock);
}

static void add_fields(GHashTable *names, const struct field *field)
{
	g_hash_table_add(names, (gpointer)field->name);
	for (size_t i = 0; i < field->n_attrs; i++)
		g_hash_table_add(names, (gpointer)field->attrs[i].name);
	for (size_t i = 0; i < field->n_children; i++)
		add_fields(names, &field->children[i]);
}

static void watch_start(struct watch *watch, const struct template_keys *keys,
			const struct schema *schema)
{
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);

	g_mutex_init(&watch->lock);
	watch->keys = keys;
	watch->fields = g_hash_table_new(g_str_hash, g_str_equal);
	watch->seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->faults =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < n; i++)
		add_fields(watch->fields, kinds[i].root);
}

/* Every key of the file has been seen with a value of its type. */
static void watch_settle(struct watch *watch)
{
	size_t n;
	const struct template_keys_shape *shapes =
		template_keys_shapes(watch->keys, &n);

	for (size_t i = 0; i < n; i++) {
		if (shapes[i].is_page &&
		    !g_hash_table_contains(watch->seen, shapes[i].name))
			complain(watch, "no page has the template '%s'",
				 shapes[i].name);
		for (size_t j = 0; j < shapes[i].n_keys; j++) {
			g_autofree char *where =
				g_strdup_printf("%s %s", shapes[i].name,
						shapes[i].keys[j].name);

			if (!shapes[i].keys[j].is_seldom &&
			    !g_hash_table_contains(watch->seen, where))
				complain(watch, "%s was never provided", where);
		}
	}
}

static void watch_end(struct watch *watch)
{
	g_mutex_clear(&watch->lock);
	g_hash_table_unref(watch->fields);
	g_hash_table_unref(watch->seen);
	g_hash_table_unref(watch->faults);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void report(struct watch *watch)
{
	guint n;
	g_autofree const char **faults =
		(const char **)g_hash_table_get_keys_as_array(watch->faults,
							      &n);

	qsort(faults, n, sizeof(*faults), compare);
	for (guint i = 0; i < n; i++)
		g_printerr("templates/keys.xml: %s\n", faults[i]);
	g_assert_cmpuint(n, ==, 0);
}

/* Makes the site of registers (taken over), reporting its values. */
static void build(struct registers *registers, struct diags *diags,
		  struct site_request *request)
{
	const struct library *library = registers_library(registers);
	char *dir = repo_fixture_dir();
	g_autofree char *out = g_build_filename(dir, "site", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Rulebook) rulebook = rulebook_new(library->assets, &error);
	g_autoptr(RuleRun) run = NULL;
	struct site_result result;

	run = rules_check(registers, rulebook, date_parse(AS_OF), diags);
	request->registers = registers;
	request->rulebook = rulebook;
	request->run = run;
	request->diags = diags;
	request->as_of = date_parse(AS_OF);
	request->out = out;
	request->watch = see;
	site_build(request, &result, &error);
	g_assert_no_error(error);
	registers_free(registers);
	repo_fixture_end(dir);
}

static void build_edition(const struct library *library, struct repo *repo,
			  struct watch *watch, enum edition edition)
{
	const char *const *folders = library->folders;
	g_autoptr(GError) error = NULL;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(RepoHistory) commits = NULL;
	g_autoptr(RecordHistory) history = NULL;
	char commit_id[REPO_ID_HEX + 1];
	struct repo_id head;
	struct files *files;
	struct site_request request = {
		.commit = commit_id,
		.edition = edition,
		.watch_data = watch,
	};

	g_assert_true(repo_resolve(repo, "HEAD", &head, &error));
	repo_id_format(&head, commit_id);
	commits = repo_history_read(repo, &head, folders, &error);
	g_assert_no_error(error);
	history = record_history_new(library, repo, commits);
	request.history = history;
	files = repo_read_files(repo, &head, folders, diags, &error);
	g_assert_no_error(error);
	build(registers_load(library, files, diags, NULL), diags, &request);
}

/* Where there is nothing to count, signals cannot be told. */
static void build_empty(const struct library *library, struct watch *watch)
{
	static const char settings[] = "<settings xmlns='urn:gatehouse:1'>"
				       "<title>Empty</title></settings>";
	g_autoptr(Diags) diags = diags_new();
	struct files *files = files_new();
	struct site_request request = { .watch_data = watch };

	files_add(files, "gatehouse.xml",
		  g_bytes_new_static(settings, strlen(settings)));
	files_sort(files);
	build(registers_load(library, files, diags, NULL), diags, &request);
}

static void keys_are_what_pages_provide(void)
{
	g_autoptr(GError) error = NULL;
	struct library *library = library_new(NULL, NULL, &error);
	g_autoptr(TemplateKeys) keys =
		template_keys_new(library->assets, &error);
	char *dir = repo_fixture_new();
	struct watch watch;
	struct repo *repo;

	g_assert_no_error(error);
	watch_start(&watch, keys, library->schema);
	rich_fixture_write(library, dir);
	repo = repo_open(dir, &error);
	g_assert_no_error(error);
	for (int edition = EDITION_PUBLIC; edition <= EDITION_INTERNAL;
	     edition++)
		build_edition(library, repo, &watch, (enum edition)edition);
	build_empty(library, &watch);
	watch_settle(&watch);
	report(&watch);
	watch_end(&watch);
	repo_free(repo);
	repo_fixture_end(dir);
	library_free(library);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
	g_test_add_func("/template keys/they are what pages provide",
			keys_are_what_pages_provide);
	return g_test_run();
}
