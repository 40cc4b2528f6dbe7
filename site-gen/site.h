/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SITE_H
#define GATEHOUSE_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/schema.h"

struct diags;
struct page;
struct published_build;
struct record;
struct record_history;
struct registers;
struct rule_run;
struct rulebook;
struct value;
struct spool;
struct stage;

/* Everything that a site is made from.  All pointers are borrowed. */
struct site_request {
	const struct registers *registers;
	const struct rulebook *rulebook;
	const struct rule_run *run;
	const struct diags *diags;	/* sorted, waivers applied */
	struct record_history *history; /* NULL: no commit yet */
	const char *commit; /* 40 digits; NULL: not what HEAD holds */
	/* Paths, sorted, in which it differs from HEAD; NULL: all of them. */
	const char *const *changed;
	size_t n_changed;
	date_t as_of;
	enum edition edition;
	/* The site's folder, or the single file; NULL for site_hashes. */
	const char *out;
	/* Made for out beforehand; NULL: site_build makes one. */
	struct stage *stage;
	bool is_single;	  /* one file with everything, see single.h */
	const char *only; /* id of the record it is about; NULL: of all */
	const struct published_build *publish; /* NULL: not to be recorded */
	/* Called now and then with pages done and in all; may be NULL. */
	void (*progress)(void *data, size_t done, size_t total);
	void *progress_data;
	/*
	 * Called with the values of each page that has a template, before it is
	 * filled in, and from two threads at once; may be NULL.
	 */
	void (*watch)(void *data, const struct page *page,
		      const struct value *values);
	void *watch_data;
};

struct site_result {
	size_t n_files;	  /* in the new site; of a single file, pages */
	size_t n_written; /* of these, new or changed */
	size_t n_kept;	  /* taken from the old site without being made */
	size_t n_removed; /* of the old site */
	size_t n_bytes;	  /* of a single file */
	bool is_recorded; /* MANIFEST_LOG has a line more */
	bool keeps_log;	  /* it stays as it was, for another site */
};

/*
 * Whether the disk has given back all that was asked of the history: a version
 * that it has not looks like one that is missing, and a site without it is not
 * to be made.  False, with error set.  To be asked after the last page.
 */
bool site_is_read(const struct site_request *request, GError **error);

/* Whether the record is what the commit that the history ends with has. */
bool site_is_committed(const struct site_request *request,
		       const struct record *record);

/*
 * Renders the site and puts it in place of the one that stands in out, in one
 * step: out holds the old site or the new one, whole, at every moment.  Files
 * that did not change are not written again, and pages of which nothing that
 * they show did are not made again, unless the site is published.  An existing
 * folder that is not empty and not a site of this program is refused.  False,
 * with error set and out untouched, when the work cannot be done.
 *
 * A single file is put in place of the one that stands there in the same way:
 * whole, and only if that is one too.
 */
bool site_build(const struct site_request *request, struct site_result *result,
		GError **error);

/*
 * Renders the same site without putting it anywhere: path -> SHA-256, with the
 * manifest, owned by the caller.  spool, if not NULL, receives the files.  NULL
 * with error set.
 */
GHashTable *site_hashes(const struct site_request *request, struct spool *spool,
			GError **error);

#endif
