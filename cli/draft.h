/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DRAFT_H
#define GATEHOUSE_DRAFT_H

#include <stdbool.h>

#include <glib.h>

struct session;

/*
 * What is being written and is not yet a record: a file of that name in
 * gatehouse/drafts below git's own folder, where no commit takes it along and
 * each work tree has its own.
 */

/* Its path, owned by the caller. */
char *draft_path(const struct session *session, const char *name);

/* Its bytes, owned by the caller; NULL, without error, when there is none. */
GBytes *draft_read(const struct session *session, const char *name,
		   GError **error);

bool draft_write(const struct session *session, const char *name, GBytes *bytes,
		 GError **error);

/* Removes it, if it is there. */
void draft_drop(const struct session *session, const char *name);

#endif
