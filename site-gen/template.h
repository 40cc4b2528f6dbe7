/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_H
#define GATEHOUSE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct assets;
struct value;

/*
 * Page templates: Mustache (comments, interpolation, sections, inverted
 * sections, partials, inheritance) without raw output, lambdas and changes
 * of delimiters.  A set of templates does not change once made; threads may
 * share it.
 *
 * Unlike Mustache, a name that no map has a key for is an error, a block
 * that the parent does not have is one too, and a value is escaped for the
 * place in HTML where it stands.
 *
 * Errors read "templates/agreement.html:12:7: no value 'foo' here", lines
 * and columns (in characters) counted from 1; then come the line of source and
 * a mark under the place, each on a line of its own.
 */
struct templates;

/*
 * All templates/[folder/]name.html among the assets, known as
 * "[folder/]name".  NULL, with error set, when one cannot be read or has a
 * fault, which covers all that can be found out without values.
 */
struct templates *templates_new(const struct assets *assets, GError **error);

/* The same from n pairs of a name and a text. */
struct templates *templates_new_from(const char *const (*sources)[2], size_t n,
				     GError **error);

/* NULL is allowed. */
void templates_free(struct templates *templates);

/*
 * Appends the template of that name, filled in with view, a MAP, to out.
 * False, with error set and out as it was, when there is no such template, a
 * name has no value, a value cannot stand where it does, the output grows
 * beyond 64 MiB, or templates nest without end.
 */
bool templates_render(const struct templates *templates, const char *name,
		      const struct value *view, GString *out, GError **error);

typedef struct templates Templates;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Templates, templates_free)

#endif
