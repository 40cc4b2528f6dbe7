/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REGISTERS_H
#define GATEHOUSE_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/schema.h"

struct arena;
struct assets;
struct codes;
struct diags;
struct files;
struct node;
struct repo_id;
struct schema;
struct seen;
struct xml_schema;

/* What every command needs to read records; one for the whole run. */
struct library {
	struct assets *assets;
	struct schema *schema;
	struct xml_schema *xml;
	/* Of the registers and "codes", NULL-terminated; names are borrowed. */
	const char **folders;
};

/* NULL, with error set; dirs as for assets_new. */
struct library *library_new(const char *schemas, const char *templates,
			    GError **error);
void library_free(struct library *library);

/* One record: one file of a register. */
struct record {
	const struct kind *kind;
	const char *id;	   /* as the file name says */
	const char *path;  /* "agreements/leeds-live-risk.xml" */
	const char *title; /* in its own words; the id where it has none */
	const struct node *root;  /* NULL when the file could not be parsed */
	enum edition publication; /* widest edition it appears in */
	bool is_valid; /* fits the schema and its codes: rules may read it */
	bool is_sound; /* reading it found nothing wrong in its file alone */
	bool has_dated_code; /* a code of it is not valid for ever */
};

/* A reference from a record to another, or to a flow. */
struct reference {
	const struct record *from;
	const struct node *node;    /* the element that refers */
	const char *target;	    /* as written: "id" or "id#flow" */
	const struct record *to;    /* NULL: dangling */
	const struct node *to_node; /* root, flow or policy document; or NULL */
};

/*
 * The registers at one point: all records, their code lists and settings,
 * and every reference in both directions.  Immutable once loaded; any number of
 * threads may ask.  A record's tree is there for whoever was given the record.
 */
struct registers;

/*
 * Reads files (taken over) into registers.  Everything that is wrong with
 * single files and with ids, codes and references goes on diags; the function
 * fails (NULL, error set) only when the work cannot be done at all: because
 * there is no gatehouse.xml (G_IO_ERROR_NOT_FOUND), because it cannot be used
 * (G_IO_ERROR_INVALID_DATA), or because a file of the library cannot.  Cost:
 * linear in bytes and in references; two threads.
 */
struct registers *registers_load(const struct library *library,
				 struct files *files, struct diags *diags,
				 GError **error);
void registers_free(struct registers *registers);

/*
 * Notes all sound records whose files have a known id in git.  The registers
 * have to outlive the use of what was noted.
 */
void registers_note(const struct registers *registers, struct seen *seen);

const struct library *registers_library(const struct registers *registers);
const struct codes *registers_codes(const struct registers *registers);

/* The root of gatehouse.xml; never NULL. */
const struct node *registers_settings(const struct registers *registers);

/* All records, sorted by kind (in the schema's order), then id. */
size_t registers_len(const struct registers *registers);
const struct record *registers_get(const struct registers *registers, size_t i);

/*
 * The same without being told of by a watched handle: of such a record all but
 * its tree may be read.
 */
const struct record *registers_listed(const struct registers *registers,
				      size_t i);

/* Whether there is any record of the kind; whether all appear in every edition. */
bool registers_has_kind(const struct registers *registers, const char *kind);
bool registers_is_public(const struct registers *registers);

/* The records of one kind, as a run of the order above. */
const struct record *const *registers_of_kind(const struct registers *registers,
					      const char *kind, size_t *n);

/* By id; NULL when there is none. */
const struct record *registers_find(const struct registers *registers,
				    const char *id);

/*
 * What a reference such as "leeds-live-risk#daily-flags" means: the record,
 * and in *node (may be NULL) its root or the part with that id.  NULL when it
 * does not resolve.
 */
const struct record *registers_resolve(const struct registers *registers,
				       const char *target,
				       const struct node **node);

/* The record that an element's ref attribute names, or NULL. */
const struct record *registers_target(const struct registers *registers,
				      const struct node *node);

/* What refers to the record, in the order of registers_get; *n of them. */
const struct reference *const *
registers_referrers(const struct registers *registers,
		    const struct record *record, size_t *n);

/* Those of them that are records of one kind: a run, found by halving. */
const struct reference *const *
registers_referrers_of_kind(const struct registers *registers,
			    const struct record *record, const char *kind,
			    size_t *n);

/* All references of all records, in the order of registers_get. */
const struct reference *registers_references(const struct registers *registers,
					     size_t *n);

/* Those that are the record's: a run of them. */
const struct reference *
registers_references_of(const struct registers *registers,
			const struct record *record, size_t *n);

/*
 * All of them without being told of by a watched handle: only between which
 * records they are may be read.
 */
const struct reference *registers_links(const struct registers *registers,
					size_t *n);

/* What is asked of registers; see registers_watched. */
enum registers_question {
	REGISTERS_RECORD,    /* what an id, or "id#part", means */
	REGISTERS_REFERRERS, /* what refers to a record */
	REGISTERS_OUTLINE,   /* which kinds there are, and if all is public */
	REGISTERS_ALL,	     /* more than that */
};

/*
 * Told of a question.  record is what it leads to, or is about; NULL where there
 * is none, and then id is what was asked for, borrowed for the call.
 */
typedef void (*registers_asked)(void *data, enum registers_question question,
				const struct record *record, const char *id);

/*
 * The same registers, by a handle that tells asked whatever it is asked for, so
 * that it is known what was made from which records.  Registers and data
 * have to outlive it; to be freed with registers_free.  Who gets a record from
 * it may read its tree without being told of again, but no other record.
 */
struct registers *registers_watched(const struct registers *registers,
				    registers_asked asked, void *data);

/*
 * The bytes of the record's file; NULL when the registers are filtered, or
 * when the file was in a work tree and is gone since.  Not kept in memory: a
 * file of a work tree is read again, as it now is.  One thread only.
 */
const char *registers_bytes(const struct registers *registers,
			    const struct record *record, size_t *len);

/* The id that git has for the record's file; false: it is not known. */
bool registers_id(const struct registers *registers,
		  const struct record *record, struct repo_id *id);

/*
 * Adds paths and ids of all files that are no record's (settings, code lists),
 * in the form of packed.h; false: an id is not known.
 */
bool registers_put_others(const struct registers *registers, GByteArray *out);

/*
 * Gives the tree that stands for a record (which has one) in other registers:
 * the record's own, or one that it makes in the arena; NULL leaves the record
 * out.  It is also asked for the settings,
 * as a public record without an id, which cannot be left out.
 */
typedef const struct node *(*registers_copy)(void *data, struct arena *arena,
					     const struct record *record);

/*
 * Registers that hold what copy makes of each record, with references of
 * their own.  registers must outlive them.  Cost: linear in the trees.
 */
struct registers *registers_filter(const struct registers *registers,
				   registers_copy copy, void *data);

/* The same for any register file, by its path; NULL when there is none. */
const char *registers_file(const struct registers *registers, const char *path,
			   size_t *len);

/*
 * A value in words: the label of a code, a date in words, "yes" or "no", the
 * title of the record referred to, otherwise the text.  "not stated" where it
 * is marked so.  Owned by the caller.
 */
char *registers_words(const struct registers *registers,
		      const struct node *node);

typedef struct library Library;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Library, library_free)
typedef struct registers Registers;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Registers, registers_free)

#endif
