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

/* "Owner, refers to": a label that can stand alone; owned by the caller. */
char *answer_label(const struct field *field);

/* Shows the field's label and hint, and its codes where they are few. */
void answer_introduce(const struct registers *registers,
		      const struct field *field);

/* Shows all that is known of it: every code with its meaning, the records. */
void answer_help(const struct registers *registers, const struct field *field);

#endif
