/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_HISTORY_H
#define GATEHOUSE_PAGE_HISTORY_H

struct page;
struct shown_change;
struct value;
struct view;

/*
 * {record, isShallow, part (of an older page: "changes 1 to 100"; otherwise
 * NOTHING), newestUrl, newerUrl, olderUrl (NOTHING where there is none), years
 * (of older pages; on the first alone): [{year, pages: [{url, label}]}],
 * hasYears, changes: [page_history_change]}
 */
struct value *page_history_make(const struct view *view,
				const struct page *page);

/*
 * The value of a changed field as the site writes it: a date in words (in the
 * arena), anything else as it is.  NULL gives NULL.
 */
const char *page_history_words(const struct view *view, const char *value);

/* For struct change_titles: data is a struct view. */
const char *page_history_title(const void *data, const char *target);

/*
 * One change: {title, record: {title, url, kind, id} or NOTHING, event (words),
 * on, enteredOn (words; NOTHING when the same day), role, organisation,
 * person, hasMessage (it may be shown), message: [paragraph], fields: [{label,
 * old, new, aside, isSame}], hasFields, isEdit, isMerge, isPlain (no field
 * differs), isBroken, isMissing (why there are no fields), made: {commit,
 * author, authored, committer, committed, trailers: [text], hasTrailers} in
 * the internal edition, otherwise NOTHING}.  Of a long text each stretch that
 * differs is an entry of fields; aside (or NOTHING) says how much is as
 * before, isSame that only its lines are set otherwise.
 */
struct value *page_history_change(const struct view *view,
				  const struct shown_change *change);

#endif
