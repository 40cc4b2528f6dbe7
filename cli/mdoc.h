/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MDOC_H
#define GATEHOUSE_MDOC_H

#include <stdio.h>

#include "lib/date.h"

struct codes;
struct rulebook;
struct schema;
struct template_keys;

/* Writes gatehouse-rules(7), the rule book as a manual page of that day. */
void mdoc_rules(FILE *to, const struct rulebook *rulebook, date_t day);

/*
 * Writes what templates are given, as the sections VALUES and SHAPES of
 * gatehouse-templates(5).
 */
void mdoc_pages(FILE *to, const struct template_keys *keys);

/*
 * Writes what records may hold, as the sections EVERY RECORD, KINDS and CODE
 * LISTS of gatehouse-records(5).
 */
void mdoc_kinds(FILE *to, const struct schema *schema,
		const struct codes *codes);

#endif
