/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REGISTERS_PRIVATE_H
#define GATEHOUSE_REGISTERS_PRIVATE_H

/* Shared by registers.c and registers_*.c. */

#include <glib.h>

#include "lib/registers.h"

struct gist;
struct part;

struct registers {
	const struct library *library;
	struct files *files;
	struct arena *arena;
	struct codes *codes;
	const struct node *settings;
	struct record *records;		/* sorted by kind, id, path */
	const struct record **pointers; /* to each of records */
	const struct gist **gists;	/* by record; NULL: it has no tree */
	size_t n_records;
	struct text_table *by_id;    /* id -> struct record */
	struct text_table *parts;    /* "id#part" -> struct part */
	struct part *all_parts;	     /* in record order */
	size_t *first_part;	     /* by record; one more at the end */
	GArray *references;	     /* of struct reference, in record order */
	GArray *places;		     /* uint32_t, of the references' elements */
	size_t *first_reference;     /* by record; one more at the end */
	struct reference **incoming; /* sorted by target record */
	size_t *incoming_start;	     /* by record; one more at the end */
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

/* Makes a record of each file of a register, in their order. */
void registers_read(struct registers *registers, struct diags *diags);

/* Keeps the gist of record i, and gives it its title. */
void registers_title(struct registers *registers, size_t i,
		     const struct gist *gist);

/*
 * Checks the values of every record (empty ones, codes).  What is wrong goes on
 * diags, and such a record is marked invalid.
 */
void registers_check_values(struct registers *registers, struct diags *diags);

/* Resolves every reference.  What is wrong goes on diags. */
void registers_link(struct registers *registers, struct diags *diags);

/* Points parts and references to their elements in the tree of record i. */
void registers_attach(const struct registers *registers, size_t i,
		      const struct node *root);

#endif
