/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_TAG_H
#define GATEHOUSE_RECORD_TAG_H

#include <stdbool.h>

#include <glib.h>

/*
 * A start tag as the bytes that it is in a file, "<name …>" or "<name …/>", to
 * be changed and put back.  out may be the tag itself.
 */

/* Sets the attribute, in its place or at the end; value NULL: takes it away. */
void record_tag_set(GString *tag, const char *name, const char *value);

/* Makes <name/> into <name>; false: it is so already. */
bool record_tag_open(GString *tag);

/* Appends "</name>" for the tag. */
void record_tag_close(const GString *tag, GString *out);

/* Appends "<name/>" with the prefix that the tag has. */
void record_tag_child(const GString *tag, const char *name, GString *out);

#endif
