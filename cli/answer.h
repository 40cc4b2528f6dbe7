/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ANSWER_H
#define GATEHOUSE_ANSWER_H

#include <glib.h>

struct field;
struct registers;

/*
 * What the user wrote for a field, as the value that it is to have: a code by
 * the beginning of its name, a record by the beginning of its id, yes for true.
 * Owned by the caller.  NULL, with error set to a sentence for the user, when
 * it is none that the field takes.
 */
char *answer_read(const struct registers *registers, const struct field *field,
		  const char *text, GError **error);

/*
 * Shows what is asked for: the field's label with the form of an answer, its
 * hint, and its codes or records where they are few.  Of the second and later
 * items of a list (nth, from 1) the label alone.
 */
void answer_introduce(const struct registers *registers,
		      const struct field *field, size_t nth);

/* Shows all that is known of it: every code with its meaning, the records. */
void answer_help(const struct registers *registers, const struct field *field);

#endif
