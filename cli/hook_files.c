/* SPDX-License-Identifier: MIT */
/*
 * A hook is a few lines of shell that go on to this program.  It names the
 * program by the path it had when the hook was written: what the PATH of a
 * commit holds is no matter for who may approve.  A hook of somebody else's
 * keeps its place in the order: it runs first, with the same arguments and
 * input, and if it refuses, that is the end.
 */
#include "cli/hook_files.h"

#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/staging.h"

#define MARK "# Written by 'gatehouse hook install'"
#define BEFORE ".before-gatehouse"

static char *program_path(GError **error)
{
	return g_file_read_link("/proc/self/exe", error);
}

static char *script_for(const char *name, const char *program)
{
	g_autofree char *quoted = g_shell_quote(program);
	bool has_input = strcmp(name, "pre-receive") == 0;
	const char *before = has_input ? "	printf '%s\\n' \"$lines\" | "
					 "\"$before\" \"$@\" || exit\n"
				       : "	\"$before\" \"$@\" || exit\n";

	return g_strdup_printf(
		"#!/bin/sh\n" MARK "; 'gatehouse hook uninstall' removes it.\n"
		"# What stood here before runs first.\n\n"
		"gatehouse=%s\n"
		"before=$0" BEFORE "\n"
		"%s"
		"if [ -x \"$before\" ]; then\n%sfi\n"
		"if [ ! -x \"$gatehouse\" ]; then\n"
		"	echo \"$gatehouse is not there any more: run "
		"'gatehouse hook install' again\" >&2\n"
		"	exit 1\n"
		"fi\n"
		"exec \"$gatehouse\" hook %s \"$@\"%s\n",
		quoted, has_input ? "lines=$(cat)\n" : "", before, name,
		has_input ? " <<END\n$lines\nEND" : "");
}

/* Whether a file (or a link) of that name is there. */
static bool is_there(const char *path)
{
	GStatBuf st;

	return g_lstat(path, &st) == 0;
}

/*
 * Whether a hook is ours, in *is_ours: neither is what is no plain file.  False,
 * with error set: it is there and cannot be read, so it may be either.
 */
static bool look(const char *path, bool *is_ours, GError **error)
{
	g_autofree char *text = NULL;

	*is_ours = false;
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return true;
	if (!g_file_get_contents(path, &text, NULL, error)) {
		g_prefix_error(error, "cannot tell whose hook this is: ");
		return false;
	}
	*is_ours = strstr(text, MARK);
	return true;
}

/* Whether two names are of one file. */
static bool is_same(const char *a, const char *b)
{
	GStatBuf x;
	GStatBuf y;

	return g_lstat(a, &x) == 0 && g_lstat(b, &y) == 0 &&
	       x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

static bool move(const char *from, const char *to, GError **error)
{
	if (g_rename(from, to) == 0)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		    "cannot rename '%s' to '%s': %s", from, to,
		    g_strerror(errno));
	return false;
}

/*
 * Gives a hook of somebody else's a second name; it loses the first when ours
 * takes that, so that at no moment there is no hook.
 */
static bool keep_other(const char *path, GError **error)
{
	g_autofree char *kept = g_strconcat(path, BEFORE, NULL);
	bool is_ours;

	if (!look(path, &is_ours, error))
		return false;
	if (!is_there(path) || is_ours || is_same(path, kept))
		return true;
	if (!is_there(kept))
		return link(path, kept) == 0 || move(path, kept, error);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
		    "both '%s' and '%s' are there; put one of them away first",
		    path, kept);
	return false;
}

bool hook_files_install(const char *dir, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *program = program_path(error);
	g_autofree char *script = NULL;

	if (!program)
		return false;
	if (g_mkdir_with_parents(dir, 0777) != 0) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot make the folder '%s': %s", dir,
			    g_strerror(errno));
		return false;
	}
	script = script_for(name, program);
	return keep_other(path, error) &&
	       staging_put_file(path, script, strlen(script), 0777, error);
}

bool hook_files_is_ours(const char *dir, const char *name, bool *is_ours,
			GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	return look(path, is_ours, error);
}

bool hook_files_uninstall(const char *dir, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *kept = g_strconcat(path, BEFORE, NULL);

	if (is_there(kept))
		return move(kept, path, error);
	if (g_unlink(path) == 0)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		    "cannot remove '%s': %s", path, g_strerror(errno));
	return false;
}
