/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DEA_GIVE_H
#define GATEHOUSE_DEA_GIVE_H

#include <stdbool.h>

#include <glib.h>

struct dea_entry;
struct node;
struct record;
struct registers;

/* Where an agreement keeps words of the register that have no field. */
#define DEA_LOCATOR_POWER "legal-power-disclosure"
#define DEA_LOCATOR_METHOD "information-sharing-method"
#define DEA_METHOD_WORDS "How the information is shared: "

/*
 * Whether the agreement is one for the register: by its type, its entry there,
 * or a gateway with an objective of the Act.
 */
bool dea_give_is_one(const struct registers *registers,
		     const struct record *agreement);

/* The agreement's number in the register as it states it, or NULL. */
const char *dea_give_key(const struct node *agreement);

/*
 * The agreement as a record of the register; owned by the caller.  lost (may
 * be NULL) gets the labels, each once, of what it says that has no place
 * there, and sentences about what was left out; they are owned by the array.
 */
struct dea_entry *dea_give(const struct registers *registers,
			   const struct record *agreement, GPtrArray *lost);

/* The list as one text, as the register's tables have it: "a; b". */
char *dea_give_list(const GPtrArray *values);

#endif
