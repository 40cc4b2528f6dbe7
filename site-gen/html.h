/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HTML_H
#define GATEHOUSE_HTML_H

#include <glib.h>

struct arena;
struct value;

/*
 * Writes HTML and SVG that is well-formed and escaped whatever the text.
 * Names of elements and attributes are constants of the program: names of a
 * wrong form, elements whose content is not text (script, style), on… and
 * style attributes, and a close too many are programmer mistakes and end the
 * program.
 */
struct html;

/* A writer whose value will be made in arena. */
struct html *html_new(struct arena *arena);

/* Only for a writer that html_value has not ended.  NULL is allowed. */
void html_free(struct html *html);

/* Begins an element, or writes one that has no content ("br", "path"). */
void html_open(struct html *html, const char *name);
void html_empty(struct html *html, const char *name);

/*
 * Adds an attribute to the element just begun.  A NULL value leaves it out,
 * and so does an href, src or other address that value_url refuses.
 */
void html_attr(struct html *html, const char *name, const char *value);

/* A finite number as an attribute, with at most two decimals and a point. */
void html_attr_number(struct html *html, const char *name, double value);

/*
 * Adds UTF-8 text, escaped and without the characters that value_text drops.
 */
void html_text(struct html *html, const char *text);

/* Ends the element that was begun last and has not ended. */
void html_close(struct html *html);

/*
 * What was written, as an HTML value in the arena.  All elements must have
 * ended; the writer is freed.
 */
const struct value *html_value(struct html *html);

typedef struct html Html;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Html, html_free)

#endif
