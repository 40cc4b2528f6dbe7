/* SPDX-License-Identifier: MIT */
/*
 * The value before a change is mostly the one after another, and most changes
 * leave path and title as they were: so texts stand there once, and what is
 * kept is a third of what it says.
 */
#include "lib/change_form.h"

#include <string.h>

#include "lib/cache.h"
#include "lib/change_cache.h"
#include "lib/change_pack.h"
#include "lib/record_history.h"
#include "lib/text_table.h"

/* Whether the parts are made of what they should be. */
bool change_form_is_whole(const struct packed_part parts[CHANGE_FORM_PARTS])
{
	return parts[CHANGE_FORM_TARGETS].len % CHANGE_FORM_TARGET == 0 &&
	       parts[CHANGE_FORM_ROWS].len % CHANGE_FORM_ROW == 0 &&
	       parts[CHANGE_FORM_ORDER].len == parts[CHANGE_FORM_ROWS].len /
						       CHANGE_FORM_ROW *
						       CHANGE_FORM_NUMBER &&
	       parts[CHANGE_FORM_FIELDS].len % CHANGE_PACK_ROW == 0 &&
	       parts[CHANGE_FORM_REFS].len % CHANGE_FORM_NUMBER == 0 &&
	       packed_is_texts(&parts[CHANGE_FORM_TEXTS]);
}

/* The blobs of a change as they stand in a row. */
void change_form_ids(const struct record_change *change,
		     char ids[CHANGE_FORM_IDS])
{
	memcpy(ids, change->old_blob, sizeof(*change->old_blob));
	memcpy(ids + sizeof(*change->old_blob), change->new_blob,
	       sizeof(*change->new_blob));
}

const char *change_form_old_path(const struct record_change *change)
{
	return change->old_path ? change->old_path : "";
}

/* An entry as it is made. */
struct writer {
	const GArray *targets;
	guint *numbers; /* by old number of a target: the new one, and 1; or 0 */
	GByteArray *parts[CHANGE_FORM_PARTS];
	struct packed_texts texts;
};

static void put_number(struct writer *writer, unsigned part, size_t number)
{
	packed_put_number(writer->parts[part], number);
}

static void put_text(struct writer *writer, unsigned part, const char *text)
{
	put_number(writer, part, packed_texts_add(&writer->texts, text));
}

/* Targets that changes rest on get numbers in the order in which they are met. */
static void put_ref(struct writer *writer, uint32_t old)
{
	const struct change_target *target =
		&g_array_index(writer->targets, struct change_target, old);
	GByteArray *targets = writer->parts[CHANGE_FORM_TARGETS];

	if (writer->numbers[old] == 0) {
		put_number(writer, CHANGE_FORM_TARGETS, target->is_seen);
		put_text(writer, CHANGE_FORM_TARGETS, target->id);
		writer->numbers[old] =
			(guint)(targets->len / CHANGE_FORM_TARGET);
	}
	put_number(writer, CHANGE_FORM_REFS, writer->numbers[old] - 1);
}

static void put_row(struct writer *writer, const struct change_kept *kept)
{
	const struct change_known *known = kept->known;
	g_autoptr(GPtrArray) fields =
		change_pack_read(known->fields, known->n_fields, known->texts);
	guint first_field =
		writer->parts[CHANGE_FORM_FIELDS]->len / CHANGE_PACK_ROW;
	size_t first_ref =
		writer->parts[CHANGE_FORM_REFS]->len / CHANGE_FORM_NUMBER;
	size_t n_refs;
	char ids[CHANGE_FORM_IDS];

	change_pack(writer->parts[CHANGE_FORM_FIELDS], &writer->texts, fields);
	for (uint32_t i = 0; i < known->n_targets; i++) {
		uint32_t old = change_form_number(known->targets, i);

		if (old < writer->targets->len)
			put_ref(writer, old);
	}
	n_refs = writer->parts[CHANGE_FORM_REFS]->len / CHANGE_FORM_NUMBER -
		 first_ref;
	change_form_ids(kept->change, ids);
	packed_put(writer->parts[CHANGE_FORM_ROWS], ids, sizeof(ids));
	put_number(writer, CHANGE_FORM_ROWS, known->facts);
	put_text(writer, CHANGE_FORM_ROWS, kept->change->path);
	put_text(writer, CHANGE_FORM_ROWS, change_form_old_path(kept->change));
	put_text(writer, CHANGE_FORM_ROWS, known->title);
	put_number(writer, CHANGE_FORM_ROWS, first_field);
	put_number(writer, CHANGE_FORM_ROWS, known->n_fields);
	put_number(writer, CHANGE_FORM_ROWS, first_ref);
	put_number(writer, CHANGE_FORM_ROWS, n_refs);
}

/* False: that is more than can be kept. */
static bool put_rows(struct writer *writer, const struct change_kept *kept,
		     size_t n)
{
	packed_texts_add(&writer->texts, "");
	for (size_t i = 0; i < n; i++) {
		put_row(writer, &kept[i]);
		if (packed_parts_len(writer->parts, CHANGE_FORM_PARTS) >
		    CACHE_MAX_ENTRY)
			return false;
	}
	packed_put_order(writer->parts[CHANGE_FORM_ORDER],
			 writer->parts[CHANGE_FORM_ROWS], CHANGE_FORM_ROW,
			 CHANGE_FORM_IDS);
	return true;
}

bool change_form_write(GByteArray *out, const GArray *targets,
		       const struct change_kept *kept, size_t n)
{
	g_autofree guint *numbers = g_new0(guint, targets->len + 1);
	g_autoptr(TextTable) places = text_table_new();
	struct writer writer = { .targets = targets, .numbers = numbers };
	bool is_done;

	for (unsigned i = 0; i < CHANGE_FORM_PARTS; i++)
		writer.parts[i] = g_byte_array_new();
	writer.texts.bytes = writer.parts[CHANGE_FORM_TEXTS];
	writer.texts.places = places;
	is_done = put_rows(&writer, kept, n);
	if (is_done)
		packed_put_parts(out, writer.parts, CHANGE_FORM_PARTS);
	for (unsigned i = 0; i < CHANGE_FORM_PARTS; i++)
		g_byte_array_unref(writer.parts[i]);
	return is_done;
}
