/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DIAG_H
#define GATEHOUSE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * Diagnostics: what is wrong, where, and under which rule.  Libraries add to
 * a list of them; only cli/ prints it.
 */
enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR, DIAG_LEVELS };

/* All strings are UTF-8 and owned by the list that the diagnostic is on. */
struct diag {
	enum diag_level level;
	const char *path;    /* relative to the registers repository */
	unsigned line;	     /* from 1; 0: the file as a whole */
	unsigned column;     /* from 1; 0: not known */
	const char *rule;    /* "REG-02"; NULL: none */
	const char *record;  /* id of the record; NULL: none */
	const char *message; /* lower case, no full stop */
	const char *waiver;  /* id of the waiver that covers it, or NULL */
	bool is_undecidable; /* not a breach: a fact is missing */
	bool is_checked;     /* said by a rule's check, not on reading */
};

struct diags;

struct diags *diags_new(void);
void diags_free(struct diags *diags);

/* Adds a copy of the diagnostic, whose strings the caller keeps. */
void diags_add(struct diags *diags, const struct diag *diag);

/* The same with the message made from a format. */
void diags_addf(struct diags *diags, const struct diag *diag,
		const char *format, ...) G_GNUC_PRINTF(3, 4);
void diags_addv(struct diags *diags, const struct diag *diag,
		const char *format, va_list args) G_GNUC_PRINTF(3, 0);

/* Moves everything on from to the end of diags; from is then empty. */
void diags_take(struct diags *diags, struct diags *from);

/* Sorts by path, line, rule, message, and drops exact repetitions. */
void diags_sort(struct diags *diags);

size_t diags_len(const struct diags *diags);
const struct diag *diags_get(const struct diags *diags, size_t i);

/* Marks diagnostic i as covered by the waiver with this id. */
void diags_waive(struct diags *diags, size_t i, const char *waiver);

/*
 * Asks stays about each, which may change the level, and drops those for which
 * it returns false.
 */
void diags_filter(struct diags *diags,
		  bool (*stays)(struct diag *diag, void *data), void *data);

/* How many of this level there are, those that are waived left out. */
size_t diags_count(const struct diags *diags, enum diag_level level);

/* How many of any level are waived. */
size_t diags_waived(const struct diags *diags);

/* "note", "warning" or "error". */
const char *diag_level_name(enum diag_level level);

/* The level of that name; false, and *level untouched, if there is none. */
bool diag_level_parse(const char *name, enum diag_level *level);

typedef struct diags Diags;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diags, diags_free)

#endif
