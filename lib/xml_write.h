/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_WRITE_H
#define GATEHOUSE_XML_WRITE_H

#include <stddef.h>

#include <glib.h>

struct node;

/*
 * Appends a whole XML file: UTF-8, a declaration, two spaces an indent, a
 * line feed at the end; the tree's own order of elements and attributes.  The
 * same tree gives the same bytes, and xml_read gives the same tree back, lines
 * apart.  Bidirectional controls are written as references, so that the file
 * reads the way it is stored.
 */
void xml_write(GString *out, const struct node *root);

/*
 * Appends len bytes (UTF-8, and of XML) as text, or as the value of an attribute
 * between such quotes (0: as text).
 */
void xml_write_text(GString *out, const char *s, size_t len, char quote);

/* The first character of the text (UTF-8) that no XML may hold; 0: none. */
gunichar xml_write_bad_character(const char *text);

#endif
