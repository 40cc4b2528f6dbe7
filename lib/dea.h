/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DEA_H
#define GATEHOUSE_DEA_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct codes;
struct diags;

/*
 * The public register of information sharing under Part 5 of the Digital
 * Economy Act 2017: its 18 fields.  What it calls controllers are those who
 * disclose, what it calls processors those who receive.
 */
enum dea_field {
	DEA_KEY,
	DEA_NAME,
	DEA_PURPOSE,
	DEA_BENEFITS,
	DEA_POWER,
	DEA_DATA,
	DEA_CONTROLLERS,
	DEA_CONTROLLER_NAMES,
	DEA_METHOD,
	DEA_PROCESSORS,
	DEA_PROCESSOR_NAMES,
	DEA_RETENTION,
	DEA_START,
	DEA_END,
	DEA_REVIEW,
	DEA_CONTACT,
	DEA_AREAS,
	DEA_AREA_NAMES,
	DEA_FIELDS
};

/* The register's name, which is that of its key as well. */
#define DEA_REGISTER "information-sharing-agreement-0001"

/* What the names of powers begin with: "…:7". */
#define DEA_POWERS "information-sharing-agreement-powers-and-objectives-0001"

/* Name, datatype of the register, and whether a field holds a list. */
const char *dea_field_name(enum dea_field field);
const char *dea_field_type(enum dea_field field);
bool dea_field_is_list(enum dea_field field);

/* What the register's field means here, in a sentence. */
const char *dea_field_text(enum dea_field field);

/* The field of that name, or DEA_FIELDS. */
enum dea_field dea_field_find(const char *name);

/* One record of the register. */
struct dea_entry {
	GPtrArray *values[DEA_FIELDS]; /* of char *; empty: nothing is said */
	unsigned line;		       /* in the file; 0: none */
	bool is_faulty;		       /* it cannot be taken */
};

struct dea_entry *dea_entry_new(unsigned line);
void dea_entry_free(struct dea_entry *entry);

/* The first value of a field, or NULL; and the nth of a list, or NULL. */
const char *dea_value(const struct dea_entry *entry, enum dea_field field);
const char *dea_nth(const struct dea_entry *entry, enum dea_field field,
		    size_t n);

/* Adds a copy of the value, unless it is NULL or empty. */
void dea_add(struct dea_entry *entry, enum dea_field field, const char *value);

/* Whether two entries say the same in a field, and in all. */
bool dea_is_same(const struct dea_entry *a, const struct dea_entry *b,
		 enum dea_field field);
bool dea_equal(const struct dea_entry *a, const struct dea_entry *b);

/* Whether the text has the form of a CURIE, "register:key". */
bool dea_is_curie(const char *text);

/*
 * The objective (a code of the list dea-objective) that a power names, or
 * NULL.
 */
const char *dea_objective(const struct codes *codes, const char *power);

/* Where a fault is, for the messages. */
struct dea_place {
	const char *path;
	unsigned line;
	enum dea_field field; /* DEA_FIELDS: the whole record */
	struct diags *diags;
};

/* Adds an error, or a warning, about a field of an entry. */
void dea_fault(const struct dea_place *place, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
void dea_warn(const struct dea_place *place, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Looks at what an entry says and adds all that is wrong with it to diags: an
 * error, and the entry is marked, where it cannot be taken, else a warning.
 */
void dea_check(struct dea_entry *entry, const char *path,
	       const struct codes *codes, struct diags *diags);

#endif
