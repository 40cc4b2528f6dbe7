/* SPDX-License-Identifier: MIT */
/*
 * Ids, references and paths as somebody wrote them, in a record, on the
 * command line, or as the address of a link.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/nearest.h"
#include "lib/registers.h"
#include "lib/repo_refs.h"
#include "lib/repo_text.h"
#include "site-gen/stage.h"
#include "site-gen/value.h"
#include "tests/fuzz/aid.h"

static const struct registers *registers(void)
{
	static struct registers *loaded;
	static const char source[] =
		"<source xmlns='urn:gatehouse:1' version='1' id='one'>"
		"<title>One</title></source>";
	g_autoptr(Diags) diags = diags_new();

	if (!loaded)
		loaded = aid_check("sources/one.xml", (const uint8_t *)source,
				   strlen(source), diags);
	return loaded;
}

static void look_at_path(const char *text)
{
	const char *const *folders = aid_library()->folders;

	if (files_is_register_path(text, folders))
		AID_ENSURE(text[0] != '/' && g_str_has_suffix(text, ".xml"));
	if (stage_is_path(text))
		AID_ENSURE(text[0] != '/' && text[0] != '.' &&
			   !strstr(text, "..") && !strchr(text, '\n'));
}

static void look_at_address(const char *text)
{
	g_autoptr(Arena) arena = arena_new();
	const struct value *url = value_url(arena, text);
	const char *bytes;

	if (value_type(url) != VALUE_URL)
		return;
	bytes = value_bytes(url, NULL);
	AID_ENSURE(g_ascii_strncasecmp(bytes, "javascript:", 11) != 0 &&
		   g_ascii_strncasecmp(bytes, "data:", 5) != 0 &&
		   !g_str_has_prefix(bytes, "//") && !strpbrk(bytes, "\n\t"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "agreement", "gateway", "source",
					     NULL };
	g_autofree char *text = aid_text(data, size);
	g_autofree char *shown = repo_text_escape((const char *)data, size);
	const struct node *node;

	registers_resolve(registers(), text, &node);
	registers_find(registers(), text);
	nearest_find(words, text);
	repo_refs_is_id(text);
	look_at_path(text);
	look_at_address(text);
	AID_ENSURE(g_utf8_validate(shown, -1, NULL) && !strchr(shown, '\033'));
	return 0;
}
