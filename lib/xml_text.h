/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_TEXT_H
#define GATEHOUSE_XML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Whether all is UTF-8; if not, *bad is the byte at which it ceases to be. */
bool xml_text_is_utf8(const char *bytes, size_t len, const char **bad);

/*
 * The text without white space at its ends and with single spaces inside, in
 * the arena; not to be changed, since it may be shared.
 */
const char *xml_text_collapse(struct arena *arena, const char *s);

/*
 * Markdown without the indentation that all its lines but the first share,
 * and without blank lines at its ends.
 */
char *xml_text_dedent(struct arena *arena, const char *s);

#endif
