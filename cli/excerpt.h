/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EXCERPT_H
#define GATEHOUSE_EXCERPT_H

#include <stddef.h>
#include <stdio.h>

struct diag;
struct diags;
struct registers;

/*
 * Prints the line of source that diagnostic i of the sorted list is about,
 * and marks the place under it.  Prints nothing where there is no such line,
 * and where the line holds what looks like personal data (CON-18).
 */
void excerpt_print(FILE *to, const struct registers *registers,
		   const struct diags *diags, size_t i);

/*
 * The column, from 1 and in characters, at which a diagnostic begins: its own,
 * else where its line does.  0 when not known.  registers may be NULL.
 */
unsigned excerpt_column(const struct registers *registers,
			const struct diag *diag);

#endif
