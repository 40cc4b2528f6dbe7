/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FINDINGS_VIEW_H
#define GATEHOUSE_FINDINGS_VIEW_H

struct finding;
struct record;
struct value;
struct view;

/*
 * A finding: {message (a sentence), level, isError, isWarning, isNote, path,
 * line, ruleId, ruleTitle, ruleUrl, record: {title, url, kind, id} or NOTHING,
 * isWaived, waiver: as record, waiverReason (HTML), isUndecidable}
 */
struct value *findings_view_one(const struct view *view,
				const struct finding *finding);

/* Those of a record: {open, undecidable, waived, any (whether there are any)}. */
struct value *findings_view_of_record(const struct view *view,
				      const struct record *record);

#endif
