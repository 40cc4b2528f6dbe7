/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_IMPACT_H
#define GATEHOUSE_PAGE_IMPACT_H

struct page;
struct plan;
struct site;
struct value;
struct view;

/* Adds the pages on what rests on each gateway, and their index. */
void page_impact_plan(struct plan *plan, const struct site *site);

/*
 * impact.html: {used: view_table, hasUnused, unused: [{…}]}: the gateways on which
 * something rests, and the others; each {title, url, kind, id, impactUrl,
 * nFlows, nLive, nAlone, nMaybe, changed (as below), nRecords (that rest on it
 * at all), nStale (not looked at since it changed)}.
 */
struct value *page_impact_index(const struct view *view,
				const struct page *page);

/*
 * What rests on a gateway, and what would if it were repealed on the as-of
 * date:
 *
 *   gateway     {title, url, kind, id}
 *   summary     the record's summary (view_node) or NOTHING
 *   nFlows, nLive, nAlone, nMaybe   flows; those that run; those of these with
 *               no other gateway in force; those that may run
 *   hasLosses, losses  [{heading, id, text, table: view_table of flow_row and
 *               others: [{title, url, kind, id}]}]: what is lost first
 *   others      as on the gateway's page
 *   changed     first day of the law as it stands, in words, or NOTHING
 *   stale, unlooked  view_table of {title, url, kind, id, on (words, NOTHING)}:
 *               records not looked at since, and those that do not tell
 */
struct value *page_impact_make(const struct view *view,
			       const struct page *page);

#endif
