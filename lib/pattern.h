/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PATTERN_H
#define GATEHOUSE_PATTERN_H

#include <stdbool.h>

/*
 * Whether the whole of text matches a regular expression (PCRE, as GLib has
 * it).  Patterns are the program's or its code lists'; one that is none
 * matches nothing.  Each is compiled once and kept; threads may share them.
 */
bool pattern_matches(const char *pattern, const char *text);

#endif
