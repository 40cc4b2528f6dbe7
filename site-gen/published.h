/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PUBLISHED_H
#define GATEHOUSE_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct manifest;

/* One line of published.jsonl; strings belong to the log. */
struct published_entry {
	size_t line;	     /* in the file, from 1 */
	const char *time;    /* "2026-11-22T09:30:00Z" */
	const char *commit;  /* 40 digits */
	const char *as_of;   /* "2026-11-22" */
	const char *edition; /* "public" */
	const char *root;    /* SHA-256 of the manifest, hexadecimal */
	const char *reason;  /* NULL: none was given */
	bool is_rewritten;   /* what was published before is no ancestor */
	bool is_older;	     /* what was published before comes after it */
	bool is_restarted;   /* the lines before it are missing */
};

/* What was published, oldest first: the file MANIFEST_LOG of a site. */
struct published;

/* Reads the file, whatever is wrong with it. */
struct published *published_parse(const char *bytes, size_t len);
void published_free(struct published *published);

/* The lines that could be read, and the last of them (NULL: none). */
size_t published_len(const struct published *published);
const struct published_entry *published_get(const struct published *published,
					    size_t i);
const struct published_entry *published_last(const struct published *published);

/*
 * What is wrong with the file as a chain, a sentence each ("line 2: …");
 * NULL-terminated, empty for a sound one.
 */
const char *const *published_faults(const struct published *published);

/* A build that is to be recorded; strings borrowed. */
struct published_build {
	const char *time;
	const char *reason; /* NULL: none */
	bool is_rewritten;
	bool is_older;
	bool is_restarted;
	GBytes *before; /* the file as it was read; empty: there was none */
};

/*
 * The file with one line more, for the site with this manifest, whose bytes
 * have the SHA-256 root; the same file when its last line says the same site
 * and no other reason is given.  manifest->commit must not be NULL.
 */
GBytes *published_append(const struct published_build *build,
			 const struct manifest *manifest, const char *root);

typedef struct published Published;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Published, published_free)

#endif
