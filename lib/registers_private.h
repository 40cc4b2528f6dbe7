/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REGISTERS_PRIVATE_H
#define GATEHOUSE_REGISTERS_PRIVATE_H

/* Shared by registers.c and registers_*.c. */

#include <glib.h>

#include "lib/registers.h"

struct gist;
struct part;
struct registers_kept;
struct seen_file;

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
	struct text_table *by_id;     /* id -> struct record */
	struct text_table *parts;     /* "id#part" -> struct part */
	struct part *all_parts;	      /* in record order */
	size_t *first_part;	      /* by record; one more at the end */
	struct reference *references; /* in record order */
	size_t n_references;
	uint32_t *places;	     /* of the references' elements */
	size_t *first_reference;     /* by record; one more at the end */
	struct reference **incoming; /* sorted by target record */
	size_t *incoming_start;	     /* by record; one more at the end */
	struct registers_kept *kept; /* NULL: all trees are there */
	char *lists;	  /* digest of the code lists that are not built in */
	bool is_public;	  /* all records appear in every edition */
	bool is_filtered; /* borrows the codes of others; has no files */
	bool is_watched;  /* borrows everything */
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

/* Adds the registers' own codes to those that are built in; sets lists. */
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

/* The trees of n records that are still packed; to be added one by one. */
struct registers_kept *registers_kept_new(size_t n_records);
void registers_kept_free(struct registers_kept *kept);

/*
 * The tree of record i is that of a file that was seen; it goes on being packed
 * until it is needed.  Threads may add different records.
 */
void registers_kept_add(struct registers_kept *kept, size_t i,
			const struct seen_file *file);

/* What was added of record i, unpacked by now or not; NULL: nothing. */
const struct seen_file *registers_kept_file(const struct registers *registers,
					    size_t i);

/* How many trees are packed. */
size_t registers_n_packed(const struct registers *registers);

/* Sees to it that a tree is there that was added; for registers_need. */
void registers_unpack(const struct registers *registers,
		      const struct record *record);

/*
 * Sees to it that the record's tree is there, if it has any.  Nobody hands out
 * a record (NULL: none) before that.  Several threads may do this at once.
 */
static inline void registers_need(const struct registers *registers,
				  const struct record *record)
{
	struct record *own = (struct record *)record;

	if (registers->kept && own && !g_atomic_pointer_get(&own->root))
		registers_unpack(registers, record);
}

/* The same for all records of a kind, which are n from the first; for all. */
void registers_need_run(const struct registers *registers, size_t first,
			size_t n);
void registers_need_all(const struct registers *registers);

/*
 * The same for a record and for what refers to it of a kind (NULL: of all),
 * which are these.
 */
void registers_need_referrers(const struct registers *registers,
			      const struct record *record,
			      const struct kind *kind,
			      const struct reference *const *all, size_t n);

#endif
