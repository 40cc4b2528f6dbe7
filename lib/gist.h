/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_GIST_H
#define GATEHOUSE_GIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/schema.h"

struct arena;
struct record;
struct tree_packer;
struct tree_unpacker;

/*
 * What registers have to know of a record to list it and to link it with
 * others.  It follows from the record's file alone.
 * Places are those of elements in document order; the root has place 0.
 */
struct gist {
	const char *title;     /* in its own words, or NULL */
	const char *former_id; /* or NULL */
	enum edition publication;
	unsigned line; /* of the root element */
	const struct gist_part *parts;
	const struct gist_reference *references;
	size_t n_parts;
	size_t n_references;
};

/* An element that can be referred to. */
struct gist_part {
	const char *target; /* "id#part" */
	const char *name;   /* of the element */
	uint32_t place;
};

/* A reference, in the order in which they stand in the record. */
struct gist_reference {
	const char *target; /* "id" or "id#part" */
	const char *kinds;  /* that the schema allows, by spaces */
	uint32_t place;
};

/* That of a record by its kind, id and tree, which have to outlive it. */
struct gist *gist_of(struct arena *arena, const struct record *record);

/* Appends it; reads one, which may borrow from the bytes. */
void gist_pack(struct tree_packer *packer, const struct gist *gist);
struct gist *gist_unpack(struct tree_unpacker *from, struct arena *arena);

#endif
