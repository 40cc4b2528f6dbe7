/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MARKDOWN_H
#define GATEHOUSE_MARKDOWN_H

#include <glib.h>

struct arena;
struct value;

/* Bytes of Markdown in one field beyond which it is refused. */
#define MARKDOWN_MAX 100000

/*
 * CommonMark as an HTML value in the arena; NOTHING when text is NULL or
 * blank.  The first level of heading used becomes h<heading_base> (2 to 6),
 * deeper ones follow without a gap and stop at h6.  HTML in the text is
 * shown as text; images become links; links with a scheme other than http,
 * https and mailto are shown without the link; bidirectional and control
 * characters are dropped.  NULL, with error set, when text is longer than
 * MARKDOWN_MAX.
 */
const struct value *markdown_render(struct arena *arena, const char *text,
				    int heading_base, GError **error);

/*
 * CommonMark as plain HTML for other programs, owned by the caller: no classes,
 * no headings moved; HTML in the text is shown as text, and links as above.
 */
char *markdown_html(const char *text);

/*
 * The first paragraph as plain text on one line, in the arena; "" when there
 * is none, or text is NULL or longer than MARKDOWN_MAX.
 */
const char *markdown_plain(struct arena *arena, const char *text);

#endif
