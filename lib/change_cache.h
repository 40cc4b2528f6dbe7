/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_CACHE_H
#define GATEHOUSE_CHANGE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct arena;
struct codes;
struct library;
struct node;
struct record_change;

/*
 * What was worked out of changes of records before, kept in the user's cache
 * (see cache.h).  It follows from the texts before and after, where they lay,
 * the schemas, the code lists, and which of the things that the texts refer to
 * may be seen; an entry for which any of these is another is not found.  That
 * the texts are still in the repository is for the caller to ask.
 */
struct change_cache;

struct change_cache_scope {
	const struct library *library;
	const struct codes *codes;
	const char
		*objects; /* the folder of the repository's objects; NULL: keep
				nothing */
	const char *purpose; /* for whom: "public", … */
	/* Whether a target may be seen; any thread.  NULL: all of them may. */
	bool (*sees)(const void *data, const char *target);
	const void *data;
};

/* What is known of one change; borrows all. */
struct change_known {
	uint32_t facts; /* the caller's */
	uint32_t n_fields;
	const char *title;
	const char *fields; /* for change_pack_read, as are */
	const char *texts;
	const char *targets; /* what it rests on, for change_cache_put */
	uint32_t n_targets;
};

/* What is kept of a change. */
struct change_kept {
	const struct record_change *change;
	const struct change_known *known;
};

/* New ones that are worth it to write all down again. */
#define CHANGE_CACHE_WORTH 16

/* Never NULL.  Borrows what scope points to. */
struct change_cache *change_cache_open(const struct change_cache_scope *scope);
void change_cache_free(struct change_cache *cache);

/* False: nothing is known of it.  Cheapest in the order of change_cache_put. */
bool change_cache_find(struct change_cache *cache,
		       const struct record_change *change,
		       struct change_known *known);

/*
 * Adds the numbers of what a text refers to to targets, an array of guint, for
 * change_cache_make.  tree may be NULL.  Any thread.
 */
void change_cache_targets(struct change_cache *cache, const struct node *tree,
			  GArray *targets);

/*
 * Makes, in the arena, what is known of a change whose fields (of struct
 * field_change) follow from no other targets than these.  Of known title is set
 * before, and copied; all the rest but facts is set.
 */
void change_cache_make(struct arena *arena, const GArray *targets,
		       const GPtrArray *fields, struct change_known *known);

/* Keeps n changes, and nothing else, for the next time. */
void change_cache_put(struct change_cache *cache,
		      const struct change_kept *kept, size_t n);

typedef struct change_cache ChangeCache;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeCache, change_cache_free)

#endif
