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
 * it was.  Symbolic links are not followed.  False, with error set, when it
 * cannot be done; a failure of the disk while names are exchanged may leave
 * some of the files written, which the message then says.
 */
bool files_write(const char *top, const struct files_write *writes, size_t n,
		 GError **error);

#endif
