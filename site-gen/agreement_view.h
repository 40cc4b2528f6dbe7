/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_AGREEMENT_VIEW_H
#define GATEHOUSE_AGREEMENT_VIEW_H

struct node;
struct record;
struct value;
struct view;

/*
 * Parts of an agreement's page that are put together from several fields.
 * Nothing here says more than they do.
 */

/*
 * What a family asks first, from the flows of the agreement, each thing once:
 * {givers, receivers, data, withheld, purposes: [view_node], kept: [a row of
 * agreement_view_retention for each last day that there is], isKnown (whether
 * there is any), isVague (a rule has none)}
 */
struct value *agreement_view_family(const struct view *view,
				    const struct record *agreement);

/*
 * Parties by the data protection regime that they work under, as the agreement
 * says of the party or else as the organisation's record does:
 * {gdpr, part3, both, notStated: [view_node of the party], hasBoth,
 * hasNotStated}
 */
struct value *agreement_view_regimes(const struct view *view,
				     const struct record *agreement);

/*
 * When data have to be gone: a row for each rule of the agreement and its
 * flows, and for each date that a notice named by it promises:
 * {hasRows, hasVague (a rule has no last day), rows: [{whose ("The agreement as a whole", "Flow 'X'", "Notice
 * 'X'"), rule (view_node), lastDay (words; NOTHING when it cannot be worked
 * out), isPassed, hasEvidence (that data were destroyed)}]}
 */
struct value *agreement_view_retention(const struct view *view,
				       const struct record *agreement);

/*
 * The newest changes of a record: {changes: [page_history_change], hasChanges,
 * more (how many others there are; NOTHING when none)}
 */
struct value *agreement_view_history(const struct view *view,
				     const struct record *record);

#endif
