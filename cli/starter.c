/* SPDX-License-Identifier: MIT */
/*
 * A new repository begins with the gateways, since they are law and the same
 * for everybody, and with whatever these refer to: a reference that leads
 * nowhere would be a finding in a register that nobody has touched yet.
 *
 * The example is replayed in stages, each with the text as it was known then.
 */
#include "cli/starter.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml.h"

#define REGISTERS "registers/"
#define SETTINGS "gatehouse.xml"
#define NOON ((int64_t)12 * 60 * 60)
#define SECONDS_PER_DAY ((int64_t)24 * 60 * 60)

static const char ignored_files[] = "# What 'gatehouse build' makes.\n/site/\n";

static void file_free(void *data)
{
	struct starter_file *file = data;

	g_free(file->path);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static void stage_free(void *data)
{
	struct starter_stage *stage = data;

	g_free(stage->message);
	g_ptr_array_unref(stage->files);
	g_free(stage);
}

static struct starter_stage *add_stage(GPtrArray *stages, const char *message)
{
	struct starter_stage *stage = g_new0(struct starter_stage, 1);

	stage->message = g_strdup(message);
	stage->files = g_ptr_array_new_with_free_func(file_free);
	g_ptr_array_add(stages, stage);
	return stage;
}

/* Takes over bytes. */
static void add_file(struct starter_stage *stage, const char *path,
		     GBytes *bytes)
{
	struct starter_file *file = g_new0(struct starter_file, 1);

	file->path = g_strdup(path);
	file->bytes = bytes;
	g_ptr_array_add(stage->files, file);
}

/* The first commit also says what is not part of the registers. */
static void add_ignored(struct starter_stage *stage)
{
	add_file(stage, ".gitignore",
		 g_bytes_new_static(ignored_files, sizeof(ignored_files) - 1));
}

static const struct node *parse(const struct library *library,
				struct arena *arena, const char *path,
				GBytes *bytes, GError **error)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = path };
	const struct node *root;
	bool is_valid;
	gsize len;

	input.bytes = g_bytes_get_data(bytes, &len);
	input.len = len;
	root = xml_read(library->xml, library->schema, arena, &input, diags,
			&is_valid);
	if (root && is_valid)
		return root;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: %s",
		    path, diags_get(diags, 0)->line,
		    diags_get(diags, 0)->message);
	return NULL;
}

/* The starter registers ---------------------------------------------------- */

struct gathering {
	const struct library *library;
	GHashTable *paths; /* id -> path of every record built in */
	GHashTable *taken; /* ids */
	GPtrArray *queue;  /* ids still to be looked at */
	struct starter_stage *stage;
};

static void want(struct gathering *gathering, const char *id)
{
	g_autofree char *record = g_strndup(id, strcspn(id, "#"));

	if (!g_hash_table_contains(gathering->paths, record) ||
	    g_hash_table_contains(gathering->taken, record))
		return;
	g_hash_table_add(gathering->taken, g_strdup(record));
	g_ptr_array_add(gathering->queue, g_steal_pointer(&record));
}

static void want_references(struct gathering *gathering,
			    const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		for (unsigned i = 0; i < n->n_attrs; i++)
			if (strcmp(n->attrs[i].name, "id") != 0)
				want(gathering, n->attrs[i].value);
	}
}

/* Adds what is in the queue, and what that refers to. */
static bool follow(struct gathering *gathering, GError **error)
{
	for (guint i = 0; i < gathering->queue->len; i++) {
		const char *path = g_hash_table_lookup(
			gathering->paths, gathering->queue->pdata[i]);
		g_autoptr(Arena) arena = arena_new();
		GBytes *bytes =
			assets_load(gathering->library->assets, path, error);
		const struct node *root;

		if (!bytes)
			return false;
		add_file(gathering->stage, path + strlen(REGISTERS), bytes);
		root = parse(gathering->library, arena, path, bytes, error);
		if (!root)
			return false;
		want_references(gathering, root);
	}
	return true;
}

static char *id_of(const char *path)
{
	char *id = g_path_get_basename(path);

	id[strlen(id) - strlen(".xml")] = '\0';
	return id;
}

/* All records that are built in, by id. */
static void index_paths(struct gathering *gathering)
{
	const char *const *folder = gathering->library->folders;

	for (; *folder; folder++) {
		g_autofree char *dir = g_strconcat(REGISTERS, *folder, NULL);
		g_auto(GStrv) paths =
			assets_list(gathering->library->assets, dir);

		for (char **path = paths; *path; path++) {
			if (g_str_has_suffix(*path, ".xml"))
				g_hash_table_insert(gathering->paths,
						    id_of(*path),
						    g_strdup(*path));
		}
	}
}

static bool gather_gateways(struct starter_stage *stage,
			    const struct library *library, GError **error)
{
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) queue = g_ptr_array_new_with_free_func(g_free);
	struct gathering gathering = { library, paths, taken, queue, stage };
	g_auto(GStrv) gateways =
		assets_list(library->assets, REGISTERS "gateways");

	index_paths(&gathering);
	for (char **path = gateways; *path; path++) {
		g_autofree char *id = id_of(*path);

		want(&gathering, id);
	}
	return follow(&gathering, error);
}

static GBytes *settings_with(const char *title)
{
	char *text = g_markup_printf_escaped(
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- What may stand here: gatehouse explain settings -->\n"
		"<settings xmlns=\"urn:gatehouse:1\">\n"
		"  <title>%s</title>\n"
		"</settings>\n",
		title);

	return g_bytes_new_take(text, strlen(text));
}

GPtrArray *starter_new(const struct library *library, const char *title,
		       GError **error)
{
	g_autoptr(GPtrArray) stages =
		g_ptr_array_new_with_free_func(stage_free);
	struct starter_stage *stage = add_stage(
		stages, "Begin the registers\n\nSettings, and the legal "
			"gateways that Gatehouse describes, with their "
			"sources.\n");

	add_ignored(stage);
	add_file(stage, SETTINGS, settings_with(title));
	if (!gather_gateways(stage, library, error))
		return NULL;
	return g_steal_pointer(&stages);
}

/* The example -------------------------------------------------------------- */

static bool add_record(struct starter_stage *stage,
		       const struct library *library, const struct node *record,
		       GError **error)
{
	const char *path = node_attr(record, "path");
	const char *from = node_attr(record, "from");
	g_autofree char *asset = NULL;
	GBytes *bytes;

	if (!path) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    REGISTERS "history.xml:%u: 'record' has no path",
			    record->line);
		return false;
	}
	asset = g_strconcat(REGISTERS, from ? from : path, NULL);
	bytes = assets_load(library->assets, asset, error);
	if (!bytes)
		return false;
	add_file(stage, path, bytes);
	return true;
}

static bool add_example_stage(GPtrArray *stages, const struct library *library,
			      const struct node *node, GError **error)
{
	struct starter_stage *stage =
		add_stage(stages, node_text(node_child(node, "message")));
	date_t day = date_parse(node_attr(node, "date"));

	if (day == DATE_NONE) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    REGISTERS "history.xml:%u: 'stage' has no date",
			    node->line);
		return false;
	}
	stage->time =
		(int64_t)(day - date_parse("1970-01-01")) * SECONDS_PER_DAY +
		NOON;
	if (stages->len == 1)
		add_ignored(stage);
	NODE_EACH(record, node, "record")
	{
		if (!add_record(stage, library, record, error))
			return false;
	}
	return true;
}

GPtrArray *starter_example(const struct library *library, GError **error)
{
	g_autoptr(GPtrArray) stages =
		g_ptr_array_new_with_free_func(stage_free);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GBytes) bytes =
		assets_load(library->assets, REGISTERS "history.xml", error);
	const struct node *root =
		bytes ? parse(library, arena, REGISTERS "history.xml", bytes,
			      error)
		      : NULL;

	if (!root)
		return NULL;
	NODE_EACH(stage, root, "stage")
	{
		if (!add_example_stage(stages, library, stage, error))
			return NULL;
	}
	return g_steal_pointer(&stages);
}
