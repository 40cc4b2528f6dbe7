/* SPDX-License-Identifier: MIT */
/*
 * A rule follows references and asks for facts wherever they stand, so what it
 * says of a public record can rest on one that is not: that a flow is for
 * research alone, say, since the gateway that it names has such terms.  No
 * pattern could tell that from the message.  So the rules are run once more, on
 * what the edition shows, and only what can be found there is told.  It is told
 * as something found in all of the registers, though: what an edition merely
 * seems to lack is no finding.
 */
#include "site-gen/told.h"

#include <glib.h>

#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

static char *place_of(const struct diag *diag)
{
	return g_strdup_printf("%s\n%u\n%s\n%d", diag->path, diag->line,
			       diag->rule ? diag->rule : "",
			       diag->is_undecidable);
}

static char *text_of(const struct diag *diag)
{
	g_autofree char *place = place_of(diag);

	return g_strconcat(place, "\n", diag->message, NULL);
}

/* What rules find in the edition: places, and places with what is said. */
static GHashTable *find(const struct diags *diags,
			const struct registers *visible,
			const struct rulebook *rulebook, date_t as_of)
{
	GHashTable *found =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(Diags) own = diags_new();

	/* Rules ask about errors on reading: those of records that are there. */
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (!diag->is_checked && diag->record &&
		    registers_find(visible, diag->record))
			diags_add(own, diag);
	}
	rule_run_free(rules_check(visible, rulebook, as_of, own));
	for (size_t i = 0; i < diags_len(own); i++) {
		g_hash_table_add(found, place_of(diags_get(own, i)));
		g_hash_table_add(found, text_of(diags_get(own, i)));
	}
	return found;
}

struct diags *told_diags(const struct diags *diags,
			 const struct registers *visible,
			 const struct rulebook *rulebook, date_t as_of)
{
	struct diags *told = diags_new();
	g_autoptr(GHashTable) found = find(diags, visible, rulebook, as_of);

	for (size_t i = 0; i < diags_len(diags); i++) {
		struct diag diag = *diags_get(diags, i);
		g_autofree char *place = place_of(&diag);
		g_autofree char *text = text_of(&diag);
		const struct rulebook_row *row = NULL;

		if (diag.is_checked && !g_hash_table_contains(found, text)) {
			if (!g_hash_table_contains(found, place))
				continue;
			row = rulebook_find(rulebook, diag.rule);
			diag.message = row ? row->title : diag.rule;
		}
		diags_add(told, &diag);
	}
	diags_sort(told);
	return told;
}
