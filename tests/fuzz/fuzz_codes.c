/* SPDX-License-Identifier: MIT */
/* A code list of a registers repository, which adds to the built-in ones. */
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Codes) codes = codes_new(aid_library()->assets, NULL);
	g_autoptr(Diags) diags = diags_new();
	const struct code_list *const *lists;
	size_t n;

	codes_extend(codes, "codes/purpose.xml", text, size, diags);
	lists = codes_lists(codes, &n);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < lists[i]->n_codes; j++) {
			const struct code *code = &lists[i]->codes[j];

			AID_ENSURE(codes_find(codes, lists[i]->id, code->id));
			code_plain(code);
			code_is_valid_on(code, DATE_MAX);
		}
		codes_nearest(codes, lists[i]->id, "X-NEAR");
	}
	return 0;
}
