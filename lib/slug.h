/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SLUG_H
#define GATEHOUSE_SLUG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A text as an id or the name of a file: its letters, as small ones of ASCII,
 * and digits, and a hyphen for all that stands between them; at most max
 * characters.  What has no like in ASCII is such a gap or, with is_tight, left
 * out.  Owned by the caller; "" when nothing is left.
 */
char *slug_make(const char *text, size_t max, bool is_tight);

#endif
