/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_FINDINGS_H
#define GATEHOUSE_PAGE_FINDINGS_H

struct page;
struct value;
struct view;

/*
 * findings.html: {errors, warnings, notes, nUndecidable, nWaived, hasRules,
 * rules: [{…rule, findings (findings_view.h)}] and records: [{record: link,
 * findings, hasOpen, hasUndecidable, nUndecidable}], both only where there are
 * any that are not waived, files: [finding], waived: [finding]}
 *
 * rule: {id, title, url (in the rule book), here (its section), severity,
 * isError, isWarning, isNote, nErrors, nWarnings, nNotes, nOpen (the sum),
 * nUndecidable, hasOpen, hasUndecidable, any}
 */
struct value *page_findings_make(const struct view *view,
				 const struct page *page);

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
