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
 * (findings_view_of_record), referrers: a table (view_table_of) with rows
 * {title, url, kind, id, count, places: [text], hasMore (places)}, noticeUrl (of the generated privacy
 * notice, or NOTHING)}.  What a kind's own page needs besides is added by it.
 */
struct value *page_record_make(const struct view *view,
			       const struct page *page);

#endif
