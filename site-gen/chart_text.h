/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_TEXT_H
#define GATEHOUSE_CHART_TEXT_H

#include <glib.h>

struct html;

/* The size that words have in pictures, and a line of them, in its units. */
#define CHART_TEXT_SIZE 14.0
#define CHART_TEXT_LINE 18.0

/*
 * Text broken into lines of at most width units, as far as that can be told
 * without the font: between words, and within a word that is wider than a
 * line.  What does not fit in max_lines is cut, which "…" shows.  An array of
 * strings, owned by the caller; empty for a blank text.
 */
GPtrArray *chart_text_wrap(const char *text, double width, guint max_lines);

/* Width of the text on one line, as far as it can be told. */
double chart_text_width(const char *text);

/* Where lines stand: x by the anchor, y the base of the first line. */
struct chart_text {
	const char *anchor; /* "start", "middle" or "end" */
	double x;
	double y;
};

/* Writes a text element with one tspan a line; nothing for no lines. */
void chart_text_write(struct html *html, const struct chart_text *place,
		      const GPtrArray *lines);

/* The same with one line. */
void chart_text_line(struct html *html, const struct chart_text *place,
		     const char *line);

/* The same for the scale of an axis, which is no fact that words must repeat. */
void chart_text_scale(struct html *html, const struct chart_text *place,
		      const char *line);

/*
 * Begins a picture of that size with a title and a description, which name it
 * to those who do not see it.  id: unique on the page.
 */
struct chart_frame {
	const char *id;
	const char *title;
	const char *description;
	double width;
	double height;
};

void chart_text_open(struct html *html, const struct chart_frame *frame);

#endif
