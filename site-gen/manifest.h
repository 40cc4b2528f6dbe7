/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MANIFEST_H
#define GATEHOUSE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/schema.h"

#define MANIFEST_NAME "manifest.json"
/* Beside the site, but not of it: what was published when. */
#define MANIFEST_LOG "published.jsonl"

/* What a site says of itself; strings borrowed. */
struct manifest {
	const char *commit; /* NULL: made from what no commit holds */
	date_t as_of;
	enum edition edition;
};

/*
 * The bytes of manifest.json: the same for the same content, files sorted by
 * path.  files: path -> SHA-256 in hexadecimal; the manifest itself and
 * MANIFEST_LOG must not be among them.
 */
GBytes *manifest_format(const struct manifest *manifest, GHashTable *files);

/*
 * The files that a manifest.json lists: path -> SHA-256, owned by the caller.
 * NULL, with error set, when the bytes are no manifest of this program.
 */
GHashTable *manifest_parse(const char *bytes, size_t len, GError **error);

/* What a manifest.json says of its site; owned by the caller. */
struct manifest_head {
	char *gatehouse; /* the version that made it */
	char *commit;	 /* as written; NULL: null */
	char *as_of;
	char *edition;
};

/*
 * Reads the head of a manifest.json.  False, with error set, when the bytes are
 * no manifest of this program; head is to be cleared in any case.
 */
bool manifest_parse_head(const char *bytes, size_t len,
			 struct manifest_head *head, GError **error);
void manifest_head_clear(struct manifest_head *head);

#endif
