/* SPDX-License-Identifier: MIT */
/*
 * Open addressing: a text is in the slot that its hash says or in one of those
 * that follow, before the first that is empty.  A slot keeps the hash, so that
 * other texts are passed by without being looked at.  At least half of the
 * slots are empty.
 */
#include "lib/text_table.h"

#include <string.h>

#include "lib/hash.h"

#define FIRST_SLOTS 16 /* a power of two */

struct slot {
	const char *text; /* NULL: empty */
	void *value;
	guint hash;
};

struct text_table {
	struct slot *slots;
	size_t n_slots; /* a power of two */
	size_t n_used;
};

struct text_table *text_table_new(void)
{
	struct text_table *table = g_new(struct text_table, 1);

	table->n_slots = FIRST_SLOTS;
	table->n_used = 0;
	table->slots = g_new0(struct slot, table->n_slots);
	return table;
}

void text_table_free(struct text_table *table)
{
	if (!table)
		return;
	g_free(table->slots);
	g_free(table);
}

/* The slot of the text, or the empty one where it belongs. */
static struct slot *slot_of(const struct text_table *table, const char *text,
			    guint hash)
{
	size_t i = hash & (table->n_slots - 1);

	while (table->slots[i].text &&
	       (table->slots[i].hash != hash ||
		strcmp(table->slots[i].text, text) != 0))
		i = (i + 1) & (table->n_slots - 1);
	return &table->slots[i];
}

void *text_table_find(const struct text_table *table, const char *text)
{
	return slot_of(table, text, hash_text(text))->value;
}

static void grow(struct text_table *table, size_t n_slots)
{
	struct slot *old = table->slots;
	size_t n_old = table->n_slots;

	table->n_slots = n_slots;
	table->slots = g_new0(struct slot, table->n_slots);
	for (size_t i = 0; i < n_old; i++) {
		if (old[i].text)
			*slot_of(table, old[i].text, old[i].hash) = old[i];
	}
	g_free(old);
}

void text_table_expect(struct text_table *table, size_t n)
{
	size_t n_slots = table->n_slots;

	while ((table->n_used + n) * 2 > n_slots)
		n_slots *= 2;
	if (n_slots > table->n_slots)
		grow(table, n_slots);
}

void text_table_set(struct text_table *table, const char *text, void *value)
{
	guint hash = hash_text(text);
	struct slot *slot = slot_of(table, text, hash);

	g_assert(value);
	if (!slot->text && (table->n_used + 1) * 2 > table->n_slots) {
		grow(table, table->n_slots * 2);
		slot = slot_of(table, text, hash);
	}
	table->n_used += !slot->text;
	*slot = (struct slot){ .text = text, .value = value, .hash = hash };
}
