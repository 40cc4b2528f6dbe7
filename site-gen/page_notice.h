/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_NOTICE_H
#define GATEHOUSE_PAGE_NOTICE_H

struct page;
struct plan;
struct record;
struct site;
struct value;
struct view;

/* Adds the list of generated privacy notices, and the notices. */
void page_notice_plan(struct plan *plan, const struct site *site);

/*
 * Path in the site of the notice that is generated for an organisation or a
 * programme, NULL when there is none; in the arena.
 */
const char *page_notice_path(const struct view *view,
			     const struct record *record);

/*
 * The generated notice of page->record:
 *
 *   name, recordUrl, isOrganisation, asOf, dissolvedOn, endedOn (of a
 *                 programme, NOTHING before that), successors: [item]
 *   count, gives, gets   numbers of uses; partners: [view_link]
 *   contact, dpo, lead    items or NOTHING
 *   controllers   [{agreement (view_link), parties: [item]}]
 *   uses          [notice_use_value], the first NOTICE_USES of them;
 *   more          the others: as in others below
 *   consents, unasked: notice_rights_consents
 *   rights        notice_rights_value
 *   complaints    [{title, url, kind, id, words (item)}] of agreements and notices
 *   notices       [{title, url, kind, id, issuedOn, state (item), promise
 *                 (item)}]
 *   gaps          notice_gaps_value
 *   others        [{title, url, kind, id, part (flow, or NOTHING: the whole agreement),
 *                 isPlanned, isPaused, isOver}], hasMoreOthers
 *   hasNotices, hasConsents, hasUnasked, hasGaps, hasOthers, hasMore,
 *   hasPartners, hasSuccessors   whether those lists hold anything
 */
struct value *page_notice_make(const struct view *view,
			       const struct page *page);

#endif
