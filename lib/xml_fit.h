/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_FIT_H
#define GATEHOUSE_XML_FIT_H

#include <stdbool.h>

struct field;
struct node;

/*
 * Whether what is read certainly fits the XML schema, which is plain
 * (schema.h).  False: it may do so nevertheless, and only libxml2 can tell.
 * Together these three say it of an element, whose text comes as the parser
 * gives it, before it is trimmed.
 */

/* Of the field of an attribute, or of an element without children, or NULL. */
bool xml_fit_value(const struct field *field, const char *text);

/* Whether the attributes are all known, and those that have to be are there. */
bool xml_fit_attrs(const struct node *node);

/* Whether the children may stand here, as many of them, in that order. */
bool xml_fit_children(const struct node *node);

#endif
