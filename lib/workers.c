/* SPDX-License-Identifier: MIT */
#include "lib/workers.h"

void workers_run(const char *name, GThreadFunc work, void *parts, size_t n,
		 size_t size)
{
	GThread *threads[WORKERS] = { NULL };
	char *part = parts;

	g_assert(n <= WORKERS);
	for (size_t i = 1; i < n; i++)
		threads[i] =
			g_thread_try_new(name, work, part + i * size, NULL);
	work(part);
	for (size_t i = 1; i < n; i++) {
		if (threads[i])
			g_thread_join(threads[i]);
		else
			work(part + i * size);
	}
}
