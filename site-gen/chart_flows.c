/* SPDX-License-Identifier: MIT */
/*
 * Two columns of boxes, and between them one lane for each pair of bodies.
 * The label of a pair stands over its lane, where nothing crosses it: a lane
 * runs straight from its discloser, whose box is as high as all its lanes,
 * and only past the labels bends to its recipient.  Recipients stand in the
 * order of the middle of their lanes, which keeps crossings few.
 *
 * A layout engine would do better on large graphs; an agreement has a dozen
 * flows, and a picture that is drawn in one pass is the same on every run.
 */
#include "site-gen/chart_flows.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "site-gen/chart_text.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

/* Widths and gaps, in units of which the picture is WIDTH wide. */
#define WIDTH 720.0
#define MARGIN 4.0
#define BOX 176.0
#define PAD 10.0
#define LANE_FROM (MARGIN + BOX)
#define LANE_TO 448.0
#define RIGHT (WIDTH - MARGIN - BOX)
#define LANE_GAP 14.0
#define BOX_GAP 14.0
#define HEAD 34.0 /* room for the columns' headings */
#define ARROW 9.0
#define BOX_LINES 6
#define LABEL_LINES 4

/* A box: one body on one side. */
struct end {
	const char *name;
	GPtrArray *lines;
	double y;
	double height;
	double middle; /* sum of the lanes' y, to put recipients in order */
	guint n_lanes;
	guint n_drawn;
};

/* An arrow: one pair of bodies. */
struct lane {
	guint from;	  /* index into the disclosers */
	guint to;	  /* index into the recipients */
	GPtrArray *lines; /* of all its labels */
	double y;
};

struct picture {
	GArray *from;  /* of struct end */
	GArray *to;    /* of struct end */
	GArray *lanes; /* of struct lane */
	double height;
};

static struct end *end_at(GArray *ends, guint i)
{
	return &g_array_index(ends, struct end, i);
}

static struct lane *lane_at(const struct picture *picture, guint i)
{
	return &g_array_index(picture->lanes, struct lane, i);
}

static guint end_of(GArray *ends, const char *name)
{
	struct end end = { .name = name };

	for (guint i = 0; i < ends->len; i++) {
		if (strcmp(end_at(ends, i)->name, name) == 0)
			return i;
	}
	end.lines = chart_text_wrap(name, BOX - 2 * PAD, BOX_LINES);
	g_array_append_val(ends, end);
	return ends->len - 1;
}

static struct lane *lane_of(struct picture *picture, guint from, guint to)
{
	struct lane lane = { .from = from, .to = to };
	struct lane *added;

	for (guint i = 0; i < picture->lanes->len; i++) {
		struct lane *old = lane_at(picture, i);

		if (old->from == from && old->to == to)
			return old;
	}
	g_array_append_val(picture->lanes, lane);
	end_at(picture->from, from)->n_lanes++;
	end_at(picture->to, to)->n_lanes++;
	added = lane_at(picture, picture->lanes->len - 1);
	added->lines = g_ptr_array_new_with_free_func(g_free);
	return added;
}

static void add_flow(struct picture *picture, const struct chart_flow *flow)
{
	guint from = end_of(picture->from, flow->from);
	guint to = end_of(picture->to, flow->to);
	struct lane *lane = lane_of(picture, from, to);
	g_autoptr(GPtrArray) lines = chart_text_wrap(
		flow->label, LANE_TO - LANE_FROM - 2 * PAD, LABEL_LINES);

	for (guint i = 0; i < lines->len; i++)
		g_ptr_array_add(lane->lines,
				g_strdup(g_ptr_array_index(lines, i)));
}

static void end_clear(void *data)
{
	g_ptr_array_unref(((struct end *)data)->lines);
}

static void lane_clear(void *data)
{
	g_ptr_array_unref(((struct lane *)data)->lines);
}

static double box_height(const struct end *end)
{
	return end->lines->len * CHART_TEXT_LINE + 2 * PAD;
}

/* Lanes by discloser, each discloser's in the order of the flows. */
static int compare_lanes(const void *a, const void *b)
{
	const struct lane *one = a;
	const struct lane *other = b;

	return (one->from > other->from) - (one->from < other->from);
}

/* Puts the lanes of one discloser below y; the box is as high as they. */
static double place_discloser(struct picture *picture, guint from, double y)
{
	struct end *end = end_at(picture->from, from);
	double at = y;

	for (guint i = 0; i < picture->lanes->len; i++) {
		struct lane *lane = lane_at(picture, i);

		if (lane->from != from)
			continue;
		at += lane->lines->len * CHART_TEXT_LINE + LANE_GAP;
		lane->y = at;
		end_at(picture->to, lane->to)->middle += at;
	}
	end->y = y;
	end->height = MAX(at + PAD - y, box_height(end));
	return y + end->height;
}

static int compare_middles(const void *a, const void *b, void *data)
{
	GArray *ends = data;
	const struct end *one = end_at(ends, *(const guint *)a);
	const struct end *other = end_at(ends, *(const guint *)b);
	double x = one->middle / one->n_lanes;
	double y = other->middle / other->n_lanes;

	return x < y ? -1 : x > y;
}

/*
 * Recipients from the top, each where its lanes are as far as those above it
 * leave room.
 */
static void place_recipients(struct picture *picture)
{
	guint n = picture->to->len;
	g_autofree guint *order = g_new(guint, n);
	double y = HEAD;

	for (guint i = 0; i < n; i++)
		order[i] = i;
	g_qsort_with_data(order, (int)n, sizeof(*order), compare_middles,
			  picture->to);
	for (guint i = 0; i < n; i++) {
		struct end *end = end_at(picture->to, order[i]);
		double ports = end->n_lanes * 2 * ARROW + PAD;

		end->height = MAX(box_height(end), ports);
		end->y = MAX(y, end->middle / end->n_lanes - end->height / 2);
		y = end->y + end->height + BOX_GAP;
	}
	picture->height = MAX(picture->height, y - BOX_GAP + MARGIN);
}

static void place(struct picture *picture)
{
	double y = HEAD;

	g_array_sort(picture->lanes, compare_lanes);
	for (guint i = 0; i < picture->from->len; i++)
		y = place_discloser(picture, i, y) + BOX_GAP;
	picture->height = y - BOX_GAP + MARGIN;
	place_recipients(picture);
}

static void draw_box(struct html *html, const struct end *end, double x)
{
	struct chart_text text = {
		.anchor = "middle",
		.x = x + BOX / 2,
		.y = end->y + end->height / 2 + CHART_TEXT_SIZE * 0.36 -
		     (end->lines->len - 1) * CHART_TEXT_LINE / 2,
	};

	html_empty(html, "rect");
	html_attr(html, "class", "gh-figure__box");
	html_attr_number(html, "x", x);
	html_attr_number(html, "y", end->y);
	html_attr_number(html, "width", BOX);
	html_attr_number(html, "height", end->height);
	html_attr_number(html, "rx", 4);
	chart_text_write(html, &text, end->lines);
}

static void draw_head(struct html *html, double y)
{
	g_autofree char *d =
		g_strdup_printf("M%.0f %.0f l%.0f %.0f v%.0f z", RIGHT, y,
				-ARROW * 1.4, -ARROW / 2, ARROW);

	html_empty(html, "path");
	html_attr(html, "class", "gh-figure__point");
	html_attr(html, "d", d);
}

static void draw_lane(struct html *html, struct picture *picture,
		      const struct lane *lane)
{
	struct end *to = end_at(picture->to, lane->to);
	double step = to->height / (to->n_lanes + 1);
	double end = to->y + step * ++to->n_drawn;
	struct chart_text text = {
		.anchor = "start",
		.x = LANE_FROM + PAD,
		.y = lane->y - 6 - (lane->lines->len - 1) * CHART_TEXT_LINE,
	};
	g_autofree char *d = g_strdup_printf(
		"M%.0f %.0f H%.0f L%.0f %.0f H%.0f", LANE_FROM, lane->y,
		LANE_TO, RIGHT - 2 * ARROW - PAD, end, RIGHT - ARROW);

	html_empty(html, "path");
	html_attr(html, "class", "gh-figure__line");
	html_attr(html, "d", d);
	draw_head(html, end);
	chart_text_write(html, &text, lane->lines);
}

static void draw_headings(struct html *html)
{
	struct chart_text left = { "middle", MARGIN + BOX / 2, 18 };
	struct chart_text right = { "middle", RIGHT + BOX / 2, 18 };

	chart_text_line(html, &left, "Who gives");
	chart_text_line(html, &right, "Who receives");
}

static const struct value *draw(struct arena *arena, const char *id,
				struct picture *picture)
{
	struct html *html = html_new(arena);
	g_autofree char *description = g_strdup_printf(
		"%u %s from %u %s on the left to %u %s on the right. The "
		"table of flows says the same in words.",
		picture->lanes->len,
		picture->lanes->len == 1 ? "arrow" : "arrows",
		picture->from->len, picture->from->len == 1 ? "body" : "bodies",
		picture->to->len, picture->to->len == 1 ? "body" : "bodies");
	struct chart_frame frame = {
		.id = id,
		.title = "Who shares what with whom",
		.description = description,
		.width = WIDTH,
		.height = picture->height,
	};

	chart_text_open(html, &frame);
	draw_headings(html);
	for (guint i = 0; i < picture->lanes->len; i++)
		draw_lane(html, picture, lane_at(picture, i));
	for (guint i = 0; i < picture->from->len; i++)
		draw_box(html, end_at(picture->from, i), MARGIN);
	for (guint i = 0; i < picture->to->len; i++)
		draw_box(html, end_at(picture->to, i), RIGHT);
	html_close(html);
	return html_value(html);
}

const struct value *chart_flows(struct arena *arena, const char *id,
				const struct chart_flow *flows, size_t n)
{
	struct picture picture;
	const struct value *value;

	if (n == 0 || n > CHART_FLOWS_MAX)
		return value_nothing();
	picture.from = g_array_new(FALSE, FALSE, sizeof(struct end));
	picture.to = g_array_new(FALSE, FALSE, sizeof(struct end));
	picture.lanes = g_array_new(FALSE, FALSE, sizeof(struct lane));
	g_array_set_clear_func(picture.from, end_clear);
	g_array_set_clear_func(picture.to, end_clear);
	g_array_set_clear_func(picture.lanes, lane_clear);
	for (size_t i = 0; i < n; i++)
		add_flow(&picture, &flows[i]);
	place(&picture);
	value = draw(arena, id, &picture);
	g_array_unref(picture.from);
	g_array_unref(picture.to);
	g_array_unref(picture.lanes);
	return value;
}
