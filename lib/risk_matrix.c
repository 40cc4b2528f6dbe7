/* SPDX-License-Identifier: MIT */
/*
 * Matrices are data: they stand in the file of the code list risk-matrix,
 * beside the codes that name them, or in the file with which a registers
 * repository extends that list.  The order of the cells gives the order of
 * the steps, so that no list of steps has to be kept twice.
 */
#include "lib/risk_matrix.h"

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"

#define DEFAULT_MATRIX "ico-3x3"

const char *risk_matrix_id(const struct registers *registers)
{
	const char *id =
		flow_facts_value(registers_settings(registers), "riskMatrix");

	return id ? id : DEFAULT_MATRIX;
}

/* The different values of an attribute of the cells, in order; owned. */
static const char **steps(const struct node *matrix, const char *name)
{
	GPtrArray *all = g_ptr_array_new();

	NODE_EACH(cell, matrix, "cell")
	{
		const char *value = node_attr(cell, name);

		if (value && !g_ptr_array_find_with_equal_func(
				     all, value, g_str_equal, NULL))
			g_ptr_array_add(all, (gpointer)value);
	}
	g_ptr_array_add(all, NULL);
	return (const char **)g_ptr_array_free(all, FALSE);
}

struct risk_matrix *risk_matrix_new(const struct codes *codes, const char *id)
{
	const struct code *code = codes_find(codes, "risk-matrix", id);
	const struct node *file = code ? code->node->parent : NULL;

	NODE_EACH(node, file, "matrix")
	{
		struct risk_matrix *matrix;

		if (g_strcmp0(node_attr(node, "id"), id) != 0)
			continue;
		matrix = g_new0(struct risk_matrix, 1);
		matrix->id = node_attr(node, "id");
		matrix->title = node_text(node_child(node, "title"));
		matrix->likelihoods = steps(node, "likelihood");
		matrix->severities = steps(node, "severity");
		matrix->node = node;
		return matrix;
	}
	return NULL;
}

void risk_matrix_free(struct risk_matrix *matrix)
{
	if (!matrix)
		return;
	g_free(matrix->likelihoods);
	g_free(matrix->severities);
	g_free(matrix);
}

const char *risk_matrix_level(const struct risk_matrix *matrix,
			      const char *likelihood, const char *severity)
{
	NODE_EACH(cell, matrix->node, "cell")
	{
		if (g_strcmp0(node_attr(cell, "likelihood"), likelihood) == 0 &&
		    g_strcmp0(node_attr(cell, "severity"), severity) == 0)
			return node_attr(cell, "level");
	}
	return NULL;
}

unsigned risk_matrix_rank(const struct codes *codes, const char *level)
{
	const struct code_list *list = codes_list(codes, "risk-level");
	const struct code *code = codes_find(codes, "risk-level", level);
	const char *rank = code_property(code, "rank");
	guint64 value;

	if (rank && g_ascii_string_to_unsigned(rank, 10, 1, 1000, &value, NULL))
		return (unsigned)value;
	for (size_t i = 0; code && i < list->n_codes; i++) {
		if (&list->codes[i] == code)
			return (unsigned)i + 1;
	}
	return 0;
}
