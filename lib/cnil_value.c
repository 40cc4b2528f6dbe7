/* SPDX-License-Identifier: MIT */
/* Values of the PIA tool's JSON, read leniently and reported on. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/cnil_private.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/json_read.h"
#include "lib/markdown_write.h"
#include "lib/node.h"

#define MAX_ATTRS 4

#define TOO_LONG "the list has %zu items; at most %d are read"

void cnil_tell(const struct cnil_reading *r, bool is_error, const char *path,
	       const char *format, ...)
{
	g_autofree char *words = NULL;
	struct diag diag = {
		.level = is_error ? DIAG_ERROR : DIAG_NOTE,
		.path = r->file->path,
	};
	va_list args;

	va_start(args, format);
	words = g_strdup_vprintf(format, args);
	va_end(args);
	diags_addf(r->file->diags, &diag, "%s%s: %s", r->prefix, path, words);
}

bool cnil_number(const struct json_value *value, long *number)
{
	char *end;
	long n;

	if (!value ||
	    (value->type != JSON_IS_NUMBER && value->type != JSON_IS_TEXT) ||
	    !*value->text)
		return false;
	errno = 0;
	n = strtol(value->text, &end, 10);
	if (errno || (*end && strcmp(end, ".0") != 0))
		return false;
	*number = n;
	return true;
}

bool cnil_true(const struct json_value *value)
{
	long n;

	if (!value)
		return false;
	if (cnil_number(value, &n))
		return n == 1;
	return value->type == JSON_IS_TRUE || strcmp(value->text, "true") == 0;
}

bool cnil_says(const struct json_value *value)
{
	if (!value || value->type == JSON_IS_NULL)
		return false;
	if (value->type == JSON_IS_TEXT)
		return *value->text;
	if (value->type == JSON_IS_LIST || value->type == JSON_IS_OBJECT)
		return value->child;
	return true;
}

/* The member's text as it stands; "" for none, told where that is a loss. */
static const char *raw_text(struct cnil_reading *r,
			    const struct json_value *object, const char *path,
			    const char *key, char **whole)
{
	const struct json_value *value = json_read_member(object, key);

	*whole = g_strdup_printf("%s.%s", path, key);
	if (!cnil_says(value))
		return "";
	if (value->type == JSON_IS_TEXT &&
	    strcmp(value->text, "undefined") == 0) {
		cnil_tell(r, false, *whole, "'undefined' stands for nothing");
		return "";
	}
	if (value->type == JSON_IS_TEXT || value->type == JSON_IS_NUMBER)
		return value->text;
	cnil_tell(r, false, *whole, "not taken in, since it is %s, not a text",
		  json_read_type(value));
	return "";
}

static void tell_losses(struct cnil_reading *r, const char *path,
			unsigned losses)
{
	static const struct {
		unsigned loss;
		const char *words;
	} words[] = {
		{ HTML_LOST_MEDIA, "a picture or something embedded was left "
				   "out; its description stays" },
		{ HTML_LOST_SCRIPT, "a script or style sheet was left out" },
		{ HTML_LOST_TABLE, "a table became lines of text" },
		{ HTML_LOST_LINK, "a link that does not lead to the web was "
				  "left out; its words stay" },
		{ HTML_LOST_CHARACTER,
		  "control characters, which XML cannot hold, were left "
		  "out" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (losses & words[i].loss)
			cnil_tell(r, false, path, "%s", words[i].words);
	}
}

static const char *to_markdown(struct cnil_reading *r, const char *text,
			       const char *path, enum html_form form)
{
	unsigned losses = 0;
	g_autofree char *markdown = html_markdown(text, form, &losses);

	tell_losses(r, path, losses);
	return arena_strdup(r->file->arena, markdown);
}

const char *cnil_text(struct cnil_reading *r, const struct json_value *object,
		      const char *path, const char *key, enum html_form form)
{
	g_autofree char *whole = NULL;
	const char *text = raw_text(r, object, path, key, &whole);

	return to_markdown(r, text, whole, form);
}

/* Words with one space between them, without what XML cannot hold. */
static const char *one_line(struct cnil_reading *r, const char *text,
			    const char *path)
{
	g_autoptr(GString) line = g_string_new(NULL);
	bool is_clean = true;

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (g_unichar_isspace(c)) {
			if (line->len > 0 && line->str[line->len - 1] != ' ')
				g_string_append_c(line, ' ');
		} else if (c < 0x20 || c == 0xfffe || c == 0xffff) {
			is_clean = false;
		} else {
			g_string_append_unichar(line, c);
		}
	}
	if (!is_clean)
		tell_losses(r, path, HTML_LOST_CHARACTER);
	return g_strchomp(arena_strndup(r->file->arena, line->str, line->len));
}

const char *cnil_line(struct cnil_reading *r, const struct json_value *object,
		      const char *path, const char *key)
{
	g_autofree char *whole = NULL;
	const char *text = raw_text(r, object, path, key, &whole);

	return one_line(r, text, whole);
}

const char *cnil_day(struct cnil_reading *r, const struct json_value *object,
		     const char *path, const char *key)
{
	g_autofree char *whole = NULL;
	const char *text = raw_text(r, object, path, key, &whole);
	g_autofree char *day = g_strndup(text, strlen("2024-03-01"));

	if (!*text)
		return NULL;
	if (date_parse(day) != DATE_NONE && !g_ascii_isdigit(text[strlen(day)]))
		return arena_strdup(r->file->arena, day);
	cnil_tell(r, false, whole,
		  "not taken in, since it is no day; expected one as in "
		  "2024-03-01");
	return NULL;
}

const char *cnil_bullets(struct cnil_reading *r, const struct json_value *list,
			 const char *path)
{
	g_autoptr(MarkdownWriter) writer = markdown_writer_new();
	g_autofree char *text = NULL;
	unsigned i = 0;

	if (!cnil_says(list))
		return "";
	if (list->type != JSON_IS_LIST) {
		cnil_tell(r, true, path, "expected a list; this is %s",
			  json_read_type(list));
		return "";
	}
	if (list->n > CNIL_LIST_MAX) {
		cnil_tell(r, true, path, TOO_LONG, list->n, CNIL_LIST_MAX);
		return "";
	}
	markdown_writer_open(writer, MARKDOWN_BULLETS);
	for (const struct json_value *item = list->child; item;
	     item = item->next) {
		g_autofree char *whole = g_strdup_printf("%s[%u]", path, i++);

		if (item->type != JSON_IS_TEXT && cnil_says(item))
			cnil_tell(r, false, whole,
				  "not taken in, since it is %s, not a text",
				  json_read_type(item));
		if (item->type != JSON_IS_TEXT)
			continue;
		markdown_writer_open(writer, MARKDOWN_ITEM);
		markdown_writer_text(writer, one_line(r, item->text, whole));
		markdown_writer_close(writer, MARKDOWN_ITEM);
	}
	markdown_writer_close(writer, MARKDOWN_BULLETS);
	text = markdown_writer_end(writer);
	return arena_strdup(r->file->arena, text);
}

const struct json_value *cnil_list(struct cnil_reading *r, const char *key)
{
	const struct json_value *list = json_read_member(r->all, key);
	unsigned i = 0;

	if (!list || list->type == JSON_IS_NULL)
		return NULL;
	if (list->type != JSON_IS_LIST) {
		cnil_tell(r, true, key, "expected a list; this is %s",
			  json_read_type(list));
		return NULL;
	}
	if (list->n > CNIL_LIST_MAX) {
		cnil_tell(r, true, key, TOO_LONG, list->n, CNIL_LIST_MAX);
		return NULL;
	}
	for (const struct json_value *item = list->child; item;
	     item = item->next, i++) {
		g_autofree char *path = g_strdup_printf("%s[%u]", key, i);

		if (item->type == JSON_IS_OBJECT)
			continue;
		cnil_tell(r, true, path, "expected an object; this is %s",
			  json_read_type(item));
		return NULL;
	}
	return list;
}

static bool is_among(const char *keys, const char *key)
{
	g_autofree char *word = g_strdup_printf(" %s ", key);

	return strstr(keys, word);
}

/* "answers[3].id" counts as "answers[].id". */
static void count(struct cnil_reading *r, const char *path, const char *key)
{
	size_t len = strcspn(path, "[");
	const char *rest = path[len] ? strchr(path, ']') : NULL;
	char *name =
		rest ? g_strdup_printf("%.*s[%s.%s", (int)len, path, rest, key)
		     : g_strdup_printf("%s.%s", path, key);
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(r->passed, name));

	g_hash_table_insert(r->passed, name, GUINT_TO_POINTER(n + 1));
}

void cnil_pass(struct cnil_reading *r, const struct json_value *object,
	       const char *path, const char *used, const char *own,
	       const char *names)
{
	const struct json_value *value =
		object && object->type == JSON_IS_OBJECT ? object->child : NULL;

	for (; value; value = value->next) {
		g_autofree char *whole = NULL;

		if (is_among(used, value->key))
			continue;
		if (is_among(own, value->key)) {
			count(r, path, value->key);
			continue;
		}
		if (!cnil_says(value))
			continue;
		whole = g_strdup_printf("%s.%s", path, value->key);
		if (is_among(names, value->key))
			cnil_tell(r, false, whole,
				  "not taken in, since it may name people; "
				  "where it matters, record the role");
		else
			cnil_tell(r, false, whole,
				  "not taken in, since a record has no place "
				  "for it");
	}
}

struct node *cnil_node(struct arena *arena, struct node *parent,
		       const char *name, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node **last = parent ? &parent->child : NULL;

	node->name = name;
	node->text = text ? text : "";
	node->parent = parent;
	node->attrs = arena_array(arena, MAX_ATTRS, sizeof(*node->attrs));
	while (last && *last)
		last = &(*last)->next;
	if (last)
		*last = node;
	return node;
}

void cnil_attr(struct arena *arena, struct node *node, const char *name,
	       const char *value)
{
	g_assert(node->n_attrs < MAX_ATTRS);
	node->attrs[node->n_attrs].name = name;
	node->attrs[node->n_attrs++].value = arena_strdup(arena, value);
}
