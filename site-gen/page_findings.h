/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_FINDINGS_H
#define GATEHOUSE_PAGE_FINDINGS_H

struct page;
struct value;
struct view;

/*
 * findings.html: {errors, warnings, notes, nUndecidable, nWaived, any, rules:
 * [rule] and records: [{link, findings}], both only with open ones,
 * undecidable: [{link, findings}], waived: [finding]}
 */
struct value *page_findings_make(const struct view *view,
				 const struct page *page);

/*
 * rules.html: {rules: [rule]} with rule: {id, title, text, rationale, mend,
 * severity, isError, isWarning, isNote, absenceFails, records: [label], needs:
 * [text], sources: [{text, url, checked}], findings, nOpen}
 */
struct value *page_findings_rules(const struct view *view,
				  const struct page *page);

#endif
