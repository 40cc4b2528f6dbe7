/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SENTENCES_H
#define GATEHOUSE_SENTENCES_H

#include <glib.h>

/*
 * The sentences of a Markdown text, in order, NULL-terminated, owned by the
 * caller.  A line break inside a paragraph is a space, so that wrapping a text
 * anew changes no sentence; a blank line, a list item, a heading and a row of
 * a table end one.  A full stop that follows a common abbreviation, an initial
 * or a number that begins an item does not.
 */
GStrv sentences_split(const char *text);

#endif
