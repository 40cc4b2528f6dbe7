/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_AGREEMENT_H
#define GATEHOUSE_PAGE_AGREEMENT_H

struct node;
struct page;
struct value;
struct view;

/*
 * An agreement's page: what page_record_make gives, and
 *
 *   has         a yes or no for each field: has.party
 *   flows       flows_view of all its flows
 *   consents    [view_record and _selfUrl] of the consents that it or a flow
 *               rests on
 *   notices     the same of its notices
 *   pias        [{title, url, kind, id, summaryUrl (NOTHING when there is no
 *               public summary)}]: assessments named, or that name it
 *   family, regimes, retention, history   agreement_view
 *   signing     since_signature
 *   notStated   [{part, labels: [text]}]: what is marked as not stated, of the
 *               agreement and of each flow
 *   sources     [{title, url, kind, id, publisher, published}]
 */
struct value *page_agreement_make(const struct view *view,
				  const struct page *page);

/* Which fields of a record are there, stated or not, as above. */
struct value *page_agreement_has(const struct view *view,
				 const struct node *root);

/* sources of a record, as above, in the order in which they are first named. */
struct value *page_agreement_sources(const struct view *view,
				     const struct node *root);

/* What is marked as not stated in a record, as above. */
struct value *page_agreement_not_stated(const struct view *view,
					const struct node *root);

#endif
