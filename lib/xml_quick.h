/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_QUICK_H
#define GATEHOUSE_XML_QUICK_H

#include <stdbool.h>

struct arena;
struct node;
struct schema;
struct xml_input;

/*
 * Private to xml.c: the tree that xml_read gives of a text that is plain, as
 * nearly all records are: well-formed, with names in ASCII, no prefixes but
 * those of the program's own schemas, which the root declares, no other
 * declarations, instructions or sections, and no comment next to a text.  NULL
 * for any other, which may be sound for all that, and is libxml2's to read.
 * *fits: the tree certainly fits the XML schema; otherwise it may.  fits may be
 * NULL, where nobody asks, which is quicker; and so may descriptions, as for
 * xml_parse.
 */
struct node *xml_quick_read(const struct schema *descriptions,
			    struct arena *arena, const struct xml_input *input,
			    bool *fits);

#endif
