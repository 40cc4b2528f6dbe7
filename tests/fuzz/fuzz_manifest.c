/* SPDX-License-Identifier: MIT */
/* manifest.json of a site that anybody may have put into a folder. */
#include "site-gen/manifest.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(GError) no_files = NULL;
	g_autoptr(GError) no_head = NULL;
	g_autoptr(GHashTable) files = manifest_parse(text, size, &no_files);
	struct manifest_head head = { 0 };
	bool has_head = manifest_parse_head(text, size, &head, &no_head);

	AID_ENSURE(files || no_files);
	AID_ENSURE(has_head || no_head);
	if (files && has_head)
		AID_ENSURE(head.as_of && head.edition);
	manifest_head_clear(&head);
	return 0;
}
