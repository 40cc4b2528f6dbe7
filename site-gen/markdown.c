/* SPDX-License-Identifier: MIT */
/*
 * cmark reads; the writing is ours.  cmark's own HTML output could not carry
 * the design system's classes, nor the headings of a page that the text
 * becomes part of, and would have to be edited as a string.  Walking the
 * tree and writing with html.h also means that safety does not rest on an
 * option of another library.
 *
 * Blocks nested beyond what anyone reads are flattened, so that hostile
 * input cannot make a page that a browser chokes on.
 */
#include "site-gen/markdown.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmark.h>
#include <gio/gio.h>

#include "lib/arena.h"
#include "site-gen/escape.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

#define DEPTH_MAX 32

struct writer {
	struct arena *arena;
	struct html *html;
	int heading_base;
	int levels[6]; /* source levels of the headings we are below */
	int n_levels;
	unsigned depth; /* of elements, those that were not written included */
	cmark_node *link; /* the link that we are in */
};

typedef cmark_node Document;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, cmark_node_free)
typedef cmark_iter Walk;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Walk, cmark_iter_free)

static cmark_node *parse(const char *text)
{
	return cmark_parse_document(text, strlen(text),
				    CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8);
}

static const char *text_of(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	return literal ? literal : "";
}

/* A paragraph in a list whose items are not set apart has no element. */
static bool is_tight(cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph);
	cmark_node *list = item ? cmark_node_parent(item) : NULL;

	return list && cmark_node_get_type(list) == CMARK_NODE_LIST &&
	       cmark_node_get_list_tight(list);
}

static void open_with_class(struct writer *w, const char *name,
			    const char *class)
{
	html_open(w->html, name);
	html_attr(w->html, "class", class);
}

static void open_list(struct writer *w, cmark_node *node)
{
	int start = cmark_node_get_list_start(node);

	if (cmark_node_get_list_type(node) == CMARK_BULLET_LIST) {
		open_with_class(w, "ul", "govuk-list govuk-list--bullet");
		return;
	}
	open_with_class(w, "ol", "govuk-list govuk-list--number");
	if (start != 1)
		html_attr_number(w->html, "start", start);
}

static void open_heading(struct writer *w, cmark_node *node)
{
	static const char *const names[] = {
		"h1", "h2", "h3", "h4", "h5", "h6"
	};
	int level = cmark_node_get_heading_level(node);
	int out;

	while (w->n_levels && w->levels[w->n_levels - 1] >= level)
		w->n_levels--;
	w->levels[w->n_levels++] = level;
	out = MIN(w->heading_base + w->n_levels - 1, 6);
	open_with_class(w, names[out - 1], "govuk-heading-s");
}

/* The address of a link or image that may be followed, or NULL. */
static const char *address_of(struct writer *w, cmark_node *node)
{
	const char *address = cmark_node_get_url(node);
	const struct value *url = value_url(w->arena, address);

	return value_is_true(url) ? value_bytes(url, NULL) : NULL;
}

static void enter_link(struct writer *w, cmark_node *node)
{
	const char *address = w->link ? NULL : address_of(w, node);
	const char *title = cmark_node_get_title(node);

	if (address) {
		open_with_class(w, "a", "govuk-link");
		html_attr(w->html, "href", address);
		if (title && *title)
			html_attr(w->html, "title", title);
		w->link = node;
	}
	/* Without words there would be nothing to choose, or to read out. */
	if (!cmark_node_first_child(node))
		html_text(w->html, cmark_node_get_url(node));
}

static void enter_container(struct writer *w, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		open_with_class(w, "blockquote", "govuk-inset-text");
		break;
	case CMARK_NODE_LIST:
		open_list(w, node);
		break;
	case CMARK_NODE_ITEM:
		html_open(w->html, "li");
		break;
	case CMARK_NODE_PARAGRAPH:
		if (!is_tight(node))
			open_with_class(w, "p", "govuk-body");
		break;
	case CMARK_NODE_HEADING:
		open_heading(w, node);
		break;
	case CMARK_NODE_EMPH:
		html_open(w->html, "em");
		break;
	case CMARK_NODE_STRONG:
		html_open(w->html, "strong");
		break;
	case CMARK_NODE_LINK:
	case CMARK_NODE_IMAGE:
		enter_link(w, node);
		break;
	default:
		break;
	}
}

static bool has_element(const struct writer *w, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_DOCUMENT:
		return false;
	case CMARK_NODE_PARAGRAPH:
		return !is_tight(node);
	case CMARK_NODE_LINK:
	case CMARK_NODE_IMAGE:
		return w->link == node;
	default:
		return true;
	}
}

static void write_leaf(struct writer *w, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_CODE_BLOCK:
		html_open(w->html, "pre");
		html_open(w->html, "code");
		html_text(w->html, text_of(node));
		html_close(w->html);
		html_close(w->html);
		break;
	case CMARK_NODE_HTML_BLOCK:
		open_with_class(w, "p", "govuk-body");
		html_text(w->html, text_of(node));
		html_close(w->html);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		html_empty(w->html, "hr");
		html_attr(w->html, "class",
			  "govuk-section-break govuk-section-break--m "
			  "govuk-section-break--visible");
		break;
	case CMARK_NODE_CODE:
		html_open(w->html, "code");
		html_text(w->html, text_of(node));
		html_close(w->html);
		break;
	case CMARK_NODE_SOFTBREAK:
		html_text(w->html, "\n");
		break;
	case CMARK_NODE_LINEBREAK:
		html_empty(w->html, "br");
		html_text(w->html, "\n");
		break;
	default:
		html_text(w->html, text_of(node));
	}
}

static bool is_leaf(cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_CODE_BLOCK:
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_THEMATIC_BREAK:
	case CMARK_NODE_TEXT:
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
	case CMARK_NODE_CODE:
	case CMARK_NODE_HTML_INLINE:
		return true;
	default:
		return false;
	}
}

/* An item counts with its list, so that both are written or neither. */
static unsigned weight(cmark_node *node)
{
	return cmark_node_get_type(node) != CMARK_NODE_ITEM;
}

static void leave(struct writer *w, cmark_node *node)
{
	if (w->depth <= DEPTH_MAX && has_element(w, node))
		html_close(w->html);
	if (w->link == node)
		w->link = NULL;
	if (cmark_node_get_type(node) <= CMARK_NODE_LAST_BLOCK)
		html_text(w->html, "\n");
	w->depth -= weight(node);
}

static void write_document(struct writer *w, cmark_node *document)
{
	g_autoptr(Walk) walk = cmark_iter_new(document);
	cmark_event_type event;

	while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(walk);

		if (event == CMARK_EVENT_EXIT) {
			leave(w, node);
		} else if (is_leaf(node)) {
			write_leaf(w, node);
		} else {
			w->depth += weight(node);
			if (w->depth <= DEPTH_MAX)
				enter_container(w, node);
		}
	}
}

static bool is_blank(const char *text)
{
	return !text || text[strspn(text, " \t\r\n")] == '\0';
}

const struct value *markdown_render(struct arena *arena, const char *text,
				    int heading_base, GError **error)
{
	struct writer w = { .arena = arena, .heading_base = heading_base };
	g_autoptr(Document) document = NULL;

	g_assert(heading_base >= 2 && heading_base <= 6);
	if (is_blank(text))
		return value_nothing();
	if (strlen(text) > MARKDOWN_MAX) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "text of %zu bytes is too long to show: the limit "
			    "is %d",
			    strlen(text), MARKDOWN_MAX);
		return NULL;
	}
	document = parse(text);
	w.html = html_new(arena);
	write_document(&w, document);
	return html_value(w.html);
}

/* Tags and comments may have line ends of their own. */
static void append_line(GString *out, const char *text)
{
	g_autofree char *line = g_strdelimit(g_strdup(text), "\n", ' ');

	escape_clean(out, line);
}

/* Appends the words below node, blanks and line ends made one space. */
static void append_words(GString *out, cmark_node *node)
{
	g_autoptr(Walk) walk = cmark_iter_new(node);
	cmark_event_type event;

	while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
		cmark_node *inner = cmark_iter_get_node(walk);

		if (event == CMARK_EVENT_EXIT || !is_leaf(inner))
			continue;
		if (cmark_node_get_type(inner) == CMARK_NODE_SOFTBREAK ||
		    cmark_node_get_type(inner) == CMARK_NODE_LINEBREAK)
			g_string_append_c(out, ' ');
		else
			append_line(out, text_of(inner));
	}
}

const char *markdown_plain(struct arena *arena, const char *text)
{
	g_autoptr(Document) document = NULL;
	g_autoptr(GString) words = g_string_new(NULL);
	cmark_node *node;

	if (is_blank(text) || strlen(text) > MARKDOWN_MAX)
		return "";
	document = parse(text);
	node = cmark_node_first_child(document);
	while (node && cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH)
		node = cmark_node_next(node);
	if (node)
		append_words(words, node);
	return arena_strndup(arena, words->str, words->len);
}

/* Makes text of the HTML in a document. */
static void spell_out(cmark_node *document)
{
	g_autoptr(Walk) walk = cmark_iter_new(document);

	while (cmark_iter_next(walk) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(walk);
		bool is_block =
			cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK;
		cmark_node *text;
		cmark_node *into;

		if (!is_block &&
		    cmark_node_get_type(node) != CMARK_NODE_HTML_INLINE)
			continue;
		text = cmark_node_new(CMARK_NODE_TEXT);
		cmark_node_set_literal(text, text_of(node));
		into = is_block ? cmark_node_new(CMARK_NODE_PARAGRAPH) : text;
		if (is_block)
			cmark_node_append_child(into, text);
		cmark_node_replace(node, into);
		cmark_node_free(node);
	}
}

char *markdown_html(const char *text)
{
	g_autoptr(Document) document = parse(text);
	char *html;
	char *copy;

	spell_out(document);
	html = cmark_render_html(document, CMARK_OPT_SAFE | CMARK_OPT_NOBREAKS);
	copy = g_strdup(html);
	free(html);
	return copy;
}
