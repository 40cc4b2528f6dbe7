/* SPDX-License-Identifier: MIT */
/* The text of a signature, and of a public key as the settings hold it. */
#include <string.h>

#include "lib/signature.h"
#include "lib/signature_private.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autofree char *signer = signature_ssh_signer(text);
	g_autofree char *fault = signature_key_fault(text);
	g_autofree char *key = NULL;
	g_autofree char *id = NULL;

	if (signer)
		AID_ENSURE(g_str_has_prefix(signer, "SHA256:"));
	if (fault)
		AID_ENSURE(*fault && !strchr(fault, '\033'));
	if (signature_ssh_parse(text, &key, &id))
		AID_ENSURE(g_str_has_prefix(id, "SHA256:") && key);
	return 0;
}
