/* SPDX-License-Identifier: MIT */
/* What somebody calls a revision, such as "main@{2026-04-01}". */
#include "lib/repo.h"
#include "lib/repo_push.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(GError) error = NULL;
	struct repo_id id;

	if (!repo_resolve(aid_repo(), text, &id, &error))
		AID_ENSURE(error);
	repo_push_parse_id(text, &id);
	return 0;
}
