/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_STAGE_H
#define GATEHOUSE_REPO_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * What is about to be written into a git folder: objects, the value of a
 * reference, an index, and the lock files that tell git so.  Whatever kills
 * the run, the next one takes away what is left of it, or finishes it.
 */
struct repo_stage;

/*
 * Begins in the common folder of a repository, after the dead runs before it
 * have been cleared up.  NULL, with error set, when it cannot.
 */
struct repo_stage *repo_stage_new(const char *git_dir, GError **error);

/* Only clears up after dead runs. */
void repo_stage_sweep(const char *git_dir);

/* Gives back all locks and removes what was not kept.  NULL is allowed. */
void repo_stage_free(struct repo_stage *stage);

/* A folder for new objects, in the form of git's "objects". */
const char *repo_stage_objects(const struct repo_stage *stage);

/*
 * Moves the new objects among git's own, on disk when it returns.  False, with
 * error set, when it cannot; what was moved until then does no harm.
 */
bool repo_stage_keep_objects(struct repo_stage *stage, GError **error);

/*
 * Takes git's lock of a file (an absolute path), "<path>.lock", and waits a
 * second for whoever has it.  False, with error set, when it cannot; with
 * G_IO_ERROR_BUSY the message names the lock and who may hold it.
 */
bool repo_stage_lock(struct repo_stage *stage, const char *path,
		     GError **error);

/* Gives a lock back; one that is not held is left alone. */
void repo_stage_unlock(struct repo_stage *stage, const char *path);

/*
 * Where an index is prepared.  It is there after repo_stage_copy_index, with
 * the time of the old one, if there is an old one.
 */
const char *repo_stage_index(const struct repo_stage *stage);
bool repo_stage_copy_index(struct repo_stage *stage, const char *index,
			   GError **error);

/*
 * Gives the file of a reference (absolute, locked) its new value, an id in
 * hexadecimal; it counts from one moment to the next.  index: the file, locked,
 * that repo_stage_put_index is going to replace, or NULL; should the run die
 * before it does, the next one will.  False, with error set, when the value
 * could not be changed.
 */
bool repo_stage_switch(struct repo_stage *stage, const char *ref,
		       const char *hex, const char *index, GError **error);

/* Puts the prepared index in place of that file; false: it could not. */
bool repo_stage_put_index(struct repo_stage *stage, const char *index);

typedef struct repo_stage RepoStage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RepoStage, repo_stage_free)

#endif
