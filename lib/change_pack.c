/* SPDX-License-Identifier: MIT */
/*
 * Their number, and then each field as a number of what is known of it and
 * four texts (see packed.h); a value that is not there has an empty one.
 */
#include "lib/change_pack.h"

#include "lib/change.h"
#include "lib/packed.h"

/* What the number says: two kinds, in four bits each, and what is there. */
#define IS_SHIFT 4
#define KIND_MASK 0xfu
#define HAS_OLD 0x100u
#define HAS_NEW 0x200u

static void pack_value(GByteArray *out, const char *value)
{
	packed_put_text(out, value ? value : "");
}

void change_pack(GByteArray *out, const GPtrArray *fields)
{
	packed_put_number(out, fields->len);
	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		packed_put_number(out,
				  (uint32_t)field->by |
					  (uint32_t)field->is << IS_SHIFT |
					  (field->old_value ? HAS_OLD : 0) |
					  (field->new_value ? HAS_NEW : 0));
		packed_put_text(out, field->field);
		packed_put_text(out, field->label);
		pack_value(out, field->old_value);
		pack_value(out, field->new_value);
	}
}

/* The next field; its texts are borrowed. */
static struct field_change next(struct packed *from)
{
	uint32_t what = packed_number(from);
	struct field_change field = {
		.by = (enum field_change_by)(what & KIND_MASK),
		.is = (enum field_change_is)(what >> IS_SHIFT & KIND_MASK),
	};

	field.field = (char *)packed_text(from);
	field.label = (char *)packed_text(from);
	field.old_value = (char *)packed_text(from);
	field.new_value = (char *)packed_text(from);
	if (!(what & HAS_OLD))
		field.old_value = NULL;
	if (!(what & HAS_NEW))
		field.new_value = NULL;
	return field;
}

bool change_pack_skip(struct packed *from)
{
	uint32_t n = packed_number(from);

	for (uint32_t i = 0; from->next && i < n; i++) {
		struct field_change field = next(from);

		if (field.by > FIELD_CHANGE_LINES ||
		    field.is > FIELD_CHANGE_REFERENCE)
			from->next = NULL;
	}
	return from->next != NULL;
}

GPtrArray *change_pack_read(const char *fields)
{
	struct packed from = { .next = fields, .end = fields + G_MAXINT32 };
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	uint32_t n = packed_number(&from);

	for (uint32_t i = 0; i < n; i++) {
		struct field_change field = next(&from);

		g_ptr_array_add(list, g_memdup2(&field, sizeof(field)));
	}
	return list;
}

guint change_pack_len(const char *fields)
{
	struct packed from = { .next = fields, .end = fields + sizeof(guint) };

	return packed_number(&from);
}
