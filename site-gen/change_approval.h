/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_APPROVAL_H
#define GATEHOUSE_CHANGE_APPROVAL_H

#include <stddef.h>

#include "lib/schema.h"

struct arena;
struct record_history;
struct registers;

/* Who approved a commit, as an edition may show it. */
struct change_approval {
	const char *approved;  /* "Caldicott guardian and SIRO"; NULL: nobody */
	const char *reviewed;  /* the same; NULL: nobody */
	const char *later;     /* in later commits, with signature; or NULL */
	const char *signature; /* a sentence; NULL: nothing to say */
	const char *key;       /* in the internal edition alone; or NULL */
};

/* The approvals of a history, each worked out when it is first asked for. */
struct change_approvals;

/*
 * registers are all.  Keeps the pointers; the strings come from the arena.
 * Outside the internal edition only roles that the settings name are shown:
 * anybody can write anything into a commit.
 */
struct change_approvals *
change_approvals_new(const struct registers *registers, enum edition edition,
		     const struct record_history *history, struct arena *arena);
void change_approvals_free(struct change_approvals *approvals);

/* Of the commit of that index; never NULL.  Not for two threads at once. */
const struct change_approval *
change_approvals_get(struct change_approvals *approvals, size_t commit);

#endif
