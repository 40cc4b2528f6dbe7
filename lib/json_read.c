/* SPDX-License-Identifier: MIT */
/*
 * The JSON of others.  Size, encoding and depth are looked at before jansson
 * sees anything, so that what it makes of them is bounded and what is said of
 * them is ours; the values are copied, so that nobody else has to know it.
 */
#include "lib/json_read.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>
#include <jansson.h>

#include "lib/arena.h"

static void fail(GError **error, unsigned line, const char *message)
{
	if (line == 0)
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    message);
	else
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "line %u: %s", line, message);
}

static unsigned line_of(const char *bytes, const char *end)
{
	unsigned line = 1;

	while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes)))) {
		bytes++;
		line++;
	}
	return line;
}

/* Where brackets first stand deeper than the limit, or NULL. */
static const char *find_depth(const char *bytes, size_t len)
{
	unsigned depth = 0;
	bool in_text = false;

	for (const char *p = bytes; p < bytes + len; p++) {
		if (in_text) {
			if (*p == '\\' && p + 1 < bytes + len)
				p++;
			else if (*p == '"')
				in_text = false;
		} else if (*p == '"') {
			in_text = true;
		} else if (*p == '[' || *p == '{') {
			if (++depth > JSON_READ_MAX_DEPTH)
				return p;
		} else if ((*p == ']' || *p == '}') && depth > 0) {
			depth--;
		}
	}
	return NULL;
}

static bool check(const char *bytes, size_t len, GError **error)
{
	const char *end;

	if (len == 0) {
		fail(error, 0, "the file is empty");
		return false;
	}
	if (len > JSON_READ_MAX_BYTES) {
		fail(error, 0, "the file is larger than 16 MiB");
		return false;
	}
	if (memchr(bytes, '\0', len)) {
		fail(error, line_of(bytes, memchr(bytes, '\0', len)),
		     "there is a NUL byte; JSON is text in UTF-8");
		return false;
	}
	if (!g_utf8_validate(bytes, (gssize)len, &end)) {
		fail(error, line_of(bytes, end),
		     "the text is not UTF-8, which JSON has to be");
		return false;
	}
	end = find_depth(bytes, len);
	if (end)
		fail(error, line_of(bytes, end),
		     "values stand deeper than 64 levels");
	return !end;
}

/* What jansson says, as a sentence of ours. */
static void fail_parse(const json_error_t *fault, GError **error)
{
	unsigned line = fault->line > 0 ? (unsigned)fault->line : 1;
	g_autofree char *message = NULL;

	switch (json_error_code(fault)) {
	case json_error_duplicate_key:
		fail(error, line, "an object has the same key twice");
		return;
	case json_error_null_character:
	case json_error_null_byte_in_key:
		fail(error, line, "a text holds a NUL (\\u0000)");
		return;
	case json_error_numeric_overflow:
		fail(error, line, "a number is too large");
		return;
	case json_error_premature_end_of_input:
		fail(error, line, "the JSON ends before it is complete");
		return;
	case json_error_end_of_input_expected:
		fail(error, line, "something follows the end of the JSON");
		return;
	default:
		message = g_strdup_printf("this is no JSON: %s", fault->text);
		fail(error, line, message);
	}
}

/* A value being copied, and where the next of its children goes. */
struct copying {
	struct json_value *value;
	const struct json_value **last;
};

static struct json_value *copy_plain(struct arena *arena, json_t *from)
{
	struct json_value *to = arena_alloc(arena, sizeof(*to));

	to->text = "";
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		to->type = JSON_IS_OBJECT;
		break;
	case JSON_ARRAY:
		to->type = JSON_IS_LIST;
		break;
	case JSON_STRING:
		to->type = JSON_IS_TEXT;
		to->text = arena_strdup(arena, json_string_value(from));
		break;
	case JSON_INTEGER:
		to->type = JSON_IS_NUMBER;
		to->text = arena_printf(arena, "%" JSON_INTEGER_FORMAT,
					json_integer_value(from));
		break;
	case JSON_REAL: {
		char number[G_ASCII_DTOSTR_BUF_SIZE];

		to->type = JSON_IS_NUMBER;
		to->text = arena_strdup(arena,
					g_ascii_dtostr(number, sizeof(number),
						       json_real_value(from)));
		break;
	}
	case JSON_TRUE:
		to->type = JSON_IS_TRUE;
		break;
	case JSON_FALSE:
		to->type = JSON_IS_FALSE;
		break;
	case JSON_NULL:
		to->type = JSON_IS_NULL;
		break;
	}
	return to;
}

static void append(struct copying *to, struct json_value *value)
{
	*to->last = value;
	to->last = &value->next;
	to->value->n++;
}

/* Recursion ends with the depth that check has allowed. */
static struct json_value *copy(struct arena *arena, json_t *from) /* NOLINT */
{
	struct json_value *to = copy_plain(arena, from);
	struct copying copying = { to, &to->child };
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_object(from)) {
		json_object_foreach(from, key, item)
		{
			struct json_value *value = copy(arena, item);

			value->key = arena_strdup(arena, key);
			append(&copying, value);
		}
	} else if (json_is_array(from)) {
		for (i = 0; i < json_array_size(from); i++)
			append(&copying, copy(arena, json_array_get(from, i)));
	}
	return to;
}

const struct json_value *json_read(struct arena *arena, const char *bytes,
				   size_t len, GError **error)
{
	static const char mark[] = "\xef\xbb\xbf";
	const struct json_value *value;
	json_error_t fault;
	json_t *root;

	if (len >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0) {
		bytes += strlen(mark);
		len -= strlen(mark);
	}
	if (!check(bytes, len, error))
		return NULL;
	root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
			  &fault);
	if (!root) {
		fail_parse(&fault, error);
		return NULL;
	}
	value = copy(arena, root);
	json_decref(root);
	return value;
}

const struct json_value *json_read_file(struct arena *arena, const char *path,
					GError **error)
{
	const struct json_value *value = NULL;
	g_autofree char *bytes = NULL;
	struct stat st;
	gsize len;

	if (stat(path, &st) != 0) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "there is no file '%s'", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
			    "'%s' is no plain file", path);
		return NULL;
	}
	if (st.st_size > (off_t)JSON_READ_MAX_BYTES)
		fail(error, 0, "the file is larger than 16 MiB");
	else if (g_file_get_contents(path, &bytes, &len, error))
		value = json_read(arena, bytes, len, error);
	if (!value)
		g_prefix_error(error, "'%s': ", path);
	return value;
}

const struct json_value *json_read_member(const struct json_value *value,
					  const char *key)
{
	if (!value || value->type != JSON_IS_OBJECT)
		return NULL;
	for (value = value->child; value; value = value->next) {
		if (strcmp(value->key, key) == 0)
			return value;
	}
	return NULL;
}

const char *json_read_type(const struct json_value *value)
{
	static const char *const names[] = {
		[JSON_IS_NULL] = "null",	[JSON_IS_FALSE] = "false",
		[JSON_IS_TRUE] = "true",	[JSON_IS_NUMBER] = "a number",
		[JSON_IS_TEXT] = "a text",	[JSON_IS_LIST] = "a list",
		[JSON_IS_OBJECT] = "an object",
	};

	return names[value->type];
}
