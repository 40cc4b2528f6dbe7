/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FRAGMENT_H
#define GATEHOUSE_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A page that becomes part of a file that holds many; all is borrowed. */
struct fragment {
	const char *path; /* of the page in its site */
	/* Whether the file holds the page of that path too. */
	bool (*has)(const void *data, const char *path);
	const void *data;
	/* Where other pages are: an address with '/' at its end, or NULL. */
	const char *base;
};

/*
 * The anchor of a page: its path without ".html".  That of an id in it is
 * "path:id".  Paths hold no ':', so no two of them are the same.
 */
void fragment_anchor(GString *out, const char *path);

/*
 * Appends what stands in the <main> of a page: headings a level lower, ids
 * made unique, links to pages that the file holds turned into links within
 * it, others into links to base or, without one, into text.  What needs
 * scripts is left out.  False, with error set, when the page has not exactly
 * one <main>, or holds what no single file can.  Cost: linear.
 */
bool fragment_take(const struct fragment *fragment, const char *html,
		   size_t len, GString *out, GError **error);

/* What the page around the others gets, and what becomes of it; borrowed. */
struct fragment_frame {
	const char *head_begin; /* HTML that goes where its <head> begins */
	const char *head_end;	/* and where it ends, as it is */
	GString *before;	/* all up to </main> is appended here */
	GString *after;		/* and all from there on here */
};

/* The same for that page, whole and with its headings as they are. */
bool fragment_frame(const struct fragment *fragment, const char *html,
		    size_t len, const struct fragment_frame *frame,
		    GError **error);

#endif
