/* SPDX-License-Identifier: MIT */
/*
 * The feed is written element by element, each text through one function, so
 * that nothing a record or a message holds can end an element or make the file
 * no XML.  The content of an entry comes from the writer of HTML and is escaped
 * once more, as type="html" wants it.
 */
#include "site-gen/feed.h"

#include <string.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "site-gen/ask.h"
#include "site-gen/change_sets.h"
#include "site-gen/changes.h"
#include "site-gen/escape.h"
#include "site-gen/html.h"
#include "site-gen/page.h"
#include "site-gen/page_changes.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define ENTRIES 100

/* "  <name>text</name>" */
static void put(GString *out, const char *indent, const char *name,
		const char *text)
{
	g_string_append_printf(out, "%s<%s>", indent, name);
	escape_xml(out, text);
	g_string_append_printf(out, "</%s>\n", name);
}

static void put_link(GString *out, const char *indent, const char *rel,
		     const char *type, const char *href)
{
	g_string_append_printf(out, "%s<link rel=\"%s\" type=\"%s\" href=\"",
			       indent, rel, type);
	escape_xml(out, href);
	g_string_append(out, "\"/>\n");
}

static void put_day(GString *out, const char *indent, date_t day)
{
	g_autofree char *text = date_format(day);

	g_string_append_printf(out, "%s<updated>%sT00:00:00Z</updated>\n",
			       indent, text);
}

/* "Information governance lead, Fen Council"; NULL: not stated. */
static char *author_of(const struct edition_author *author)
{
	g_autoptr(GString) words = g_string_new(author->role);

	if (author->organisation)
		g_string_append_printf(words, "%s%s", words->len ? ", " : "",
				       author->organisation);
	if (author->person)
		g_string_append_printf(words, "%s%s", words->len ? ": " : "",
				       author->person);
	return words->len > 0 ? g_strdup(words->str) : NULL;
}

static void put_author(GString *out, const char *indent, const char *name)
{
	if (!name)
		return;
	g_string_append_printf(out, "%s<author><name>", indent);
	escape_xml(out, name);
	g_string_append(out, "</name></author>\n");
}

static void add_paragraph(struct html *html, const char *text)
{
	html_open(html, "p");
	html_text(html, text);
	html_close(html);
}

static void add_lines(struct html *html, const GPtrArray *lines, size_t more)
{
	g_autofree char *rest = g_strdup_printf("and %zu more", more);

	if (lines->len == 0)
		return;
	html_open(html, "ul");
	for (guint i = 0; i <= lines->len; i++) {
		if (i == lines->len && more == 0)
			break;
		html_open(html, "li");
		html_text(html, i < lines->len ? lines->pdata[i] : rest);
		html_close(html);
	}
	html_close(html);
}

static void put_content(GString *out, const struct view *view,
			const struct shown_change *change)
{
	struct html *html = html_new(view->arena);
	g_autofree char *dated = date_words(change->on);
	g_autofree char *of = g_strdup_printf("Dated %s.", dated);
	g_auto(GStrv) parts =
		g_strsplit(change->message ? change->message : "", "\n\n", -1);
	size_t more;
	g_autoptr(GPtrArray) lines = page_changes_lines(view, change, &more);

	for (char **part = parts; *part; part++) {
		g_strstrip(*part);
		if (**part)
			add_paragraph(html, *part);
	}
	if (!change->message)
		add_paragraph(html, "The reason is not shown in this edition.");
	if (change->on != change->entered_on)
		add_paragraph(html, of);
	add_lines(html, lines, more);
	g_string_append(out, "    <content type=\"html\">");
	escape_xml(out, value_bytes(html_value(html), NULL));
	g_string_append(out, "</content>\n");
}

static void put_entry(GString *out, const struct view *view,
		      const struct shown_change *change)
{
	g_autofree char *title = g_strdup_printf(
		"%s %s: %s", change->kind->label,
		record_event_name(change->event), change->title);
	g_autofree char *author = author_of(&change->author);
	g_autofree char *urn =
		changes_urn_of(ask_site(view->ask)->changes, change);
	const char *path = page_changes_path(view, change);

	g_string_append(out, "  <entry>\n");
	put(out, "    ", "id", urn);
	put(out, "    ", "title", title);
	put_day(out, "    ", change->entered_on);
	put_author(out, "    ", author);
	put_link(out, "    ", "alternate", "text/html",
		 path ? path : "changes.html");
	put_content(out, view, change);
	g_string_append(out, "  </entry>\n");
}

/* The address of the feed is its name for ever, where it has one. */
static char *id_of(const struct view *view, const char *base)
{
	const char *urn = changes_urn(ask_site(view->ask)->changes);

	if (base)
		return g_strconcat(base, "changes.atom", NULL);
	return g_strdup(urn ? urn : "urn:gatehouse:no-changes");
}

static void put_head(GString *out, const struct view *view, const char *base)
{
	const struct node *settings = registers_settings(view->registers);
	const char *title = node_text(node_child(settings, "title"));
	const struct node *publisher = node_child(settings, "publisher");
	const struct change_sets *sets = ask_site(view->ask)->change_sets;
	g_autofree char *id = id_of(view, base);
	g_autofree char *heading = g_strdup_printf("Changes: %s", title);
	g_autofree char *name =
		!node_is_stated(publisher) ? g_strdup(title)
		: *publisher->text
			? g_strdup(publisher->text)
			: registers_words(view->registers, publisher);

	put(out, "  ", "id", id);
	put(out, "  ", "title", heading);
	put_day(out, "  ",
		change_sets_len(sets) > 0 ? change_sets_get(sets, 0)->on
					  : view->as_of);
	put_author(out, "  ", name);
	put_link(out, "  ", "alternate", "text/html", "changes.html");
	if (base)
		put_link(out, "  ", "self", "application/atom+xml",
			 "changes.atom");
	g_string_append_printf(out,
			       "  <generator version=\"%s\">Gatehouse"
			       "</generator>\n",
			       GATEHOUSE_VERSION);
}

bool feed_write(const struct view *view, const struct page *page, GString *out,
		GError **error)
{
	const struct change_sets *sets = ask_site(view->ask)->change_sets;
	g_autofree char *base = settings_base_url(view->registers);
	size_t n = 0;

	(void)page;
	(void)error;
	g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
			     "xml:lang=\"en-GB\"");
	if (base) {
		g_string_append(out, " xml:base=\"");
		escape_xml(out, base);
		g_string_append_c(out, '"');
	}
	g_string_append(out, ">\n");
	put_head(out, view, base);
	for (size_t i = 0; i < change_sets_len(sets) && n < ENTRIES; i++) {
		const struct change_set *set = change_sets_get(sets, i);

		for (size_t c = 0; c < set->n && n < ENTRIES; c++, n++)
			put_entry(out, view,
				  changes_get(ask_site(view->ask)->changes,
					      set->first + c));
	}
	g_string_append(out, "</feed>\n");
	return true;
}
