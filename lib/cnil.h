/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CNIL_H
#define GATEHOUSE_CNIL_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * What import and export of assessments of the CNIL's PIA tool agree on: which
 * question is which field, and how what has no field stands in a note.
 */

/* A question about the processing, and the part of a field that answers it. */
struct cnil_question {
	unsigned number;
	const char *field;
	const char
		*heading; /* of the part; NULL: what stands before headings */
};

extern const struct cnil_question cnil_questions[];
extern const size_t cnil_n_questions;

/* One of the three risks that the tool knows. */
struct cnil_risk {
	const char *id;
	const char *title;
	const char *item; /* "3.2", of its evaluation */
	unsigned first;	  /* the question after which its six come: 320 */
};

#define CNIL_RISKS 3
extern const struct cnil_risk cnil_risks[CNIL_RISKS];

/* Words for numbers of the tool. */
#define CNIL_GAUGES 5
#define CNIL_OPINIONS 2
extern const char *const cnil_gauges[CNIL_GAUGES];
extern const char *const cnil_opinions[CNIL_OPINIONS];
extern const char *const cnil_evaluations[4]; /* by evaluations[].status */

/* Headings in notes, and in fields that gather several things. */
#define CNIL_HEAD_ANSWER "Answer "
#define CNIL_HEAD_GAUGE ", gauge "
#define CNIL_HEAD_EVALUATION "Evaluation of "
#define CNIL_HEAD_COMMENT "Comment on "
#define CNIL_HEAD_MEASURE "measure "
#define CNIL_HEAD_NO_MEASURE "an unnamed measure"
#define CNIL_HEAD_SEVERITY "; severity "
#define CNIL_HEAD_LIKELIHOOD "; likelihood "
#define CNIL_HEAD_PLANNED "; planned for "
#define CNIL_HEAD_MADE "; made on "
#define CNIL_HEAD_PLAN "Action plan"
#define CNIL_HEAD_LIST "List"
#define CNIL_HEAD_CATEGORY "Category"
#define CNIL_HEAD_REFUSAL "Reason for refusal"
#define CNIL_HEAD_ADJUSTMENTS "Adjustments made"
#define CNIL_HEAD_NOT_ASKED "Reason for not asking, though people were asked"
#define CNIL_HEAD_OPINION "Opinion: "
#define CNIL_HEAD_THREATS "Threats"
#define CNIL_HEAD_SOURCES "Sources"
#define CNIL_HEAD_HOW_BAD "Severity"
#define CNIL_HEAD_HOW_LIKELY "Likelihood"

/* A part of a Markdown text that a heading begins. */
struct cnil_part {
	char *heading; /* NULL: what stands before the first */
	char *text;    /* without blank lines around it */
};

/*
 * Cuts a text at its headings of that level; owned by the caller, with the
 * parts.  The first part is what stands before them, perhaps "".
 */
GPtrArray *cnil_parts(const char *text, unsigned level);

/* The text of the part with that heading; NULL: there is none. */
const char *cnil_part(const GPtrArray *parts, const char *heading);

/* Appends a part; text may be NULL or "". */
void cnil_part_add(GString *out, unsigned level, const char *heading,
		   const char *text);

/*
 * The place (from 0) on a scale of n steps of a gauge from 1 to 4: rounded up,
 * so that no risk becomes smaller.
 */
size_t cnil_step(size_t n, unsigned gauge);

/* The greatest gauge that comes to such a place, or to the next that has one. */
unsigned cnil_gauge(size_t n, size_t step);

/* "Severity: important (3 of 4)", owned by the caller; 0: "Severity". */
char *cnil_gauge_heading(const char *what, unsigned gauge);

/* The gauge of such a heading of a part, and its text; 0 and "": none. */
unsigned cnil_gauge_part(const GPtrArray *parts, const char *what,
			 const char **text);

#endif
