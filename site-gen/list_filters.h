/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_LIST_FILTERS_H
#define GATEHOUSE_LIST_FILTERS_H

#include <glib.h>

struct kind;
struct node;
struct record;
struct value;
struct view;

/*
 * By what the list of a register can be narrowed: each filter has the values
 * that the records have, with counts.  Which fields make filters is a table
 * in the .c.
 */
struct list_filters;

struct list_filters *list_filters_new(const struct view *view,
				      const struct kind *kind);
void list_filters_free(struct list_filters *filters);

/*
 * Counts the record, and gives its values as "name=key name=key", where a key
 * holds no blank, "=" or "&"; a field that says nothing has the key "-".  In
 * the view's arena.
 */
const char *list_filters_add(struct list_filters *filters,
			     const struct record *record);

/*
 * Of the records counted: [{name, label, options: [{key, label, count}]}],
 * options by label; a filter with one option only is left out.
 */
struct value *list_filters_value(const struct list_filters *filters);

/*
 * All elements at a path of child names below root, as a GPtrArray for
 * g_ptr_array_unref; of a gateway's versions only that in force on the view's
 * day or, when none is, the last.
 */
GPtrArray *list_filters_nodes(const struct view *view, const struct node *root,
			      const char *path);

typedef struct list_filters ListFilters;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListFilters, list_filters_free)

#endif
