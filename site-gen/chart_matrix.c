/* SPDX-License-Identifier: MIT */
/*
 * The matrix is data, so picture and table are both made from its steps and
 * cells, whatever their number.  A cell says its level in a word and names
 * its risks by number; the colour repeats the level and carries nothing.
 */
#include "site-gen/chart_matrix.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "site-gen/chart_text.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

#define WIDTH 720.0
#define LEFT 128.0  /* the names of the severities */
#define TOP 24.0    /* what the rows are */
#define BOTTOM 52.0 /* the names of the likelihoods, and what they are */
#define EDGE 2.0    /* half a line, so that it is not cut off */
#define PAD 10.0
#define ROW 76.0
#define RISK_LINES 2

struct matrix {
	struct arena *arena;
	const struct codes *codes;
	const struct risk_matrix *steps;
	const struct node *pia;
	bool residual;
	size_t n_columns;
	size_t n_rows;
};

static size_t count(const char **steps)
{
	size_t n = 0;

	while (steps[n])
		n++;
	return n;
}

const char *chart_matrix_shade(const struct codes *codes, const char *level)
{
	static const char *const shades[] = { "low", "medium", "high",
					      "very-high" };
	unsigned rank = level ? risk_matrix_rank(codes, level) : 0;

	return shades[CLAMP(rank, 1, G_N_ELEMENTS(shades)) - 1];
}

/* Where a risk stands: its own levels or those that remain. */
static const struct node *levels_of(const struct matrix *matrix,
				    const struct node *risk)
{
	return matrix->residual ? node_child(risk, "residual") : risk;
}

static bool is_in_cell(const struct matrix *matrix, const struct node *risk,
		       const char *likelihood, const char *severity)
{
	const struct node *levels = levels_of(matrix, risk);

	return g_strcmp0(node_value(levels, "likelihood"), likelihood) == 0 &&
	       g_strcmp0(node_value(levels, "severity"), severity) == 0;
}

static bool is_placed(const struct matrix *matrix, const struct node *risk)
{
	const struct node *levels = levels_of(matrix, risk);

	return risk_matrix_level(matrix->steps,
				 node_value(levels, "likelihood"),
				 node_value(levels, "severity")) != NULL;
}

static void add_number(GString *text, unsigned number)
{
	g_string_append_printf(text, text->len ? ", %u" : "%u", number);
}

/* "Risks 1, 3"; NULL when there are none; in the arena. */
static const char *named(const struct matrix *matrix, const GString *numbers)
{
	if (numbers->len == 0)
		return NULL;
	return arena_printf(matrix->arena, "%s %s",
			    strchr(numbers->str, ',') ? "Risks" : "Risk",
			    numbers->str);
}

static const char *risks_in(const struct matrix *matrix, const char *likelihood,
			    const char *severity)
{
	g_autoptr(GString) numbers = g_string_new(NULL);
	unsigned number = 0;

	NODE_EACH(risk, matrix->pia, "risk")
	{
		number++;
		if (is_in_cell(matrix, risk, likelihood, severity))
			add_number(numbers, number);
	}
	return named(matrix, numbers);
}

static const char *unplaced(const struct matrix *matrix)
{
	g_autoptr(GString) numbers = g_string_new(NULL);
	unsigned number = 0;

	NODE_EACH(risk, matrix->pia, "risk")
	{
		number++;
		if (!is_placed(matrix, risk))
			add_number(numbers, number);
	}
	return named(matrix, numbers);
}

static const char *label(const struct matrix *matrix, const char *list,
			 const char *code)
{
	return code ? codes_label(matrix->codes, list, code) : "";
}

static void set_text(const struct matrix *matrix, struct value *map,
		     const char *key, const char *text)
{
	value_set(matrix->arena, map, key, value_text(matrix->arena, text));
}

static struct value *likelihoods(const struct matrix *matrix)
{
	struct value *list = value_list(matrix->arena);

	for (size_t i = 0; i < matrix->n_columns; i++) {
		struct value *map = value_map(matrix->arena);

		set_text(matrix, map, "label",
			 label(matrix, "risk-likelihood",
			       matrix->steps->likelihoods[i]));
		value_push(matrix->arena, list, map);
	}
	return list;
}

static struct value *row(const struct matrix *matrix, const char *severity)
{
	struct value *map = value_map(matrix->arena);
	struct value *cells = value_list(matrix->arena);

	for (size_t i = 0; i < matrix->n_columns; i++) {
		const char *likelihood = matrix->steps->likelihoods[i];
		const char *level =
			risk_matrix_level(matrix->steps, likelihood, severity);
		struct value *cell = value_map(matrix->arena);

		set_text(matrix, cell, "level",
			 label(matrix, "risk-level", level));
		set_text(matrix, cell, "shade",
			 chart_matrix_shade(matrix->codes, level));
		set_text(matrix, cell, "risks",
			 risks_in(matrix, likelihood, severity));
		value_push(matrix->arena, cells, cell);
	}
	set_text(matrix, map, "severity",
		 label(matrix, "risk-severity", severity));
	value_set(matrix->arena, map, "cells", cells);
	return map;
}

static struct value *rows(const struct matrix *matrix)
{
	struct value *list = value_list(matrix->arena);

	for (size_t i = matrix->n_rows; i > 0; i--)
		value_push(matrix->arena, list,
			   row(matrix, matrix->steps->severities[i - 1]));
	return list;
}

static double column_width(const struct matrix *matrix)
{
	return (WIDTH - LEFT - EDGE) / (double)MAX(matrix->n_columns, 1);
}

static void draw_cell(struct html *html, const struct matrix *matrix,
		      size_t column, size_t row_from_top)
{
	const char *likelihood = matrix->steps->likelihoods[column];
	const char *severity =
		matrix->steps->severities[matrix->n_rows - 1 - row_from_top];
	const char *level =
		risk_matrix_level(matrix->steps, likelihood, severity);
	const char *risks = risks_in(matrix, likelihood, severity);
	double width = column_width(matrix);
	double x = LEFT + (double)column * width;
	double y = TOP + (double)row_from_top * ROW;
	struct chart_text text = { "start", x + PAD, y + 22 };
	g_autofree char *class =
		g_strconcat("gh-figure__cell--",
			    chart_matrix_shade(matrix->codes, level), NULL);

	html_empty(html, "rect");
	html_attr(html, "class", class);
	html_attr_number(html, "x", x);
	html_attr_number(html, "y", y);
	html_attr_number(html, "width", width);
	html_attr_number(html, "height", ROW);
	chart_text_line(html, &text, label(matrix, "risk-level", level));
	text.y += CHART_TEXT_LINE;
	if (risks) {
		g_autoptr(GPtrArray) lines =
			chart_text_wrap(risks, width - 2 * PAD, RISK_LINES);

		chart_text_write(html, &text, lines);
	}
}

static void draw_steps(struct html *html, const struct matrix *matrix)
{
	double width = column_width(matrix);
	double bottom = TOP + (double)matrix->n_rows * ROW;
	struct chart_text text = { "start", 0, 16 };

	chart_text_line(html, &text, "Severity of harm");
	for (size_t i = 0; i < matrix->n_rows; i++) {
		text.y = TOP + ((double)i + 0.5) * ROW + 5;
		chart_text_line(html, &text,
				label(matrix, "risk-severity",
				      matrix->steps->severities[matrix->n_rows -
								1 - i]));
	}
	text.anchor = "middle";
	for (size_t i = 0; i < matrix->n_columns; i++) {
		text.x = LEFT + ((double)i + 0.5) * width;
		text.y = bottom + 20;
		chart_text_line(html, &text,
				label(matrix, "risk-likelihood",
				      matrix->steps->likelihoods[i]));
	}
	text.x = LEFT + (WIDTH - LEFT) / 2;
	text.y = bottom + 42;
	chart_text_line(html, &text, "Likelihood of harm");
}

static const char *heading(const struct matrix *matrix)
{
	return matrix->residual ? "Risks after the measures"
				: "Risks before the measures";
}

static const struct value *picture(const struct matrix *matrix, const char *id)
{
	struct html *html = html_new(matrix->arena);
	struct chart_frame frame = {
		.id = id,
		.title = matrix->residual ? "Risks after the measures"
					  : "Risks before the measures",
		.description = "Each risk by its number, in the cell of its "
			       "likelihood and severity. The table of the "
			       "matrix says the same in words.",
		.width = WIDTH,
		.height = TOP + (double)matrix->n_rows * ROW + BOTTOM,
	};

	chart_text_open(html, &frame);
	for (size_t y = 0; y < matrix->n_rows; y++) {
		for (size_t x = 0; x < matrix->n_columns; x++)
			draw_cell(html, matrix, x, y);
	}
	draw_steps(html, matrix);
	html_close(html);
	return html_value(html);
}

const struct value *chart_matrix(struct arena *arena, const char *id,
				 const struct registers *registers,
				 const struct node *pia, bool residual)
{
	const struct codes *codes = registers_codes(registers);
	g_autoptr(RiskMatrix) steps =
		risk_matrix_new(codes, risk_matrix_id(registers));
	struct matrix matrix = { arena, codes, steps, pia, residual, 0, 0 };
	struct value *map;

	if (!steps || !node_child(pia, "risk"))
		return value_nothing();
	matrix.n_columns = count(steps->likelihoods);
	matrix.n_rows = count(steps->severities);
	map = value_map(arena);
	set_text(&matrix, map, "title", steps->title);
	set_text(&matrix, map, "heading", heading(&matrix));
	value_set(arena, map, "likelihoods", likelihoods(&matrix));
	value_set(arena, map, "rows", rows(&matrix));
	value_set(arena, map, "svg", picture(&matrix, id));
	set_text(&matrix, map, "unplaced", unplaced(&matrix));
	return map;
}
