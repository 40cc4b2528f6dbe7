/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ESCAPE_H
#define GATEHOUSE_ESCAPE_H

#include <stddef.h>

#include <glib.h>

/*
 * How many bytes the character at s takes if it must not reach a page, else
 * 0: control characters other than newline and tab, and the controls of
 * bidirectional text, which can make a page read otherwise than it is.  s is
 * NUL-terminated UTF-8.
 */
size_t escape_unwanted(const char *s);

/* How many bytes from s on are printable ASCII, of which none is unwanted. */
size_t escape_ascii(const char *s);

/* Appends s without the characters of escape_unwanted. */
void escape_clean(GString *out, const char *s);

/*
 * Appends NUL-terminated s with & < > " and ' as character references: safe
 * as text and inside a quoted attribute value.
 */
void escape_html(GString *out, const char *s);

/*
 * The same for XML that is no page, from any bytes: cleaned, and without what
 * XML may not hold.
 */
void escape_xml(GString *out, const char *s);

/*
 * Appends s as one part of an address whose scheme is fixed already: all but
 * letters, digits and a few marks that cannot end the part are per cent
 * encoded.  The result is safe inside a quoted attribute value.
 */
void escape_url_part(GString *out, const char *s);

#endif
