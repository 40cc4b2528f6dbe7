/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PROGRESS_H
#define GATEHOUSE_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

/*
 * How far something has come, in one line on standard error: on a terminal
 * only, and only once it has taken a second.
 */
struct progress {
	const char *what; /* "pages" */
	int64_t start;	  /* microseconds, monotonic */
	int64_t shown;	  /* when the line was last written; 0: never */
};

void progress_start(struct progress *progress, const char *what);

/* To be called often; data is a struct progress. */
void progress_step(void *data, size_t done, size_t total);

/* Takes the line away; returns the seconds since the start. */
double progress_end(struct progress *progress);

#endif
