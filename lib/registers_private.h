/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REGISTERS_PRIVATE_H
#define GATEHOUSE_REGISTERS_PRIVATE_H

/* Shared by registers.c and registers_*.c. */

#include <glib.h>

#include "lib/registers.h"

struct registers {
	const struct library *library;
	struct files *files;
	struct arena *arena;
	struct codes *codes;
	const struct node *settings;
	struct record *records;		/* sorted by kind, id, path */
	const struct record **pointers; /* to each of records */
	size_t n_records;
	struct text_table *by_id; /* id -> struct record */
	struct text_table *parts; /* "id#part" -> what registers_link says */
	GArray *references;	  /* of struct reference, in record order */
	const struct reference **incoming; /* sorted by target record */
	size_t *incoming_start;		   /* by record; one more at the end */
	bool is_filtered;      /* borrows the codes of others; has no files */
	bool is_watched;       /* borrows everything */
	registers_asked asked; /* NULL: nobody wants to know */
	void *asked_data;
};

static inline void registers_ask(const struct registers *registers,
				 enum registers_question question,
				 const struct record *record, const char *id)
{
	if (registers->asked)
		registers->asked(registers->asked_data, question, record, id);
}

/* Adds an error of the record, or of the settings. */
void registers_report(struct diags *diags, const struct record *record,
		      unsigned line, const char *rule, const char *message);

/*
 * Reads the settings; false, with error set, if they are not there or cannot be
 * used.
 */
bool registers_read_settings(struct registers *registers, struct diags *diags,
			     GError **error);

/* Adds the registers' own codes to those that are built in. */
void registers_extend_codes(struct registers *registers, struct diags *diags);

/* Makes a record of each file of a register, in no order. */
void registers_read(struct registers *registers, struct diags *diags);

/* What the record calls itself; its id where it says nothing. */
const char *registers_title_of(const struct record *record);

/*
 * Checks the values of every record (empty ones, codes).  What is wrong goes on
 * diags, and such a record is marked invalid.
 */
void registers_check_values(struct registers *registers, struct diags *diags);

/* Resolves every reference.  What is wrong goes on diags. */
void registers_link(struct registers *registers, struct diags *diags);

#endif
