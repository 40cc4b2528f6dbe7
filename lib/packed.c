/* SPDX-License-Identifier: MIT */
/*
 * Whoever reads asks for one thing after another and looks in the end whether
 * all of it was there: past the first that did not fit nothing does.
 */
#include "lib/packed.h"

#include <string.h>

#include "lib/text_table.h"

void packed_put(GByteArray *out, const void *bytes, size_t len)
{
	g_byte_array_append(out, bytes, (guint)len);
}

void packed_put_number(GByteArray *out, size_t number)
{
	uint32_t is = GUINT32_TO_LE((uint32_t)number);

	packed_put(out, &is, sizeof(is));
}

void packed_put_text(GByteArray *out, const char *text)
{
	size_t len = strlen(text);

	packed_put_number(out, len);
	packed_put(out, text, len + 1);
}

bool packed_parts(struct packed *from, struct packed_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		parts[i].len = packed_number(from);
	for (size_t i = 0; i < n; i++)
		parts[i].at = packed_bytes(from, parts[i].len);
	return from->next != NULL && from->next == from->end;
}

void packed_put_parts(GByteArray *out, GByteArray *const *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		packed_put_number(out, parts[i]->len);
	for (size_t i = 0; i < n; i++)
		packed_put(out, parts[i]->data, parts[i]->len);
}

size_t packed_parts_len(GByteArray *const *parts, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += parts[i]->len;
	return len;
}

struct sorting {
	const guint8 *rows;
	size_t width, key_len;
};

static gint by_key(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct sorting *sorting = data;

	return memcmp(sorting->rows + *(const uint32_t *)a * sorting->width,
		      sorting->rows + *(const uint32_t *)b * sorting->width,
		      sorting->key_len);
}

void packed_put_order(GByteArray *out, const GByteArray *rows, size_t width,
		      size_t key_len)
{
	struct sorting sorting = { rows->data, width, key_len };
	uint32_t n = (uint32_t)(rows->len / width);
	g_autofree uint32_t *order = g_new(uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	g_qsort_with_data(order, (gint)n, sizeof(*order), by_key, &sorting);
	for (uint32_t i = 0; i < n; i++)
		packed_put_number(out, order[i]);
}

uint32_t packed_texts_add(struct packed_texts *texts, const char *text)
{
	gpointer known =
		texts->places ? text_table_find(texts->places, text) : NULL;
	guint place = texts->bytes->len;

	if (known != NULL)
		return GPOINTER_TO_UINT(known) - 1;
	packed_put(texts->bytes, text, strlen(text) + 1);
	if (texts->places)
		text_table_set(texts->places, text,
			       GUINT_TO_POINTER(place + 1));
	return place;
}
