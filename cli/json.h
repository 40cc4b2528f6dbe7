/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_JSON_H
#define GATEHOUSE_JSON_H

#include <stddef.h>
#include <stdio.h>

#include <glib.h>

struct diags;
struct due_list;
struct impact;
struct record;
struct published_check;
struct session;
struct verify;

/*
 * The JSON forms of the commands' results.  Keys stand in their documented
 * order; each text ends with a line feed.
 */

/* Findings (of n_records records) and the tallies of the run. */
void json_check(FILE *to, const struct session *session,
		const struct diags *findings, size_t n_records);

/* An array of struct changes_entry. */
void json_diff(FILE *to, const GPtrArray *entries);

/* An array of struct changes_commit. */
void json_log(FILE *to, const GPtrArray *commits);

/* An array of const struct record. */
void json_list(FILE *to, const GPtrArray *records);

/* What is overdue, and what is due by the horizon of the list. */
void json_due(FILE *to, const struct session *session,
	      const struct due_list *list);
/* An array of the ways in which records rest on one. */
void json_impact(FILE *to, const struct impact *impact);

/*
 * A site, and what differs.  not_made: why it was not made again from its
 * commit; NULL: it was.
 */
void json_verify(FILE *to, const struct verify *verify,
		 const struct published_check *check, const char *not_made);

void json_show(FILE *to, const struct session *session,
	       const struct record *record);

#endif
