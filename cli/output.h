/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_OUTPUT_H
#define GATEHOUSE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include <glib.h>

#include "cli/command.h"

struct diag;
struct diags;

enum output_colour { OUTPUT_AUTO, OUTPUT_ALWAYS, OUTPUT_NEVER };

/* "auto", "always", "never"; false, and *colour untouched, for others. */
bool output_colour_parse(const char *name, enum output_colour *colour);

/*
 * Decides once whether to colour: as the user says, else on a terminal, unless
 * NO_COLOR is set or the terminal is dumb.
 */
void output_start(enum output_colour colour);

/* Whether everything has reached standard output; says so if it has not. */
bool output_finish(void);

/*
 * The text as it may be shown on a terminal, owned by the caller: bytes that
 * are not UTF-8, characters that control the terminal or the direction of the
 * text, and those that no XML may hold become U+FFFD, line feeds and tabs a
 * space.
 */
char *output_clean(const char *text);

/* Writes the text, cleaned. */
void output_text(FILE *to, const char *text);

/*
 * Writes a text of several lines, cleaned, each line after the first led by so
 * many spaces, without a line feed at the end.
 */
void output_lines(FILE *to, const char *text, int indent);

/*
 * Writes a text, cleaned and with its runs of spaces folded, in lines of 78
 * columns that begin with so many spaces.
 */
void output_wrapped(FILE *to, const char *text, int indent);

/*
 * Writes a part of a JSON text, of whole characters in UTF-8, to a FILE, with
 * each character that output_clean replaces (there are such in strings alone)
 * as "\uXXXX": the same value, harmless.  0, as jansson wants it.
 */
int output_json(const char *bytes, size_t len, void *to);

/* Writes the text, cleaned, in bold where there is colour. */
void output_strong(FILE *to, const char *text);

/* "path:line:column: level: sentence [RULE]" and a line feed. */
void output_diag(FILE *to, const struct diag *diag);

/* All that are not waived. */
void output_diags(FILE *to, const struct diags *diags);

/* "gatehouse save: sentence" on standard error, cleaned; command may be NULL. */
void output_note(const char *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Says what could not be done, and returns COMMAND_FAILED.  Further lines of the
 * message, such as an excerpt, stand below it, set in.
 */
enum command_status output_failure(const char *command, const GError *error);

/* Says what is wrong with the call, where help is, and returns COMMAND_USAGE. */
enum command_status output_usage(const char *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

#endif
