/* SPDX-License-Identifier: MIT */
/*
 * SVG does not break lines, and the reader's font is not known when the page
 * is made.  So widths are guessed, on the wide side: by a few classes of
 * characters, each as wide as in the widest of the common sans-serif fonts.
 * A line that is a little short costs nothing; one that is too long runs out
 * of its box.
 */
#include "site-gen/chart_text.h"

#include <stdbool.h>
#include <string.h>

#include "site-gen/html.h"

/* Width of a character, in ems. */
static double em(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	if (g_unichar_iswide(c))
		return 1;
	if (c >= 0x80)
		return 0.72;
	if (strchr("iljtfrI.,:;'|!()[]/ ", (int)c))
		return 0.36;
	if (strchr("mwMW@%", (int)c))
		return 0.92;
	return g_ascii_isupper((char)c) ? 0.7 : 0.58;
}

double chart_text_width(const char *text)
{
	double width = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		width += em(g_utf8_get_char(p)) * CHART_TEXT_SIZE;
	return width;
}

/* Lines as they grow. */
struct wrap {
	GPtrArray *lines;
	GString *line;
	double width;
	guint max_lines;
	bool is_cut;
};

static void end_line(struct wrap *wrap)
{
	if (wrap->line->len == 0)
		return;
	if (wrap->lines->len < wrap->max_lines)
		g_ptr_array_add(wrap->lines, g_strdup(wrap->line->str));
	else
		wrap->is_cut = true;
	g_string_truncate(wrap->line, 0);
}

/* A word that is wider than a line, over as many as it takes. */
static void add_long_word(struct wrap *wrap, const char *word)
{
	double used = 0;

	end_line(wrap);
	for (const char *p = word; *p && !wrap->is_cut;
	     p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		double width = em(c) * CHART_TEXT_SIZE;

		if (used > 0 && used + width > wrap->width) {
			end_line(wrap);
			used = 0;
		}
		g_string_append_unichar(wrap->line, c);
		used += width;
	}
}

static void add_word(struct wrap *wrap, const char *word)
{
	g_autofree char *longer = NULL;

	if (chart_text_width(word) > wrap->width) {
		add_long_word(wrap, word);
		return;
	}
	longer = g_strdup_printf("%s %s", wrap->line->str, word);
	if (wrap->line->len > 0 && chart_text_width(longer) > wrap->width)
		end_line(wrap);
	if (wrap->line->len > 0)
		g_string_append_c(wrap->line, ' ');
	g_string_append(wrap->line, word);
}

static void mark_cut(GPtrArray *lines)
{
	char *last = g_ptr_array_steal_index(lines, lines->len - 1);

	g_ptr_array_add(lines, g_strconcat(last, "…", NULL));
	g_free(last);
}

GPtrArray *chart_text_wrap(const char *text, double width, guint max_lines)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_auto(GStrv) words = g_strsplit_set(valid, " \t\r\n", -1);
	struct wrap wrap = {
		.lines = g_ptr_array_new_with_free_func(g_free),
		.line = g_string_new(NULL),
		.width = width,
		.max_lines = max_lines,
	};

	for (char **word = words; *word && !wrap.is_cut; word++) {
		if (**word)
			add_word(&wrap, *word);
	}
	end_line(&wrap);
	if (wrap.is_cut && wrap.lines->len > 0)
		mark_cut(wrap.lines);
	g_string_free(wrap.line, TRUE);
	return wrap.lines;
}

static void open_text(struct html *html, const struct chart_text *place)
{
	html_open(html, "text");
	html_attr_number(html, "x", place->x);
	html_attr_number(html, "y", place->y);
	html_attr_number(html, "font-size", CHART_TEXT_SIZE);
	html_attr(html, "text-anchor", place->anchor);
}

void chart_text_write(struct html *html, const struct chart_text *place,
		      const GPtrArray *lines)
{
	if (lines->len == 0)
		return;
	open_text(html, place);
	for (guint i = 0; i < lines->len; i++) {
		html_open(html, "tspan");
		html_attr_number(html, "x", place->x);
		html_attr_number(html, "y", place->y + i * CHART_TEXT_LINE);
		html_text(html, g_ptr_array_index(lines, i));
		html_close(html);
	}
	html_close(html);
}

void chart_text_line(struct html *html, const struct chart_text *place,
		     const char *line)
{
	open_text(html, place);
	html_text(html, line);
	html_close(html);
}

void chart_text_scale(struct html *html, const struct chart_text *place,
		      const char *line)
{
	html_open(html, "g");
	html_attr(html, "aria-hidden", "true");
	chart_text_line(html, place, line);
	html_close(html);
}

void chart_text_open(struct html *html, const struct chart_frame *frame)
{
	g_autofree char *view_box =
		g_strdup_printf("0 0 %.0f %.0f", frame->width, frame->height);
	g_autofree char *title_id = g_strconcat(frame->id, "-title", NULL);
	g_autofree char *desc_id = g_strconcat(frame->id, "-desc", NULL);
	g_autofree char *both = g_strconcat(title_id, " ", desc_id, NULL);

	html_open(html, "svg");
	html_attr(html, "xmlns", "http://www.w3.org/2000/svg");
	html_attr(html, "viewBox", view_box);
	html_attr(html, "role", "img");
	html_attr(html, "aria-labelledby", both);
	html_open(html, "title");
	html_attr(html, "id", title_id);
	html_text(html, frame->title);
	html_close(html);
	html_open(html, "desc");
	html_attr(html, "id", desc_id);
	html_text(html, frame->description);
	html_close(html);
}
