/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_JUNIT_H
#define GATEHOUSE_JUNIT_H

#include <stdio.h>

#include "lib/diag.h"

struct session;

/*
 * Writes the findings of a check as JUnit XML: a suite for each rule, and in
 * it a case for each record that the rule has something to say of, or one case
 * that passes.  Findings from the level on are failures; what is waived or
 * cannot be decided is skipped; findings below the level are in the suite's
 * output.  Faults of the program are errors.
 */
void junit_check(FILE *to, const struct session *session,
		 const struct diags *findings, enum diag_level level);

#endif
