/* SPDX-License-Identifier: MIT */
/*
 * A changed field for people who want to see what is different: of a long text
 * the sentences that differ, of a code, date or reference what it stands for.
 * Whoever can commit decides how long a text is, but not how long a page gets:
 * texts are cut, and say so.
 */
#include "site-gen/change_rows.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/change_words.h"
#include "lib/date.h"
#include "lib/text_diff.h"
#include "site-gen/value.h"

/* Bytes of one text on a page. */
#define MAX_TEXT 4000

const char *change_rows_clip(struct arena *arena, const char *text)
{
	const char *end;

	if (!text || strlen(text) <= MAX_TEXT)
		return text;
	end = g_utf8_find_prev_char(text, text + MAX_TEXT + 1);
	return arena_printf(arena,
			    "%.*s… [The rest is left out here. The whole text "
			    "has %ld characters.]",
			    (int)(end - text), text, g_utf8_strlen(text, -1));
}

static void set_text(const struct change_rows *rows, struct value *map,
		     const char *key, const char *text)
{
	value_set(rows->arena, map, key, value_text(rows->arena, text));
}

static void push(const struct change_rows *rows,
		 const struct field_change *change, const char *old,
		 const char *new, const char *aside)
{
	struct value *map =
		rows->make ? rows->make(rows->data) : value_map(rows->arena);

	set_text(rows, map, "label", change->label);
	set_text(rows, map, "old", change_rows_clip(rows->arena, old));
	set_text(rows, map, "new", change_rows_clip(rows->arena, new));
	set_text(rows, map, "aside", aside);
	value_set(rows->arena, map, "isSame", value_bool(!old && !new));
	value_push(rows->arena, rows->list, map);
}

static const char *same_words(const struct change_rows *rows,
			      const struct field_change *change, size_t n)
{
	const char *what =
		change->by == FIELD_CHANGE_SENTENCES ? "sentence" : "line";

	return n == 0 ? NULL
		      : arena_printf(rows->arena, "%zu %s%s as before", n, what,
				     n == 1 ? "" : "s");
}

/* What differs in a long text, stretch by stretch. */
static void push_text(const struct change_rows *rows,
		      const struct field_change *change)
{
	const char *old = change->old_value ? change->old_value : "";
	const char *new = change->new_value ? change->new_value : "";
	g_autoptr(TextDiff) diff = change->by == FIELD_CHANGE_SENTENCES
					   ? text_diff_sentences(old, new)
					   : text_diff_lines(old, new);
	const char *aside = same_words(rows, change, diff->n_same);

	for (guint i = 0; i < diff->parts->len; i++) {
		const struct text_diff_part *part = diff->parts->pdata[i];

		push(rows, change, part->old_text, part->new_text, aside);
	}
	if (diff->parts->len == 0)
		push(rows, change, NULL, NULL, NULL);
}

static const char *words(const struct change_rows *rows,
			 const struct field_change *change, const char *value)
{
	date_t date = value ? date_parse(value) : DATE_NONE;
	g_autofree char *text =
		date == DATE_NONE ? change_words(change, value, rows->titles)
				  : date_words(date);

	return text ? arena_strdup(rows->arena, text) : NULL;
}

void change_rows_push(const struct change_rows *rows,
		      const struct field_change *change)
{
	if (change->by == FIELD_CHANGE_WHOLE)
		push(rows, change, words(rows, change, change->old_value),
		     words(rows, change, change->new_value), NULL);
	else
		push_text(rows, change);
}
