/* SPDX-License-Identifier: MIT */
/*
 * Partners are compared with themselves over time and not ranked, so each has
 * a small picture of its own, all on the same two axes.  A claim holds until
 * the next one, hence steps; after some time nobody vouches for it any
 * longer, hence the broken line.  What the registers show is known for the last
 * day alone, hence a mark there and no line.
 */
#include "site-gen/chart_trend.h"

#include <stdbool.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/chart_text.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

#define COLUMNS 3
#define WIDTH 720.0
#define GAP 18.0
#define PANEL ((WIDTH - (COLUMNS - 1) * GAP) / COLUMNS)
#define NAME_LINES 2
#define AXIS 18.0 /* the numbers of the levels */
#define LEVEL 22.0
#define PLOT_TOP (NAME_LINES * CHART_TEXT_LINE + 12)
#define PLOT (CHART_TREND_TOP * LEVEL)
#define PANEL_HEIGHT (PLOT_TOP + PLOT + 44)
#define POINT 4.0

/* Where one series is drawn. */
struct panel {
	const struct chart_trend *trend;
	double x;
	double y;
};

static double x_of(const struct panel *panel, date_t day)
{
	double span = MAX(panel->trend->to - panel->trend->from, 1);
	double share = (day - panel->trend->from) / span;

	return panel->x + AXIS + share * (PANEL - AXIS - 2 * POINT);
}

static double y_of(const struct panel *panel, unsigned level)
{
	return panel->y + PLOT_TOP + (CHART_TREND_TOP - (double)level) * LEVEL;
}

static void draw_line(struct html *html, const char *class, const double *ends)
{
	static const char *const names[] = { "x1", "y1", "x2", "y2" };

	html_empty(html, "line");
	html_attr(html, "class", class);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		html_attr_number(html, names[i], ends[i]);
}

static void draw_axes(struct html *html, const struct panel *panel)
{
	struct chart_text text = { "start", panel->x, 0 };
	g_autofree char *from = date_format(panel->trend->from);
	g_autofree char *to = date_format(panel->trend->to);

	for (unsigned level = 0; level <= CHART_TREND_TOP; level++) {
		g_autofree char *number = g_strdup_printf("%u", level);
		double y = y_of(panel, level);
		double ends[] = { panel->x + AXIS, y, panel->x + PANEL, y };

		draw_line(html, "gh-figure__grid", ends);
		text.y = y + 5;
		chart_text_line(html, &text, number);
	}
	from[4] = to[4] = '\0';
	text.y = y_of(panel, 0) + 22;
	text.x = panel->x + AXIS;
	chart_text_line(html, &text, from);
	text.anchor = "end";
	text.x = panel->x + PANEL;
	chart_text_line(html, &text, to);
}

/* A claim's line until the next one: as long as it holds, and then broken. */
static void draw_claim(struct html *html, const struct panel *panel,
		       const struct chart_point *point, date_t until)
{
	date_t end = date_add(point->on, panel->trend->holds);
	date_t holds = end != DATE_NONE ? MIN(end, until) : until;
	double y = y_of(panel, point->level);
	double whole[] = { x_of(panel, point->on), y, x_of(panel, holds), y };
	double broken[] = { x_of(panel, holds), y, x_of(panel, until), y };

	draw_line(html, "gh-figure__line", whole);
	if (until > holds)
		draw_line(html, "gh-figure__line gh-figure__line--marked",
			  broken);
	html_empty(html, "circle");
	html_attr(html, "class", "gh-figure__point");
	html_attr_number(html, "cx", x_of(panel, point->on));
	html_attr_number(html, "cy", y);
	html_attr_number(html, "r", POINT);
}

static bool is_shown(const struct chart_trend *trend, date_t on)
{
	return on != DATE_NONE && on >= trend->from && on <= trend->to;
}

static void draw_series(struct html *html, const struct panel *panel,
			const struct chart_series *series)
{
	const struct chart_point *last = NULL;

	for (size_t i = 0; i < series->n; i++) {
		const struct chart_point *point = &series->points[i];

		if (!is_shown(panel->trend, point->on) ||
		    point->level > CHART_TREND_TOP)
			continue;
		if (last) {
			double x = x_of(panel, point->on);
			double ends[] = { x, y_of(panel, last->level), x,
					  y_of(panel, point->level) };

			draw_claim(html, panel, last, point->on);
			draw_line(html, "gh-figure__line", ends);
		}
		last = point;
	}
	if (last)
		draw_claim(html, panel, last, panel->trend->to);
}

/* Points at the end of the axis from its right. */
static void draw_allowed(struct html *html, const struct panel *panel)
{
	double x = x_of(panel, panel->trend->to);
	double y = y_of(panel, panel->trend->allowed);
	g_autofree char *shape = NULL;
	char numbers[5][G_ASCII_DTOSTR_BUF_SIZE];
	const double places[] = { x, y, x + 2 * POINT - 1, y - 1.5 * POINT,
				  y + 1.5 * POINT };

	if (panel->trend->allowed == 0)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		g_ascii_formatd(numbers[i], sizeof(numbers[i]), "%.2f",
				places[i]);
	shape = g_strdup_printf("M %s %s L %s %s L %s %s Z", numbers[0],
				numbers[1], numbers[2], numbers[3], numbers[2],
				numbers[4]);
	html_empty(html, "path");
	html_attr(html, "class", "gh-figure__box gh-figure__box--allowed");
	html_attr(html, "d", shape);
}

static void draw_panel(struct html *html, const struct panel *panel,
		       const struct chart_series *series)
{
	struct chart_text text = { "start", panel->x,
				   panel->y + CHART_TEXT_SIZE };
	g_autoptr(GPtrArray) lines =
		chart_text_wrap(series->name, PANEL, NAME_LINES);

	chart_text_write(html, &text, lines);
	draw_axes(html, panel);
	draw_series(html, panel, series);
	draw_allowed(html, panel);
}

static bool has_point(const struct chart_trend *trend,
		      const struct chart_series *series)
{
	for (size_t i = 0; i < series->n; i++) {
		if (is_shown(trend, series->points[i].on) &&
		    series->points[i].level <= CHART_TREND_TOP)
			return true;
	}
	return false;
}

static size_t count_shown(const struct chart_trend *trend)
{
	size_t n = 0;

	for (size_t i = 0; i < trend->n; i++)
		n += has_point(trend, &trend->series[i]);
	return n;
}

static char *allowed_words(const struct chart_trend *trend)
{
	g_autofree char *day = date_words(trend->to);

	return trend->allowed
		       ? g_strdup_printf("A triangle stands at level %u, the "
					 "highest that signals allow on %s. ",
					 trend->allowed, day)
		       : g_strdup("");
}

const struct value *chart_trend(struct arena *arena,
				const struct chart_trend *trend)
{
	size_t n = count_shown(trend);
	size_t rows = (n + COLUMNS - 1) / COLUMNS;
	g_autofree char *allowed = allowed_words(trend);
	g_autofree char *description = g_strdup_printf(
		"Claimed level from 0 to 4 over time, one small picture for "
		"each partner. The line is broken where a claim is out of "
		"date. %sThe table says the same in words.",
		allowed);
	struct chart_frame frame = {
		.id = trend->id,
		.title = trend->title,
		.description = description,
		.width = WIDTH,
		.height = (double)rows * PANEL_HEIGHT,
	};
	struct html *html;
	size_t at = 0;

	if (n == 0)
		return value_nothing();
	html = html_new(arena);
	chart_text_open(html, &frame);
	for (size_t i = 0; i < trend->n; i++) {
		size_t row = at / COLUMNS;
		struct panel panel = {
			.trend = trend,
			.x = (double)(at % COLUMNS) * (PANEL + GAP),
			.y = (double)row * PANEL_HEIGHT,
		};

		if (!has_point(trend, &trend->series[i]))
			continue;
		draw_panel(html, &panel, &trend->series[i]);
		at++;
	}
	html_close(html);
	return html_value(html);
}

/* What the sheet of that number, from 0, shows of it. */
static struct chart_trend sheet_of(struct arena *arena,
				   const struct chart_trend *trend, size_t nth)
{
	size_t first = nth * CHART_TREND_SHEET;
	struct chart_trend sheet = *trend;

	sheet.series += first;
	sheet.n = MIN(trend->n - first, CHART_TREND_SHEET);
	if (trend->n > CHART_TREND_SHEET) {
		sheet.id = arena_printf(arena, "%s-%zu", trend->id, nth + 1);
		sheet.title = arena_printf(arena, "%s, part %zu", trend->title,
					   nth + 1);
	}
	return sheet;
}

const struct value *chart_trend_sheets(struct arena *arena,
				       const struct chart_trend *trend)
{
	struct value *list = value_list(arena);

	for (size_t i = 0; i * CHART_TREND_SHEET < trend->n; i++) {
		struct chart_trend sheet = sheet_of(arena, trend, i);
		const struct value *picture = chart_trend(arena, &sheet);

		if (picture != value_nothing())
			value_push(arena, list, picture);
	}
	return list;
}
