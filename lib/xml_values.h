/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_VALUES_H
#define GATEHOUSE_XML_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/schema.h"

/*
 * Takes the patterns that xml_values_fits knows out of the text of an XML
 * schema, in place: what is left of it refuses nothing else.  A pattern that
 * reads differently from the program's own is left where it is.
 */
void xml_values_drop_patterns(char *text);

/*
 * Whether a value, as the parser gives it, fits the pattern of its type where
 * that is one of those that are dropped; true for all other types, and for an
 * empty value, which the rest of the schema judges.
 */
bool xml_values_fits(enum field_type type, const char *value);

/* Whether len bytes of text, and no more of it, are an id. */
bool xml_values_is_id(const char *text, size_t len);

#endif
