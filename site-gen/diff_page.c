/* SPDX-License-Identifier: MIT */
/*
 * The report is one file, to be sent or kept.  Its styles are those of the
 * site and stand in it; its policy allows this one piece of style, by its
 * hash, and nothing else.  A template cannot put anything into a style, so the
 * styles are put in front of the end of the head when the page is there.
 */
#include "site-gen/diff_page.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "site-gen/change_rows.h"
#include "site-gen/template.h"
#include "site-gen/value.h"

#define TEMPLATE "diff"
#define STYLES "templates/assets/site.css"
#define BOM "\xef\xbb\xbf"
#define HEAD_END "</head>"
#define HEAD_START "<meta charset=\"utf-8\">"

static void set_text(struct arena *arena, struct value *map, const char *key,
		     const char *text)
{
	value_set(arena, map, key, value_text(arena, text));
}

static struct value *fields_of(struct arena *arena,
			       const struct diff_page *page,
			       const struct diff_page_record *record)
{
	const struct change_rows rows = {
		.arena = arena,
		.list = value_list(arena),
		.titles = page->titles,
	};

	for (guint i = 0; i < record->fields->len; i++)
		change_rows_push(&rows, record->fields->pdata[i]);
	return rows.list;
}

static struct value *record_value(struct arena *arena,
				  const struct diff_page *page,
				  const struct diff_page_record *record)
{
	struct value *map = value_map(arena);
	struct value *fields = fields_of(arena, page, record);
	bool has_fields = value_len(fields) > 0;

	set_text(arena, map, "title",
		 record->title ? record->title : record->id);
	set_text(arena, map, "id", record->id);
	set_text(arena, map, "event", record->event);
	set_text(arena, map, "oldPath", record->old_path);
	value_set(arena, map, "isReadable", value_bool(record->is_readable));
	value_set(arena, map, "isUnchanged",
		  value_bool(record->is_readable && !has_fields &&
			     !record->old_path));
	value_set(arena, map, "hasFields", value_bool(has_fields));
	value_set(arena, map, "fields", fields);
	return map;
}

static struct value *registers_value(struct arena *arena,
				     const struct diff_page *page)
{
	struct value *list = value_list(arena);

	for (size_t i = 0; i < page->n;) {
		const char *name = page->records[i].register_name;
		struct value *map = value_map(arena);
		struct value *records = value_list(arena);

		for (; i < page->n &&
		       strcmp(page->records[i].register_name, name) == 0;
		     i++)
			value_push(
				arena, records,
				record_value(arena, page, &page->records[i]));
		set_text(arena, map, "name", name);
		value_set(arena, map, "count",
			  value_number(arena, (long)value_len(records)));
		value_set(arena, map, "records", records);
		value_push(arena, list, map);
	}
	return list;
}

static struct value *page_value(struct arena *arena,
				const struct diff_page *page)
{
	struct value *map = value_map(arena);

	set_text(arena, map, "siteTitle", page->title);
	set_text(arena, map, "from", page->from);
	set_text(arena, map, "to", page->to);
	set_text(arena, map, "version", GATEHOUSE_VERSION);
	value_set(arena, map, "hasRecords", value_bool(page->n > 0));
	value_set(arena, map, "registers", registers_value(arena, page));
	return map;
}

/* The styles as they may stand in a page, owned by the caller. */
static char *read_styles(const struct assets *assets, GError **error)
{
	g_autoptr(GBytes) bytes = assets_load(assets, STYLES, error);
	g_autofree char *styles = NULL;
	g_autofree char *small = NULL;
	gsize len;
	const char *data;

	if (!bytes)
		return NULL;
	data = g_bytes_get_data(bytes, &len);
	/* A mark of the encoding would be taken for part of the first rule. */
	if (len >= strlen(BOM) && memcmp(data, BOM, strlen(BOM)) == 0) {
		data += strlen(BOM);
		len -= strlen(BOM);
	}
	styles = g_strndup(data ? data : "", len);
	small = g_ascii_strdown(styles, -1);
	if (!strstr(small, "</style") && !strchr(styles, '\r'))
		return g_steal_pointer(&styles);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "'" STYLES "' cannot stand in a page: it has '</style' or "
		    "a carriage return in it");
	return NULL;
}

static char *hash_of(const char *styles)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize len = sizeof(digest);

	g_checksum_update(checksum, (const guchar *)styles, -1);
	g_checksum_get_digest(checksum, digest, &len);
	return g_base64_encode(digest, len);
}

/* Puts text before or after the first mark; false: there is none. */
static bool put_at(GString *page, const char *mark, bool is_after,
		   const char *text)
{
	const char *at = strstr(page->str, mark);

	if (!at)
		return false;
	g_string_insert(page,
			at - page->str + (is_after ? (gssize)strlen(mark) : 0),
			text);
	return true;
}

static bool add_styles(GString *page, const char *styles, GError **error)
{
	g_autofree char *hash = hash_of(styles);
	g_autofree char *policy = g_strdup_printf(
		"\n    <meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'sha256-%s'; "
		"img-src data:; base-uri 'none'; form-action 'none'\">",
		hash);
	g_autofree char *element =
		g_strdup_printf("<style>%s</style>\n  ", styles);

	if (put_at(page, HEAD_END, false, element) &&
	    put_at(page, HEAD_START, true, policy))
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "templates/" TEMPLATE ".html has no '" HEAD_START
		    "' or no '" HEAD_END "'");
	return false;
}

bool diff_page_write(const struct assets *assets, const struct diff_page *page,
		     GString *out, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Templates) templates = templates_new(assets, error);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *styles = NULL;

	if (!templates)
		return false;
	styles = read_styles(assets, error);
	if (!styles ||
	    !templates_render(templates, TEMPLATE, page_value(arena, page),
			      text, error) ||
	    !add_styles(text, styles, error))
		return false;
	g_string_append_len(out, text->str, (gssize)text->len);
	return true;
}
