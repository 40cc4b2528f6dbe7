/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_BY_H
#define GATEHOUSE_PAGE_BY_H

struct plan;
struct record;
struct site;
struct value;
struct view;

/*
 * Adds a page for each organisation that has a part in an agreement, at
 * agreements/by-partner/<id>.html, and one for each gateway that a flow rests
 * on, at agreements/by-gateway/<id>.html.  No record has such a path.
 *
 * Each: {heading, isPartner (or else of a gateway), about: {title, url, kind,
 * id}, allUrl (the whole list), count, isOne, rows: [{title, url, kind, id,
 * isParty, gives, gets, rests: [flow_row_link], hasGives, hasGets, status,
 * programme: [view_node]}]} by title; gives and gets are of the partner, rests
 * of the gateway.
 */
void page_by_plan(struct plan *plan, const struct site *site);

/*
 * Path of the page for an organisation or a gateway, owned by the caller; NULL
 * when no agreement names it.
 */
char *page_by_path(const struct view *view, const struct record *record);

/*
 * Links to these pages: {partners, gateways}, each [{title, url, count (of
 * agreements)}] by title.
 */
struct value *page_by_links(const struct view *view);

#endif
