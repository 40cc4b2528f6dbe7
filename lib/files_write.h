/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FILES_WRITE_H
#define GATEHOUSE_FILES_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* One file of a work tree, and what it is to be. */
struct files_write {
	const char *path; /* relative to the top, '/' between folders */
	GBytes *bytes;	  /* NULL: it is to go */
};

/*
 * Writes files below top, making folders where they are missing: first all of
 * them under other names, to the disk, then each takes its place at once.  So
 * a file is never there by half, and one that cannot be written leaves all as
 * it was.  Symbolic links are not followed.
 *
 * notes: a folder of this program's own or of git's, in which what is under
 * way is written down; or NULL, and then what a kill leaves stays.
 *
 * False, with error set, when it cannot be done.  Where names can no longer be
 * exchanged, some of the files may be written, which the message then says;
 * files_write_finish does the rest.
 */
bool files_write(const char *top, const char *notes,
		 const struct files_write *writes, size_t n, GError **error);

/*
 * Finishes what runs that died in files_write had begun to put in place, and
 * takes away what they had not.  *is_any_placed: whether anything was put in
 * place.  False, with error set, when not all of it can be finished yet; it is
 * left for another time, and nothing is to be written before.
 */
bool files_write_finish(const char *top, const char *notes, bool *is_any_placed,
			GError **error);

#endif
