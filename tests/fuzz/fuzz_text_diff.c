/* SPDX-License-Identifier: MIT */
/*
 * Two texts: cut into sentences, compared by sentence, by line and as files
 * that are no XML.  What is equal differs nowhere.
 */
#include <string.h>

#include "lib/change.h"
#include "lib/sentences.h"
#include "lib/text_diff.h"
#include "tests/fuzz/aid.h"

static void compare(const char *one, const char *two)
{
	g_autoptr(TextDiff) sentences = text_diff_sentences(one, two);
	g_autoptr(TextDiff) lines = text_diff_lines(one, two);
	g_auto(GStrv) pieces = sentences_split(one);

	for (char **piece = pieces; *piece; piece++)
		AID_ENSURE(**piece && !strchr(*piece, '\n'));
	if (strcmp(one, two) == 0)
		AID_ENSURE(sentences->parts->len == 0 &&
			   lines->parts->len == 0);
	else
		AID_ENSURE(lines->parts->len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	g_autoptr(GBytes) old = NULL;
	g_autoptr(GBytes) new = NULL;

	aid_two_texts(data, size, &one, &two);
	old = g_bytes_new(one, strlen(one));
	new = g_bytes_new(two, strlen(two));
	compare(one, two);
	compare(one, one);
	g_ptr_array_unref(change_raw(old, new));
	g_ptr_array_unref(change_raw(NULL, new));
	return 0;
}
