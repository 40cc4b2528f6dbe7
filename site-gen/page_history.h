/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_HISTORY_H
#define GATEHOUSE_PAGE_HISTORY_H

struct page;
struct shown_change;
struct value;
struct view;

/* {record, isShallow, changes: [page_history_change]} */
struct value *page_history_make(const struct view *view,
				const struct page *page);

/*
 * The value of a changed field as the site writes it: a date in words (in the
 * arena), anything else as it is.  NULL gives NULL.
 */
const char *page_history_words(const struct view *view, const char *value);

/*
 * One change: {title, record: {title, url, kind, id} or NOTHING, event (words),
 * on, enteredOn (words; NOTHING when the same day), role, organisation,
 * person, hasMessage (it may be shown), message: [paragraph], fields: [{label,
 * old, new}], hasFields, isEdit}
 */
struct value *page_history_change(const struct view *view,
				  const struct shown_change *change);

#endif
