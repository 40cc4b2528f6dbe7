/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PUBLISH_H
#define GATEHOUSE_PUBLISH_H

#include <stdbool.h>

#include <glib.h>

#include "lib/schema.h"
#include "site-gen/published.h"

struct session;

/* A build that is to be recorded as published. */
struct publish {
	struct published_build build;
	char *time;
	char *ref;   /* "refs/gatehouse/published/public" */
	char *old;   /* the commit it was at; NULL: none */
	char *prior; /* the commit that was published before; NULL: none */
};

/*
 * Finds out how the session's commit stands to what was published before in
 * the folder out and from this repository.  False, with error set to what is
 * in the way; publish is to be cleared in any case.
 */
bool publish_prepare(struct publish *publish, struct session *session,
		     enum edition edition, const char *out, const char *reason,
		     GError **error);

/* Says on standard error what is not as a reader would expect. */
void publish_warn(const struct publish *publish, const struct session *session);

/* Once the site stands: moves the reference. */
bool publish_finish(const struct publish *publish, struct session *session,
		    GError **error);
/* Whether it failed because another run has published in the meantime. */
bool publish_is_conflict(const GError *error);
void publish_clear(struct publish *publish);

#endif
