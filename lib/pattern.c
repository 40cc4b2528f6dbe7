/* SPDX-License-Identifier: MIT */
/*
 * Compiling a pattern costs a hundred times what matching it does, and the
 * same few patterns are held against thousands of records.
 */
#include "lib/pattern.h"

#include <glib.h>

static GMutex lock;
static GHashTable *compiled; /* pattern -> GRegex, NULL: not a pattern */

static GRegex *compile(const char *pattern)
{
	g_autofree char *whole = g_strconcat("\\A(?:", pattern, ")\\z", NULL);

	return g_regex_new(whole, G_REGEX_OPTIMIZE, 0, NULL);
}

static const GRegex *find(const char *pattern)
{
	gpointer regex;

	g_mutex_lock(&lock);
	if (!compiled)
		compiled = g_hash_table_new(g_str_hash, g_str_equal);
	if (!g_hash_table_lookup_extended(compiled, pattern, NULL, &regex)) {
		regex = compile(pattern);
		g_hash_table_insert(compiled, g_strdup(pattern), regex);
	}
	g_mutex_unlock(&lock);
	return regex;
}

bool pattern_matches(const char *pattern, const char *text)
{
	const GRegex *regex = find(pattern);

	return regex && g_regex_match(regex, text, 0, NULL);
}
