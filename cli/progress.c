/* SPDX-License-Identifier: MIT */
/* The line is written again ten times a second at most. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include <glib.h>

#define PAUSE (G_USEC_PER_SEC / 10)

void progress_start(struct progress *progress, const char *what)
{
	progress->what = what;
	progress->start = g_get_monotonic_time();
	progress->shown = 0;
}

void progress_step(void *data, size_t done, size_t total)
{
	struct progress *progress = data;
	int64_t now = g_get_monotonic_time();

	if (now - progress->start < G_USEC_PER_SEC ||
	    now - progress->shown < PAUSE || !isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r\033[K%zu of %zu %s", done, total, progress->what);
	fflush(stderr);
	progress->shown = now;
}

double progress_end(struct progress *progress)
{
	if (progress->shown > 0)
		fputs("\r\033[K", stderr);
	return (double)(g_get_monotonic_time() - progress->start) /
	       G_USEC_PER_SEC;
}
