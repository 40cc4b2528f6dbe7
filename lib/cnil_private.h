/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CNIL_PRIVATE_H
#define GATEHOUSE_CNIL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/cnil_read.h"
#include "lib/html_markdown.h"

/* What the files of cnil_read share. */

/* How long a list may be: far longer than anybody's. */
#define CNIL_LIST_MAX 5000

/* An assessment being read. */
struct cnil_reading {
	const struct cnil_file *file;
	const char *prefix;	      /* of paths: "", "[2]." */
	const struct json_value *pia; /* its own fields */
	const struct json_value *all; /* what has answers, measures, … */
	GHashTable *answers;	      /* number to its first value */
	GString *notes[3];	      /* answers, evaluations, the rest */
	GPtrArray *measures;	      /* of struct cnil_measure */
	GHashTable *passed;	      /* paths of the tool's own, to counts */
};

struct cnil_measure {
	const char *title;  /* one line */
	const char *id;	    /* of the record's measure */
	const char *number; /* the tool's; "" for none */
	const char *option;
	const char *due; /* NULL: none */
	unsigned risks;	 /* bits, by place in cnil_risks */
};

/* Puts a sentence about a place on the report; path is completed. */
void cnil_tell(const struct cnil_reading *r, bool is_error, const char *path,
	       const char *format, ...) G_GNUC_PRINTF(4, 5);

/* A number, or a text that is one; false: neither. */
bool cnil_number(const struct json_value *value, long *number);

/* Whether it is true, 1 or "true"; false for what is nothing of the kind. */
bool cnil_true(const struct json_value *value);

/* Whether it says something: no null, empty text, list or object. */
bool cnil_says(const struct json_value *value);

/*
 * A member's text as Markdown, in the arena; "" where there is none.  path is
 * that of the object.
 */
const char *cnil_text(struct cnil_reading *r, const struct json_value *object,
		      const char *path, const char *key, enum html_form form);

/* The member as a text in one line, in the arena. */
const char *cnil_line(struct cnil_reading *r, const struct json_value *object,
		      const char *path, const char *key);

/* A member's day, "2024-03-01", in the arena; NULL: there is none. */
const char *cnil_day(struct cnil_reading *r, const struct json_value *object,
		     const char *path, const char *key);

/* The items of a list as bullets, in the arena; "" when there are none. */
const char *cnil_bullets(struct cnil_reading *r, const struct json_value *list,
			 const char *path);

/*
 * The list of that name; NULL: there is none, or, with an error told, it is
 * something else.
 */
const struct json_value *cnil_list(struct cnil_reading *r, const char *key);

/*
 * Reports the members of object that are not among used: those among own (the
 * tool's) are counted, those among names hold names of people.  The lists have
 * a space on both sides of each key.
 */
void cnil_pass(struct cnil_reading *r, const struct json_value *object,
	       const char *path, const char *used, const char *own,
	       const char *names);

/* Adds a child, or with a NULL parent makes a root. */
struct node *cnil_node(struct arena *arena, struct node *parent,
		       const char *name, const char *text);
void cnil_attr(struct arena *arena, struct node *node, const char *name,
	       const char *value);

/* Reads measures[]; then answers[]; then the notes of the others. */
void cnil_read_measures(struct cnil_reading *r);
void cnil_read_answers(struct cnil_reading *r);
void cnil_read_evaluations(struct cnil_reading *r);
void cnil_read_comments(struct cnil_reading *r);

/* Adds what answers and measures have come to. */
void cnil_add_fields(struct cnil_reading *r, struct node *root,
		     const char *before, const char *after);
void cnil_add_risks(struct cnil_reading *r, struct node *root);
void cnil_add_measures(struct cnil_reading *r, struct node *root);

#endif
