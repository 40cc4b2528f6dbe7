/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ROFF_H
#define GATEHOUSE_ROFF_H

#include <stdio.h>

/* Text as roff has it, in ASCII, whatever is in it. */

/* On lines of its own, one sentence each. */
void roff_text(FILE *to, const char *text);

/* A macro such as ".Ss" with words that are no macros. */
void roff_heading(FILE *to, const char *macro, const char *text);

/* An item of a list with text that is not empty; else nothing. */
void roff_item(FILE *to, const char *head, const char *text);

/* Lines as they stand, their blanks too, as an indented display. */
void roff_literal(FILE *to, const char *text);

#endif
