/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PENDING_H
#define GATEHOUSE_PENDING_H

#include <glib.h>

struct approval_claim;
struct arena;
struct files;
struct node;
struct session;

/* What a session is about to commit, and whose approval it needs. */

/* The files of HEAD that are to change; NULL with error set. */
struct files *pending_old(const struct session *session, GError **error);

/*
 * The settings in force before the change, in the registers or the arena; NULL:
 * there were none.
 */
const struct node *pending_settings(const struct session *session,
				    const struct files *old,
				    struct arena *arena);

/*
 * Adds to needs (of struct approval_need) what the changes of the session need
 * by the settings of HEAD and the claim does not give.
 */
void pending_needs(const struct session *session, const struct files *old,
		   const struct approval_claim *claim, GPtrArray *needs);

/* One line for each on standard error. */
void pending_print_needs(const GPtrArray *needs);

#endif
