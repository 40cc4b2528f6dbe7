/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_VERIFY_H
#define GATEHOUSE_VERIFY_H

#include <stdbool.h>

#include <glib.h>

#include "site-gen/manifest.h"

enum verify_kind {
	VERIFY_MISSING,	    /* listed, but not there */
	VERIFY_CHANGED,	    /* there with other bytes than listed */
	VERIFY_EXTRA,	    /* there, but not listed */
	VERIFY_NOT_YIELDED, /* listed, but the registers do not yield it */
	VERIFY_NOT_LISTED,  /* yielded by the registers, but not listed */
	VERIFY_NOT_SAME,    /* listed with other bytes than yielded */
};

struct verify_difference {
	char *path;
	enum verify_kind kind;
};

/* A site that somebody has put into a folder, and what is wrong with it. */
struct verify {
	char *dir;
	char *root;		   /* SHA-256 of manifest.json */
	struct manifest_head head; /* of it */
	GHashTable *listed;	   /* in it: path -> SHA-256 */
	GBytes *log;		   /* published.jsonl; NULL: there is none */
	GPtrArray *differences;	   /* struct verify_difference */
};

/* NULL, with error set, when dir holds no manifest that can be read. */
struct verify *verify_open(const char *dir, GError **error);
void verify_free(struct verify *verify);

/*
 * Holds the files against the manifest.  False, with error set, when a file
 * cannot be read.
 */
bool verify_files(struct verify *verify, GError **error);

/* Holds the manifest against what the registers yield: path -> SHA-256. */
void verify_yield(struct verify *verify, GHashTable *yielded);

/* Puts the differences in order of their paths. */
void verify_sort(struct verify *verify);

typedef struct verify Verify;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verify, verify_free)

#endif
