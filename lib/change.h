/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_H
#define GATEHOUSE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct codes;
struct node;

/* How the two values of a field are best told apart. */
enum field_change_by {
	FIELD_CHANGE_WHOLE,	/* both in full */
	FIELD_CHANGE_SENTENCES, /* Markdown */
	FIELD_CHANGE_LINES,	/* the text of a file that is no XML */
};

/* What the values of a field are; see lib/change_words.h. */
enum field_change_is {
	FIELD_CHANGE_TEXT,
	FIELD_CHANGE_TRUTH,	/* "true" or "false" */
	FIELD_CHANGE_REFERENCE, /* the id of a record, or of a part of one */
};

/*
 * One field that differs between two texts of a record.  Its path fits the old
 * text: an item without a key stands under its place there, "area[2]", and one
 * that is new counts on from the last.  The label counts as the text does in
 * which the field is found: the new one, or the old where it is gone.
 */
struct field_change {
	char *field;	 /* "flow[daily-flags].retention.until" */
	char *label;	 /* "Flow 'daily-flags', retention, until" */
	char *old_value; /* in words; NULL: was not there */
	char *new_value; /* in words; NULL: is no longer there */
	enum field_change_by by;
	enum field_change_is is;
};

/*
 * The fields that differ, in the order of the schema: an array of struct
 * field_change, owned by the caller.  Either tree may be NULL (created,
 * removed).  Repeated elements are matched by their key where the schema
 * names one, otherwise by their content.  Codes stand with their labels.  An
 * element that came or went without saying anything has the value "".
 */
GPtrArray *change_fields(const struct node *old, const struct node *new,
			 const struct codes *codes);

/*
 * The same where texts were merged: what of new is not in any of the n old
 * trees (NULL: had no such record), told against the first that is there.
 */
GPtrArray *change_fields_of_merge(const struct node *const *olds, size_t n,
				  const struct node *new,
				  const struct codes *codes);

/*
 * The one change between two texts that cannot be compared by field, because
 * one of them is no XML; bytes NULL: there is none.  What is no UTF-8 in them
 * is replaced.  The same form as change_fields; empty when they are equal.
 */
GPtrArray *change_raw(GBytes *old_text, GBytes *new_text);

/*
 * Whether two trees (NULL: none) say the same in the same order, so that they
 * differ in nothing from any third.
 */
bool change_is_same(const struct node *a, const struct node *b);

/* Whether the record is withdrawn by the new text, and was not by the old. */
bool change_is_withdrawal(const struct node *old, const struct node *new);

#endif
