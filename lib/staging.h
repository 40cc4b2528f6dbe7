/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_STAGING_H
#define GATEHOUSE_STAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <glib.h>

/*
 * A folder of this program's own, for what is not finished.  Whoever comes
 * later can tell whether the run that made it still lives: it holds the file
 * "lock" in it by flock.
 */
struct staging {
	char *path;
	int lock; /* -1: none is held */
};

#define STAGING_LOCK "lock"
#define STAGING_NONE     \
	{                \
		NULL, -1 \
	}

/*
 * Makes "<parent>/<prefix>XXXXXX".  False, with error set, when it cannot.
 */
bool staging_open(struct staging *staging, const char *parent,
		  const char *prefix, GError **error);

/* Removes the folder with all that is in it, and lets go of the lock. */
void staging_close(struct staging *staging);

/* Lets go of the lock only: the next sweep sees a dead run. */
void staging_leave(struct staging *staging);

/*
 * Sweeps the folder that path is in, and makes a staging there, called
 * ".NAME.gatehouse-XXXXXX".
 */
bool staging_open_beside(struct staging *staging, const char *path,
			 GError **error);

/* Only removes what dead runs have left beside path. */
void staging_sweep_beside(const char *path);

/*
 * Puts a file, new or in place of the one that is there, whole or not at all;
 * on disk when it returns.  False, with error set and nothing changed, when it
 * cannot.
 */
bool staging_put_file(const char *path, const char *bytes, size_t len,
		      mode_t mode, GError **error);

/*
 * What a dead run has left, before it is removed; its lock is held.  False: it
 * is to stay.
 */
typedef bool (*staging_dead)(const struct staging *dead, void *data);

/*
 * Removes those folders of that name whose run is dead; each is shown to dead
 * first, if that is not NULL.  A folder that holds anything but no lock is
 * left alone.  False, with error set, when not all of them could be looked at.
 */
bool staging_sweep(const char *parent, const char *prefix, staging_dead dead,
		   void *data, GError **error);

/* Removes a file, or a folder with all that is in it; follows no link. */
void staging_remove(const char *path);

#endif
