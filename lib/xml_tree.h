/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_TREE_H
#define GATEHOUSE_XML_TREE_H

#include <glib.h>

struct arena;
struct file;
struct node;
struct schema;

/*
 * The root element of a file (may be NULL) as xml_read gives it, for those who
 * read what it says and do not ask whether it fits.  NULL when there is no file,
 * nothing in it, or no well-formed XML.
 */
const struct node *xml_tree_read(const struct schema *descriptions,
				 struct arena *arena, const struct file *file);

/* The same of the bytes of a file that was at that path; bytes may be NULL. */
const struct node *xml_tree_of_bytes(const struct schema *descriptions,
				     struct arena *arena, const char *path,
				     GBytes *bytes);

#endif
