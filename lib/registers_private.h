/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REGISTERS_PRIVATE_H
#define GATEHOUSE_REGISTERS_PRIVATE_H

/* Shared by registers.c, which loads, registers_link.c, _files.c and _filter.c. */

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
	bool is_public;	       /* all records appear in every edition */
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

/* What the record calls itself; its id where it says nothing. */
const char *registers_title_of(const struct record *record);

/*
 * Checks the values of every record (empty ones, codes) and resolves every
 * reference.  What is wrong goes on diags; a record with a value that is wrong
 * is marked invalid.
 */
void registers_link(struct registers *registers, struct diags *diags);

#endif
