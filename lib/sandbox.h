/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SANDBOX_H
#define GATEHOUSE_SANDBOX_H

#include <stdbool.h>

#include <glib.h>

/*
 * What a process takes from itself before it reads what it does not trust.
 * From sandbox_enter on, it and all that it starts can open only what was
 * allowed, and can neither open nor take a TCP connection; what is open stays
 * open.  The kernel sees to that (Landlock, from Linux 5.19 on), and nothing
 * undoes it.
 */
enum sandbox_access {
	/* Files are read, folders listed. */
	SANDBOX_READ = 1 << 0,
	/* Programs are started (which takes SANDBOX_READ too). */
	SANDBOX_RUN = 1 << 1,
	/* Plain files and folders are made, written, moved and removed. */
	SANDBOX_WRITE = 1 << 2,
	/* Folders are made, moved and, when empty, removed; no file is. */
	SANDBOX_FOLDERS = 1 << 3,
	/* Empty folders are removed; nothing else changes. */
	SANDBOX_REMOVE = 1 << 4,
};

struct sandbox;

/* One that allows nothing.  Never NULL. */
struct sandbox *sandbox_new(void);
void sandbox_free(struct sandbox *sandbox);

/*
 * Allows this, of enum sandbox_access, for the file at path or all that is and
 * will be below that folder, as it is now: what is not there cannot be allowed
 * and is passed over.  Links are followed.
 */
void sandbox_allow(struct sandbox *sandbox, const char *path, unsigned access);

/*
 * Allows what the C library, GLib and libgit2 read as they run: programs and
 * libraries, /etc, the process itself in /proc, git's configuration of the
 * user; and /dev/null.
 */
void sandbox_allow_system(struct sandbox *sandbox);

/*
 * What will be refused is expected: the kernel's audit (from Linux 6.15 on) is
 * not told of it.
 */
void sandbox_expect_refusals(struct sandbox *sandbox);

/* How the process stands to the kernel afterwards. */
enum sandbox_state {
	SANDBOX_ENTERED,
	SANDBOX_ABSENT, /* the kernel has none, or an older one: all as before */
};

/*
 * Takes everything else from this thread and those that it will start: so,
 * to confine the process, it is called while there is no other.  False, with error set, when the kernel
 * has a sandbox but refuses this one; *state may be NULL.
 */
bool sandbox_enter(const struct sandbox *sandbox, enum sandbox_state *state,
		   GError **error);

/* The version of Landlock that the kernel offers, 0: none that serves. */
int sandbox_version(void);

typedef struct sandbox Sandbox;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sandbox, sandbox_free)

#endif
