/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_WITHHELD_H
#define GATEHOUSE_WITHHELD_H

#include "lib/schema.h"

struct arena;
struct node;
struct record;

/* The evidence of what an edition does not show. */
#define WITHHELD "withheld"

/*
 * The tree of a record of an edition's registers as it is given away: it fits
 * the schema, and says what was taken from it.  A reference that the edition
 * hides, and an element that the schema requires but the edition does not
 * show, are marked evidence="withheld"; the latter is empty.  Attributes that
 * such an element must have read "withheld", an id "withheld-1" and so on, as
 * does a source that the edition hides.
 *
 * A record that did not fit the schema, and any record in the internal
 * edition, is returned as it is; otherwise a copy in the arena, which shares
 * the record's strings.
 */
const struct node *withheld_mark(struct arena *arena,
				 const struct record *record,
				 enum edition edition);

#endif
