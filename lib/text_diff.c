/* SPDX-License-Identifier: MIT */
/*
 * The longest common subsequence of two lists of pieces.  Texts in a record
 * are a few pages at most and mostly alike, so what is equal at both ends is
 * set aside and a plain table serves for the rest.
 */
#include "lib/text_diff.h"

#include <stdint.h>
#include <string.h>

#include "lib/sentences.h"

#define MAX_CELLS 1000000u

/* The pieces of both sides that are compared, and the diff that is made. */
struct pieces {
	char **old_list;
	char **new_list;
	size_t n_old;
	size_t n_new;
	const char *between; /* pieces of one part */
	struct text_diff *diff;
};

static void part_free(void *data)
{
	struct text_diff_part *part = data;

	g_free(part->old_text);
	g_free(part->new_text);
	g_free(part);
}

void text_diff_free(struct text_diff *diff)
{
	if (!diff)
		return;
	g_ptr_array_unref(diff->parts);
	g_free(diff);
}

/* Pieces start to end as one text; NULL when there are none. */
static char *joined(char **list, size_t start, size_t end, const char *between)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (start == end)
		return NULL;
	for (size_t i = start; i < end; i++) {
		if (i > start)
			g_string_append(text, between);
		g_string_append(text, list[i]);
	}
	return g_strdup(text->str);
}

/* Adds the part from (i, j) up to (old_end, new_end), if it is any. */
static void add_part(const struct pieces *p, size_t i, size_t old_end, size_t j,
		     size_t new_end)
{
	struct text_diff_part *part;

	if (i == old_end && j == new_end)
		return;
	part = g_new0(struct text_diff_part, 1);
	part->old_text = joined(p->old_list, i, old_end, p->between);
	part->new_text = joined(p->new_list, j, new_end, p->between);
	g_ptr_array_add(p->diff->parts, part);
}

/* At [i][j]: the most pieces that what follows i and j has in common. */
static uint32_t *common_table(const struct pieces *p)
{
	size_t width = p->n_new + 1;
	uint32_t *table = g_new0(uint32_t, (p->n_old + 1) * width);

	for (size_t i = p->n_old; i-- > 0;) {
		for (size_t j = p->n_new; j-- > 0;) {
			uint32_t *cell = &table[i * width + j];

			if (strcmp(p->old_list[i], p->new_list[j]) == 0)
				*cell = cell[width + 1] + 1;
			else
				*cell = MAX(cell[width], cell[1]);
		}
	}
	return table;
}

static void compare_middle(const struct pieces *p)
{
	size_t width = p->n_new + 1;
	size_t i = 0, j = 0, old_start = 0, new_start = 0;
	g_autofree uint32_t *table = NULL;

	if (p->n_old > 0 && p->n_new > MAX_CELLS / p->n_old) {
		add_part(p, 0, p->n_old, 0, p->n_new);
		return;
	}
	table = common_table(p);
	while (i < p->n_old && j < p->n_new) {
		const uint32_t *cell = &table[i * width + j];

		if (strcmp(p->old_list[i], p->new_list[j]) == 0) {
			add_part(p, old_start, i, new_start, j);
			old_start = ++i;
			new_start = ++j;
			p->diff->n_same++;
		} else if (cell[width] >= cell[1]) {
			i++;
		} else {
			j++;
		}
	}
	add_part(p, old_start, p->n_old, new_start, p->n_new);
}

/* The diff of two lists, both of which it only borrows. */
static struct text_diff *diff_of(char **old_list, char **new_list,
				 const char *between)
{
	struct pieces p = {
		.old_list = old_list,
		.new_list = new_list,
		.n_old = g_strv_length(old_list),
		.n_new = g_strv_length(new_list),
		.between = between,
		.diff = g_new0(struct text_diff, 1),
	};

	p.diff->parts = g_ptr_array_new_with_free_func(part_free);
	while (p.n_old > 0 && p.n_new > 0 &&
	       strcmp(p.old_list[0], p.new_list[0]) == 0) {
		p.old_list++;
		p.new_list++;
		p.n_old--;
		p.n_new--;
		p.diff->n_same++;
	}
	while (p.n_old > 0 && p.n_new > 0 &&
	       strcmp(p.old_list[p.n_old - 1], p.new_list[p.n_new - 1]) == 0) {
		p.n_old--;
		p.n_new--;
		p.diff->n_same++;
	}
	compare_middle(&p);
	return p.diff;
}

struct text_diff *text_diff_sentences(const char *old_text,
				      const char *new_text)
{
	g_auto(GStrv) old_list = sentences_split(old_text);
	g_auto(GStrv) new_list = sentences_split(new_text);

	return diff_of(old_list, new_list, " ");
}

struct text_diff *text_diff_lines(const char *old_text, const char *new_text)
{
	g_auto(GStrv) old_list = g_strsplit(old_text, "\n", -1);
	g_auto(GStrv) new_list = g_strsplit(new_text, "\n", -1);

	return diff_of(old_list, new_list, "\n");
}
