/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_MATRIX_H
#define GATEHOUSE_PAGE_MATRIX_H

struct plan;
struct site;

/*
 * Adds matrix.html, who shares with whom over the whole register, and the pages
 * that it goes on over.
 *
 *   nFlows, nLive   flows in the registers, and those that run
 *   tables          on the first page alone: {types, bodies}, the matrix by
 *                   type of organisation and that of organisations, NOTHING
 *                   where it is too large to read
 *   list            {isEmpty, givers: [{label, id, rows: [{title, url, kind,
 *                   id, to: [{title, url, kind, id, live, count}]}]}]}: the
 *                   same as a list, by type
 *   unnamed         view_table of flow_row: those that name no discloser or no
 *                   recipient whose record is shown
 *   typesUrl, organisationsUrl, listUrl, unnamedUrl  where these begin
 *
 * list and unnamed are NOTHING on pages that show none of them.
 *
 * A matrix: {id, caption, isWide, isEmpty, columns: [label], rows: [{label, url (NOTHING for a type),
 * cells: [{isNone, live, count, from, to, url}]}]}; NOTHING where isNone.
 */
void page_matrix_plan(struct plan *plan, const struct site *site);

#endif
