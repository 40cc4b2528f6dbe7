/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FAULTS_H
#define GATEHOUSE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

struct session;

/* What stands in the way of committing the changes of a session. */

/*
 * Prints the errors that the changes contain or cause, on standard error; how
 * many there are.  Of a draft only personal data (CON-18) and files that are
 * not valid (REG-02) count.
 */
size_t faults_print(const struct session *session, bool is_draft);

/*
 * Without settings nothing was read, and nobody has looked for personal data
 * in the changed files: does so.
 */
void faults_find_personal_data(const struct session *session);

#endif
