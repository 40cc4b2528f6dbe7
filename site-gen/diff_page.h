/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DIFF_PAGE_H
#define GATEHOUSE_DIFF_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct assets;
struct change_titles;

/* One record that differs.  Strings are borrowed. */
struct diff_page_record {
	const char *register_name; /* "Agreements"; runs of one name together */
	const char *id;
	const char *title;	 /* NULL: none */
	const char *event;	 /* "added", "changed", … */
	const char *old_path;	 /* renamed from; or NULL */
	bool is_readable;	 /* false: a text is not well-formed */
	const GPtrArray *fields; /* of struct field_change */
};

struct diff_page {
	const char *title; /* of the registers; NULL: not known */
	const char *from;  /* the two points in words */
	const char *to;
	const struct change_titles *titles; /* NULL: references stay ids */
	const struct diff_page_record *records;
	size_t n;
};

/*
 * Appends a whole page that says what differs, with its styles in it: it
 * needs no other file and runs nothing.  Nothing is redacted.  False, with
 * error set and out as it was, when a template or the styles cannot be used.
 */
bool diff_page_write(const struct assets *assets, const struct diff_page *page,
		     GString *out, GError **error);

#endif
