/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_STARTER_H
#define GATEHOUSE_STARTER_H

#include <stdint.h>

#include <glib.h>

struct library;

/* One file of a new registers repository. */
struct starter_file {
	char *path;
	GBytes *bytes;
};

/* One commit of it. */
struct starter_stage {
	char *message;
	int64_t time;	  /* of the author, seconds; 0: now */
	GPtrArray *files; /* of struct starter_file */
};

/*
 * What a new registers repository begins with, from the files built into the
 * program: an array of struct starter_stage, owned by the caller, or NULL with
 * error set.
 */

/* Settings with this title, and the starter gateways with their sources. */
GPtrArray *starter_new(const struct library *library, const char *title,
		       GError **error);

/* The worked example, in the stages in which it came to be known. */
GPtrArray *starter_example(const struct library *library, GError **error);

#endif
