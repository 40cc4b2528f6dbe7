/* SPDX-License-Identifier: MIT */
/*
 * Which records have a page, and in what order lists show them: one answer
 * for every page, so that no list leads to a page that is not there.
 */
#include "site-gen/view.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"

bool view_is_id(const char *id)
{
	size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len >= 2 && len <= 64 && !id[len] && id[0] != '-' &&
	       id[len - 1] != '-';
}

bool view_has_page(const struct registers *registers,
		   const struct record *record)
{
	return view_is_id(record->id) &&
	       registers_find(registers, record->id) == record;
}

int view_compare_titles(const struct record *a, const struct record *b)
{
	int order = g_ascii_strcasecmp(a->title, b->title);

	return order ? order : strcmp(a->id, b->id);
}

const char *view_title(const struct view *view, const char *target)
{
	const struct node *part = NULL;
	const struct record *record =
		registers_resolve(view->registers, target, &part);
	const char *title = node_value(part, "title");

	if (!record)
		return NULL;
	if (!part || !part->parent || !title)
		return record->title;
	return arena_printf(view->arena, "%s: %s", record->title, title);
}
