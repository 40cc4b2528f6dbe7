/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SEEN_H
#define GATEHOUSE_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "lib/repo.h"

struct arena;
struct gist;
struct library;
struct node;
struct stat;

/*
 * What of a work tree was read before, kept in the cache (cache.h): gists and
 * trees of files in which reading found nothing wrong, so that they are neither
 * read nor parsed nor validated again as long as they are the same files.
 */
struct seen;

/*
 * By what a file is known again, as git's index does: whoever changes bytes of
 * a file changes the time of its last change, which no program can set.  Times
 * are in nanoseconds.  All 0: not a file of a work tree.
 */
struct seen_stamp {
	uint64_t device;
	uint64_t inode;
	uint64_t size;
	uint64_t modified;
	uint64_t changed;
};

/* What is known of a file beside its tree. */
struct seen_facts {
	const char *path; /* relative to the work tree */
	struct seen_stamp stamp;
	struct repo_id id;   /* of its bytes in git */
	bool has_dated_code; /* as in struct record */
	const struct gist *gist;
};

struct seen_file {
	struct seen_facts facts;
	const char *lists; /* as in seen_judge */
	const struct seen_packed *packed;
};

/* Records; what fewer say is worked out as fast as it is read from the cache. */
#define SEEN_WORTH_KEEPING 64u

struct seen_stamp seen_stamp(const struct stat *st);
bool seen_is_same(const struct seen_stamp *a, const struct seen_stamp *b);

/*
 * What is kept of the work tree at dir (absolute) as it was read with that
 * library, which has to outlive it.  Never NULL: nothing may be known.  Two
 * threads.
 */
struct seen *seen_open(const struct library *library, const char *dir);

/* Frees it with its trees. */
void seen_free(struct seen *seen);

/* The file as it was read before; NULL: not known, or it has changed. */
const struct seen_file *seen_find(const struct seen *seen, const char *path,
				  const struct stat *st);

/*
 * The file's tree, made in the arena, with what was noted in it by codes_note.
 * Threads may do this at once, with arenas of their own.
 */
struct node *seen_tree(const struct seen_file *file, struct arena *arena);

/*
 * Says which code lists, by a digest of those that are not built in, have
 * judged what is kept and noted from now on.
 */
void seen_judge(struct seen *seen, const char *lists);

/* Notes that a file, which was judged by these code lists, is the same. */
void seen_keep(struct seen *seen, const struct seen_file *file);

/*
 * Notes that reading a file has given this tree, and has found nothing wrong
 * in it.  Files that were changed shortly before seen_open are passed over: a
 * second change might leave them with the same stamp.  All is borrowed until
 * seen_store.
 */
void seen_note(struct seen *seen, const struct seen_facts *facts,
	       const struct node *root);

/*
 * Keeps what was noted, and nothing else, for the next time.  Costs next to
 * nothing where that is what was known.
 */
void seen_store(struct seen *seen);

typedef struct seen Seen;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seen, seen_free)

#endif
