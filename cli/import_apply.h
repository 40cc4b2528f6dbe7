/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_IMPORT_APPLY_H
#define GATEHOUSE_IMPORT_APPLY_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "cli/command.h"

struct diag;
struct diags;
struct import_request;
struct node;
struct record;
struct session;

/* A record's file as an import would have it. */
struct import_file {
	const char *id;
	char *path;
	GBytes *bytes;
	void *data;   /* the importer's own */
	bool is_left; /* it does not fit, and stays as it is */
};

/*
 * The bytes of a record's file when it says what the tree says: a new file
 * (record NULL), or the one that there is, changed where it differs.  NULL,
 * with error set, when it cannot be changed.
 */
GBytes *import_apply_bytes(const struct session *session,
			   const struct record *record, const struct node *want,
			   GError **error);

/* Frees what a struct import_file owns. */
void import_apply_clear(void *file);

/*
 * Adds to the diagnostics where in what was imported the trouble with a file
 * comes from.  Called for each error that the file would bring.
 */
typedef void (*import_apply_fault)(void *data, const struct import_file *file,
				   const struct diag *diag);

/* What an importer has made, and found to be wrong. */
struct import_set {
	struct import_file *files;
	size_t n;
	struct diags *diags;
	import_apply_fault fault;
	void *data; /* for fault */
};

/*
 * The last steps of any import.  Looks at the registers as they would be and
 * leaves out files that would bring errors of form (validity, ids, codes,
 * references, personal data), then prints diags, to which the importer and
 * fault have added.  Unless there are errors among them and the request does
 * not ask for what fits: prints what differs, as diff does, and writes it if
 * the request is no dry run.  COMMAND_FINDINGS when something did not fit.
 */
enum command_status import_apply(const struct session *session,
				 const struct import_request *request,
				 const struct import_set *set);

#endif
