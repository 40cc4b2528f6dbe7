/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TESTS_CANARY_H
#define GATEHOUSE_TESTS_CANARY_H

#include <stdbool.h>

#include <glib.h>

#include "lib/schema.h"

struct codes;
struct library;

#define STATES 3
#define NOWHERE 3 /* after the last of enum edition */

/* What a record is in one of the states. */
enum phase {
	ABSENT,
	PLAIN,	  /* public, without the fields that are not */
	PLANTED,  /* public, with canaries in these fields */
	POINTING, /* public, with references to what is not */
	SPILLED,  /* public, with canaries everywhere: closed later */
	PARTNER,  /* canaries everywhere */
	INTERNAL,
};

/* What a record is in each of the states. */
struct life {
	const char *name;
	enum phase phases[STATES];
};

struct planting {
	struct library *library;
	struct codes *codes;
	const char *dir;
	bool is_turned;	  /* mode b */
	bool is_discreet; /* mode with or without */
	bool is_bare;	  /* mode without */
	unsigned state;	  /* from 0 */
	unsigned n_words, n_days, n_numbers;
	GString *list;
	GHashTable *ids; /* "inside agreement" -> canary */
};

/* One record while it is written. */
struct draft {
	struct planting *planting;
	const struct kind *kind;
	const struct life *life; /* NULL: the settings */
	enum phase phase;
	GHashTable *parts; /* name -> how many ids were given */
	GString *xml;
};

/* Where a value stands. */
struct spot {
	struct draft *draft;
	const struct field *field;
	int level; /* the narrowest edition that may show it */
};

/* Whether the record is public, and stays it. */
bool canary_is_partial(enum phase phase);

/* Whether what stands there is not public. */
bool canary_is_hidden(const struct spot *spot);

/*
 * A word that is on the list from now on, and which an id, a name or an
 * address may hold, too.  Owned by the caller.
 */
char *canary_word(struct planting *planting, int level, bool is_shown,
		  const char *where);

/* The id that a record of that life and kind has; owned by the caller. */
char *canary_id(struct planting *planting, const char *life, const char *kind);

/* What stands in that place: a canary where it is hidden; owned likewise. */
char *canary_value(const struct spot *spot);

#endif
