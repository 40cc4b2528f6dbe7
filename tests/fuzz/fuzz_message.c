/* SPDX-License-Identifier: MIT */
/*
 * Text of a commit in an encoding that the commit names, and a message that is
 * about to become a commit.
 */
#include <string.h>

#include "lib/repo_push.h"
#include "lib/repo_text.h"
#include "tests/fuzz/aid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *encoding = NULL;
	g_autofree char *raw = NULL;
	g_autofree char *line = NULL;
	g_autofree char *lines = NULL;
	g_autofree char *subject = NULL;
	g_auto(GStrv) trailers = NULL;

	aid_two_texts(data, size, &encoding, &raw);
	line = repo_text_line(raw, *encoding ? encoding : NULL);
	lines = repo_text_cap(
		repo_text_lines(raw, *encoding ? encoding : NULL));
	subject = repo_text_subject(lines);
	g_free(repo_text_trailer("Key", lines));
	trailers = repo_push_trailers(lines);
	AID_ENSURE(g_utf8_validate(line, -1, NULL) &&
		   g_utf8_validate(lines, -1, NULL));
	AID_ENSURE(!strchr(line, '\n') && !strchr(line, '\033'));
	AID_ENSURE(!strchr(subject, '\n') && !strchr(lines, '\033'));
	for (char **t = trailers; t && *t; t++)
		AID_ENSURE(strstr(*t, ": ") || strchr(*t, ':'));
	return 0;
}
