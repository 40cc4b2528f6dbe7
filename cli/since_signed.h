/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SINCE_SIGNED_H
#define GATEHOUSE_SINCE_SIGNED_H

#include "cli/command.h"

struct session;

/*
 * Prints what changed in the agreements that the organisation signed since it
 * did: in all of them, or in one (agreement not NULL).  It is what the
 * internal edition of the site says, from a history of HEAD.  Opens what it
 * needs of the session.
 */
enum command_status since_signed_print(struct session *session,
				       const char *organisation,
				       const char *agreement);

#endif
