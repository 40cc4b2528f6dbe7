/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SINCE_SIGNATURE_H
#define GATEHOUSE_SINCE_SIGNATURE_H

struct record;
struct value;
struct view;

/*
 * Who signed an agreement, and what has changed since:
 *
 *   nParties     how many parties there are; nSigned: how many have signed
 *   signed       [signer] of those that have, in the order of the record
 *   notSigned, notRequired, notStated  [view_node of the party]: of the rest
 *   hasNotRequired, hasNotStated
 *   hasHistory   whether the register has a history of the agreement
 *   isShallow    whether its beginning is cut off
 *   isWhole      whether this edition shows all of the history
 *   isUncommitted  whether the agreement, or a record of which changes count,
 *                is shown as no commit holds it
 *   hasUndated   whether a party signed on a day that is not stated
 *   undated      [view_node of the party]
 *   groups       parties by the day of their signature, oldest first:
 *                [{day, parties: [view_node], version, versionNow,
 *                isSameVersion, begins, hasSameDay, hasRows, rows: [row]}]
 *   hasGroups
 *
 * signer: {party (view_node), on, version}.  version is that of the record on
 * that day by its history, NOTHING when that is not known.  begins is the day
 * on which the history begins, NOTHING unless that is after the signature.
 * hasSameDay: something changed on the day itself, of which the order is not
 * known, and which is not among the rows.
 *
 * row: {on, enteredOn (NOTHING when the same day), isEarlier (dated before the
 * signature, but entered after it), isOwn (of the agreement itself), record:
 * {title, url, kind, id}, event, isField, label, old, new, aside, isSame} (the
 * last five as in site-gen/change_rows.h).  One for each field
 * of the agreement and of the gateways, consents and notices that it or a flow
 * names; for anything but an edit one for the record (isField false).  A change
 * counts when its author's date or its committer's is after the day.  That a
 * signature was entered, that one of these parties' was corrected, and the
 * number of the version are no changes of what they signed.
 *
 * Cost: the changes of those records, for each day of signature.
 */
struct value *since_signature(const struct view *view,
			      const struct record *agreement);

#endif
