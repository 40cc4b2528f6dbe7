/* SPDX-License-Identifier: MIT */
/*
 * Uses stand by who gives and who gets, so each pair is a run of them; the
 * pairs are then put in order by type of who gives, which keeps that of the
 * uses within a type.
 */
#include "site-gen/sharing_pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/registers.h"
#include "site-gen/sharing.h"

const char *sharing_type(const struct record *body)
{
	const char *type = flow_facts_value(body->root, "type");

	return type ? type : SHARING_NO_TYPE;
}

const char *sharing_type_label(const struct registers *registers,
			       const char *type)
{
	if (strcmp(type, SHARING_NO_TYPE) == 0)
		return "Type not stated";
	return codes_label(registers_codes(registers), "organisation-type",
			   type);
}

static bool is_named(const struct sharing_use *use)
{
	return use->from && use->to;
}

static void add_pairs(struct sharing_pairs *pairs,
		      const struct sharing_use *uses, size_t n)
{
	size_t end;

	for (size_t i = 0; i < n; i = end) {
		struct sharing_pair pair = { .uses = &uses[i] };

		end = i + 1;
		if (!is_named(&uses[i]))
			continue;
		while (end < n && uses[end].from == uses[i].from &&
		       uses[end].to == uses[i].to)
			end++;
		pair.n = end - i;
		pair.type = sharing_type(uses[i].from);
		g_array_append_val(pairs->pairs, pair);
	}
}

static int compare_pairs(const void *a, const void *b, void *data)
{
	const struct registers *registers = data;
	const struct sharing_pair *x = a, *y = b;
	int order = 0;

	if (strcmp(x->type, y->type) != 0)
		order = g_ascii_strcasecmp(
			sharing_type_label(registers, x->type),
			sharing_type_label(registers, y->type));
	if (order == 0)
		order = strcmp(x->type, y->type);
	return order ? order : (x->uses > y->uses) - (x->uses < y->uses);
}

/* Counts each flow once. */
static void count(struct sharing_pairs *pairs, const struct sharing_use *uses,
		  size_t n)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) unnamed = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < n; i++) {
		void *flow = (void *)uses[i].flow;

		if (g_hash_table_add(seen, flow))
			pairs->n_live += uses[i].is_live == FACT_YES;
		if (!is_named(&uses[i]) && g_hash_table_add(unnamed, flow))
			g_ptr_array_add(pairs->unnamed, (void *)&uses[i]);
	}
	pairs->n_flows = g_hash_table_size(seen);
}

struct sharing_pairs *sharing_pairs_new(const struct registers *registers,
					const struct sharing *sharing)
{
	struct sharing_pairs *pairs = g_new0(struct sharing_pairs, 1);
	size_t n;
	const struct sharing_use *uses = sharing_uses(sharing, &n);

	pairs->pairs = g_array_new(FALSE, FALSE, sizeof(struct sharing_pair));
	pairs->unnamed = g_ptr_array_new();
	add_pairs(pairs, uses, n);
	g_array_sort_with_data(pairs->pairs, compare_pairs,
			       (gpointer)registers);
	count(pairs, uses, n);
	return pairs;
}

void sharing_pairs_free(struct sharing_pairs *pairs)
{
	if (!pairs)
		return;
	g_array_unref(pairs->pairs);
	g_ptr_array_unref(pairs->unnamed);
	g_free(pairs);
}
