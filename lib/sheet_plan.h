/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_PLAN_H
#define GATEHOUSE_SHEET_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct diags;
struct record;
struct registers;
struct sheet;
struct sheet_book;
struct sheet_read;
struct sheet_row;
struct sheets;

/* A row that a record is to have. */
struct sheet_plan_row {
	const struct sheet *sheet;
	const struct sheet_row *old; /* what it is now; NULL: new */
	struct sheet_row *row;
	const struct sheet_read *from; /* the file that has it; or NULL */
	unsigned line;		       /* there */
	bool is_gone;
};

/* A record as it is to become. */
struct sheet_plan_record {
	const char *id;
	const struct sheet *sheet;   /* of its register */
	const struct record *record; /* as it is; NULL: new */
	GPtrArray *rows;	     /* of struct sheet_plan_row */
	bool is_touched;
	bool is_faulty; /* a row about it does not fit */
};

/*
 * What the records become when sheets that were filled in are laid over them.
 * A row means the part with its id, or its number; a column that a file does
 * not have, and a row that it does not have, stay as they are.
 */
struct sheet_plan;

/* The registers as they are; sheets and registers have to outlive the plan. */
struct sheet_plan *sheet_plan_new(const struct sheets *sheets,
				  const struct registers *registers);
void sheet_plan_free(struct sheet_plan *plan);

/*
 * Lays a sheet over the records; it has to live as long as the plan.  A
 * register's own sheet comes before those of its parts, as sheets_get has
 * them.  Rows that have no place are errors on diags.  Where removes, what the
 * file has no row for goes; else, how many there are is a note.
 */
void sheet_plan_add(struct sheet_plan *plan, const struct sheet_read *read,
		    bool removes, struct diags *diags);

/* The records, by register and id, new ones last in theirs. */
size_t sheet_plan_len(const struct sheet_plan *plan);
struct sheet_plan_record *sheet_plan_get(const struct sheet_plan *plan,
					 size_t i);

typedef struct sheet_plan SheetPlan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetPlan, sheet_plan_free)

#endif
