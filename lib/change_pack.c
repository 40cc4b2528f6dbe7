/* SPDX-License-Identifier: MIT */
/*
 * A row is a number of what is known of the field and the places of four texts
 * (see packed.h); a value that is not there has an empty one.
 */
#include "lib/change_pack.h"

#include "lib/change.h"
#include "lib/packed.h"

/* What the number says: two kinds, in four bits each, and what is there. */
#define IS_SHIFT 4
#define KIND_MASK 0xfu
#define HAS_OLD 0x100u
#define HAS_NEW 0x200u

/* Numbers of a row. */
enum { WHAT, FIELD, LABEL, OLD, NEW, NUMBERS };

G_STATIC_ASSERT(NUMBERS * sizeof(uint32_t) == CHANGE_PACK_ROW);

static void pack_text(GByteArray *rows, struct packed_texts *texts,
		      const char *text)
{
	packed_put_number(rows, packed_texts_add(texts, text ? text : ""));
}

void change_pack(GByteArray *rows, struct packed_texts *texts,
		 const GPtrArray *fields)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		packed_put_number(rows,
				  (uint32_t)field->by |
					  (uint32_t)field->is << IS_SHIFT |
					  (field->old_value ? HAS_OLD : 0) |
					  (field->new_value ? HAS_NEW : 0));
		pack_text(rows, texts, field->field);
		pack_text(rows, texts, field->label);
		pack_text(rows, texts, field->old_value);
		pack_text(rows, texts, field->new_value);
	}
}

static uint32_t number_of(const char *row, unsigned which)
{
	return packed_number_at(row + which * sizeof(uint32_t));
}

static enum field_change_by by_of(const char *row)
{
	return (enum field_change_by)(number_of(row, WHAT) & KIND_MASK);
}

static enum field_change_is is_of(const char *row)
{
	return (enum field_change_is)(number_of(row, WHAT) >> IS_SHIFT &
				      KIND_MASK);
}

bool change_pack_fits(const char *rows, size_t n,
		      const struct packed_part *texts)
{
	for (size_t i = 0; i < n; i++, rows += CHANGE_PACK_ROW) {
		if (by_of(rows) > FIELD_CHANGE_LINES ||
		    is_of(rows) > FIELD_CHANGE_REFERENCE)
			return false;
		for (unsigned which = FIELD; which < NUMBERS; which++)
			if (!packed_text_at(texts, number_of(rows, which)))
				return false;
	}
	return true;
}

/* field_change has no const texts, but here they are nobody's to change. */
static char *text_of(const char *row, unsigned which, const char *texts)
{
	return (char *)texts + number_of(row, which);
}

GPtrArray *change_pack_read(const char *rows, size_t n, const char *texts)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; i < n; i++, rows += CHANGE_PACK_ROW) {
		struct field_change *field = g_new0(struct field_change, 1);
		uint32_t what = number_of(rows, WHAT);

		field->by = by_of(rows);
		field->is = is_of(rows);
		field->field = text_of(rows, FIELD, texts);
		field->label = text_of(rows, LABEL, texts);
		if (what & HAS_OLD)
			field->old_value = text_of(rows, OLD, texts);
		if (what & HAS_NEW)
			field->new_value = text_of(rows, NEW, texts);
		g_ptr_array_add(list, field);
	}
	return list;
}
