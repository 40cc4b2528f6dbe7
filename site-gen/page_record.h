/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_RECORD_H
#define GATEHOUSE_PAGE_RECORD_H

#include "lib/date.h"

struct node;
struct page;
struct record;
struct value;
struct view;

/*
 * The values of any record's page: {record (view_record), findings
 * (findings_view_of_record), referrers: [{title, url, kind, id, count,
 * places: [text]}], noticeUrl (of the generated privacy notice)}.  What a kind's own page needs besides is added by it.
 */
struct value *page_record_make(const struct view *view,
			       const struct page *page);

/* The pages of gateways and organisations. */
struct value *page_record_gateway(const struct view *view,
				  const struct page *page);
struct value *page_record_organisation(const struct view *view,
				       const struct page *page);

/*
 * The version of a gateway (its root) in force on a day: the last that began
 * and has not ended; NULL when there is none.
 */
const struct node *page_record_version_on(const struct node *gateway,
					  date_t day);

#endif
