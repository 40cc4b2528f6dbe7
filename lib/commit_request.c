/* SPDX-License-Identifier: MIT */
/*
 * What is asked for is checked before anything is written: a path that would
 * lead out of the repository, or into git's own folder, must not get as far as
 * a tree, for whoever checks that tree out next would suffer from it.
 */
#include "lib/commit_request.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/commit.h"
#include "lib/repo_text.h"

#define MAX_PATH_BYTES 4096
#define LAST_SECOND 253402300799u /* of the year 9999 */

/* Whether a path is one that a commit may hold: relative, plain, no tricks. */
static bool is_path_sound(const char *path)
{
	g_auto(GStrv) names = NULL;

	if (strlen(path) > MAX_PATH_BYTES || !g_utf8_validate(path, -1, NULL))
		return false;
	for (const char *p = path; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			return false;
	names = g_strsplit(path, "/", -1);
	for (char **name = names; *name != NULL; name++)
		if (**name == '\0' || strcmp(*name, ".") == 0 ||
		    strcmp(*name, "..") == 0 ||
		    g_ascii_strcasecmp(*name, ".git") == 0)
			return false;
	return *names != NULL;
}

static gint by_path(gconstpointer a, gconstpointer b)
{
	const struct commit_file *const *x = a;
	const struct commit_file *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

GPtrArray *commit_request_sort(const struct commit_request *request,
			       GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();

	for (size_t i = 0; i < request->n_files; i++) {
		const char *path = request->files[i].path;

		if (!is_path_sound(path)) {
			g_autofree char *shown =
				repo_text_escape(path, strlen(path));

			g_set_error(error, G_IO_ERROR,
				    G_IO_ERROR_INVALID_FILENAME,
				    "'%s' cannot be the path of a file in the "
				    "repository",
				    shown);
			return NULL;
		}
		g_ptr_array_add(files, (gpointer)&request->files[i]);
	}
	g_ptr_array_sort(files, by_path);
	for (guint i = 1; i < files->len; i++) {
		if (by_path(&files->pdata[i - 1], &files->pdata[i]) != 0)
			continue;
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
			    "'%s' is to be saved twice in one commit",
			    request->files[i].path);
		return NULL;
	}
	return g_steal_pointer(&files);
}

bool commit_request_times(const struct commit_request *request,
			  struct commit_request_times *times, GError **error)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	GTimeSpan offset = g_date_time_get_utc_offset(now);
	guint64 seconds = (guint64)g_date_time_to_unix(now);

	if (epoch != NULL && *epoch != '\0') {
		offset = 0;
		if (!g_ascii_string_to_unsigned(epoch, 10, 0, LAST_SECOND,
						&seconds, NULL)) {
			g_set_error(error, G_IO_ERROR,
				    G_IO_ERROR_INVALID_ARGUMENT,
				    "SOURCE_DATE_EPOCH is not a number of "
				    "seconds since 1970");
			return false;
		}
	}
	times->committer = (int64_t)seconds;
	times->committer_offset = (int)(offset / G_TIME_SPAN_MINUTE);
	times->author = times->committer;
	times->author_offset = times->committer_offset;
	if (request->author_time == 0)
		return true;
	times->author = request->author_time;
	times->author_offset = request->author_offset;
	if (times->author > 0 && times->author <= (int64_t)LAST_SECOND &&
	    ABS(times->author_offset) < 24 * 60)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
		    "git cannot hold the author's date: it must be after 1970");
	return false;
}
