/* SPDX-License-Identifier: MIT */
/*
 * Lines are gathered into blocks first (a paragraph, a list item, a heading),
 * with single spaces between the words; a block is then cut after each mark
 * that ends a sentence.  Where it is doubtful whether a sentence ends, it does
 * not: a sentence too long says more than one that is torn.
 */
#include "lib/sentences.h"

#include <stdbool.h>
#include <string.h>

/* What stands before a full stop that ends no sentence, in small letters. */
static const char *const abbreviations[] = {
	"art",	"arts",	 "c",	"cf",	"ch",  "cl",   "co",  "dr",  "e.g",
	"etc",	"fig",	 "i.e", "inc",	"ltd", "mr",   "mrs", "ms",  "p",
	"para", "paras", "pp",	"prof", "reg", "regs", "s",   "sch", "ss",
	"st",	"v",	 "viz", "vol",	"vs",  NULL
};

/* Length of what begins a list item, a heading or a table row; 0: nothing. */
static size_t marker(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	if (digits > 0 && digits < 4 &&
	    (line[digits] == '.' || line[digits] == ')') &&
	    line[digits + 1] == ' ')
		return digits + 1;
	if (strchr("-*+", line[0]) && line[0] && line[1] == ' ')
		return 1;
	if (line[0] == '#')
		return strspn(line, "#");
	return line[0] == '|' || line[0] == '>' ? 1 : 0;
}

/* The word that ends at end, without brackets or quotes before it. */
static char *word_before(const char *start, const char *end)
{
	const char *word = end;
	g_autofree char *text = NULL;

	while (word > start && word[-1] != ' ')
		word--;
	while (word < end && !g_ascii_isalnum(*word))
		word++;
	text = g_strndup(word, (gsize)(end - word));
	return g_ascii_strdown(text, -1);
}

/* Whether the full stop at stop belongs to the word before it. */
static bool is_abbreviated(const char *start, const char *stop)
{
	g_autofree char *word = word_before(start, stop);

	if (stop[1] != ' ')
		return false;
	if (strcmp(word, "no") == 0 || strcmp(word, "nos") == 0)
		return g_ascii_isdigit(stop[2]);
	return g_strv_contains(abbreviations, word) ||
	       (strlen(word) == 1 && g_ascii_isalpha(word[0]));
}

/* Past the brackets and quotes that close a sentence. */
static const char *past_closing(const char *p)
{
	static const char *const closing[] = { "\"", "'", ")", "]", "*",
					       "_",  "”", "’", "»", NULL };

	for (size_t i = 0; closing[i];) {
		if (g_str_has_prefix(p, closing[i])) {
			p += strlen(closing[i]);
			i = 0;
		} else {
			i++;
		}
	}
	return p;
}

/* Whether a sentence may begin here: not with a small letter. */
static bool may_begin(const char *p)
{
	return *p && !g_unichar_islower(g_utf8_get_char(p));
}

/* Where the sentence that begins at start ends. */
static const char *end_of_sentence(const char *start)
{
	const char *p = start + marker(start);

	for (; *p; p++) {
		const char *end;

		if (!strchr(".!?", *p))
			continue;
		end = past_closing(p + 1);
		if (*end && *end != ' ')
			continue;
		if (*end && (!may_begin(end + 1) ||
			     (*p == '.' && is_abbreviated(start, p))))
			continue;
		return end;
	}
	return p;
}

static void cut_block(GString *block, GPtrArray *sentences)
{
	const char *p = block->str;

	while (*p) {
		const char *end = end_of_sentence(p);

		g_ptr_array_add(sentences, g_strndup(p, (gsize)(end - p)));
		p = end + (*end == ' ');
	}
	g_string_truncate(block, 0);
}

static void add_words(GString *block, const char *line)
{
	while (*line) {
		size_t len = strcspn(line, " \t");

		if (len > 0 && block->len > 0)
			g_string_append_c(block, ' ');
		g_string_append_len(block, line, (gssize)len);
		line += len + (line[len] != '\0');
	}
}

GStrv sentences_split(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) block = g_string_new(NULL);
	GPtrArray *sentences = g_ptr_array_new();
	char *next = valid;

	while (next) {
		char *line = strsep(&next, "\n");
		const char *start = g_strstrip(line);

		if (!*start || marker(start) > 0)
			cut_block(block, sentences);
		add_words(block, start);
		if (*start == '#')
			cut_block(block, sentences);
	}
	cut_block(block, sentences);
	g_ptr_array_add(sentences, NULL);
	return (GStrv)g_ptr_array_free(sentences, FALSE);
}
