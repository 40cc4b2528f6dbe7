/* SPDX-License-Identifier: MIT */
/*
 * Turns a finished page into a part of a larger one.
 *
 * It could be done where values are made: view_url could give fragments and
 * every template prefix its ids.  But then each template and each function
 * that writes an id would have to know of it, those of users too, and one that
 * forgot would break a link unseen.  Here one function sees every id and every
 * address, whoever wrote it.  Nothing is unescaped that is not escaped again,
 * and no text becomes markup: what was safe in the page is safe in the part.
 *
 * The reader of tags takes what our templates and the HTML writer produce, and
 * is strict: what it does not know how to carry over is an error, not a guess.
 */
#include "site-gen/fragment.h"

#include <string.h>

#include <gio/gio.h>

#include "site-gen/escape.h"
#include "site-gen/fragment_link.h"
#include "site-gen/tags.h"

#define HTML ".html"
#define BLANKS " \t\n\f\r"

struct rewriter {
	const struct fragment *fragment;
	struct tags tags;
	GString *out;
	const struct fragment_frame *frame; /* NULL: a part */
	bool is_shown; /* whether what is read goes to out */
	bool had_main;
	bool is_ended; /* had </main> */
};

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool fail(GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "%s, so the page cannot be part of a single file", message);
	return false;
}

void fragment_anchor(GString *out, const char *path)
{
	size_t len = strlen(path);

	if (g_str_has_suffix(path, HTML))
		len -= strlen(HTML);
	g_string_append_len(out, path, (gssize)len);
}

static void append_id(const struct rewriter *r, struct span id)
{
	fragment_anchor(r->out, r->fragment->path);
	g_string_append_c(r->out, ':');
	g_string_append_len(r->out, id.s, (gssize)id.len);
}

/* In double quotes, whatever quotes it had. */
static void append_raw(GString *out, struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (value.s[i] == '"')
			g_string_append(out, "&quot;");
		else
			g_string_append_c(out, value.s[i]);
	}
}

/* Ids with blanks between them. */
static void append_ids(const struct rewriter *r, struct span value)
{
	size_t i = 0;

	while (i < value.len) {
		struct span id = { value.s + i, 0 };

		while (i < value.len && strchr(BLANKS, value.s[i]))
			g_string_append_c(r->out, value.s[i++]);
		id.s = value.s + i;
		while (i < value.len && !strchr(BLANKS, value.s[i]))
			i++;
		id.len = (size_t)(value.s + i - id.s);
		if (id.len > 0)
			append_id(r, id);
	}
}

/* "url(#arrow)", as pictures refer to their parts. */
static void append_with_urls(const struct rewriter *r, struct span value)
{
	static const char mark[] = "url(#";
	const char *at = value.s;
	const char *end = value.s + value.len;

	while (at < end) {
		const char *there = g_strstr_len(at, end - at, mark);
		struct span before = { at,
				       (size_t)((there ? there : end) - at) };
		struct span nothing = { "", 0 };

		append_raw(r->out, before);
		if (!there)
			return;
		g_string_append(r->out, mark);
		append_id(r, nothing);
		at = there + strlen(mark);
	}
}

static bool is_address(struct span name)
{
	static const char *const names[] = { "href", "xlink:href", "action",
					     "cite", "formaction", NULL };

	return tags_is_one_of(name, names);
}

static bool is_id_list(struct span name)
{
	static const char *const names[] = { "id",
					     "for",
					     "headers",
					     "list",
					     "form",
					     "name",
					     "aria-labelledby",
					     "aria-describedby",
					     "aria-controls",
					     "aria-owns",
					     "aria-details",
					     "aria-flowto",
					     "aria-errormessage",
					     "aria-activedescendant",
					     NULL };

	return tags_is_one_of(name, names);
}

/* A link without an address is text, and must not look or sound like more. */
static bool is_of_link(struct span name)
{
	static const char *const names[] = {
		"class",    "rel",  "target",	  "type",	  "hreflang",
		"download", "ping", "aria-label", "aria-current", NULL
	};

	return tags_is_one_of(name, names);
}

/* What would fetch another file, or is not allowed by the policy. */
static bool is_refused(const struct attribute *attribute)
{
	static const char *const names[] = { "srcset", "srcdoc",     "style",
					     "poster", "background", "ping",
					     NULL };
	struct span name = attribute->name;

	if (tags_is(name, "src") || tags_is(name, "data"))
		return attribute->value.len < 5 ||
		       g_ascii_strncasecmp(attribute->value.s, "data:", 5) != 0;
	return tags_is_one_of(name, names) ||
	       (name.len > 2 && g_ascii_strncasecmp(name.s, "on", 2) == 0);
}

static void append_attribute(const struct rewriter *r,
			     const struct attribute *attribute)
{
	struct span name = attribute->name;

	g_string_append_c(r->out, ' ');
	g_string_append_len(r->out, name.s, (gssize)name.len);
	if (!attribute->value.s)
		return;
	g_string_append(r->out, "=\"");
	if (attribute->address)
		escape_html(r->out, attribute->address);
	else if (is_id_list(name) && !tags_is(r->tags.tag.name, "meta"))
		append_ids(r, attribute->value);
	else
		append_with_urls(r, attribute->value);
	g_string_append_c(r->out, '"');
}

static struct attribute *attribute_at(const struct rewriter *r, guint i)
{
	return &g_array_index(r->tags.tag.attributes, struct attribute, i);
}

/* Gives addresses their new form; *is_dead: a link has none in the file. */
static bool find_addresses(const struct rewriter *r, bool *is_dead,
			   GError **error)
{
	*is_dead = false;
	for (guint i = 0; i < r->tags.tag.attributes->len; i++) {
		struct attribute *attribute = attribute_at(r, i);
		g_autofree char *plain = NULL;

		if (!is_address(attribute->name))
			continue;
		plain = fragment_link_plain(attribute->value);
		if (!plain)
			return fail(error,
				    "an address has a character reference by "
				    "number");
		attribute->address = fragment_link_new(r->fragment, plain);
		*is_dead |=
			!attribute->address && tags_is(r->tags.tag.name, "a");
	}
	return true;
}

static bool append_attributes(const struct rewriter *r, GError **error)
{
	bool is_dead;

	if (!find_addresses(r, &is_dead, error))
		return false;
	for (guint i = 0; i < r->tags.tag.attributes->len; i++) {
		const struct attribute *attribute = attribute_at(r, i);
		struct span name = attribute->name;

		if (is_refused(attribute))
			return fail(error, "<%.*s> has an attribute '%.*s'",
				    (int)r->tags.tag.name.len,
				    r->tags.tag.name.s, (int)name.len, name.s);
		if (g_ascii_strncasecmp(name.s, "data-", 5) == 0 ||
		    (is_address(name) && !attribute->address) ||
		    (is_dead && is_of_link(name)))
			continue;
		append_attribute(r, attribute);
	}
	return true;
}

/* "h2" of a page is "h3" of the file; there is nothing below "h6". */
static int lower_heading(const struct rewriter *r)
{
	struct span name = r->tags.tag.name;

	if (r->frame || name.len != 2 || g_ascii_tolower(name.s[0]) != 'h' ||
	    name.s[1] < '1' || name.s[1] > '6')
		return 0;
	return MIN(name.s[1] + 1, '6');
}

static bool append_tag(const struct rewriter *r, GError **error)
{
	int level = lower_heading(r);

	g_string_append(r->out, r->tags.tag.is_end ? "</" : "<");
	g_string_append_len(r->out, r->tags.tag.name.s,
			    (gssize)r->tags.tag.name.len);
	if (level)
		r->out->str[r->out->len - 1] = (char)level;
	if (!r->tags.tag.is_end && !append_attributes(r, error))
		return false;
	g_string_append(r->out, r->tags.tag.is_self_closing ? "/>" : ">");
	return true;
}

/* <main>, whose content is what counts. */
static bool main_tag(struct rewriter *r, GError **error)
{
	if (r->tags.tag.is_end) {
		if (!r->had_main || r->is_ended)
			return fail(error, "a </main> ends nothing");
		r->is_ended = true;
		r->is_shown = r->frame != NULL;
		if (r->frame)
			r->out = r->frame->after;
	} else {
		if (r->had_main)
			return fail(error, "there is more than one <main>");
		r->had_main = true;
		r->is_shown = true;
	}
	return !r->frame || append_tag(r, error);
}

/* Elements that bring in another file, or content that is not markup. */
static bool can_stand(const struct rewriter *r)
{
	static const char *const refused[] = {
		"base",	     "link",	 "style",   "iframe",
		"object",    "embed",	 "frame",   "frameset",
		"xmp",	     "noscript", "noembed", "noframes",
		"plaintext", "textarea", "style",   NULL
	};

	return !tags_is_one_of(r->tags.tag.name, refused) &&
	       (r->frame || !tags_is(r->tags.tag.name, "meta"));
}

static bool handle_tag(struct rewriter *r, GError **error)
{
	struct span name = r->tags.tag.name;
	bool is_head = tags_is(name, "head");

	if (tags_is(name, "script") && !r->tags.tag.is_end)
		return tags_skip_raw(&r->tags, error);
	if (tags_is(name, "template") && !r->tags.tag.is_end)
		return tags_skip_template(&r->tags, error);
	if (tags_is(name, "main"))
		return main_tag(r, error);
	if (!r->is_shown)
		return !tags_is(name, "style") || r->tags.tag.is_end ||
		       tags_skip_raw(&r->tags, error);
	if (!can_stand(r))
		return fail(error, "there is an element <%.*s>", (int)name.len,
			    name.s);
	if (is_head && r->frame && r->tags.tag.is_end)
		g_string_append(r->out, r->frame->head_end);
	if (!append_tag(r, error))
		return false;
	if (is_head && r->frame && !r->tags.tag.is_end)
		g_string_append(r->out, r->frame->head_begin);
	return true;
}

/* What "<" begins. */
static bool markup(struct rewriter *r, GError **error)
{
	bool found;

	if (tags_at_comment(&r->tags))
		return tags_skip_comment(&r->tags, error);
	if (tags_at_declaration(&r->tags)) {
		struct span declaration = tags_until(&r->tags, ">");

		if (r->is_shown)
			g_string_append_len(r->out, declaration.s,
					    (gssize)declaration.len);
		return true;
	}
	if (!tags_next(&r->tags, &found, error))
		return false;
	if (found)
		return handle_tag(r, error);
	if (r->is_shown)
		g_string_append(r->out, "&lt;");
	return true;
}

static bool rewrite(struct rewriter *r, GError **error)
{
	bool ok = true;

	while (ok && !tags_is_at_end(&r->tags)) {
		struct span text = tags_until(&r->tags, "<");

		if (r->is_shown)
			g_string_append_len(r->out, text.s, (gssize)text.len);
		ok = tags_is_at_end(&r->tags) || markup(r, error);
	}
	if (ok && !r->is_ended)
		ok = fail(error, "there is no <main> with an end");
	return ok;
}

static bool run(struct rewriter *r, const struct fragment *fragment,
		const char *html, size_t len, GError **error)
{
	bool ok;

	r->fragment = fragment;
	tags_start(&r->tags, html, len);
	ok = rewrite(r, error);
	tags_clear(&r->tags);
	return ok;
}

bool fragment_take(const struct fragment *fragment, const char *html,
		   size_t len, GString *out, GError **error)
{
	struct rewriter r = { .out = out };

	return run(&r, fragment, html, len, error);
}

bool fragment_frame(const struct fragment *fragment, const char *html,
		    size_t len, const struct fragment_frame *frame,
		    GError **error)
{
	struct rewriter r = {
		.out = frame->before,
		.frame = frame,
		.is_shown = true,
	};

	return run(&r, fragment, html, len, error);
}
