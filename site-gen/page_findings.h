/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_FINDINGS_H
#define GATEHOUSE_PAGE_FINDINGS_H

struct page;
struct plan;
struct site;
struct value;
struct view;

/*
 * Adds findings.html and the pages that it goes on over:
 *
 *   errors, warnings, notes, nUndecidable, nWaived
 *   table     {isEmpty, rules: [{…rule, here (where its findings begin), isHere
 *             (they do on this page)}]}, on the first page alone
 *   byRule    {isEmpty, rules: [{…rule, open, undecidable: [finding],
 *             showsOpen, showsUndecidable}]}
 *   byRecord  {isEmpty, records: [{record: link, findings (findings_view.h),
 *             hasOpen, hasUndecidable, nUndecidable}], files: [finding]}
 *   waived    {isEmpty, findings: [finding]}
 *   rulesUrl, byRuleUrl, byRecordUrl, waivedUrl  where these begin
 *
 * What is waived stands in the last part alone.  A part of which a page has no
 * row is NOTHING there.
 *
 * rule: {id, title, url (in the rule book), severity, isError, isWarning,
 * isNote, nErrors, nWarnings, nNotes, nOpen (the sum), nUndecidable, hasOpen,
 * hasUndecidable, any}
 */
void page_findings_plan(struct plan *plan, const struct site *site);

/*
 * rules.html: {rules, unchecked}, both [{…rule, text, rationale, mend, whyNot
 * (NOTHING when checked), absenceFails, records: [label], needs: [text],
 * sources: [{text, url, status, isChecked}], fired: [{record: link or NOTHING,
 * path}] (with open findings, the first 20), hasMore, more, local: {isOff, level
 * (that every breach counts as, or NOTHING), reason (HTML)} of the settings, or
 * NOTHING}]; thresholds: [{label, value (words), reason (HTML)}] that the
 * settings set, hasThresholds}
 */
struct value *page_findings_rules(const struct view *view,
				  const struct page *page);

#endif
