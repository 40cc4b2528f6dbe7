/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RISK_MATRIX_H
#define GATEHOUSE_RISK_MATRIX_H

#include <stddef.h>

#include <glib.h>

struct codes;
struct registers;

/*
 * A table that gives the level of a risk from its likelihood and severity.
 * Strings are those of the code lists and live as long as they do.
 */
struct risk_matrix {
	const char *id;
	const char *title;
	const char **likelihoods; /* codes, lowest first, NULL-terminated */
	const char **severities;  /* codes, lowest first, NULL-terminated */
	const struct node *node;
};

/* NULL when there is no matrix of that id in the list risk-matrix. */
struct risk_matrix *risk_matrix_new(const struct codes *codes, const char *id);
void risk_matrix_free(struct risk_matrix *matrix);

/* Id of the matrix that the settings name, or else of the default. */
const char *risk_matrix_id(const struct registers *registers);

/* The code of the level, or NULL when the matrix has no such cell. */
const char *risk_matrix_level(const struct risk_matrix *matrix,
			      const char *likelihood, const char *severity);

/*
 * The place of a level on its scale: the higher the number, the higher the
 * risk.  Levels without a rank stand in the order of their list; 0 for a code
 * that is no level.
 */
unsigned risk_matrix_rank(const struct codes *codes, const char *level);

typedef struct risk_matrix RiskMatrix;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RiskMatrix, risk_matrix_free)

#endif
