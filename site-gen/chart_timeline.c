/* SPDX-License-Identifier: MIT */
/*
 * Law as it stood from time to time: a line a version, one below the other, so
 * that a gap between two and a day on which two might hold are both seen.  An
 * end that nobody has stated is drawn as a broken line, up to the edge of what
 * is shown or to the known end of the same span: never as a day.
 */
#include "site-gen/chart_timeline.h"

#include <glib.h>

#include "site-gen/chart_text.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

#define WIDTH 720.0
#define MARGIN 12.0
#define ROW 52.0
#define TOP 30.0
#define BOTTOM 30.0
#define TICKS 6
#define POINT 5.0
#define YEAR 366

/* What is shown, and how high all of it is. */
struct axis {
	date_t from;
	date_t to;
	double bottom;
};

static double x_of(const struct axis *axis, date_t day)
{
	double share = (double)(day - axis->from) / (axis->to - axis->from);

	return MARGIN + share * (WIDTH - 2 * MARGIN);
}

static void include(struct axis *axis, date_t day)
{
	if (day == DATE_NONE)
		return;
	axis->from = axis->from == DATE_NONE ? day : MIN(axis->from, day);
	axis->to = MAX(axis->to, day);
}

/* A year of room on both sides; false where no span has a day. */
static bool measure(struct axis *axis, const struct chart_timeline *timeline)
{
	bool has_day = false;

	include(axis, timeline->now);
	for (size_t i = 0; i < timeline->n; i++) {
		const struct chart_span *span = &timeline->spans[i];

		if (span->is_never)
			continue;
		include(axis, span->from);
		if (!span->is_open)
			include(axis, span->to);
		has_day |= span->from != DATE_NONE ||
			   (!span->is_open && span->to != DATE_NONE);
	}
	axis->from = MAX(axis->from - YEAR, 1);
	axis->to += YEAR;
	axis->bottom = TOP + ROW * (double)timeline->n;
	return has_day;
}

static void draw_line(struct html *html, const char *class, const double *ends)
{
	static const char *const names[] = { "x1", "y1", "x2", "y2" };

	html_empty(html, "line");
	html_attr(html, "class", class);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		html_attr_number(html, names[i], ends[i]);
}

static void draw_upright(struct html *html, const struct axis *axis,
			 const char *class, double x)
{
	double ends[] = { x, TOP - 6, x, axis->bottom };

	draw_line(html, class, ends);
}

static int year_of(date_t day)
{
	g_autofree char *words = date_format(day);

	return (int)g_ascii_strtoll(words, NULL, 10);
}

/* Upright lines at the beginning of years, at most TICKS of them. */
static void draw_years(struct html *html, const struct axis *axis)
{
	int first = year_of(axis->from) + 1;
	int last = year_of(axis->to);
	int step = (last - first) / TICKS + 1;

	for (int year = first; year <= last; year += step) {
		g_autofree char *day = g_strdup_printf("%04d-01-01", year);
		double x = x_of(axis, date_parse(day));
		struct chart_text text = { "middle", x, axis->bottom + 20 };

		day[4] = '\0';
		draw_upright(html, axis, "gh-figure__grid", x);
		if (x > 2 * MARGIN && x < WIDTH - 2 * MARGIN)
			chart_text_scale(html, &text, day);
	}
}

static void draw_end(struct html *html, double x, double y)
{
	html_empty(html, "circle");
	html_attr(html, "class", "gh-figure__point");
	html_attr_number(html, "cx", x);
	html_attr_number(html, "cy", y);
	html_attr_number(html, "r", POINT);
}

#define WHOLE "gh-figure__line"
#define BROKEN "gh-figure__line gh-figure__line--vague"

static void draw_stretch(struct html *html, const char *class, double from,
			 double to, double y)
{
	double ends[] = { from, y, to, y };

	draw_line(html, class, ends);
}

/*
 * Whole between ends that are known.  What holds now but nobody knows since
 * when is whole from now on, and broken as far back as is shown.
 */
static void draw_span(struct html *html, const struct axis *axis,
		      const struct chart_span *span, date_t now, double y)
{
	bool has_to = !span->is_open && span->to != DATE_NONE;
	double left = x_of(axis, span->from ? span->from : axis->from);
	double right = x_of(axis, has_to ? span->to : axis->to);
	double present = x_of(axis, now);

	if (span->from && (has_to || span->is_open)) {
		draw_stretch(html, WHOLE, left, right, y);
	} else if (span->is_open) {
		draw_stretch(html, BROKEN, left, present, y);
		draw_stretch(html, WHOLE, present, right, y);
	} else {
		draw_stretch(html, BROKEN, left, has_to ? right : present, y);
	}
	if (span->from)
		draw_end(html, left, y);
	if (has_to)
		draw_end(html, right, y);
}

static void draw_label(struct html *html, const struct chart_span *span,
		       double y)
{
	struct chart_text text = { "start", MARGIN, y };
	g_autoptr(GPtrArray) lines =
		chart_text_wrap(span->label, WIDTH - 2 * MARGIN, 1);

	chart_text_write(html, &text, lines);
}

const struct value *chart_timeline(struct arena *arena,
				   const struct chart_timeline *timeline)
{
	struct axis axis = { DATE_NONE, DATE_NONE, 0 };
	struct chart_text today = { "middle", 0, CHART_TEXT_SIZE };
	struct chart_frame frame = {
		.id = timeline->id,
		.title = timeline->title,
		.description = "One line for each version, from its first to "
			       "its last day. The line is broken where the day "
			       "is not stated. The table says the same in "
			       "words.",
		.width = WIDTH,
	};
	g_autofree char *now = date_words(timeline->now);
	struct html *html;

	if (!measure(&axis, timeline))
		return value_nothing();
	frame.height = axis.bottom + BOTTOM;
	html = html_new(arena);
	chart_text_open(html, &frame);
	draw_years(html, &axis);
	today.x = MIN(MAX(x_of(&axis, timeline->now), 70), WIDTH - 70);
	chart_text_line(html, &today, now);
	draw_upright(html, &axis, "gh-figure__line",
		     x_of(&axis, timeline->now));
	for (size_t i = 0; i < timeline->n; i++) {
		const struct chart_span *span = &timeline->spans[i];
		double y = TOP + ROW * (double)i + 20;

		draw_label(html, span, y);
		if (!span->is_never)
			draw_span(html, &axis, span, timeline->now, y + 16);
	}
	html_close(html);
	return html_value(html);
}
