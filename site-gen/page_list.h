/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_LIST_H
#define GATEHOUSE_PAGE_LIST_H

struct page;
struct value;
struct view;

/*
 * The list of one register: {plural, hint, folder, related: {label, url} or
 * NOTHING (a page that looks at the whole register), count, isOne, hasRows,
 * columns: [label], rows: [{title, url, kind, id, keys (list_filters_add), cells: [{items: [view_node],
 * sort (text to sort by, or NOTHING)}]}], filters (list_filters_value), by
 * (page_by_links, for agreements)}.  Which fields make the columns is a table
 * in the .c; a kind without a row has its title alone.
 */
struct value *page_list_make(const struct view *view, const struct page *page);

#endif
