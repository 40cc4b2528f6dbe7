/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_CONSENT_H
#define GATEHOUSE_PAGE_CONSENT_H

struct page;
struct plan;
struct site;
struct value;
struct view;

/*
 * Adds consent.html and the pages that it goes on over:
 *
 *   kinds    [{label, meaning (NOTHING: kind not stated), anchor, url (where it
 *            begins), isHere (whether this page has a part of it), hasAny,
 *            count, arrangements: [{record (view_record), url, counts}]}]: every kind
 *            of the code list, then what states none, if any; of its
 *            arrangements those of this page
 *   hasCounts  whether any arrangement has counts
 *   control  how counts are shown
 *
 * counts:  {title (the record's), caption, empty, rows: [{on (day in words; NOTHING: not stated), cells:
 *          [{words, isHidden, isUnstated}]}], isEmpty}: days in order, cells
 *          asked, given, refused, withdrawn
 * control: {isExact (the internal edition, or settings that change nothing),
 *          isInternal, below (NOTHING: none is hidden), step (NOTHING: no
 *          groups), example, hidesTotals}
 */
void page_consent_plan(struct plan *plan, const struct site *site);

/*
 * The page of an arrangement: what page_record_make gives, its groups without
 * the counts, and
 *
 *   counts, hasCounts, control
 *   kindLabel, kindMeaning  NOTHING when the kind is not stated
 *   kindUrl                 its section of consent.html
 */
struct value *page_consent_record(const struct view *view,
				  const struct page *page);

#endif
