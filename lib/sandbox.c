/* SPDX-License-Identifier: MIT */
/*
 * Landlock by its three system calls, since no C library wraps them.  The
 * constants are the kernel's interface and never change; they stand here
 * because the headers of the oldest system we build on do not have them all.
 *
 * A rule gives rights to a folder and everything below; nothing takes a right
 * away again further down.  So what must not be written has to lie outside all
 * that may be.  Looking at a file's mode, size and times (stat) and changing
 * into a folder is never refused.
 *
 * The first version cannot allow a file to be linked or moved into another
 * folder, which the switch of a site needs: it counts as none.
 */
#include "lib/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gio/gio.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define OLDEST 2 /* version of the interface */
#define WITH_TRUNCATE 3
#define WITH_NETWORK 4
#define WITH_AUDIT 7
#define ASK_VERSION 1u
#define RULE_BENEATH 1
#define AUDIT_NOTHING 1u /* until another program is started */

#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_DIR (UINT64_C(1) << 4)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_REFER (UINT64_C(1) << 13)
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_ALL ((UINT64_C(1) << 14) - 1) /* of the oldest version */
#define NET_ALL UINT64_C(3)		 /* bind and connect, of TCP */

#define OF_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE)

/* As the kernel reads them; the second part came with the network. */
struct ruleset {
	uint64_t handled_fs;
	uint64_t handled_net;
};

struct beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

struct place {
	int fd; /* O_PATH */
	unsigned access;
};

struct sandbox {
	GArray *places; /* of struct place */
	bool is_quiet;	/* refusals are not for the audit */
};

static void close_place(void *data)
{
	close(((struct place *)data)->fd);
}

struct sandbox *sandbox_new(void)
{
	struct sandbox *sandbox = g_new0(struct sandbox, 1);

	sandbox->places = g_array_new(FALSE, FALSE, sizeof(struct place));
	g_array_set_clear_func(sandbox->places, close_place);
	return sandbox;
}

void sandbox_free(struct sandbox *sandbox)
{
	if (!sandbox)
		return;
	g_array_unref(sandbox->places);
	g_free(sandbox);
}

void sandbox_allow(struct sandbox *sandbox, const char *path, unsigned access)
{
	struct place place = { .fd = open(path, O_PATH | O_CLOEXEC),
			       .access = access };

	if (place.fd >= 0)
		g_array_append_val(sandbox->places, place);
}

void sandbox_allow_system(struct sandbox *sandbox)
{
	static const char *const programs[] = { "/usr", "/bin", "/lib",
						"/lib64" };
	static const char *const others[] = { "/etc", "/proc/self", "/proc/sys",
					      "/dev/urandom", "/dev/random" };
	g_autofree char *global =
		g_build_filename(g_get_home_dir(), ".gitconfig", NULL);
	g_autofree char *user =
		g_build_filename(g_get_user_config_dir(), "git", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
		sandbox_allow(sandbox, programs[i], SANDBOX_READ);
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		sandbox_allow(sandbox, others[i], SANDBOX_READ);
	sandbox_allow(sandbox, "/dev/null", SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow(sandbox, global, SANDBOX_READ);
	sandbox_allow(sandbox, user, SANDBOX_READ);
}

void sandbox_expect_refusals(struct sandbox *sandbox)
{
	sandbox->is_quiet = true;
}

int sandbox_version(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	return version < OLDEST ? 0 : (int)version;
}

static uint64_t rights_of(unsigned access)
{
	uint64_t rights = 0;

	if (access & SANDBOX_READ)
		rights |= FS_READ_FILE | FS_READ_DIR;
	if (access & SANDBOX_RUN)
		rights |= FS_EXECUTE;
	if (access & SANDBOX_WRITE)
		rights |= FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG |
			  FS_REMOVE_FILE | FS_MAKE_DIR | FS_REMOVE_DIR |
			  FS_REFER;
	if (access & SANDBOX_FOLDERS)
		rights |= FS_MAKE_DIR | FS_REMOVE_DIR | FS_REFER;
	if (access & SANDBOX_REMOVE)
		rights |= FS_REMOVE_DIR;
	return rights;
}

static bool fail(GError **error)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "the process cannot confine itself (Landlock): %s",
		    g_strerror(code));
	return false;
}

static bool add_place(int ruleset, const struct place *place, uint64_t handled)
{
	struct beneath rule = { .parent = place->fd };
	struct stat st;

	if (fstat(place->fd, &st) != 0)
		return false;
	rule.allowed = rights_of(place->access) & handled;
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= OF_FILES;
	return rule.allowed == 0 || syscall(SYS_landlock_add_rule, ruleset,
					    RULE_BENEATH, &rule, 0) == 0;
}

static bool restrict_to(const struct sandbox *sandbox, int ruleset,
			uint64_t handled, unsigned flags)
{
	for (guint i = 0; i < sandbox->places->len; i++) {
		if (!add_place(ruleset,
			       &g_array_index(sandbox->places, struct place, i),
			       handled))
			return false;
	}
	/* Or a program with a set-user-id bit could do what we may not. */
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_landlock_restrict_self, ruleset, flags) == 0;
}

bool sandbox_enter(const struct sandbox *sandbox, enum sandbox_state *state,
		   GError **error)
{
	int version = sandbox_version();
	struct ruleset attributes = { .handled_fs = FS_ALL };
	size_t size = sizeof(attributes.handled_fs);
	unsigned flags = 0;
	bool is_entered;
	int ruleset;

	if (state)
		*state = version > 0 ? SANDBOX_ENTERED : SANDBOX_ABSENT;
	if (version == 0)
		return true;
	if (version >= WITH_TRUNCATE)
		attributes.handled_fs |= FS_TRUNCATE;
	if (version >= WITH_NETWORK) {
		attributes.handled_net = NET_ALL;
		size = sizeof(attributes);
	}
	if (version >= WITH_AUDIT && sandbox->is_quiet)
		flags |= AUDIT_NOTHING;
	ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
	if (ruleset < 0)
		return fail(error);
	is_entered =
		restrict_to(sandbox, ruleset, attributes.handled_fs, flags) ||
		fail(error);
	close(ruleset);
	return is_entered;
}
