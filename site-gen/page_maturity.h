/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_MATURITY_H
#define GATEHOUSE_PAGE_MATURITY_H

struct plan;
struct site;

/*
 * Adds maturity.html and the pages that it goes on over:
 *
 *   hasScale     whether the criteria of the levels could be read
 *   overview     {scale: [{level, label, meaning}], lowest first, barriers:
 *                [summary]}: on the first page alone
 *   latest       {columns: [barrier], partners: [{name, partnerUrl, cells:
 *                [claim]}], isEmpty}: one cell a barrier, with the latest
 *                claim; NOTHING on pages that show none of them
 *   barriers     [{…summary, hasRecords, hasApproaches, showsRecords, records:
 *                [{title, url, kind, id}], approaches: [{isOverdue, approach
 *                (view_node)}], targets: [{level (view_node), on}], claims:
 *                [{…claim, name, partnerUrl, isLatest, assessment
 *                (view_node)}], hasClaims, hasTrend, trend: [SVG]}]: those of
 *                which the page shows records or claims, and these alone
 *
 * barrier: {code, label, anchor, url (its section)}
 * summary: {…barrier, hasLevels, median, lowest, highest, isOneLevel,
 * nPartners, isOnePartner, nStale (NOTHING when none), signals: [signal],
 * allowed, criteria, hasCriteria (levels_view.h), nContradicted (latest claims
 * above what signals allow; NOTHING when none)}
 *
 * claim: {level, label, on, isStale, hasEvidence, isNothing (no claim, or one
 * of level 0), isUnshown (above 1 and without evidence), isContradicted,
 * allowed (what the signals allow of it), counts (the level it counts as),
 * isLowered}.  Claims of a barrier stand newest first for each partner.
 */
void page_maturity_plan(struct plan *plan, const struct site *site);

#endif
