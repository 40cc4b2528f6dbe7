/* SPDX-License-Identifier: MIT */
/*
 * Where a repository's bytes lie.  Stores that are borrowed from are listed in
 * objects/info/alternates, a path a line, relative to the folder objects; git
 * follows them five deep, and so do we.
 */
#include "lib/repo_folders.h"

#include <stdbool.h>

#include <git2.h>

#include "lib/repo.h"
#include "lib/repo_trees.h"

#define MAX_DEPTH 5
#define MAX_FOLDERS 100u

static void add_alternates(GPtrArray *folders, const char *objects, int depth)
{
	g_autofree char *list =
		g_build_filename(objects, "info", "alternates", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (depth > MAX_DEPTH || !g_file_get_contents(list, &text, NULL, NULL))
		return;
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line && folders->len < MAX_FOLDERS; line++) {
		char *path;

		if (!**line || **line == '#')
			continue;
		path = g_canonicalize_filename(*line, objects);
		g_ptr_array_add(folders, path);
		add_alternates(folders, path, depth + 1);
	}
}

GStrv repo_folders_borrowed(const char *objects)
{
	GPtrArray *folders = g_ptr_array_new();

	add_alternates(folders, objects, 1);
	g_ptr_array_add(folders, NULL);
	return (GStrv)g_ptr_array_free(folders, FALSE);
}

GStrv repo_folders(struct repo *repo)
{
	git_repository *git = repo_handle(repo);
	GPtrArray *folders = g_ptr_array_new();
	const char *shared = git_repository_commondir(git);
	g_autofree char *objects = g_build_filename(shared, "objects", NULL);

	if (repo_workdir(repo))
		g_ptr_array_add(folders, g_strdup(repo_workdir(repo)));
	g_ptr_array_add(folders, g_strdup(git_repository_path(git)));
	g_ptr_array_add(folders, g_strdup(shared));
	g_ptr_array_add(folders, g_strdup(objects));
	add_alternates(folders, objects, 1);
	g_ptr_array_add(folders, NULL);
	return (GStrv)g_ptr_array_free(folders, FALSE);
}

char *repo_folders_git(struct repo *repo)
{
	return g_strdup(git_repository_commondir(repo_handle(repo)));
}
