/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_FIXTURE_H
#define GATEHOUSE_SHEET_FIXTURE_H

#include <glib.h>

struct arena;
struct codes;
struct kind;
struct library;
struct node;

/* Records at random, valid ones, whose texts are what is hard to carry. */
struct sheet_fixture {
	const struct library *library;
	const struct codes *codes;
	struct arena *arena;
	GRand *rand;
	unsigned n_parts; /* that got ids */
};

/* A record of the kind, with whatever the schema lets stand in it. */
struct node *sheet_fixture_record(struct sheet_fixture *fixture,
				  const struct kind *kind, const char *id);

/* Whether the trees say the same; carriage returns count as line feeds. */
gboolean sheet_fixture_equal(const struct node *a, const struct node *b);

#endif
