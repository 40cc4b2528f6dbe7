/* SPDX-License-Identifier: MIT */
#include "lib/workers.h"

struct part {
	GThread *thread; /* that did it */
	unsigned n_calls;
};

static void *work(void *data)
{
	struct part *part = data;

	part->thread = g_thread_self();
	part->n_calls++;
	return NULL;
}

static void each_part_is_done_once(void)
{
	for (size_t n = 1; n <= WORKERS; n++) {
		struct part parts[WORKERS] = { { 0 } };

		workers_run("test", work, parts, n, sizeof(*parts));
		for (size_t i = 0; i < WORKERS; i++)
			g_assert_cmpuint(parts[i].n_calls, ==, i < n);
		g_assert_true(parts[0].thread == g_thread_self());
		for (size_t i = 1; i < n; i++)
			g_assert_true(parts[i].thread != g_thread_self());
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workers/each part is done once",
			each_part_is_done_once);
	return g_test_run();
}
