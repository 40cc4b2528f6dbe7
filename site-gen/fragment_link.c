/* SPDX-License-Identifier: MIT */
/*
 * Every address in a page is relative to the page, as view.c makes them: what
 * it means is found by walking the path, without a file system.
 */
#include "site-gen/fragment_link.h"

#include <stdbool.h>
#include <string.h>

#include "site-gen/fragment.h"
#include "site-gen/tags.h"

#define HOME "index.html"

char *fragment_link_plain(struct span value)
{
	static const struct {
		const char *reference;
		char plain;
	} known[] = { { "&amp;", '&' },
		      { "&lt;", '<' },
		      { "&gt;", '>' },
		      { "&quot;", '"' },
		      { "&#39;", '\'' } };
	g_autoptr(GString) plain = g_string_sized_new(value.len);

	for (size_t i = 0; i < value.len;) {
		size_t step = 0;

		for (size_t k = 0; k < G_N_ELEMENTS(known) && !step; k++) {
			size_t n = strlen(known[k].reference);

			if (n <= value.len - i &&
			    strncmp(value.s + i, known[k].reference, n) == 0) {
				g_string_append_c(plain, known[k].plain);
				step = n;
			}
		}
		if (!step) {
			if (value.len - i > 1 &&
			    strncmp(value.s + i, "&#", 2) == 0)
				return NULL;
			g_string_append_c(plain, value.s[i]);
			step = 1;
		}
		i += step;
	}
	return g_string_free(g_steal_pointer(&plain), FALSE);
}

/* One step of a path; false when it leads above the site. */
static bool go(GString *path, const char *step, bool is_last)
{
	if (strcmp(step, "..") == 0) {
		const char *slash;

		if (path->len == 0)
			return false;
		g_string_truncate(path, path->len - 1);
		slash = strrchr(path->str, '/');
		g_string_truncate(path,
				  slash ? (gsize)(slash + 1 - path->str) : 0);
	} else if (strcmp(step, ".") != 0 && *step) {
		g_string_append(path, step);
		if (!is_last)
			g_string_append_c(path, '/');
	}
	return true;
}

/* The path in the site that a relative one means; NULL when it leads out. */
static char *resolve(const char *page, const char *relative)
{
	g_auto(GStrv) steps = g_strsplit(relative, "/", -1);
	const char *slash = strrchr(page, '/');
	g_autoptr(GString) path = NULL;

	if (!*relative)
		return g_strdup(page);
	if (*relative == '/')
		return NULL;
	path = g_string_new_len(page, slash ? slash + 1 - page : 0);
	for (char **step = steps; *step; step++) {
		if (!go(path, *step, !step[1]))
			return NULL;
	}
	if (path->len == 0 || path->str[path->len - 1] == '/')
		g_string_append(path, HOME);
	return g_string_free(g_steal_pointer(&path), FALSE);
}

/* "#status=active" is no id, but what a list's script would show. */
static bool has_id(const char *hash)
{
	return hash && hash[1] && !strchr(hash, '=');
}

static bool has_scheme(const char *address)
{
	return address[strcspn(address, ":/?#")] == ':';
}

char *fragment_link_new(const struct fragment *fragment, const char *address)
{
	static const char *const schemes[] = { "http:", "https:", "mailto:" };
	size_t n_path = strcspn(address, "?#");
	g_autofree char *relative = g_strndup(address, n_path);
	const char *hash = strchr(address, '#');
	g_autofree char *path = NULL;
	GString *out;

	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (g_ascii_strncasecmp(address, schemes[i],
					strlen(schemes[i])) == 0)
			return g_strdup(address);
	}
	path = has_scheme(address) ? NULL : resolve(fragment->path, relative);
	if (!path)
		return NULL;
	out = g_string_new(NULL);
	if (fragment->has(fragment->data, path)) {
		g_string_append_c(out, '#');
		fragment_anchor(out, path);
		if (has_id(hash))
			g_string_append_printf(out, ":%s", hash + 1);
	} else if (fragment->base) {
		g_string_append_printf(out, "%s%s%s", fragment->base, path,
				       address + n_path);
	} else {
		g_string_free(out, TRUE);
		return NULL;
	}
	return g_string_free(out, FALSE);
}
