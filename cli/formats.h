/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FORMATS_H
#define GATEHOUSE_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "cli/command.h"

struct export_file;
struct record;
struct session;

/* A format in which records are given away. */
struct export_format {
	const char *name;
	bool is_outward; /* for others, not for those who keep the records */
	/* Makes it at out and says so; what went wrong has been said. */
	enum command_status (*run)(const struct session *session,
				   const char *out);
	/* The same of one record; a format has either. */
	enum command_status (*run_one)(const struct session *session,
				       const char *id, const char *out);
};

/* What the person who imports has asked for. */
struct import_request {
	const char *path;
	const char *id;	   /* of the record to be made; or NULL */
	bool is_dry;	   /* say what would be done */
	bool is_partial;   /* do what can be done */
	bool removes;	   /* what is not there goes */
	bool is_day_first; /* 03/04/2026 is the third of April */
};

/* A format from which records are made. */
struct import_format {
	const char *name;
	enum command_status (*run)(struct session *session,
				   const struct import_request *request);
};

/* The formats, each in a file of its own. */
extern const struct export_format export_cnil;
extern const struct export_format export_csv;
extern const struct export_format export_dea;
extern const struct export_format export_hdruk;
extern const struct export_format export_ics;
extern const struct export_format export_json;
extern const struct export_format export_jsonld;
extern const struct export_format export_kantara;
extern const struct export_format export_xlsx;
extern const struct import_format import_cnil;
extern const struct import_format import_csv;
extern const struct import_format import_dea;

/*
 * Says that there is none of that name among names (NULL-terminated), and which
 * was meant or which there are; returns COMMAND_USAGE.
 */
enum command_status formats_unknown(const char *command,
				    const char *const *names, const char *name);

/*
 * Whether the record can be given away: one that is not valid is named as left
 * out, and *status becomes COMMAND_FINDINGS.
 */
bool formats_takes(const struct record *record, enum command_status *status);

/* Puts the file at out; status, or, with the reason said, COMMAND_FAILED. */
enum command_status formats_put(const struct session *session, const char *out,
				const char *bytes, size_t len,
				enum command_status status);

/* The same with a folder; what the n files own is freed. */
enum command_status formats_put_folder(const struct session *session,
				       const char *out,
				       struct export_file *files, size_t n,
				       enum command_status status);

#endif
