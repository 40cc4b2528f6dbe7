/* SPDX-License-Identifier: MIT */
/* A page, as a template of somebody's own made it, on its way into one file. */
#include <string.h>

#include "site-gen/fragment.h"
#include "tests/fuzz/aid.h"

static bool has(const void *data, const char *path)
{
	(void)data;
	return strcmp(path, "index.html") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fragment fragment = {
		.path = "agreements/a.html",
		.has = has,
		.base = "https://a.example/",
	};
	g_autofree char *text = aid_text(data, size);
	g_autoptr(GString) before = g_string_new(NULL);
	g_autoptr(GString) after = g_string_new(NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	const struct fragment_frame frame = { "<b>", "<i>", before, after };
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) frame_error = NULL;

	if (!fragment_take(&fragment, text, size, out, &error))
		AID_ENSURE(error);
	if (!fragment_frame(&fragment, text, size, &frame, &frame_error))
		AID_ENSURE(frame_error);
	return 0;
}
