/* SPDX-License-Identifier: MIT */
/*
 * A start tag is kept as it stands in the file; only the attribute that is
 * meant is touched, between the quotes that it has.
 */
#include "lib/record_tag.h"

#include <string.h>

#include "lib/record_place.h"
#include "lib/xml_write.h"

#define BLANKS " \t\r\n"

void record_tag_set(GString *tag, const char *name, const char *value)
{
	struct record_place place = { .open_end = tag->len };
	struct record_place_attr attr;
	g_autoptr(GString) with = g_string_new(NULL);
	size_t at;

	place.name_end = 1 + strcspn(tag->str + 1, BLANKS "/>");
	if (record_place_find(tag->str, &place, name, &attr)) {
		size_t from = value ? attr.value : attr.start;
		size_t to = value ? attr.end - 1 : attr.end;

		if (value)
			xml_write_text(with, value, strlen(value),
				       tag->str[attr.end - 1]);
		g_string_erase(tag, (gssize)from, (gssize)(to - from));
		g_string_insert(tag, (gssize)from, with->str);
		return;
	}
	if (!value)
		return;
	at = tag->len - 1;
	at -= tag->str[at - 1] == '/';
	while (strchr(BLANKS, tag->str[at - 1]))
		at--;
	g_string_append_printf(with, " %s=\"", name);
	xml_write_text(with, value, strlen(value), '"');
	g_string_append_c(with, '"');
	g_string_insert(tag, (gssize)at, with->str);
}

bool record_tag_open(GString *tag)
{
	size_t at = tag->len - 2;

	if (tag->str[at] != '/')
		return false;
	while (strchr(BLANKS, tag->str[at - 1]))
		at--;
	g_string_truncate(tag, at);
	g_string_append_c(tag, '>');
	return true;
}

void record_tag_close(const GString *tag, GString *out)
{
	g_string_append(out, "</");
	g_string_append_len(out, tag->str + 1,
			    (gssize)strcspn(tag->str + 1, BLANKS "/>"));
	g_string_append_c(out, '>');
}

void record_tag_child(const GString *tag, const char *name, GString *out)
{
	size_t len = strcspn(tag->str + 1, BLANKS "/>");
	const char *colon = memchr(tag->str + 1, ':', len);
	g_autofree char *prefix =
		colon ? g_strndup(tag->str + 1, (size_t)(colon - tag->str))
		      : g_strdup("");

	g_string_append_printf(out, "<%s%s/>", prefix, name);
}
