/* SPDX-License-Identifier: MIT */
/*
 * HTML as editors in a browser write it, read tag by tag: no tree is made, so
 * that nothing that is wrong with it can be too deep or too large.  What looks
 * like a tag but has no name that HTML knows is text.
 */
#include "lib/html_markdown.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>
#include <libxml/HTMLparser.h>

#include "lib/markdown_write.h"

enum tag_kind {
	TAG_TEXT, /* none that HTML knows */
	TAG_PASS, /* neither seen nor missed */
	TAG_BLOCK,
	TAG_LIST,
	TAG_NUMBERS,
	TAG_ITEM,
	TAG_QUOTE,
	TAG_HEADING,
	TAG_BREAK,
	TAG_STRONG,
	TAG_EMPHASIS,
	TAG_LINK,
	TAG_CELL,
	TAG_TABLE,
	TAG_LINES,
	TAG_PICTURE,
	TAG_MEDIA,
	TAG_SCRIPT,
};

static const struct {
	const char *names; /* with a space on both sides of each */
	enum tag_kind kind;
} kinds[] = {
	{ " span font u s strike del ins sub sup small big code kbd samp var "
	  "tt mark abbr acronym cite q label time bdi bdo wbr html body head "
	  "meta link base nobr dfn ",
	  TAG_PASS },
	{ " p div section article header footer address main aside nav figure "
	  "figcaption dl dt dd tbody thead tfoot tr caption form fieldset "
	  "center hr title details summary legend col colgroup ",
	  TAG_BLOCK },
	{ " ul menu dir ", TAG_LIST },
	{ " ol ", TAG_NUMBERS },
	{ " li ", TAG_ITEM },
	{ " blockquote ", TAG_QUOTE },
	{ " h1 h2 h3 h4 h5 h6 ", TAG_HEADING },
	{ " br ", TAG_BREAK },
	{ " strong b ", TAG_STRONG },
	{ " em i ", TAG_EMPHASIS },
	{ " a ", TAG_LINK },
	{ " td th ", TAG_CELL },
	{ " table ", TAG_TABLE },
	{ " pre ", TAG_LINES },
	{ " img ", TAG_PICTURE },
	{ " iframe object embed video audio source canvas svg math input "
	  "button select option textarea picture map area applet param ",
	  TAG_MEDIA },
	{ " script style noscript template ", TAG_SCRIPT },
};

struct tag {
	char name[16]; /* in small letters; longer ones are none of HTML */
	enum tag_kind kind;
	bool is_end;
	const char *attrs; /* between the name and '>' */
	const char *close; /* the '>' */
};

struct reading {
	struct markdown_writer *writer;
	enum html_form form;
	unsigned losses;
	unsigned strong;   /* how many are open */
	unsigned emphasis; /* likewise */
	unsigned lines;
	bool has_cell;	       /* the row has one already */
	bool has_open_comment; /* from here on, what looks like one is text */
};

static bool is_of_xml(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' ||
	       (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
	       (c >= 0x10000 && c <= 0x10ffff);
}

static void put(struct reading *r, gunichar c)
{
	if (c == '\r')
		return;
	if (!is_of_xml(c))
		r->losses |= HTML_LOST_CHARACTER;
	else if (c == '\n' && (r->form != HTML_PAGE || r->lines > 0))
		markdown_writer_break(r->writer);
	else
		markdown_writer_put(r->writer, c);
}

/* What a number from 128 to 159 means where people write such ones. */
static gunichar of_windows(gunichar c)
{
	char byte = (char)c;
	g_autofree char *text = NULL;

	if (c < 0x80 || c > 0x9f)
		return c;
	text = g_convert(&byte, 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
	return text ? g_utf8_get_char(text) : 0xfffd;
}

/*
 * The character that a reference at p means, and in *end what follows it; 0:
 * it is none.
 */
static gunichar read_reference(const char *p, const char **end)
{
	const htmlEntityDesc *entity;
	char name[16];
	size_t len;

	if (p[1] == '#') {
		bool is_hex = p[2] == 'x' || p[2] == 'X';
		const char *digits = p + (is_hex ? 3 : 2);
		const char *set =
			is_hex ? "0123456789abcdefABCDEF" : "0123456789";
		guint64 n;

		len = strspn(digits, set);
		if (len == 0 || digits[len] != ';')
			return 0;
		*end = digits + len + 1;
		n = len > 8 ? 0xfffd
			    : g_ascii_strtoull(digits, NULL, is_hex ? 16 : 10);
		return n == 0 || n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)
			       ? 0xfffd
			       : of_windows((gunichar)n);
	}
	len = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	if (len == 0 || len >= sizeof(name) || p[1 + len] != ';')
		return 0;
	memcpy(name, p + 1, len);
	name[len] = '\0';
	entity = htmlEntityLookup((const xmlChar *)name);
	*end = p + len + 2;
	return entity ? entity->value : 0;
}

/* The character at *p, with references read; *p moves on. */
static gunichar next_char(const char **p)
{
	const char *end = NULL;
	gunichar c = **p == '&' ? read_reference(*p, &end) : 0;

	if (c) {
		*p = end;
		return c;
	}
	c = g_utf8_get_char(*p);
	*p = g_utf8_next_char(*p);
	return c;
}

/* The '>' of the tag whose attributes begin at p, or NULL. */
static const char *find_close(const char *p)
{
	char quote = 0;

	for (; *p; p++) {
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '>')
			return p;
		else if ((*p == '"' || *p == '\'') && p[-1] == '=')
			quote = *p;
		else if (*p == '<')
			return NULL;
	}
	return NULL;
}

static enum tag_kind kind_of(const char *name)
{
	g_autofree char *key = g_strdup_printf(" %s ", name);

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strstr(kinds[i].names, key))
			return kinds[i].kind;
	}
	/* Office programs write such ones. */
	return strchr(name, ':') ? TAG_PASS : TAG_TEXT;
}

/* The tag at p, which is a '<'; false: it is none. */
static bool read_tag(const char *p, struct tag *tag)
{
	size_t len = 0;

	tag->is_end = p[1] == '/';
	p += tag->is_end ? 2 : 1;
	if (!g_ascii_isalpha(*p))
		return false;
	while (g_ascii_isalnum(p[len]) || p[len] == ':' || p[len] == '-') {
		if (len + 1 == sizeof(tag->name))
			return false;
		tag->name[len] = g_ascii_tolower(p[len]);
		len++;
	}
	tag->name[len] = '\0';
	if (!g_ascii_isspace(p[len]) && p[len] != '>' && p[len] != '/')
		return false;
	tag->kind = kind_of(tag->name);
	if (tag->kind == TAG_TEXT)
		return false;
	tag->attrs = p + len;
	tag->close = find_close(tag->attrs);
	return tag->close;
}

/* The value of an attribute, owned by the caller; NULL: it has none. */
static char *read_attr(const struct tag *tag, const char *name)
{
	const char *p = tag->attrs;

	while (p < tag->close) {
		const char *start;
		size_t len;
		char quote;
		GString *value;

		p += strspn(p, " \t\r\n/");
		start = p;
		p += strcspn(p, " \t\r\n/=>");
		len = (size_t)(p - start);
		p += strspn(p, " \t\r\n");
		if (p >= tag->close || *p != '=') {
			p += len == 0;
			continue;
		}
		p++;
		p += strspn(p, " \t\r\n");
		quote = *p == '"' || *p == '\'' ? *p++ : '\0';
		value = g_string_new(NULL);
		while (p < tag->close &&
		       (quote ? *p != quote : !g_ascii_isspace(*p)))
			g_string_append_unichar(value, next_char(&p));
		p += quote && p < tag->close;
		if (strlen(name) == len &&
		    g_ascii_strncasecmp(start, name, len) == 0)
			return g_string_free(value, FALSE);
		g_string_free(value, TRUE);
	}
	return NULL;
}

static void set_style(struct reading *r, unsigned *count, bool is_end)
{
	if (!is_end)
		++*count;
	else if (*count > 0)
		--*count;
	markdown_writer_style(r->writer,
			      (r->strong ? MARKDOWN_STRONG : 0u) |
				      (r->emphasis ? MARKDOWN_EMPHASIS : 0u));
}

static void set_link(struct reading *r, const struct tag *tag)
{
	g_autofree char *address = tag->is_end ? NULL : read_attr(tag, "href");
	g_autofree char *scheme = address ? g_uri_parse_scheme(address) : NULL;

	if (scheme && !g_strv_contains((const char *const[]){ "http", "https",
							      "mailto", NULL },
				       scheme))
		g_clear_pointer(&scheme, g_free);
	if (address && !scheme)
		r->losses |= HTML_LOST_LINK;
	markdown_writer_link(r->writer, scheme ? address : NULL);
}

static void add_picture(struct reading *r, const struct tag *tag)
{
	g_autofree char *words = read_attr(tag, "alt");

	r->losses |= HTML_LOST_MEDIA;
	for (const char *p = words; p && *p; p = g_utf8_next_char(p))
		put(r, g_utf8_get_char(p));
}

static void add_cell(struct reading *r, const struct tag *tag)
{
	if (tag->is_end)
		return;
	if (r->has_cell)
		markdown_writer_text(r->writer, " | ");
	r->has_cell = true;
}

static void add_container(struct reading *r, const struct tag *tag)
{
	enum markdown_container container =
		tag->kind == TAG_LIST	   ? MARKDOWN_BULLETS
		: tag->kind == TAG_NUMBERS ? MARKDOWN_NUMBERS
		: tag->kind == TAG_ITEM	   ? MARKDOWN_ITEM
					   : MARKDOWN_QUOTE;

	if (tag->is_end)
		markdown_writer_close(r->writer, container);
	else
		markdown_writer_open(r->writer, container);
}

static void add_block(struct reading *r, const struct tag *tag)
{
	unsigned level = 0;

	if (tag->kind == TAG_HEADING && !tag->is_end)
		level = MAX((unsigned)(tag->name[1] - '0'), 4);
	if (tag->kind == TAG_LINES && !tag->is_end)
		r->lines++;
	else if (tag->kind == TAG_LINES && r->lines > 0)
		r->lines--;
	if (tag->kind == TAG_TABLE)
		r->losses |= HTML_LOST_TABLE;
	r->has_cell = false;
	markdown_writer_heading(r->writer, level);
}

/* What follows the end of a script or style sheet. */
static const char *skip_script(const struct tag *tag)
{
	g_autofree char *end = g_strdup_printf("</%s", tag->name);
	const char *p = tag->close + 1;

	for (; *p; p++) {
		if (*p == '<' && g_ascii_strncasecmp(p, end, strlen(end)) == 0)
			return p;
	}
	return p;
}

/* Takes the tag over; what follows it. */
static const char *take_tag(struct reading *r, const struct tag *tag)
{
	switch (tag->kind) {
	case TAG_BREAK:
		markdown_writer_break(r->writer);
		break;
	case TAG_STRONG:
		set_style(r, &r->strong, tag->is_end);
		break;
	case TAG_EMPHASIS:
		set_style(r, &r->emphasis, tag->is_end);
		break;
	case TAG_LINK:
		set_link(r, tag);
		break;
	case TAG_CELL:
		add_cell(r, tag);
		break;
	case TAG_PICTURE:
		add_picture(r, tag);
		break;
	case TAG_MEDIA:
		r->losses |= HTML_LOST_MEDIA;
		break;
	case TAG_LIST:
	case TAG_NUMBERS:
	case TAG_ITEM:
	case TAG_QUOTE:
		add_container(r, tag);
		break;
	case TAG_SCRIPT:
		r->losses |= HTML_LOST_SCRIPT;
		if (!tag->is_end)
			return skip_script(tag);
		break;
	case TAG_BLOCK:
	case TAG_HEADING:
	case TAG_TABLE:
	case TAG_LINES:
		add_block(r, tag);
		break;
	case TAG_PASS:
	case TAG_TEXT:
		break;
	}
	return tag->close + 1;
}

/*
 * What follows a comment or declaration at p; NULL: there is none.  One that
 * does not end is text, and none after it ends either.
 */
static const char *skip_comment(struct reading *r, const char *p)
{
	const char *mark = g_str_has_prefix(p, "<!--") ? "-->" : ">";
	const char *end;

	if (r->has_open_comment ||
	    (!g_str_has_prefix(p, "<!") && !g_str_has_prefix(p, "<?")))
		return NULL;
	end = strstr(p, mark);
	r->has_open_comment = !end;
	return end ? end + strlen(mark) : NULL;
}

char *html_markdown(const char *text, enum html_form form, unsigned *losses)
{
	g_autoptr(MarkdownWriter) writer = markdown_writer_new();
	struct reading r = { .writer = writer, .form = form };
	const char *p = text;
	struct tag tag;

	while (*p) {
		const char *after = NULL;

		if (form == HTML_NONE) {
			put(&r, g_utf8_get_char(p));
			p = g_utf8_next_char(p);
			continue;
		}
		if (*p == '<')
			after = skip_comment(&r, p);
		if (after)
			p = after;
		else if (*p == '<' && read_tag(p, &tag))
			p = take_tag(&r, &tag);
		else
			put(&r, next_char(&p));
	}
	*losses |= r.losses;
	return markdown_writer_end(writer);
}
