/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DIFF_REPORT_H
#define GATEHOUSE_DIFF_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include <glib.h>

struct change_titles;
struct files;
struct library;

/* What a report of differences is about.  All is borrowed. */
struct diff_report {
	const struct library *library;
	const struct files *old;
	const struct files *new;
	const char *from; /* the two points in words */
	const char *to;
	const struct change_titles *titles;
	const GPtrArray *entries; /* of struct changes_entry, by path */
};

/* Writes the report as one HTML page; false, with error set, if it cannot. */
bool diff_report_print(FILE *to, const struct diff_report *report,
		       GError **error);

#endif
