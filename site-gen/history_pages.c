/* SPDX-License-Identifier: MIT */
/*
 * A record may have been changed ten thousand times.  No page of its history
 * grows without bounds, and an address that somebody wrote down keeps leading
 * to the same changes.
 */
#include "site-gen/history_pages.h"

#include <stdlib.h>
#include <string.h>

#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/changes.h"
#include "site-gen/page_history.h"

#define MARK ".history-"

size_t history_pages_older(size_t n_changes)
{
	size_t full = n_changes / HISTORY_PAGES_SIZE;

	return full > 1 ? full - 1 : 0;
}

struct history_pages_slice history_pages_slice(size_t n_changes, size_t number)
{
	struct history_pages_slice slice = { .number = number };
	size_t older = history_pages_older(n_changes) * HISTORY_PAGES_SIZE;

	if (number == 0) {
		slice.n = n_changes - older;
		return slice;
	}
	slice.start = n_changes - number * HISTORY_PAGES_SIZE;
	slice.n = HISTORY_PAGES_SIZE;
	return slice;
}

struct history_pages_slice history_pages_find(size_t n_changes,
					      const char *path)
{
	const char *mark = strstr(path, MARK);

	return history_pages_slice(
		n_changes, mark ? strtoul(mark + strlen(MARK), NULL, 10) : 0);
}

char *history_pages_path(const struct record *record, size_t number)
{
	if (number == 0)
		return g_strdup_printf("%s/%s.history.html",
				       record->kind->folder, record->id);
	return g_strdup_printf("%s/%s" MARK "%zu.html", record->kind->folder,
			       record->id, number);
}

void history_pages_plan(struct plan *plan, const struct site *site,
			const struct record *record)
{
	const GPtrArray *changes = changes_of(site->changes, record->id);
	size_t older = changes ? history_pages_older(changes->len) : 0;

	for (size_t i = 0; changes && i <= older; i++) {
		g_autofree char *path = history_pages_path(record, i);
		g_autofree char *title =
			i == 0 ? g_strdup_printf("History: %s", record->title)
			       : g_strdup_printf("History, part %zu: %s", i,
						 record->title);
		const struct page page = {
			.path = path,
			.title = title,
			.kind = record->kind,
			.record = record,
			.template = "history",
			.make = page_history_make,
		};

		plan_add(plan, &page);
	}
}
