/* SPDX-License-Identifier: MIT */
/*
 * A change keeps values as the record has them, so that it can be applied and
 * read by programs; what a person would rather read depends on titles, which
 * are those of the registers at hand, or of an edition of them.
 */
#include "lib/change_words.h"

#include <string.h>

#include <glib.h>

#include "lib/change.h"

static char *truth(const char *value)
{
	if (strcmp(value, "true") == 0 || strcmp(value, "1") == 0)
		return g_strdup("yes");
	if (strcmp(value, "false") == 0 || strcmp(value, "0") == 0)
		return g_strdup("no");
	return g_strdup(value);
}

char *change_words(const struct field_change *change, const char *value,
		   const struct change_titles *titles)
{
	const char *title = NULL;

	if (!value)
		return NULL;
	if (change->is == FIELD_CHANGE_TRUTH)
		return truth(value);
	if (change->is == FIELD_CHANGE_REFERENCE && titles)
		title = titles->find(titles->data, value);
	return title ? g_strdup_printf("%s (%s)", title, value)
		     : g_strdup(value);
}
