/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMIT_REQUEST_H
#define GATEHOUSE_COMMIT_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

struct commit_request;

/* Private to commit.c: what there is to do with a request before git. */

/*
 * The files of a request (pointers to its struct commit_file, borrowed) in
 * order of path, so that those of one folder stand together.  NULL, with error
 * set, for a path that a repository must not hold or that is there twice.
 */
GPtrArray *commit_request_sort(const struct commit_request *request,
			       GError **error);

/* Seconds since the epoch, and minutes east of UTC. */
struct commit_request_times {
	int64_t author;
	int64_t committer;
	int author_offset;
	int committer_offset;
};

/*
 * The dates of the commit: for the committer the present in local time, or
 * SOURCE_DATE_EPOCH in UTC; for the author the same if the request has none.
 */
bool commit_request_times(const struct commit_request *request,
			  struct commit_request_times *times, GError **error);

#endif
