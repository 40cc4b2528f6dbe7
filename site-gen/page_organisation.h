/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_ORGANISATION_H
#define GATEHOUSE_PAGE_ORGANISATION_H

struct page;
struct value;
struct view;

/*
 * An organisation's page: what page_record_make gives, and
 *
 *   counts      {gives, givesLive, gets, getsLive, parties, unsigned, overdue}
 *   gives, gets {caption, who, isEmpty, groups: [{anchor, title, url, kind, id
 *               (NOTHING: no record that is shown), count, live, rows:
 *               [flow_row_link]}], flows: view_table of flow_row}: flows by the
 *               body on the other side, and each once; anchor: "gives-to-<id>",
 *               "gets-from-<id>"
 *   partyTo     view_table of {title, url, kind, id, status, party (view_node),
 *               hasLeft}
 *   roles       [{heading, id, empty, hasItems, items: [{title, url, kind, id}]}]:
 *               consents it controls, assessments it leads …
 *   overdue, coming  view_table of page_due_row: what it has to do
 *   unsigned    view_table of {title, url, kind, id, isNotSigned}: agreements
 *               that are current and that it is not recorded to have signed
 *   tasks       view_table of {title, url, kind, id, what, due, status}:
 *               measures and approaches it owns that are not done
 *   hasPredecessors, predecessors  [{title, url, kind, id, on}]
 *   dissolvedOn words, when that day is past
 *   agreementsUrl  the agreements in which it has a part, or NOTHING
 */
struct value *page_organisation_make(const struct view *view,
				     const struct page *page);

#endif
