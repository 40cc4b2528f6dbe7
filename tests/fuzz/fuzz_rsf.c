/* SPDX-License-Identifier: MIT */
/*
 * The log of a public register: what it says is written as a log of our own,
 * which has to be without a fault and say the same.
 */
#include <string.h>

#include "lib/diag.h"
#include "lib/rsf.h"
#include "tests/fuzz/aid.h"

#define FIELDS_MAX 64

/* An entry on its way into the other log. */
struct copy {
	struct rsf_value values[FIELDS_MAX];
	size_t n;
	GPtrArray *lists; /* of the values */
};

static void copy_field(void *data, const char *name, const GPtrArray *values,
		       bool is_list)
{
	struct copy *copy = data;
	GPtrArray *list = g_ptr_array_new();

	if (copy->n == FIELDS_MAX) {
		g_ptr_array_unref(list);
		return;
	}
	for (guint i = 0; i < values->len; i++) {
		if (values->pdata[i])
			g_ptr_array_add(list, values->pdata[i]);
	}
	g_ptr_array_add(list, NULL);
	g_ptr_array_add(copy->lists, list);
	copy->values[copy->n++] =
		(struct rsf_value){ name, (const char *const *)list->pdata,
				    is_list };
}

static void write_again(const struct rsf *rsf, GString *out)
{
	struct rsf_write *write = rsf_write_new("2026-11-22T00:00:00Z");

	for (size_t i = 0; i < rsf_len(rsf); i++) {
		const struct rsf_entry *entry = rsf_get(rsf, i);
		g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(
			(GDestroyNotify)g_ptr_array_unref);
		struct copy copy = { .lists = lists };

		AID_ENSURE(g_utf8_validate(entry->key, -1, NULL));
		rsf_each_field(entry, copy_field, &copy);
		rsf_write_add(write, true, entry->key, copy.values, copy.n);
	}
	rsf_write_end(write, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Rsf) rsf = rsf_read("x.rsf", text, size, diags);
	g_autoptr(GString) written = g_string_new(NULL);
	g_autoptr(Diags) silence = diags_new();
	g_autoptr(Rsf) again = NULL;

	if (rsf_len(rsf) == 0)
		return 0;
	write_again(rsf, written);
	again = rsf_read("y.rsf", written->str, written->len, silence);
	AID_ENSURE(diags_len(silence) == 0);
	AID_ENSURE(rsf_len(again) == rsf_len(rsf));
	return 0;
}
