/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_MEMORY_PRIVATE_H
#define GATEHOUSE_RULE_MEMORY_PRIVATE_H

/*
 * Shared by rule_memory.c, which decides what still holds, rule_notes.c, which
 * notes what is said now, and rule_memory_form.c, which is about bytes.
 */

#include <glib.h>

#include "lib/packed.h"
#include "lib/repo.h"
#include "lib/rule_memory.h"
#include "lib/sha1.h"

/* What can be rested on, besides everything. */
enum rest {
	REST_RECORD,	/* a record */
	REST_REFERRERS, /* what refers to a record */
	REST_FINDINGS,	/* findings on a record */
	RESTS,
};

/* Such a thing as a number: its kind in the lowest bits, above it the record. */
#define REST_BITS 2
#define REST_MASK ((1u << REST_BITS) - 1)

/* What is known of one record. */
struct rule_row {
	struct repo_id id;  /* of its file in git */
	bool is_plain;	    /* valid, without findings of reading, id known */
	bool is_different;  /* from what was known, or it was not */
	bool has_referrers; /* others than before, or different ones */
	bool is_on_all;	    /* what is said rests on all records, */
	bool is_on_signals; /* on their signals */
	bool is_kept;
	uint32_t *rests;
	size_t n_rests;
	const struct rule_said *said; /* NULL: nothing */
	const void *part;	      /* in the signals; NULL: not known */
	size_t part_len;
};

/* The history that findings rest on. */
struct rule_past {
	struct repo_id tip; /* none: there is no history */
	size_t n_commits;
};

struct rule_memory {
	const struct registers *registers;
	const struct rules_request *request;
	struct cache *cache;
	char *key;		 /* of the entry in it */
	GBytes *known;		 /* that rows point into; NULL: nothing */
	uint8_t frame[SHA1_LEN]; /* sum of what all findings rest on */
	struct rule_past past;
	GByteArray *signals;	 /* as numbers */
	struct packed_part then; /* the same when the bytes were kept */
	bool is_same;		 /* there is nothing else to keep than that */
	struct rule_row *rows;	 /* n, and one for all records that are gone */
	size_t n;
	struct arena *arena;
};

/* What was kept of one record, in numbers as they are now. */
struct rule_kept {
	size_t number; /* the record's; n of them: its file is gone */
	struct repo_id id;
	bool is_plain;
	bool is_on_all;
	bool is_on_signals;
	uint32_t *rests;
	size_t n_rests;
	const struct rule_said *said;
	const void *part;
	size_t part_len;
	const uint32_t *links; /* records that it refers to; till the next */
	size_t n_links;
};

/* Reads what rule_memory_write has made; the bytes have to outlive the memory. */
struct rule_reader;

/* NULL: it is damaged, or of another frame. */
struct rule_reader *rule_reader_new(struct rule_memory *memory,
				    const void *bytes, size_t len);
void rule_reader_free(struct rule_reader *reader);

const struct rule_past *rule_reader_past(const struct rule_reader *reader);

/* The next record; false: there is none, or the bytes are damaged. */
bool rule_reader_next(struct rule_reader *reader, struct rule_kept *kept);

/* Whether all has been read, and nothing else is there. */
bool rule_reader_is_done(const struct rule_reader *reader);

/* All rows as bytes. */
GByteArray *rule_memory_write(struct rule_memory *memory);

typedef struct rule_reader RuleReader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleReader, rule_reader_free)

#endif
