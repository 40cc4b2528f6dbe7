/* SPDX-License-Identifier: MIT */
/*
 * A reader of tags for pages that this program has made: quoted attributes,
 * no tag left open.  Each byte is looked at once, and nothing is copied.
 */
#include "site-gen/tags.h"

#include <string.h>

#include <gio/gio.h>

#define BLANKS " \t\n\f\r"

static bool fail(GError **error, const char *what)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "the page cannot be read: %s", what);
	return false;
}

static void clear_attribute(void *attribute)
{
	g_free(((struct attribute *)attribute)->address);
}

void tags_start(struct tags *tags, const char *html, size_t len)
{
	tags->at = html;
	tags->end = html + len;
	tags->tag.attributes =
		g_array_new(FALSE, FALSE, sizeof(struct attribute));
	g_array_set_clear_func(tags->tag.attributes, clear_attribute);
}

void tags_clear(struct tags *tags)
{
	g_clear_pointer(&tags->tag.attributes, g_array_unref);
}

bool tags_is(struct span name, const char *wanted)
{
	return strlen(wanted) == name.len &&
	       g_ascii_strncasecmp(name.s, wanted, name.len) == 0;
}

bool tags_is_one_of(struct span name, const char *const *list)
{
	for (; *list; list++) {
		if (tags_is(name, *list))
			return true;
	}
	return false;
}

bool tags_is_at_end(const struct tags *tags)
{
	return tags->at >= tags->end;
}

static size_t left(const struct tags *tags)
{
	return (size_t)(tags->end - tags->at);
}

static void skip_blanks(struct tags *tags)
{
	while (tags->at < tags->end && strchr(BLANKS, *tags->at))
		tags->at++;
}

struct span tags_until(struct tags *tags, const char *stops)
{
	struct span span = { tags->at, 0 };

	while (tags->at < tags->end && !strchr(stops, *tags->at))
		tags->at++;
	span.len = (size_t)(tags->at - span.s);
	return span;
}

static bool read_value(struct tags *tags, struct span *value, GError **error)
{
	char quote[2] = "";

	skip_blanks(tags);
	if (tags->at < tags->end && (*tags->at == '"' || *tags->at == '\''))
		quote[0] = *tags->at++;
	*value = tags_until(tags, *quote ? quote : BLANKS ">");
	if (tags->at >= tags->end)
		return fail(error, "a tag does not end");
	if (*quote)
		tags->at++;
	return true;
}

/* From behind "<" or "</" to behind ">". */
static bool read_tag(struct tags *tags, GError **error)
{
	struct tag *tag = &tags->tag;

	g_array_set_size(tag->attributes, 0);
	tag->is_self_closing = false;
	tag->name = tags_until(tags, BLANKS "/>");
	for (;;) {
		struct attribute attribute = { 0 };

		skip_blanks(tags);
		if (tags->at >= tags->end)
			return fail(error, "a tag does not end");
		if (*tags->at == '>')
			break;
		if (*tags->at == '/') {
			tags->at++;
			tag->is_self_closing =
				tags->at < tags->end && *tags->at == '>';
			continue;
		}
		attribute.name = tags_until(tags, BLANKS "/>=");
		if (attribute.name.len == 0)
			return fail(error, "an attribute has no name");
		skip_blanks(tags);
		if (tags->at < tags->end && *tags->at == '=') {
			tags->at++;
			if (!read_value(tags, &attribute.value, error))
				return false;
		}
		g_array_append_val(tag->attributes, attribute);
	}
	tags->at++;
	return true;
}

/* Behind the next such string. */
static bool skip_past(struct tags *tags, const char *string, GError **error)
{
	const char *there = g_strstr_len(tags->at, (gssize)left(tags), string);

	if (!there) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "the page cannot be read: '%s' is missing", string);
		return false;
	}
	tags->at = there + strlen(string);
	return true;
}

bool tags_skip_raw(struct tags *tags, GError **error)
{
	struct span name = tags->tag.name;

	for (;;) {
		if (!skip_past(tags, "</", error))
			return false;
		if (left(tags) >= name.len &&
		    g_ascii_strncasecmp(tags->at, name.s, name.len) == 0)
			return skip_past(tags, ">", error);
	}
}

bool tags_next(struct tags *tags, bool *found, GError **error)
{
	const char *second = tags->at + 1;

	*found = false;
	tags->tag.is_end = second < tags->end && *second == '/';
	second += tags->tag.is_end;
	if (second >= tags->end || !g_ascii_isalpha(*second)) {
		tags->at++;
		return true;
	}
	tags->at = second;
	*found = true;
	return read_tag(tags, error);
}

bool tags_at_comment(const struct tags *tags)
{
	return left(tags) >= 4 && strncmp(tags->at, "<!--", 4) == 0;
}

bool tags_at_declaration(const struct tags *tags)
{
	return left(tags) >= 2 && strncmp(tags->at, "<!", 2) == 0;
}

bool tags_skip_comment(struct tags *tags, GError **error)
{
	return skip_past(tags, "-->", error);
}

/* Others may be in it. */
bool tags_skip_template(struct tags *tags, GError **error)
{
	size_t depth = 1;

	while (depth > 0) {
		bool found;

		tags_until(tags, "<");
		if (tags->at >= tags->end)
			return fail(error, "'</template>' is missing");
		if (tags_at_comment(tags)) {
			if (!tags_skip_comment(tags, error))
				return false;
			continue;
		}
		if (!tags_next(tags, &found, error))
			return false;
		if (!found)
			continue;
		if (tags_is(tags->tag.name, "script") && !tags->tag.is_end &&
		    !tags_skip_raw(tags, error))
			return false;
		if (tags_is(tags->tag.name, "template"))
			depth += tags->tag.is_end ? (size_t)-1 : 1;
	}
	return true;
}
