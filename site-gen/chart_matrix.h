/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_MATRIX_H
#define GATEHOUSE_CHART_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct codes;
struct registers;
struct node;
struct value;

/*
 * The risks of a privacy impact assessment in the matrix of the settings:
 * before measures, or after (residual).  Risks are numbered from 1 in the
 * order of the record.
 *
 *   title         name of the matrix
 *   heading       "Risks before the measures", or after
 *   likelihoods   [{label}], lowest first: the columns
 *   rows          [{severity, cells: [{level, shade, risks: text}]}], highest
 *                 severity first; shade: "low", "medium", "high" or
 *                 "very-high", for the class of the cell; risks NOTHING when
 *                 there are none
 *   svg           the same as a picture
 *   unplaced      numbers of the risks that have no cell, or NOTHING
 *
 * NOTHING when there is no such matrix or no risk.  id is unique on the page.
 */
const struct value *chart_matrix(struct arena *arena, const char *id,
				 const struct registers *registers,
				 const struct node *pia, bool residual);

/* "low", "medium", "high" or "very-high" for a level; never NULL. */
const char *chart_matrix_shade(const struct codes *codes, const char *level);

#endif
