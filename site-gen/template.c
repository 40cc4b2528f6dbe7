/* SPDX-License-Identifier: MIT */
/*
 * A set of templates: read, compiled and linked once, then only read.  What
 * the parts do is told in template_parse.c, template_context.c,
 * template_link.c and template_render.c.
 */
#include "site-gen/template.h"

#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "site-gen/template_program.h"

#define FOLDER "templates"
#define SUFFIX ".html"

struct templates {
	struct arena *arena;
	struct template_program *programs; /* sorted by name */
	size_t n;
};

static struct templates *new_set(size_t n)
{
	struct templates *set = g_new0(struct templates, 1);

	set->arena = arena_new();
	set->programs = arena_array(set->arena, n + 1, sizeof(*set->programs));
	return set;
}

static void add_source(struct templates *set, const char *name, size_t n_name,
		       const char *source, size_t len)
{
	struct template_program *program = &set->programs[set->n++];

	program->name = arena_strndup(set->arena, name, n_name);
	program->source = arena_strndup(set->arena, source, len);
	program->len = len;
}

static int compare_programs(const void *a, const void *b)
{
	return strcmp(((const struct template_program *)a)->name,
		      ((const struct template_program *)b)->name);
}

static bool compile(struct templates *set, GError **error)
{
	qsort(set->programs, set->n, sizeof(*set->programs), compare_programs);
	for (size_t i = 0; i < set->n; i++) {
		set->programs[i].index = i;
		if (!template_parse(&set->programs[i], set->arena, error))
			return false;
	}
	return template_link(set->programs, set->n, error);
}

/* The name of a template by its path; NULL when it is another file. */
static const char *name_of(const char *path, size_t *len)
{
	if (!g_str_has_prefix(path, FOLDER "/") ||
	    !g_str_has_suffix(path, SUFFIX))
		return NULL;
	path += strlen(FOLDER "/");
	*len = strlen(path) - strlen(SUFFIX);
	return path;
}

struct templates *templates_new(const struct assets *assets, GError **error)
{
	g_auto(GStrv) paths = assets_list(assets, FOLDER);
	g_autoptr(Templates) set = new_set(g_strv_length(paths));

	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes = NULL;
		const char *name;
		const char *data;
		size_t n_name;
		size_t len;

		name = name_of(*path, &n_name);
		if (!name)
			continue;
		bytes = assets_load(assets, *path, error);
		if (!bytes)
			return NULL;
		data = g_bytes_get_data(bytes, &len);
		add_source(set, name, n_name, data ? data : "", len);
	}
	if (!compile(set, error))
		return NULL;
	return g_steal_pointer(&set);
}

struct templates *templates_new_from(const char *const (*sources)[2], size_t n,
				     GError **error)
{
	g_autoptr(Templates) set = new_set(n);

	for (size_t i = 0; i < n; i++)
		add_source(set, sources[i][0], strlen(sources[i][0]),
			   sources[i][1], strlen(sources[i][1]));
	if (!compile(set, error))
		return NULL;
	return g_steal_pointer(&set);
}

void templates_free(struct templates *templates)
{
	if (!templates)
		return;
	arena_free(templates->arena);
	g_free(templates);
}

bool templates_render(const struct templates *templates, const char *name,
		      const struct value *view, GString *out, GError **error)
{
	const struct template_program *program =
		template_link_find(templates->programs, templates->n, name);
	g_autofree char *message = NULL;

	if (program)
		return template_render(program, view, out, error);
	message =
		template_link_unknown(templates->programs, templates->n, name);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, message);
	return false;
}
