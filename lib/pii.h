/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PII_H
#define GATEHOUSE_PII_H

#include <stddef.h>

struct diags;
struct node;

/*
 * Personal data that must not enter a history that cannot be erased.  What is
 * found is described by its kind and place and never repeated.
 */
enum pii_kind {
	PII_NHS_NUMBER, /* ten digits with a right check digit */
	PII_NINO,	/* National Insurance number with its last letter */
	PII_EMAIL,
	PII_PHONE,	/* UK number that a person may have */
	PII_BIRTH_DATE, /* a date beside words about birth */
	PII_KINDS
};

/* "an NHS number" */
const char *pii_kind_words(enum pii_kind kind);

/* Receives what is found: its kind, and the byte at which it begins. */
typedef void (*pii_hit)(void *data, enum pii_kind kind, size_t offset);

/*
 * Looks for personal data in len bytes of text (UTF-8; other bytes do no
 * harm) and passes each place to hit.  Cost: linear.
 */
void pii_scan(const char *text, size_t len, pii_hit hit, void *data);

/* A file of the registers, read or not. */
struct pii_source {
	const struct node *root; /* NULL: could not be parsed */
	const char *bytes;
	size_t len;
};

/*
 * Looks through one file: every text and attribute that the schema does not
 * exempt and that is not an id, a reference or a web address, and everything
 * in comments and processing instructions.  Of a file without a tree, every
 * line is looked at as it stands.  Each field (or line) gives at most one
 * finding of each kind, added to diags as an error under CON-18.  The tree
 * need not be valid.  path as shown to the user; record its id, or NULL.
 */
void pii_check(const char *path, const char *record,
	       const struct pii_source *source, struct diags *diags);

#endif
