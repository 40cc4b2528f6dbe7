/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_PIA_SUMMARY_H
#define GATEHOUSE_PAGE_PIA_SUMMARY_H

struct page;
struct plan;
struct record;
struct site;
struct value;
struct view;

/*
 * The public summary of an assessment, "pias/<id>.summary.html", made in every
 * edition from what the public one may show (site->public_registers):
 *
 *   record       view_record; reportUrl: the assessment itself
 *   isScreening, has, flows, risks, measures  as page_pia
 *   isDecided    whether somebody signed off anything, the data protection
 *                officer advised, or the regulator was consulted
 */
struct value *page_pia_summary_make(const struct view *view,
				    const struct page *page);

/* Adds a summary for each assessment that the public may see. */
void page_pia_summary_plan(struct plan *plan, const struct site *site);

/*
 * The path in the site of an assessment's summary; NULL when it has none.  In
 * the view's arena.
 */
const char *page_pia_summary_path(const struct view *view,
				  const struct record *pia);

#endif
