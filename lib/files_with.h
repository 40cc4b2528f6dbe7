/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FILES_WITH_H
#define GATEHOUSE_FILES_WITH_H

#include <stddef.h>

struct files;
struct files_write;

/*
 * The files as they would be once n of them were written, sorted.  Shares the
 * bytes of the others with files; copies those that are to be written.
 */
struct files *files_with(const struct files *files,
			 const struct files_write *writes, size_t n);

#endif
