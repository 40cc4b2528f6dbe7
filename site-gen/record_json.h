/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_JSON_H
#define GATEHOUSE_RECORD_JSON_H

#include <stdbool.h>

#include <glib.h>

struct json_t;
struct json_text;
struct node;
struct record;
struct registers;

/*
 * Records as JSON, one description for the commands and the site:
 *
 *   head        {"kind", "id", "title", "path"}
 *   attributes  {name: value}, all values text
 *   fields      [{"field", "attributes", "value", "words"}], where a group has
 *               "fields" in place of the last two; in the record's order
 *
 * "words" is the value as people read it: the label of a code, the title of a
 * record, a date in words.  Values are owned by the caller.
 */
struct json_t *record_json_head(const struct record *record);
struct json_t *record_json_attributes(const struct node *node);

/* For the keeper of the registers: each field has "label" and "line" too. */
struct json_t *record_json_fields(const struct registers *registers,
				  const struct node *node);

/*
 * Writes the record as it is given away, with the tree that withheld_mark made
 * of it, where a value may stand: the head and "publication", "valid", "attributes" and "fields",
 * with "words" only where they are not the value itself: labels stand in the
 * schema of the file.
 */
void record_json_give(struct json_text *json, const struct registers *registers,
		      const struct record *record, const struct node *tree);

/* Appends value, which is taken over, on one line or indented. */
void record_json_append(GString *out, struct json_t *value, bool is_indented);

#endif
