/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_BUNDLE_H
#define GATEHOUSE_BUNDLE_H

#include <glib.h>

struct repo;

/*
 * A git bundle (version 2) of a commit (40 digits) with its whole history, as
 * HEAD and refs/heads/main: the same bytes from every clone.  NULL, with error
 * set, when it cannot be made, also from a shallow clone.  Cost: all objects
 * are read; the bundle is held in memory.
 */
GBytes *bundle_make(struct repo *repo, const char *commit, GError **error);

#endif
