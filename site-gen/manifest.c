/* SPDX-License-Identifier: MIT */
/*
 * The list by which anyone can check a site with sha256sum, and by which this
 * program knows a folder for a site that it may replace.
 */
#include "site-gen/manifest.h"

#include <string.h>

#include <gio/gio.h>
#include <jansson.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keys in the order of insertion: sorted here, written so by jansson. */
static json_t *list_files(GHashTable *files)
{
	json_t *object = json_object();
	guint n;
	g_autofree const char **paths =
		(const char **)g_hash_table_get_keys_as_array(files, &n);

	qsort(paths, n, sizeof(*paths), compare);
	for (guint i = 0; i < n; i++) {
		g_assert(strcmp(paths[i], MANIFEST_NAME) != 0 &&
			 strcmp(paths[i], MANIFEST_LOG) != 0);
		json_object_set_new(
			object, paths[i],
			json_string(g_hash_table_lookup(files, paths[i])));
	}
	return object;
}

GBytes *manifest_format(const struct manifest *manifest, GHashTable *files)
{
	json_t *root = json_object();
	g_autofree char *as_of = date_format(manifest->as_of);
	g_autoptr(GString) text = NULL;
	char *dump;

	json_object_set_new(root, "gatehouse", json_string(GATEHOUSE_VERSION));
	json_object_set_new(root, "commit",
			    manifest->commit ? json_string(manifest->commit)
					     : json_null());
	json_object_set_new(root, "asOf", json_string(as_of));
	json_object_set_new(root, "edition",
			    json_string(edition_name(manifest->edition)));
	json_object_set_new(root, "files", list_files(files));
	dump = json_dumps(root, JSON_INDENT(1));
	json_decref(root);
	text = g_string_new(dump);
	free(dump);
	g_string_append_c(text, '\n');
	return g_string_free_to_bytes(g_steal_pointer(&text));
}

static GHashTable *read_files(const json_t *object)
{
	g_autoptr(GHashTable) files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *path;
	json_t *hash;

	json_object_foreach((json_t *)object, path, hash)
	{
		if (!json_is_string(hash))
			return NULL;
		g_hash_table_insert(files, g_strdup(path),
				    g_strdup(json_string_value(hash)));
	}
	return g_steal_pointer(&files);
}

GHashTable *manifest_parse(const char *bytes, size_t len, GError **error)
{
	json_error_t fault;
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &fault);
	const json_t *files = json_object_get(root, "files");
	GHashTable *result = NULL;

	if (json_is_string(json_object_get(root, "gatehouse")) &&
	    json_is_string(json_object_get(root, "edition")) &&
	    json_is_object(files))
		result = read_files(files);
	if (!result && root)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "it is not a manifest of this program");
	else if (!result)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "line %d: %s", fault.line, fault.text);
	json_decref(root);
	return result;
}

static char *copy(const json_t *root, const char *key)
{
	return g_strdup(json_string_value(json_object_get(root, key)));
}

bool manifest_parse_head(const char *bytes, size_t len,
			 struct manifest_head *head, GError **error)
{
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);

	head->gatehouse = copy(root, "gatehouse");
	head->commit = copy(root, "commit");
	head->as_of = copy(root, "asOf");
	head->edition = copy(root, "edition");
	json_decref(root);
	if (head->gatehouse && head->as_of && head->edition)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "it is not a manifest of this program");
	return false;
}

void manifest_head_clear(struct manifest_head *head)
{
	g_free(head->gatehouse);
	g_free(head->commit);
	g_free(head->as_of);
	g_free(head->edition);
}
