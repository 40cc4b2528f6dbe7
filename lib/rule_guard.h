/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_GUARD_H
#define GATEHOUSE_RULE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct diags;
struct node;
struct rule_check;

/*
 * Private to the run: what keeps a fault of one rule's check from spoiling the
 * run.  The fault becomes a diagnostic without a rule id, so that no waiver
 * and no setting hides it.
 */
struct rule_guard {
	struct diags *diags;
	const struct rule_check *check; /* what is being checked, or NULL */
	const char *rule;		/* id of its rule */
	bool is_broken;			/* a fault since this was last unset */
	size_t n_bugs;
};

/*
 * From start to stop, one at a time in the process, GLib's critical messages
 * that come up in a thread between enter and leave are faults of the check
 * that the guard it entered with names.
 */
void rule_guard_start(void);
void rule_guard_stop(void);
void rule_guard_enter(struct rule_guard *guard);
void rule_guard_leave(void);

/* Records a fault of the check; message is what is wrong with it. */
void rule_guard_report(struct rule_guard *guard, const char *message);

/* Whether a check may say this of that element; if not, it is a fault. */
bool rule_guard_accepts(struct rule_guard *guard, const struct node *at,
			const char *message);

#endif
