/* SPDX-License-Identifier: MIT */
/*
 * Paths are read against the schema, so that a slip is told with the name that
 * was nearest, and before any record is looked at.
 *
 * What stands in brackets is a key if an item has it, otherwise a place if it
 * is a number: a list that has keys may hold items without.
 */
#include "lib/field_path.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/schema.h"

#define MAX_SHOWN 8 /* items of a list, in a message */

void field_path_free(struct field_path *path)
{
	if (!path)
		return;
	for (size_t i = 0; i < path->n; i++)
		g_free(path->steps[i].key);
	g_free(path->steps);
	g_free(path);
}

static bool is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 7;
}

/* Names of children and, after "@", of attributes. */
static void refuse_name(const struct field *parent, const char *name,
			GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *near;

	for (size_t i = 0; i < parent->n_children; i++)
		g_ptr_array_add(names, g_strdup(parent->children[i].name));
	for (size_t i = 0; i < parent->n_attrs; i++)
		g_ptr_array_add(names, g_strdup(parent->attrs[i].name));
	g_ptr_array_add(names, NULL);
	near = nearest_find((const char *const *)names->pdata, name);
	if (near)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "'%s' has no field '%s'; did you mean '%s'?",
			    parent->name, name, near);
	else
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "'%s' has no field '%s'; 'gatehouse explain %s' "
			    "tells which it has",
			    parent->name, name, parent->name);
}

/* Reads "[key]" or "[key][2]" at *text, which moves on. */
static bool read_key(const char **text, struct field_step *step,
		     const char *whole, GError **error)
{
	for (int i = 0; i < 2 && **text == '['; i++) {
		const char *end = strchr(*text, ']');
		g_autofree char *inside =
			end ? g_strndup(*text + 1, (size_t)(end - *text) - 1)
			    : g_strdup("");

		if (!end || !*inside || (i > 0 && !is_number(inside))) {
			g_set_error(error, G_IO_ERROR,
				    G_IO_ERROR_INVALID_ARGUMENT,
				    "'%s' is no field; write an item of a list "
				    "as name[key]",
				    whole);
			return false;
		}
		if (i == 0)
			step->key = g_steal_pointer(&inside);
		else
			step->nth = (size_t)g_ascii_strtoull(inside, NULL, 10);
		*text = end + 1;
	}
	if (step->nth == 0)
		step->nth = 1;
	return true;
}

static bool check_key(const struct field_step *step, GError **error)
{
	if (!step->key || step->field->repeats)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "there can be only one '%s'; leave out [%s]",
		    step->field->name, step->key);
	return false;
}

/* The attribute that ends a path: "@ref", or ".ref" where no child is so. */
static const struct field *read_attr(const struct field *parent, char lead,
				     const char *name)
{
	if (lead != '@' && field_child(parent, name))
		return NULL;
	return field_attr(parent, name);
}

static bool read_steps(struct field_path *path, GArray *steps,
		       const struct field *parent, const char *text,
		       GError **error)
{
	const char *at = text;
	char lead = '.';

	if (*at == '@')
		lead = *at++;
	for (;;) {
		size_t len = strcspn(at, ".@[");
		g_autofree char *name = g_strndup(at, len);
		struct field_step step = { 0 };

		if (!at[len])
			path->attr = read_attr(parent, lead, name);
		if (path->attr)
			return true;
		step.field = lead == '@' ? NULL : field_child(parent, name);
		if (!step.field) {
			refuse_name(parent, name, error);
			return false;
		}
		at += len;
		if (!read_key(&at, &step, text, error)) {
			g_free(step.key);
			return false;
		}
		g_array_append_val(steps, step);
		if (!check_key(&step, error))
			return false;
		if (!*at)
			return true;
		if (*at != '.' && *at != '@') {
			refuse_name(step.field, at, error);
			return false;
		}
		lead = *at++;
		parent = step.field;
	}
}

/* Without the name of the kind, if it leads. */
static const char *without_kind(const struct kind *kind, const char *text)
{
	size_t len = strlen(kind->name);

	if (strncmp(text, kind->name, len) != 0 ||
	    (text[len] != '.' && text[len] != '@') ||
	    field_child(kind->root, kind->name))
		return text;
	return text + len + (text[len] == '.');
}

struct field_path *field_path_new(const struct kind *kind, const char *text,
				  GError **error)
{
	g_autoptr(FieldPath) path = g_new0(struct field_path, 1);
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct field_step));
	bool is_read = read_steps(path, steps, kind->root,
				  without_kind(kind, text), error);

	path->n = steps->len;
	path->steps = (struct field_step *)g_array_free(steps, FALSE);
	return is_read ? g_steal_pointer(&path) : NULL;
}

/* What tells the item from others of its name; NULL: its place alone. */
static const char *key_of(const struct node *node)
{
	const char *key = node->field ? node->field->key : NULL;

	if (!key)
		return NULL;
	return key[0] == '@' ? node_attr(node, key + 1) : node_value(node, key);
}

bool field_path_is_place(const struct field_step *step)
{
	return !step->field->key || !step->key || is_number(step->key);
}

/* "party[fen-council], party[2]" */
static char *list_items(const struct node *node, const struct field *field)
{
	GString *list = g_string_new(NULL);
	size_t n = 0;

	NODE_EACH(item, node, field->name)
	{
		const char *key = key_of(item);

		if (++n > MAX_SHOWN) {
			g_string_append(list, " …");
			break;
		}
		g_string_append_printf(list, "%s%s[", n > 1 ? ", " : "",
				       field->name);
		if (key)
			g_string_append_printf(list, "%s]", key);
		else
			g_string_append_printf(list, "%zu]", n);
	}
	return g_string_free(list, FALSE);
}

static bool ask_which(const struct node *node, const struct field *field,
		      GError **error)
{
	g_autofree char *items = list_items(node, field);

	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "there are several '%s'; say which: %s", field->name,
		    items);
	return false;
}

static const struct node *by_key(const struct node *node,
				 const struct field_step *step)
{
	size_t n = 0;

	NODE_EACH(item, node, step->field->name)
	{
		if (g_strcmp0(key_of(item), step->key) == 0 && ++n == step->nth)
			return item;
	}
	return NULL;
}

bool field_path_step(const struct node *node, const struct field_step *step,
		     const struct node **child, GError **error)
{
	size_t n = node_count(node, step->field->name);
	size_t place;

	*child = NULL;
	if (!step->key && n > 1)
		return ask_which(node, step->field, error);
	if (!step->key) {
		*child = node_child(node, step->field->name);
		return true;
	}
	*child = by_key(node, step);
	if (*child || !field_path_is_place(step))
		return true;
	place = is_number(step->key)
			? (size_t)g_ascii_strtoull(step->key, NULL, 10)
			: 0;
	if (place == 0 || place > n + 1) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "there is no %s[%s]; the next that can be added is "
			    "%s[%zu]",
			    step->field->name, step->key, step->field->name,
			    n + 1);
		return false;
	}
	NODE_EACH(item, node, step->field->name)
	{
		if (--place == 0)
			*child = item;
	}
	return true;
}
