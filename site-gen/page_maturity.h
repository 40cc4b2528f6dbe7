/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_MATURITY_H
#define GATEHOUSE_PAGE_MATURITY_H

struct page;
struct value;
struct view;

/*
 * maturity.html:
 *
 *   hasScale     whether the criteria of the levels could be read
 *   scale        [{level, label, meaning}], lowest first
 *   columns      [barrier]: {code, label, anchor, url (its section)}
 *   partners     [{name, partnerUrl, cells: [claim]}]: one cell a barrier, with
 *                the latest claim
 *   hasPartners
 *   barriers     [{…barrier, hasLevels, median, lowest, highest, isOneLevel,
 *                nPartners, isOnePartner, nStale (NOTHING when none),
 *                records: [{title, url, kind, id}], hasClaims, claims: [{…claim, name,
 *                partnerUrl, isLatest, assessment (view_node)}], signals:
 *                [signal], allowed, criteria, hasCriteria (levels_view.h),
 *                nContradicted (latest claims above what signals allow;
 *                NOTHING when none), approaches: [{isOverdue, approach (view_node)}], targets:
 *                [{level (view_node), on}], trend (SVG or NOTHING)}]
 *
 * claim: {level, label, on, isStale, hasEvidence, isNothing (no claim, or one
 * of level 0), isUnshown (above 1 and without evidence), isContradicted,
 * allowed (what the signals allow of it), counts (the level it counts as),
 * isLowered}.  Claims of a barrier stand newest first for each partner.
 */
struct value *page_maturity_make(const struct view *view,
				 const struct page *page);

#endif
