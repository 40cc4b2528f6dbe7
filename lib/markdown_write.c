/* SPDX-License-Identifier: MIT */
/*
 * A paragraph is kept as characters, each with its style and link, until it
 * ends: only then is it known whether a style can be written.  Emphasis that
 * CommonMark might read in another way, such as that of a part of a word, is
 * left out; the words are never touched.
 */
#include "lib/markdown_write.h"

#include <stdbool.h>
#include <string.h>

#define DEPTH_MAX 10

struct glyph {
	gunichar c; /* '\n': a line break */
	unsigned style;
	unsigned link; /* number of the address; 0: none */
};

struct level {
	enum markdown_container type;
	bool is_fresh;	 /* an item or quote without anything in it yet */
	bool ends_plain; /* an item whose last block is a paragraph */
	bool is_guessed; /* a list that goes when its item is closed */
	unsigned count;	 /* of a list: items that have something in them */
	unsigned width;	 /* of an item's marker */
};

struct markdown_writer {
	GString *out;
	GArray *glyphs;	  /* of the block that is open */
	GPtrArray *links; /* addresses */
	unsigned style;
	unsigned link;
	unsigned heading;
	struct level levels[DEPTH_MAX];
	unsigned n_levels;
	unsigned n_over; /* containers passed over */
	unsigned n_blocks;
	struct level closed; /* the last list that ended */
	unsigned closed_depth;
	unsigned closed_block;
};

struct markdown_writer *markdown_writer_new(void)
{
	struct markdown_writer *w = g_new0(struct markdown_writer, 1);

	w->out = g_string_new(NULL);
	w->glyphs = g_array_new(FALSE, FALSE, sizeof(struct glyph));
	w->links = g_ptr_array_new_with_free_func(g_free);
	return w;
}

void markdown_writer_free(struct markdown_writer *w)
{
	if (!w)
		return;
	g_string_free(w->out, TRUE);
	g_array_free(w->glyphs, TRUE);
	g_ptr_array_free(w->links, TRUE);
	g_free(w);
}

void markdown_writer_style(struct markdown_writer *w, unsigned styles)
{
	w->style = styles;
}

/* Only what stays as it is in a page and in an address. */
static char *encode_address(const char *address)
{
	GString *out = g_string_new(NULL);

	for (; *address; address++) {
		unsigned char c = (unsigned char)*address;

		if (g_ascii_isalnum(c) || strchr("-_.!~*();/?:@&=+$,#%", c))
			g_string_append_c(out, *address);
		else
			g_string_append_printf(out, "%%%02X", c);
	}
	return g_string_free(out, FALSE);
}

void markdown_writer_link(struct markdown_writer *w, const char *address)
{
	if (address)
		g_ptr_array_add(w->links, encode_address(address));
	w->link = address ? w->links->len : 0;
}

void markdown_writer_put(struct markdown_writer *w, gunichar c)
{
	struct glyph glyph = {
		.c = g_unichar_isspace(c) ? ' ' : c,
		.style = w->style,
		.link = w->link,
	};

	if (glyph.link || w->heading)
		glyph.style = 0;
	g_array_append_val(w->glyphs, glyph);
}

void markdown_writer_text(struct markdown_writer *w, const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		markdown_writer_put(w, g_utf8_get_char(text));
}

void markdown_writer_break(struct markdown_writer *w)
{
	struct glyph glyph = { .c = w->heading ? ' ' : '\n' };

	g_array_append_val(w->glyphs, glyph);
}

static struct glyph *at(const struct markdown_writer *w, guint i)
{
	return &g_array_index(w->glyphs, struct glyph, i);
}

/* One space between words, none beside line breaks. */
static void collapse(struct markdown_writer *w)
{
	guint n = 0;

	for (guint i = 0; i < w->glyphs->len; i++) {
		struct glyph glyph = *at(w, i);

		if (glyph.c == ' ' && (n == 0 || at(w, n - 1)->c == ' ' ||
				       at(w, n - 1)->c == '\n'))
			continue;
		if (glyph.c == '\n' && n == 0)
			continue;
		if (glyph.c == '\n' && at(w, n - 1)->c == ' ')
			n--;
		*at(w, n++) = glyph;
	}
	while (n > 0 && (at(w, n - 1)->c == ' ' || at(w, n - 1)->c == '\n'))
		n--;
	g_array_set_size(w->glyphs, n);
}

/* A space is set like its neighbours if these are set alike. */
static void settle_spaces(struct markdown_writer *w)
{
	for (guint i = 1; i + 1 < w->glyphs->len; i++) {
		const struct glyph *a = at(w, i - 1);
		const struct glyph *b = at(w, i + 1);
		struct glyph *space = at(w, i);

		if (space->c != ' ')
			continue;
		space->style = a->style == b->style ? a->style : 0;
		space->link = a->link == b->link ? a->link : 0;
	}
}

static bool is_same(const struct glyph *a, const struct glyph *b)
{
	return a->style == b->style && a->link == b->link && b->c != '\n';
}

/* Whether markup can stand between the run and this neighbour of it. */
static bool is_edge(const struct markdown_writer *w, guint i)
{
	const struct glyph *glyph = i < w->glyphs->len ? at(w, i) : NULL;

	if (!glyph || glyph->c == ' ' || glyph->c == '\n')
		return true;
	return glyph->style == 0 && glyph->c < 0x80 &&
	       g_ascii_ispunct((char)glyph->c) &&
	       !strchr("*_\\`", (int)glyph->c);
}

/* Takes away emphasis that could be read in another way. */
static void settle_styles(struct markdown_writer *w)
{
	guint from = 0;

	while (from < w->glyphs->len) {
		guint to = from + 1;
		bool can_stand;

		while (to < w->glyphs->len && is_same(at(w, from), at(w, to)))
			to++;
		/* Before the first there is none: as at the end. */
		can_stand = is_edge(w, from > 0 ? from - 1 : G_MAXUINT) &&
			    is_edge(w, to);
		for (guint i = from; i < to && !can_stand; i++)
			at(w, i)->style = 0;
		from = to;
	}
}

/* The character at place i in the same line, or 0. */
static gunichar near(const struct markdown_writer *w, guint i)
{
	gunichar c = i < w->glyphs->len ? at(w, i)->c : 0;

	return c == '\n' ? 0 : c;
}

static bool is_word(gunichar c)
{
	return c != 0 && g_unichar_isalnum(c);
}

static bool is_in(gunichar c, const char *set)
{
	return c > 0 && c < 0x80 && strchr(set, (int)c);
}

/* Whether digits at the beginning of the line end before place i. */
static bool is_list_number(const struct markdown_writer *w, guint from, guint i)
{
	if (i == from || !is_in(at(w, i)->c, ".)"))
		return false;
	for (; from < i; from++) {
		if (!is_in(at(w, from)->c, "0123456789"))
			return false;
	}
	return true;
}

static bool needs_escape(const struct markdown_writer *w, guint line, guint i)
{
	gunichar c = at(w, i)->c;
	gunichar before = i > line ? near(w, i - 1) : 0;
	gunichar after = near(w, i + 1);

	if (c >= 0x80)
		return false;
	if (i == line && is_in(c, "#>=-+~"))
		return true;
	switch (c) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
		return true;
	case '_':
		return !is_word(before) || !is_word(after);
	case '<':
		return after != 0 && after != ' ';
	case '&':
		return after != 0 && (is_word(after) || after == '#');
	case '#':
		return w->heading > 0;
	case '!':
		return after != 0 && at(w, i + 1)->link != at(w, i)->link;
	default:
		return is_list_number(w, line, i);
	}
}

static void append_mark(GString *line, unsigned style)
{
	if (style & MARKDOWN_STRONG)
		g_string_append(line, "**");
	if (style & MARKDOWN_EMPHASIS)
		g_string_append_c(line, '*');
}

/* The glyphs from line to end as Markdown without line breaks. */
static void append_line(GString *out, const struct markdown_writer *w,
			guint line, guint end)
{
	for (guint i = line; i < end; i++) {
		const struct glyph *glyph = at(w, i);
		const struct glyph *before = i > line ? at(w, i - 1) : NULL;
		const struct glyph *after = i + 1 < end ? at(w, i + 1) : NULL;

		if (glyph->link && (!before || before->link != glyph->link))
			g_string_append_c(out, '[');
		if (!before || before->style != glyph->style)
			append_mark(out, glyph->style);
		if (needs_escape(w, line, i))
			g_string_append_c(out, '\\');
		g_string_append_unichar(out, glyph->c);
		if (!after || after->style != glyph->style)
			append_mark(out, glyph->style);
		if (glyph->link && (!after || after->link != glyph->link))
			g_string_append_printf(
				out, "](<%s>)",
				(char *)w->links->pdata[glyph->link - 1]);
	}
}

static bool is_list(enum markdown_container type)
{
	return type == MARKDOWN_BULLETS || type == MARKDOWN_NUMBERS;
}

/* What stands before a line: markers once, then as much room. */
static void append_prefix(struct markdown_writer *w)
{
	for (unsigned i = 0; i < w->n_levels; i++) {
		struct level *level = &w->levels[i];

		if (level->type == MARKDOWN_QUOTE) {
			g_string_append(w->out, "> ");
		} else if (level->type == MARKDOWN_ITEM && level->is_fresh) {
			gsize start = w->out->len;
			unsigned number = ++w->levels[i - 1].count;

			if (w->levels[i - 1].type == MARKDOWN_BULLETS)
				g_string_append(w->out, "- ");
			else
				g_string_append_printf(w->out, "%u. ", number);
			level->width = (unsigned)(w->out->len - start);
		} else if (level->type == MARKDOWN_ITEM) {
			g_string_append_printf(w->out, "%*s", (int)level->width,
					       "");
		}
		level->is_fresh = false;
	}
}

/* Whether the block that follows belongs close to the one before it. */
static bool is_tight(const struct markdown_writer *w, unsigned fresh)
{
	if (fresh == w->n_levels || w->levels[fresh].type != MARKDOWN_ITEM)
		return false;
	if (w->levels[fresh - 1].count > 0)
		return true;
	return fresh >= 2 && w->levels[fresh - 2].type == MARKDOWN_ITEM &&
	       w->levels[fresh - 2].ends_plain;
}

static void part_blocks(struct markdown_writer *w)
{
	unsigned fresh = 0;
	gsize quotes;

	while (fresh < w->n_levels && !w->levels[fresh].is_fresh)
		fresh++;
	if (w->out->len == 0)
		return;
	g_string_append_c(w->out, '\n');
	if (is_tight(w, fresh))
		return;
	quotes = w->out->len;
	for (unsigned i = 0; i < fresh; i++) {
		if (w->levels[i].type == MARKDOWN_QUOTE)
			g_string_append(w->out, "> ");
		else if (w->levels[i].type == MARKDOWN_ITEM)
			g_string_append_printf(w->out, "%*s",
					       (int)w->levels[i].width, "");
	}
	while (w->out->len > quotes && w->out->str[w->out->len - 1] == ' ')
		g_string_truncate(w->out, w->out->len - 1);
	g_string_append_c(w->out, '\n');
}

/* The glyphs from start to end as one block. */
static void append_block(struct markdown_writer *w, guint start, guint end)
{
	guint line = start;

	/* What stands in a list stands in an item of it. */
	if (w->n_levels > 0 && is_list(w->levels[w->n_levels - 1].type))
		w->levels[w->n_levels++] = (struct level){
			.type = MARKDOWN_ITEM,
			.is_fresh = true,
		};
	part_blocks(w);
	for (guint i = start; i <= end; i++) {
		if (i < end && at(w, i)->c != '\n')
			continue;
		append_prefix(w);
		for (unsigned k = 0; k < w->heading && line == start; k++)
			g_string_append(w->out,
					k + 1 < w->heading ? "#" : "# ");
		append_line(w->out, w, line, i);
		if (i < end)
			g_string_append(w->out, "\\\n");
		line = i + 1;
	}
	for (unsigned i = 0; i < w->n_levels; i++)
		w->levels[i].ends_plain =
			i + 1 == w->n_levels && w->heading == 0;
	w->n_blocks++;
}

/* Ends the paragraph or heading, if there is one. */
static void end_block(struct markdown_writer *w)
{
	guint start = 0;

	collapse(w);
	settle_spaces(w);
	settle_styles(w);
	for (guint i = 0; i < w->glyphs->len; i++) {
		guint end = i;

		while (i < w->glyphs->len && at(w, i)->c == '\n')
			i++;
		if (i - end < 2)
			continue;
		append_block(w, start, end);
		start = i;
	}
	if (start < w->glyphs->len)
		append_block(w, start, w->glyphs->len);
	g_array_set_size(w->glyphs, 0);
}

void markdown_writer_heading(struct markdown_writer *w, unsigned level)
{
	end_block(w);
	w->heading = MIN(level, 6);
}

/* A list after a list of the same kind would be read as one, and so is one. */
static bool continues(const struct markdown_writer *w,
		      enum markdown_container type)
{
	for (unsigned i = 0; i < w->n_levels; i++) {
		if (w->levels[i].is_fresh)
			return false;
	}
	return w->closed.type == type && w->closed_depth == w->n_levels &&
	       w->closed_block == w->n_blocks;
}

static void pop(struct markdown_writer *w)
{
	struct level *level = &w->levels[--w->n_levels];

	if (is_list(level->type) && level->count > 0) {
		w->closed = *level;
		w->closed_depth = w->n_levels;
		w->closed_block = w->n_blocks;
	}
}

/* The depth of the innermost of that kind, or -1. */
static int find(const struct markdown_writer *w,
		enum markdown_container container)
{
	for (int i = (int)w->n_levels - 1; i >= 0; i--) {
		enum markdown_container type = w->levels[i].type;

		if (type == container)
			return i;
		if (container == MARKDOWN_ITEM && type != MARKDOWN_QUOTE)
			return -1;
	}
	return -1;
}

void markdown_writer_open(struct markdown_writer *w,
			  enum markdown_container container)
{
	struct level level = { .type = container };

	end_block(w);
	if (container == MARKDOWN_ITEM) {
		if (w->n_over > 0)
			return;
		markdown_writer_close(w, MARKDOWN_ITEM);
		if (w->n_levels == 0 ||
		    !is_list(w->levels[w->n_levels - 1].type)) {
			markdown_writer_open(w, MARKDOWN_BULLETS);
			if (w->n_over > 0) {
				w->n_over--;
				return;
			}
			w->levels[w->n_levels - 1].is_guessed = true;
		}
	} else if (w->n_levels > 0 &&
		   is_list(w->levels[w->n_levels - 1].type)) {
		markdown_writer_open(w, MARKDOWN_ITEM);
	}
	if (w->n_over > 0 ||
	    w->n_levels + (is_list(container) ? 2 : 1) > DEPTH_MAX) {
		w->n_over += container != MARKDOWN_ITEM;
		return;
	}
	if (is_list(container) && continues(w, container))
		level.count = w->closed.count;
	level.is_fresh = !is_list(container);
	w->levels[w->n_levels++] = level;
}

void markdown_writer_close(struct markdown_writer *w,
			   enum markdown_container container)
{
	int depth;

	end_block(w);
	if (w->n_over > 0) {
		w->n_over -= container != MARKDOWN_ITEM;
		return;
	}
	depth = find(w, container);
	if (depth > 0 && container == MARKDOWN_ITEM &&
	    w->levels[depth - 1].is_guessed)
		depth--;
	while (depth >= 0 && w->n_levels > (unsigned)depth)
		pop(w);
}

char *markdown_writer_end(struct markdown_writer *w)
{
	end_block(w);
	w->n_levels = 0;
	return g_strdup(w->out->str);
}
