/* SPDX-License-Identifier: MIT */
/*
 * A summary for the public has to say the same to everybody, whichever edition
 * of the site it was found in.  So it is made from the registers of the public
 * edition even where the rest of the site shows more, and looks like a page
 * that could be printed and handed out on its own.
 */
#include "site-gen/page_pia_summary.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/agreement_facts.h"
#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/page.h"
#include "site-gen/page_pia.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* The record as the public sees it, or NULL. */
static const struct record *public_record(const struct registers *open,
					  const struct record *pia)
{
	const struct record *found = registers_find(open, pia->id);

	return found && found->root && strcmp(found->kind->name, "pia") == 0 &&
			       view_is_id(found->id)
		       ? found
		       : NULL;
}

const char *page_pia_summary_path(const struct view *view,
				  const struct record *pia)
{
	return public_record(ask_open_registers(view->ask), pia)
		       ? arena_printf(view->arena, "%s/%s.summary.html",
				      pia->kind->folder, pia->id)
		       : NULL;
}

static bool is_decided(const struct node *pia)
{
	static const char *const names[] = { "signOff", "dpoAdvice", "art36" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (agreement_facts_says(node_child(pia, names[i])))
			return true;
	}
	return false;
}

struct value *page_pia_summary_make(const struct view *view,
				    const struct page *page)
{
	const struct record *pia =
		public_record(ask_open_registers(view->ask), page->record);
	struct value *map = value_map(view->arena);
	struct view *open = arena_alloc(view->arena, sizeof(*open));

	/* Its values are made while the page is rendered. */
	*open = *view;
	open->registers = ask_open_registers(view->ask);
	open->edition = EDITION_PUBLIC;
	page_pia_set_assessment(open, map, pia);
	value_set(view->arena, map, "record", view_record(open, pia));
	value_set(view->arena, map, "reportUrl",
		  value_url(view->arena, view_url(open, pia->id)));
	view_set_bool(open, map, "isDecided", is_decided(pia->root));
	return map;
}

void page_pia_summary_plan(struct plan *plan, const struct site *site)
{
	for (size_t i = 0; i < registers_len(site->registers); i++) {
		const struct record *record = registers_get(site->registers, i);
		g_autofree char *path = NULL;
		g_autofree char *title = NULL;
		struct page page = {
			.template = "pia-summary",
			.kind = record->kind,
			.record = record,
			.make = page_pia_summary_make,
		};

		if (strcmp(record->kind->name, "pia") != 0 ||
		    !public_record(site->public_registers, record) ||
		    registers_find(site->registers, record->id) != record)
			continue;
		path = g_strdup_printf("%s/%s.summary.html",
				       record->kind->folder, record->id);
		title = g_strdup_printf("Public summary: %s", record->title);
		page.path = path;
		page.title = title;
		plan_add(plan, &page);
	}
}
