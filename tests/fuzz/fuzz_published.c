/* SPDX-License-Identifier: MIT */
/* published.jsonl of a site: read, judged, and continued by a line. */
#include "lib/date.h"
#include "lib/schema.h"
#include "site-gen/manifest.h"
#include "site-gen/published.h"
#include "site-gen/published_check.h"
#include "tests/fuzz/aid.h"

#define COMMIT "0123456789012345678901234567890123456789"
#define ROOT COMMIT "012345678901234567890123"

static void judge(const struct published *log)
{
	struct manifest_head head = { .commit = (char *)COMMIT,
				      .as_of = (char *)"2026-11-22",
				      .edition = (char *)"public" };
	struct published_check check = { 0 };

	AID_ENSURE(published_check_run(&check, log, &head, ROOT, NULL, NULL));
	published_check_clear(&check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Published) log = published_parse(text, size);
	g_autoptr(GBytes) before = g_bytes_new(data, size);
	g_autoptr(GBytes) after = NULL;
	const struct manifest manifest = { COMMIT, DATE_MAX, EDITION_PUBLIC };
	const struct published_build build = { .time = "2026-11-22T09:30:00Z",
					       .before = before };

	AID_ENSURE(published_faults(log));
	judge(log);
	after = published_append(&build, &manifest, ROOT);
	AID_ENSURE(g_bytes_get_size(after) >= size);
	return 0;
}
