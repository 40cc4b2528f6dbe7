/* SPDX-License-Identifier: MIT */
/* What becomes of findings when all are there: waivers, and counts. */
#include "lib/rule_run.h"

#include <string.h>

#include "lib/date.h"
#include "lib/diag.h"
#include "lib/hash.h"
#include "lib/node.h"
#include "lib/registers.h"

/* Whether the waiver says all that it must and still holds. */
static bool is_waiver_good(const struct node *waiver, date_t as_of)
{
	date_t expires = date_parse(node_value(waiver, "expires"));

	return expires != DATE_NONE && expires >= as_of &&
	       node_value(waiver, "reason") &&
	       node_value(waiver, "approverRole");
}

/* "GWY-04\nagreement-id" to the id of the waiver that covers it. */
GHashTable *rule_run_waivers(const struct registers *registers, date_t as_of)
{
	GHashTable *waivers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, "waiver", &n);

	for (size_t i = 0; i < n; i++) {
		const struct record *to = registers_target(
			registers, node_child(all[i]->root, "record"));
		const char *rule = node_value(all[i]->root, "rule");

		if (all[i]->is_valid && to && rule &&
		    is_waiver_good(all[i]->root, as_of))
			g_hash_table_insert(
				waivers, g_strconcat(rule, "\n", to->id, NULL),
				(gpointer)all[i]->id);
	}
	return waivers;
}

const char *rule_run_waiver(GHashTable *waivers, const struct diag *diag)
{
	g_autofree char *key = NULL;

	if (g_hash_table_size(waivers) == 0 || !diag->rule || !diag->record ||
	    diag->is_undecidable || strcmp(diag->rule, "REG-02") == 0)
		return NULL;
	key = g_strconcat(diag->rule, "\n", diag->record, NULL);
	return g_hash_table_lookup(waivers, key);
}

/*
 * For a rule that reading decides, the subjects are the records, and those
 * without a finding have passed.
 */
void rule_tally_read(struct rule_tally *tally,
		     const struct registers *registers,
		     const struct diags *diags)
{
	g_autoptr(GHashTable) failing =
		g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (g_strcmp0(diag->rule, tally->id) == 0)
			g_hash_table_add(failing, (gpointer)diag->path);
	}
	if (g_hash_table_size(failing) == 0) {
		tally->passed += registers_len(registers);
		return;
	}
	for (size_t i = 0; i < registers_len(registers); i++)
		tally->passed += !g_hash_table_contains(
			failing, registers_listed(registers, i)->path);
}

void rule_run_waive(struct diags *diags, GHashTable *waivers)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const char *waiver =
			rule_run_waiver(waivers, diags_get(diags, i));

		if (waiver)
			diags_waive(diags, i, waiver);
	}
}

void rule_tally_findings(struct rule_tally *tallies, size_t n,
			 const struct diags *diags)
{
	g_autoptr(GHashTable) by_id = g_hash_table_new(hash_text, g_str_equal);

	for (size_t i = 0; i < n; i++)
		g_hash_table_insert(by_id, (gpointer)tallies[i].id,
				    &tallies[i]);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		struct rule_tally *tally =
			diag->rule ? g_hash_table_lookup(by_id, diag->rule)
				   : NULL;

		if (!tally || diag->is_undecidable)
			continue;
		tally->failed += !diag->waiver;
		tally->waived += diag->waiver != NULL;
	}
}
