/* SPDX-License-Identifier: MIT */
/* A delta of git's, after the text that it changes and a record separator. */
#include <string.h>

#include "lib/pack.h"
#include "lib/pack_file.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = size > 0 ? memchr(data, 0x1e, size) : NULL;
	size_t n = cut ? (size_t)(cut - data) : size;
	g_autoptr(GBytes) base = g_bytes_new(data, n);
	g_autofree char *delta = NULL;
	g_autoptr(GBytes) made = NULL;

	if (!cut)
		return 0;
	delta = aid_text(cut + 1, size - n - 1);
	made = pack_file_apply(base, (const unsigned char *)delta,
			       size - n - 1);
	if (made)
		AID_ENSURE(g_bytes_get_size(made) <= PACK_MAX_OBJECT);
	return 0;
}
