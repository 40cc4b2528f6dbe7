/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_VALUES_H
#define GATEHOUSE_XML_VALUES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a text, as the parser gives it, matches the pattern that common.xsd
 * has for references, or for codes; how long they may be is not looked at.
 */
bool xml_values_is_ref(const char *text);
bool xml_values_is_code(const char *text);

/* Whether len bytes of text, and no more of it, are an id. */
bool xml_values_is_id(const char *text, size_t len);

#endif
