/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SARIF_H
#define GATEHOUSE_SARIF_H

#include <stdio.h>

struct diags;
struct session;

/*
 * Writes the findings of a check as one SARIF 2.1.0 log, which code review
 * tools read.  A waived finding is suppressed, with the waiver's reason; one
 * that cannot be decided has the kind "open" and, as the standard has it, no
 * level.
 */
void sarif_check(FILE *to, const struct session *session,
		 const struct diags *findings);

#endif
