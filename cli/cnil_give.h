/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CNIL_GIVE_H
#define GATEHOUSE_CNIL_GIVE_H

#include <stdbool.h>

#include <glib.h>
#include <jansson.h>

struct arena;
struct node;
struct risk_matrix;

/* What the files of export_cnil share. */

/* Where text goes that no question asks for. */
#define CNIL_GIVE_FIRST 111

/* One assessment on its way to the CNIL's PIA tool. */
struct cnil_give {
	const struct risk_matrix *matrix;
	const struct node *root;
	struct arena *arena;
	char *now;	     /* the as-of date as a time */
	GHashTable *answers; /* number to GString of Markdown */
	json_t *pia;
	json_t *list; /* answers[] */
	json_t *measures;
	json_t *evaluations;
	json_t *comments;
	GString *lost; /* names of what had no place */
};

/* The text that answers a question, to be added to. */
GString *cnil_give_answer(struct cnil_give *g, unsigned number);

/* Remembers that a field has no place; name may be given again. */
void cnil_give_lose(struct cnil_give *g, const char *name);

/* Markdown as the tool's editor keeps it; for a box without an editor. */
json_t *cnil_give_html(const char *markdown);
json_t *cnil_give_lines(const char *markdown);

/* Text of the node at path below node, "" when there is none. */
const char *cnil_give_value(const struct node *node, const char *path);

/* The number of a record's measure in the file; 0: there is none. */
unsigned cnil_give_number(const struct cnil_give *g, const char *id);

/* The record's risk of that id, or NULL. */
const struct node *cnil_give_find_risk(const struct cnil_give *g,
				       const char *id);

/*
 * The gauge of a risk's or residual's code: the one that was said, if it comes
 * to that code; the one that was said, where there is no code.
 */
unsigned cnil_give_likelihood(const struct cnil_give *g,
			      const struct node *node, unsigned said);
unsigned cnil_give_severity(const struct cnil_give *g, const struct node *node,
			    unsigned said);

/* Gives an object its number and times, and appends it, taken over. */
void cnil_give_append(struct cnil_give *g, json_t *object, json_t *list);

/* Appends an answer; items (taken over) may be NULL. */
void cnil_give_put(struct cnil_give *g, unsigned number, const char *text,
		   json_t *items, unsigned gauge);

/* The items of a Markdown list as texts; another paragraph is one item. */
json_t *cnil_give_items(struct cnil_give *g, const char *text);

void cnil_give_measures(struct cnil_give *g);
void cnil_give_risks(struct cnil_give *g);
void cnil_give_other_risks(struct cnil_give *g);

/* Notes: those that the tool has a place for, or the others, as text. */
void cnil_give_notes(struct cnil_give *g, bool is_for_tool);

/* What the tool keeps in evaluations, and the record says without one. */
void cnil_give_unevaluated(struct cnil_give *g);

#endif
