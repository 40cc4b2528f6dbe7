/* SPDX-License-Identifier: MIT */
/*
 * A file of the CNIL's PIA tool: each of its assessments becomes a record that
 * can be written and read.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/cnil_read.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/json_read.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "lib/slug.h"
#include "lib/xml.h"
#include "lib/xml_write.h"
#include "tests/fuzz/aid.h"

/* The default one; it points into the registers, which stay for that. */
static const struct risk_matrix *matrix(void)
{
	static struct registers *registers;
	static struct risk_matrix *made;
	g_autoptr(Diags) diags = diags_new();

	if (registers)
		return made;
	registers = aid_check("gatehouse.xml", (const uint8_t *)AID_SETTINGS,
			      strlen(AID_SETTINGS), diags);
	made = risk_matrix_new(registers_codes(registers),
			       risk_matrix_id(registers));
	return made;
}

static void look(const struct cnil_file *file, size_t i)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *slug = slug_make(cnil_read_name(file, i), 50, true);
	struct xml_input input = { .path = "x.xml" };

	AID_ENSURE(strlen(slug) <= 50 &&
		   strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
			   strlen(slug));
	xml_write(text, cnil_read_pia(file, i, "pia", "src"));
	input.bytes = text->str;
	input.len = text->len;
	AID_ENSURE(xml_parse(arena, &input, diags));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	struct cnil_file file = { arena, "x.json", NULL, matrix(), diags };
	size_t n;

	file.root = json_read(arena, text, size, NULL);
	if (!file.root)
		return 0;
	n = cnil_read_count(&file, &error);
	AID_ENSURE(n > 0 || error);
	for (size_t i = 0; i < n; i++)
		look(&file, i);
	return 0;
}
