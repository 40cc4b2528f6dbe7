/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FILE_TEXT_H
#define GATEHOUSE_FILE_TEXT_H

#include <stdbool.h>

#include <glib.h>

/*
 * All of a file that need not be there: then *text is NULL, else the caller's,
 * with a NUL behind it.  len may be NULL.  False, with error set: the file is
 * there, or may be, and cannot be read.
 */
bool file_text_read(const char *path, char **text, gsize *len, GError **error);

#endif
