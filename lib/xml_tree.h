/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_TREE_H
#define GATEHOUSE_XML_TREE_H

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

#endif
