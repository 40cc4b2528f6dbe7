/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NOTICE_USE_H
#define GATEHOUSE_NOTICE_USE_H

#include <stddef.h>

struct node;
struct notice_gaps;
struct notice_subject;
struct notice_use;
struct value;
struct view;

/*
 * An element for a family: view_node and, as plain, its code in plain words
 * (code_plain), NOTHING where it has no code.
 */
struct value *notice_use_item(const struct view *view, const struct node *node);

/* Those children of that name that state something, as items. */
struct value *notice_use_items(const struct view *view,
			       const struct node *parent, const char *name);

/*
 * One use of a subject as rows, each a list that is empty, or an item that is
 * NOTHING, when the register does not say; those are noted in gaps.
 *
 *   number, anchor, title, url (of the flow), agreement (view_link),
 *   isGiver, isGetter (of the subject)
 *   from, to, subjects, data, purposes, bases   lists of items
 *   sensitive    [label of a special category]; sensitiveBases: items;
 *                isSensitive
 *   powers       [{power (item), citation, isNotInForce, consent (item)}]
 *   retention    [{until, duration (words), trigger (item), words (item)}];
 *                passed: the day on which a limit passed with no sign that
 *                the data were destroyed, or NOTHING
 *   identifies, told, onward, decision, transfer    items
 *   missing      [what]: those items that are not stated; isMissing
 *   significant  whether decisions made with it have a serious effect
 */
struct value *notice_use_value(const struct view *view,
			       const struct notice_subject *subject,
			       const struct notice_use *use, size_t number,
			       struct notice_gaps *gaps);

#endif
