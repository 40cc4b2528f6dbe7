/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_VALUE_H
#define GATEHOUSE_SHEET_VALUE_H

#include <stdbool.h>

struct arena;
struct codes;
struct field;

/* What is known of the column that a value stands in. */
struct sheet_value_context {
	struct arena *arena; /* what comes out lives there */
	const struct codes *codes;
	bool is_day_first;   /* 03/04/2026 is the third of April */
	bool is_month_first; /* … the fourth of March */
};

/*
 * A text as the field's records hold it: line breaks as LF, blanks at its ends
 * gone, and in all but Markdown runs of blanks made one.
 */
const char *sheet_value_tidy(struct arena *arena, const struct field *field,
			     const char *text);

/* A value of the field as a cell: yes and no in words, no taken for a mark. */
const char *sheet_value_show(struct arena *arena, const struct field *field,
			     const char *value);

/*
 * What a person or a spreadsheet has written, as a value of the field: dates
 * in other forms, codes by their label, yes and no.  *was_label is set where a
 * label was read.  NULL, and in *fault what is wrong (a clause that can follow
 * the name of the column), when it is none.
 */
const char *sheet_value_read(const struct sheet_value_context *context,
			     const struct field *field, const char *text,
			     bool *was_label, const char **fault);

#endif
