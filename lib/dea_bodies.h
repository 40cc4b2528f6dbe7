/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DEA_BODIES_H
#define GATEHOUSE_DEA_BODIES_H

#include <stddef.h>

#include <glib.h>

#include "lib/dea.h"

struct arena;
struct record;
struct registers;

/* An organisation that entries name: there already, or to be made. */
struct dea_body {
	const char *id;
	const char *name;	     /* NULL: not known */
	const char *curie;	     /* NULL: none */
	const struct record *record; /* NULL: it is new */
	struct dea_place first;	     /* what named it first */
};

/* The organisations of the registers and those that entries bring. */
struct dea_bodies;

/* Tells what is wrong with an id for a new record; NULL: it is free. */
typedef char *(*dea_bodies_taken)(void *data, const char *id);

/* All has to outlive the result. */
struct dea_bodies *dea_bodies_new(const struct registers *registers,
				  struct arena *arena, dea_bodies_taken taken,
				  void *data);
void dea_bodies_free(struct dea_bodies *bodies);

/*
 * Takes note of the names that entries give to codes.  One code with two names
 * is told at place.
 */
void dea_bodies_learn(struct dea_bodies *bodies, const struct dea_entry *entry,
		      const struct dea_place *place);

/*
 * The organisation with that code and name, either of which may be NULL: by
 * code, else by name, else a new one.  What does not go together is told.
 */
const struct dea_body *dea_bodies_find(struct dea_bodies *bodies,
				       const char *curie, const char *name,
				       const struct dea_place *place);

/* Those that are new, in the order in which they were found. */
size_t dea_bodies_len(const struct dea_bodies *bodies);
const struct dea_body *dea_bodies_get(const struct dea_bodies *bodies,
				      size_t i);

/* The organisation's code in a register, or NULL. */
const char *dea_bodies_curie(const struct record *record);

typedef struct dea_bodies DeaBodies;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeaBodies, dea_bodies_free)

#endif
