/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_LIST_H
#define GATEHOUSE_PAGE_LIST_H

struct page;
struct value;
struct view;

/*
 * The list of one register: {plural, hint, related: {label, url} or NOTHING (a
 * page that looks at the whole register), count, columns: [label], rows:
 * [{title, url, id, cells: [{items: [view_node]}]}]}.  Which fields make the
 * columns is a table in the .c; a kind without a row has its title alone.
 */
struct value *page_list_make(const struct view *view, const struct page *page);

#endif
