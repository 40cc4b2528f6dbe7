/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DEA_READ_H
#define GATEHOUSE_DEA_READ_H

#include <stddef.h>

#include <glib.h>

struct codes;
struct diags;

/*
 * Reads a register from tab-separated or comma-separated values or RSF,
 * whichever it is, and looks at each record (dea_check).  The result is a list
 * of struct dea_entry, one a record in the order of the file: of RSF the
 * latest of each.  What is wrong goes on diags, faulty entries are in the list
 * all the same.  NULL, with error set, when the text is none of the three.
 */
GPtrArray *dea_read(const char *path, const char *bytes, size_t len,
		    const struct codes *codes, struct diags *diags,
		    GError **error);

#endif
