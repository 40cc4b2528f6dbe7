/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_SCHEMA_H
#define GATEHOUSE_RECORD_SCHEMA_H

#include <glib.h>

struct codes;
struct kind;

/*
 * Appends the JSON Schema (2020-12) of a register's JSON file: labels of the
 * kind's fields as titles, hints as descriptions, code lists as the values
 * that may stand.  It is the same for every edition.  A single record's file
 * fits its "#/$defs/record".
 *
 * A record that says "valid": false did not fit the XML schema and may hold
 * anything.
 */
void record_schema_append(GString *out, const struct kind *kind,
			  const struct codes *codes);

#endif
