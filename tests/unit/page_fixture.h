/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_FIXTURE_H
#define GATEHOUSE_PAGE_FIXTURE_H

#include <stddef.h>

#include "site-gen/page.h"
#include "site-gen/view.h"

struct diags;
struct library;

/* A register made from texts, and what pages of it are made with. */
struct page_fixture {
	struct library *library;
	struct diags *diags;
	struct registers *registers;
	struct rulebook *rulebook;
	struct findings *findings;
	struct findings_order *findings_order;
	struct changes *changes;
	struct change_sets *change_sets;
	struct due_list *due;
	struct notice_facts *notices;
	struct sharing *sharing;
	struct sharing_pairs *pairs;
	struct claims *claims;
	struct maturity *levels;
	struct title_order *by_title;
	struct plan *plan; /* of the latest page_fixture_page, or NULL */
	struct site_request *request;
	struct site site;
	struct view view; /* as of 22 November 2026, public, root "../" */
};

/* From n pairs of a path and a text; the settings are made if not given. */
struct page_fixture *page_fixture_new(const char *const (*texts)[2], size_t n);
void page_fixture_free(struct page_fixture *fixture);

/* The values of a record's page; the record must be there. */
const struct value *
page_fixture_make(struct page_fixture *fixture, const char *id,
		  struct value *(*make)(const struct view *view,
					const struct page *page));

/* The values of page i of those that plan adds; it must be there. */
const struct value *page_fixture_page(struct page_fixture *fixture,
				      void (*plan)(struct plan *plan,
						   const struct site *site),
				      size_t i);

/*
 * The value at a path of keys and indexes ("flows/list/0/number"), as text;
 * "NOTHING" where it says nothing, "MISSING" where there is no such key.
 */
const char *page_fixture_text(const struct value *value, const char *path);

/* The value itself; it must be there. */
const struct value *page_fixture_at(const struct value *value,
				    const char *path);

#endif
