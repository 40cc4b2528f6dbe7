/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_MATURITY_H
#define GATEHOUSE_PAGE_MATURITY_H

struct page;
struct value;
struct view;

/*
 * maturity.html:
 *
 *   scale        [{level, label, meaning}], lowest first
 *   columns      [barrier]: {code, label, anchor, url (its section)}
 *   partners     [{name, partnerUrl, cells: [claim]}]: one cell a barrier, with
 *                the latest claim
 *   hasPartners
 *   barriers     [{…barrier, hasLevels, median, lowest, highest, isOneLevel,
 *                nPartners, isOnePartner, nStale (NOTHING when none),
 *                records: [{title, url, kind, id}], hasClaims, claims: [{…claim, name,
 *                partnerUrl, isLatest, assessment (view_node)}], signals:
 *                [{label, met, of, any, undecidable (NOTHING when none)}],
 *                approaches: [{isOverdue, approach (view_node)}], targets:
 *                [{level (view_node), on}], trend (SVG or NOTHING)}]
 *
 * claim: {level, label, on, isStale, hasEvidence, isNothing (no claim, or one
 * of level 0)}.  Claims of a barrier stand newest first for each partner.
 */
struct value *page_maturity_make(const struct view *view,
				 const struct page *page);

#endif
