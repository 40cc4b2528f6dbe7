/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SCHEMA_VALUE_H
#define GATEHOUSE_SCHEMA_VALUE_H

#include <stdbool.h>

#include <glib.h>

struct arena;

/*
 * The values that a simple type of the schemas certainly allows.  It may
 * allow others, of which only libxml2 can tell.
 */
struct schema_value;

/*
 * The simple type of that name.  types has the declarations by name, which,
 * like the result, have to live as long as the arena.  Never NULL: of a type
 * that is not understood no value is certain.
 */
const struct schema_value *
schema_value_new(struct arena *arena, GHashTable *types, const char *name);

/* Whether the type certainly allows the text, as a parser gives it. */
bool schema_value_fits(const struct schema_value *value, const char *text);

#endif
