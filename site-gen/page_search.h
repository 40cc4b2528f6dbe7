/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_SEARCH_H
#define GATEHOUSE_PAGE_SEARCH_H

struct plan;

/*
 * Adds search.html, {registers: [{label, url}]} for a browser without scripts,
 * and what it searches, assets/search-index.js.
 */
void page_search_plan(struct plan *plan);

#endif
