/* SPDX-License-Identifier: MIT */
/*
 * The built-in files are one GResource, linked into the program; a folder
 * given by the user is looked at first, file by file.
 */
#include "lib/assets.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/sha256.h"

#define PREFIX "/gatehouse/"

struct assets {
	char *schemas;
	char *templates;
};

struct assets *assets_new(const char *schemas, const char *templates)
{
	struct assets *assets = g_new0(struct assets, 1);

	assets->schemas = g_strdup(schemas);
	assets->templates = g_strdup(templates);
	return assets;
}

void assets_free(struct assets *assets)
{
	if (!assets)
		return;
	g_free(assets->schemas);
	g_free(assets->templates);
	g_free(assets);
}

/*
 * The folder that overrides path, and in *rest the part of path below it;
 * NULL when the user gave none.
 */
static const char * override(const struct assets *assets, const char *path,
			     const char **rest)
{
	if (g_str_has_prefix(path, "schemas/")) {
		*rest = path + strlen("schemas/");
		return assets->schemas;
	}
	if (g_str_has_prefix(path, "templates/")) {
		*rest = path + strlen("templates/");
		return assets->templates;
	}
	return NULL;
}

GBytes *assets_load(const struct assets *assets, const char *path,
		    GError **error)
{
	const char *rest = NULL;
	const char *folder = override(assets, path, &rest);
	g_autofree char *name = NULL;
	g_autoptr(GError) missing = NULL;

	if (folder) {
		g_autofree char *file = g_build_filename(folder, rest, NULL);
		char *bytes;
		gsize len;

		if (g_file_get_contents(file, &bytes, &len, &missing))
			return g_bytes_new_take(bytes, len);
		if (!g_error_matches(missing, G_FILE_ERROR,
				     G_FILE_ERROR_NOENT)) {
			g_propagate_error(error, g_steal_pointer(&missing));
			return NULL;
		}
	}
	name = g_strconcat(PREFIX, path, NULL);
	return g_resources_lookup_data(name, G_RESOURCE_LOOKUP_FLAGS_NONE,
				       error);
}

static void list_resources(const char *folder, GPtrArray *out)
{
	g_autofree char *name = g_strconcat(PREFIX, folder, NULL);
	g_auto(GStrv) children = g_resources_enumerate_children(
		name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

	for (size_t i = 0; children && children[i]; i++) {
		g_autofree char *child =
			g_strconcat(folder, "/", children[i], NULL);

		if (g_str_has_suffix(child, "/")) {
			child[strlen(child) - 1] = '\0';
			list_resources(child, out);
		} else {
			g_ptr_array_add(out, g_steal_pointer(&child));
		}
	}
}

static void list_folder(const char *folder, const char *path, GPtrArray *out)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(folder, name, NULL);
		g_autofree char *shown = g_strconcat(path, "/", name, NULL);

		if (name[0] == '.')
			continue;
		if (g_file_test(child, G_FILE_TEST_IS_DIR))
			list_folder(child, shown, out);
		else
			g_ptr_array_add(out, g_steal_pointer(&shown));
	}
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GStrv assets_list(const struct assets *assets, const char *folder)
{
	g_autofree char *slashed = g_strconcat(folder, "/", NULL);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) unique = g_ptr_array_new_with_free_func(g_free);
	const char *rest = NULL;
	const char *own = override(assets, slashed, &rest);

	list_resources(folder, all);
	if (own) {
		g_autofree char *dir = g_build_filename(own, rest, NULL);

		list_folder(dir, folder, all);
	}
	g_ptr_array_sort(all, compare_paths);
	for (size_t i = 0; i < all->len; i++) {
		if (i == 0 || strcmp(all->pdata[i - 1], all->pdata[i]) != 0)
			g_ptr_array_add(unique, g_strdup(all->pdata[i]));
	}
	g_ptr_array_add(unique, NULL);
	return (GStrv)g_ptr_array_steal(unique, NULL);
}

char *assets_key(const struct assets *assets, const char *folder,
		 const char *suffix)
{
	g_autofree char *below = g_strconcat(folder, "/", NULL);
	g_auto(GStrv) paths = NULL;
	const char *rest;
	struct sha256 *sum;
	char *digest;

	if (!override(assets, below, &rest))
		return g_strdup("built in");
	paths = assets_list(assets, folder);
	sum = sha256_new();
	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes =
			g_str_has_suffix(*path, suffix)
				? assets_load(assets, *path, NULL)
				: NULL;
		gsize len;
		const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;

		if (!data)
			continue;
		sha256_add(sum, *path, strlen(*path) + 1);
		sha256_add(sum, data, len);
	}
	digest = sha256_end(sum);
	sha256_free(sum);
	return digest;
}
