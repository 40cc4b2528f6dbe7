/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TOLD_H
#define GATEHOUSE_TOLD_H

#include "lib/date.h"

struct diags;
struct registers;
struct rulebook;

/*
 * Those of diags that an edition may tell, visible being its registers: what
 * was found on reading as it is (edition_message and edition_is_told judge that
 * by its place), and of what rules have found, that which they find in visible
 * too.  Where they find it there in other words, the title of the rule stands
 * for the message.  Owned by the caller.  Cost: that of rules_check.
 */
struct diags *told_diags(const struct diags *diags,
			 const struct registers *visible,
			 const struct rulebook *rulebook, date_t as_of);

#endif
