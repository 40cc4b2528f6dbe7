/* SPDX-License-Identifier: MIT */
/*
 * git closes a lock file long before it lets go of it, so that no process has
 * it open proves nothing.  What can be told is told: who has it open, and if
 * nobody has, whether any git program runs that may hold it.
 */
#include "lib/lock_holder.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/repo_text.h"

/* "2026-11-22 09:12:05 UTC", or NULL: it is not there. */
static char *since(const char *lock)
{
	g_autoptr(GDateTime) time = NULL;
	struct stat st;

	if (lstat(lock, &st) != 0)
		return NULL;
	time = g_date_time_new_from_unix_utc(st.st_mtim.tv_sec);
	return g_date_time_format(time, "%Y-%m-%d %H:%M:%S UTC");
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static bool has_open(const char *pid, const char *lock)
{
	g_autofree char *path = g_build_filename("/proc", pid, "fd", NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *fd = g_build_filename(path, name, NULL);
		g_autofree char *target = g_file_read_link(fd, NULL);

		if (g_strcmp0(target, lock) == 0)
			return true;
	}
	return false;
}

/* The name of a process, fit to be shown. */
static char *name_of(const char *pid)
{
	g_autofree char *path = g_build_filename("/proc", pid, "comm", NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return g_strdup("");
	g_strchomp(text);
	return repo_text_escape(text, strlen(text));
}

static bool may_hold(const char *pid, const char *name)
{
	return strcmp(pid, "self") != 0 &&
	       g_ascii_strtoull(pid, NULL, 10) != (guint64)getpid() &&
	       (g_str_has_prefix(name, "git") ||
		strcmp(name, "gatehouse") == 0);
}

/* Who has the lock open, or else may hold it; NULL: nobody that is seen. */
static char *find_holder(const char *lock)
{
	g_autofree char *candidate = NULL;
	g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
	const char *pid;

	while (dir && (pid = g_dir_read_name(dir))) {
		g_autofree char *name = is_number(pid) ? name_of(pid) : NULL;

		if (!name)
			continue;
		if (has_open(pid, lock))
			return g_strdup_printf("process %s, '%s', has it open",
					       pid, name);
		if (!candidate && may_hold(pid, name))
			candidate = g_strdup_printf(
				"process %s, '%s', may hold it", pid, name);
	}
	return g_steal_pointer(&candidate);
}

char *lock_holder_tell(const char *lock)
{
	g_autofree char *time = since(lock);
	g_autofree char *holder = find_holder(lock);

	if (!time)
		return g_strdup("its lock is free now");
	return g_strdup_printf(
		"the lock '%s' is there since %s and %s; if "
		"nobody is at work here, remove it",
		lock, time,
		holder ? holder : "no program that could hold it is seen");
}
