/* SPDX-License-Identifier: MIT */
/*
 * gatehouse.xml: with its changes to rules and thresholds, its approvals and
 * its keys.
 */
#include "lib/approval.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "lib/signature.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers =
		aid_check("gatehouse.xml", data, size, diags);

	if (!registers)
		return 0;
	g_free(settings_base_url(registers));
	settings_check(registers, aid_rulebook(), diags);
	approval_check(registers, diags);
	approval_is_asked(registers_settings(registers));
	settings_duration(registers, "review");
	return 0;
}
