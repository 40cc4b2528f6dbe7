/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NOTICE_RIGHTS_H
#define GATEHOUSE_NOTICE_RIGHTS_H

struct notice_gaps;
struct notice_subject;
struct value;
struct view;

/*
 * Which rights go with the subject's uses, in the plain words of the code list
 * "right" for the regime and the lawful bases that the register states:
 *
 *   isGdpr       whether some use is or may be under the UK GDPR
 *   isPart3      whether some use is under the law on law enforcement
 *   isUnknown    whether it is not stated for some use under which it is
 *   isOnlyGdpr                   whether every use is under the UK GDPR
 *   common, part3                [text]
 *   gdprUses, part3Uses, unknownUses, unstated   [{number, url, isFirst}]
 *   groups   [{label, plain (of the basis), rights: [text], uses: [link]}]
 *   answers  [{agreement (view_link), items: [view_node of "rights"]}]
 *
 * unstated: uses under the UK GDPR for which no basis is stated; isUnstated:
 * whether there are any.
 */
struct value *notice_rights_value(const struct view *view,
				  const struct notice_subject *subject);

/*
 * The consent arrangements that the uses name, each once:
 *
 *   [{title, url, id, isBasis, isObjection, isCondition, isFree, isAnyway, uses,
 *     kind, refusal, within (items or NOTHING), asked, withdrawal: [item],
 *     hasAnswer (whether it says what refusing leads to)}]
 *
 * *without is the list of uses that name none.  What they do not say is noted in
 * gaps.
 */
struct value *notice_rights_consents(const struct view *view,
				     const struct notice_subject *subject,
				     struct notice_gaps *gaps,
				     struct value **without);

#endif
