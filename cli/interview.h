/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_INTERVIEW_H
#define GATEHOUSE_INTERVIEW_H

#include "cli/command.h"

struct kind;
struct session;

/*
 * Asks for each field of a new record on the terminal and writes the record.
 * Every answer is kept before the next question, and offered again if there is
 * no end to it: COMMAND_FINDINGS.
 */
enum command_status interview_run(struct session *session,
				  const struct kind *kind, const char *id,
				  const char *path);

#endif
