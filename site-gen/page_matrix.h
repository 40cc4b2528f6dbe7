/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_MATRIX_H
#define GATEHOUSE_PAGE_MATRIX_H

struct page;
struct value;
struct view;

/*
 * matrix.html: who shares with whom, over the whole register.
 *
 *   nFlows, nLive   flows in the registers, and those that run
 *   unnamed         view_table of flow_row: those that name no discloser or no
 *                   recipient whose record is shown
 *   types           the matrix by type of organisation
 *   bodies          the matrix of organisations, NOTHING where it is too large
 *                   to read
 *   givers          [{label, id, rows: [{title, url, kind, id, to: [{title,
 *                   url, kind, id, live, count}]}]}]: the same as a list, by type
 *
 * A matrix: {id, caption, isWide, isEmpty, columns: [label], rows: [{label, url (NOTHING for a type),
 * cells: [{isNone, live, count, from, to, url}]}]}; NOTHING where isNone.
 */
struct value *page_matrix_make(const struct view *view,
			       const struct page *page);

#endif
