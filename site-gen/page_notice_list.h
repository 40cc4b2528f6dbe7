/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_NOTICE_LIST_H
#define GATEHOUSE_PAGE_NOTICE_LIST_H

struct plan;
struct site;

/*
 * Adds the list, over as many pages as it needs: {organisations, programmes},
 * tables (view_table) with rows {title, url, gives, gets, uses: number of flows
 * in use} by title, NOTHING on pages that show none of them; organisationsUrl
 * and programmesUrl, where they begin; sources: [{title, url, isRead}] of what
 * the notices say about rights.
 */
void page_notice_list_plan(struct plan *plan, const struct site *site);

#endif
