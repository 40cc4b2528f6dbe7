/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_WORKERS_H
#define GATEHOUSE_WORKERS_H

#include <stddef.h>

#include <glib.h>

/* Into how many parts work is divided that can be done at the same time. */
#define WORKERS 2

/*
 * Calls work for each part (n of them, at most WORKERS, of size bytes, side by
 * side), the first in this thread and each other in one of that name; or in this
 * one too, where no more threads are to be had.  Returns when all are done.
 */
void workers_run(const char *name, GThreadFunc work, void *parts, size_t n,
		 size_t size);

#endif
