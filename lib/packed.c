/* SPDX-License-Identifier: MIT */
/*
 * Whoever reads asks for one thing after another and looks in the end whether
 * all of it was there: past the first that did not fit nothing does.
 */
#include "lib/packed.h"

#include <string.h>

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

void packed_set_number(GByteArray *out, size_t at, size_t number)
{
	uint32_t is = GUINT32_TO_LE((uint32_t)number);

	memcpy(out->data + at, &is, sizeof(is));
}
