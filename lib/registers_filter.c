/* SPDX-License-Identifier: MIT */
/*
 * Registers made from registers: some of the records, each as the tree that it
 * has there.  The references are worked out again from the new trees, by the same
 * pass that links what was loaded, so nothing that the copies leave out can be
 * reached through them.  There are no files behind such registers: what is
 * not in a tree is not there at all.
 */
#include "lib/registers.h"

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/gist.h"
#include "lib/node.h"
#include "lib/registers_private.h"
#include "lib/text_table.h"

static void filter_records(struct registers *result,
			   const struct registers *registers,
			   registers_copy copy, void *data)
{
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct record *from = &registers->records[i];
		struct record *to = &result->records[result->n_records];
		const struct node *root =
			from->root ? copy(data, result->arena, from) : NULL;

		if (!root)
			continue;
		*to = *from;
		to->root = root;
		registers_title(result, result->n_records,
				gist_of(result->arena, to));
		result->pointers[result->n_records++] = to;
		if (!text_table_find(result->by_id, to->id))
			text_table_set(result->by_id, to->id, to);
	}
}

/* Settings are no record, but are copied as if they were one. */
static const struct node *filter_settings(struct registers *result,
					  const struct registers *registers,
					  registers_copy copy, void *data)
{
	struct record settings = {
		.kind = schema_kind(registers->library->schema, "settings"),
		.id = "",
		.path = "gatehouse.xml",
		.root = registers->settings,
		.publication = EDITION_PUBLIC,
	};
	const struct node *root = copy(data, result->arena, &settings);

	g_assert(root);
	return root;
}

struct registers *registers_filter(const struct registers *registers,
				   registers_copy copy, void *data)
{
	struct registers *result = g_new0(struct registers, 1);
	size_t n = registers->n_records;
	g_autoptr(Diags) ignored = diags_new();

	registers_need_all(registers);
	result->library = registers->library;
	result->arena = arena_new();
	result->codes = registers->codes;
	result->is_filtered = true;
	result->settings = filter_settings(result, registers, copy, data);
	result->records =
		arena_array(result->arena, n, sizeof(*result->records));
	result->gists = arena_array(result->arena, n, sizeof(*result->gists));
	result->pointers =
		arena_array(result->arena, n + 1, sizeof(*result->pointers));
	result->by_id = text_table_new();
	filter_records(result, registers, copy, data);
	registers_link(result, ignored);
	return result;
}
