/* SPDX-License-Identifier: MIT */
/*
 * A name that begins with a dot is no record (see files.c), so what lies about
 * after a crash does no harm.  That it does not lie about for ever, and that of
 * several files not only some are changed, is what the notes are for: a folder
 * whose owner can be told to be dead, with the names and places of the files,
 * called "begun" while they are written and "ready" once all are on the disk.
 */
#include "lib/files_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file_text.h"
#include "lib/staging.h"
#include "lib/write.h"

#define PREFIX "gatehouse-write-"
#define BEGUN "begun"
#define READY "ready"

/* A file on its way into its place. */
struct pending {
	const struct files_write *write;
	int folder;	 /* open; -1: not yet */
	char *name;	 /* last part of the path */
	char *temporary; /* beside it; NULL: none is there */
	bool is_placed;
};

/* Opens the folder that the path lies in, through no symbolic link. */
static int open_folder(const char *top, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	int at = (int)TEMP_FAILURE_RETRY(
		open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	for (char **part = parts; at >= 0 && part[0] && part[1]; part++) {
		int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
		int next = (int)TEMP_FAILURE_RETRY(openat(at, *part, flags));

		if (next < 0 && errno == ENOENT &&
		    mkdirat(at, *part, 0777) == 0)
			next = (int)TEMP_FAILURE_RETRY(
				openat(at, *part, flags));
		close(at);
		at = next;
	}
	return at;
}

/* As the file that is there allows; otherwise as the user's mask does. */
static bool take_mode(const struct pending *pending, int fd)
{
	struct stat st;

	if (fstatat(pending->folder, pending->name, &st, AT_SYMLINK_NOFOLLOW) !=
	    0)
		return true;
	return fchmod(fd, st.st_mode & 0777) == 0;
}

static bool write_aside(const struct pending *pending)
{
	gsize len;
	const char *bytes = g_bytes_get_data(pending->write->bytes, &len);
	int fd = (int)TEMP_FAILURE_RETRY(openat(
		pending->folder, pending->temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
	bool is_done;

	if (fd < 0)
		return false;
	is_done = take_mode(pending, fd) && write_all(fd, bytes, len) &&
		  TEMP_FAILURE_RETRY(fsync(fd)) == 0;
	return close(fd) == 0 && is_done;
}

static bool prepare(const char *top, struct pending *pending, GError **error)
{
	const char *path = pending->write->path;

	pending->folder = open_folder(top, path);
	if (pending->folder < 0)
		return write_fail(error, "open the folder of", path);
	if (pending->write->bytes && !write_aside(pending))
		return write_fail(error, "write", path);
	return true;
}

static bool put_in_place(struct pending *pending, GError **error)
{
	const char *path = pending->write->path;

	if (!pending->write->bytes) {
		if (unlinkat(pending->folder, pending->name, 0) != 0)
			return write_fail(error, "remove", path);
	} else if (renameat(pending->folder, pending->temporary,
			    pending->folder, pending->name) != 0) {
		return write_fail(error, "write", path);
	}
	pending->is_placed = true;
	if (TEMP_FAILURE_RETRY(fsync(pending->folder)) != 0)
		return write_fail(error, "write the folder of", path);
	return true;
}

static void pending_init(struct pending *pending,
			 const struct files_write *write)
{
	pending->write = write;
	pending->folder = -1;
	pending->name = g_path_get_basename(write->path);
	if (write->bytes)
		pending->temporary = g_strdup_printf(".%s.%08x", pending->name,
						     g_random_int());
}

/* is_left: what is not in its place is to stay where it is. */
static void pending_clear(struct pending *pending, bool is_left)
{
	if (pending->temporary && pending->folder >= 0 && !is_left &&
	    !pending->is_placed)
		unlinkat(pending->folder, pending->temporary, 0);
	if (pending->folder >= 0)
		close(pending->folder);
	g_free(pending->temporary);
	g_free(pending->name);
}

/* Notes ------------------------------------------------------------------- */

/* Of each file its path and the name of its new bytes, or "": it is to go. */
static bool note_begun(const struct staging *notes, const struct pending *all,
		       size_t n, GError **error)
{
	g_autofree char *path = g_build_filename(notes->path, BEGUN, NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < n; i++) {
		const char *name = all[i].temporary ? all[i].temporary : "";

		g_string_append_len(text, all[i].write->path,
				    (gssize)strlen(all[i].write->path) + 1);
		g_string_append_len(text, name, (gssize)strlen(name) + 1);
	}
	return (write_file(path, text->str, text->len, 0600) &&
		write_sync(path)) ||
	       write_fail(error, "write", path);
}

static bool note_ready(const struct staging *notes, GError **error)
{
	g_autofree char *begun = g_build_filename(notes->path, BEGUN, NULL);
	g_autofree char *ready = g_build_filename(notes->path, READY, NULL);

	return (rename(begun, ready) == 0 && write_sync(notes->path)) ||
	       write_fail(error, "write", ready);
}

/* No part of it is hidden, nor leads upwards. */
static bool is_plain_path(const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);

	for (char **part = parts; *part; part++) {
		if (!**part || **part == '.')
			return false;
	}
	return *path != '\0';
}

/* Puts one file in place, or takes away what was to be put; false: cannot. */
static bool settle(const char *top, const char *path, const char *temporary,
		   bool is_ready)
{
	g_autofree char *name = g_path_get_basename(path);
	int folder;
	int status;

	if (!is_plain_path(path) || strchr(temporary, '/'))
		return true;
	folder = open_folder(top, path);
	if (folder < 0)
		return false;
	if (!is_ready)
		status = *temporary ? unlinkat(folder, temporary, 0) : 0;
	else if (*temporary)
		status = renameat(folder, temporary, folder, name);
	else
		status = unlinkat(folder, name, 0);
	if (status != 0 && errno == ENOENT)
		status = 0; /* that was done before */
	if (status == 0)
		fsync(folder);
	close(folder);
	return status == 0;
}

/* What dead runs have left, while it is gone through. */
struct finishing {
	const char *top;
	bool is_any_placed;
	GError *problem; /* the first thing that cannot be finished */
};

/* Always false. */
static bool fail_finish(struct finishing *finishing, const char *path)
{
	if (!finishing->problem)
		write_fail(&finishing->problem, "put in place", path);
	return false;
}

/* A note's text, NULL where it is not there; false: it cannot be read. */
static bool read_note(struct finishing *finishing, const struct staging *dead,
		      const char *name, char **text, gsize *len)
{
	g_autofree char *path = g_build_filename(dead->path, name, NULL);

	return file_text_read(path, text, len,
			      finishing->problem ? NULL : &finishing->problem);
}

static bool finish(const struct staging *dead, void *data)
{
	struct finishing *finishing = data;
	g_autofree char *text = NULL;
	gsize len = 0;
	bool is_ready, is_done = true;
	const char *next;

	if (!read_note(finishing, dead, READY, &text, &len))
		return false;
	is_ready = text != NULL;
	if (!is_ready && !read_note(finishing, dead, BEGUN, &text, &len))
		return false;
	if (len == 0 || text[len - 1] != '\0')
		return true; /* torn, or not there: nothing came after it */
	for (next = text; next < text + len;) {
		const char *path = next;
		const char *temporary = path + strlen(path) + 1;

		if (temporary >= text + len)
			break; /* torn */
		if (!settle(finishing->top, path, temporary, is_ready))
			is_done = fail_finish(finishing, path);
		next = temporary + strlen(temporary) + 1;
	}
	finishing->is_any_placed |= is_ready;
	return is_done;
}

bool files_write_finish(const char *top, const char *notes, bool *is_any_placed,
			GError **error)
{
	struct finishing finishing = { .top = top };
	bool is_done = staging_sweep(notes, PREFIX, finish, &finishing, error);

	*is_any_placed = finishing.is_any_placed;
	if (is_done && finishing.problem) {
		g_propagate_error(error, g_steal_pointer(&finishing.problem));
		is_done = false;
	}
	g_clear_error(&finishing.problem);
	if (!is_done)
		g_prefix_error(error, "changes that an earlier run was stopped "
				      "in cannot be finished: ");
	return is_done;
}

/* All of it ---------------------------------------------------------------- */

/* Writes all under other names; false: nothing is changed. */
static bool prepare_all(const char *top, const struct staging *notes,
			struct pending *all, size_t n, GError **error)
{
	if (notes->path && !note_begun(notes, all, n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!prepare(top, &all[i], error))
			return false;
	}
	return !notes->path || note_ready(notes, error);
}

/* How many came into their places before one could not, if one could not. */
static size_t place_all(struct pending *all, size_t n, GError **error)
{
	size_t n_placed = 0;
	bool is_done = true;

	for (size_t i = 0; is_done && i < n; i++) {
		is_done = put_in_place(&all[i], error);
		n_placed += all[i].is_placed;
	}
	if (!is_done && n_placed > 0 && n_placed < n)
		g_prefix_error(error,
			       "only %zu of %zu files were written: ", n_placed,
			       n);
	return n_placed;
}

bool files_write(const char *top, const char *notes,
		 const struct files_write *writes, size_t n, GError **error)
{
	g_autofree struct pending *all = g_new0(struct pending, n + 1);
	struct staging staging = STAGING_NONE;
	g_autoptr(GError) problem = NULL;
	size_t n_placed = 0;
	bool is_left;

	if (notes && !staging_open(&staging, notes, PREFIX, error))
		return false;
	for (size_t i = 0; i < n; i++)
		pending_init(&all[i], &writes[i]);
	if (prepare_all(top, &staging, all, n, &problem))
		n_placed = place_all(all, n, &problem);
	is_left = notes && n_placed > 0 && n_placed < n;
	for (size_t i = 0; i < n; i++)
		pending_clear(&all[i], is_left);
	if (is_left)
		staging_leave(&staging);
	else
		staging_close(&staging);
	if (is_left)
		g_prefix_error(&problem,
			       "the next command that changes records "
			       "finishes this: ");
	if (!problem)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}
