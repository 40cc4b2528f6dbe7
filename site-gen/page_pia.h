/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_PIA_H
#define GATEHOUSE_PAGE_PIA_H

struct page;
struct record;
struct value;
struct view;

/*
 * The report of a privacy impact assessment: what page_record_make gives, and
 *
 *   isScreening  whether it is no more than a screening
 *   flows        flows_view of the flows assessed: those named, or else all of
 *                the agreements named
 *   computedScreening  {any, need (words), worst (words; NOTHING when the same),
 *                missing: [text], hasMissing, hasRows, rows: [{item, computed (words), flows (their
 *                numbers) or NOTHING, said (words), comment (view_node or
 *                NOTHING), differs}]}
 *   risks        [{number, measures (their numbers), against: [{number,
 *                measure (view_node)}], risk (view_node), level, shade,
 *                levelAfter, shadeAfter}]: level in words, or NOTHING
 *   measures     [{number, risks (their numbers), isOverdue, measure
 *                (view_node)}]
 *   before, after  chart_matrix
 *   summaryUrl   the public summary; NOTHING when there is none
 *   history      agreement_view_history
 *   has, notStated, sources  as page_agreement
 */
struct value *page_pia_make(const struct view *view, const struct page *page);

/* Sets isScreening, flows, has, risks and measures of an assessment, as above. */
void page_pia_set_assessment(const struct view *view, struct value *map,
			     const struct record *record);

#endif
