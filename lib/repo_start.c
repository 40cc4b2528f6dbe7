/* SPDX-License-Identifier: MIT */
/*
 * libgit2 starts all it can do, and for encrypted connections reads and decodes
 * the certificates of the machine: ten times the work of all the rest, for
 * something that we never make.  No option leaves that out, but where they
 * cannot be read it goes on without.  So it is started on a thread that has
 * taken from itself the right to open anything (which ends with the thread).
 * Where the kernel cannot do that, certificates are read.
 */
#include "lib/repo_start.h"

#include <git2.h>
#include <glib.h>

#include "lib/repo_loose.h"
#include "lib/sandbox.h"

/* Returns done, or NULL where it will not start like that. */
static gpointer start_apart(gpointer done)
{
	g_autoptr(Sandbox) nothing = sandbox_new();

	sandbox_expect_refusals(nothing);
	(void)sandbox_enter(nothing, NULL, NULL);
	if (git_libgit2_init() > 0)
		return done;
	git_libgit2_shutdown();
	return NULL;
}

static gpointer start(gpointer done)
{
	GThread *thread = g_thread_try_new("libgit2", start_apart, done, NULL);
	gpointer is_started = thread ? g_thread_join(thread) : NULL;

	if (!is_started)
		git_libgit2_init();
	repo_loose_start();
	return done;
}

void repo_start(void)
{
	static GOnce once = G_ONCE_INIT;

	g_once(&once, start, &once);
}
