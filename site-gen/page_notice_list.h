/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_NOTICE_LIST_H
#define GATEHOUSE_PAGE_NOTICE_LIST_H

struct page;
struct value;
struct view;

/*
 * The list: {organisations, programmes}, tables (view_table) with rows {title,
 * url, gives, gets, uses: number of flows in use} by title; sources: [{title,
 * url, isRead}] of what the notices say about rights.
 */
struct value *page_notice_list(const struct view *view,
			       const struct page *page);

#endif
