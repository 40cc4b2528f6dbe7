/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DEA_TAKE_H
#define GATEHOUSE_DEA_TAKE_H

#include "lib/dea.h"

struct arena;
struct dea_bodies;
struct dea_body;
struct node;
struct record;
struct registers;

/* The record that says where imported claims come from. */
#define DEA_SOURCE "dea-register"

/* What trees are made with; all of it outlives them. */
struct dea_taking {
	const struct registers *registers;
	struct arena *arena;
	struct dea_bodies *bodies;
};

/*
 * The agreement as an entry has it: a new one of that id or, with record, that
 * record with what the entry says otherwise.  NULL when they say the same, or
 * when the entry cannot be taken, which is told at place.
 */
struct node *dea_take(const struct dea_taking *taking,
		      const struct dea_entry *entry, const char *id,
		      const struct record *record,
		      const struct dea_place *place);

/* A new organisation, and the source of all of it. */
struct node *dea_take_body(const struct dea_taking *taking,
			   const struct dea_body *body);
struct node *dea_take_source(const struct dea_taking *taking);

#endif
