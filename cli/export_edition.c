/* SPDX-License-Identifier: MIT */
/* What withheld_mark makes of each record, as registers of their own. */
#include "cli/export_edition.h"

#include "lib/registers.h"
#include "site-gen/withheld.h"

static const struct node *mark(void *data, struct arena *arena,
			       const struct record *record)
{
	const enum edition *edition = data;

	return record->id ? withheld_mark(arena, record, *edition)
			  : record->root;
}

struct registers *export_edition_mark(const struct registers *shown,
				      enum edition edition)
{
	return registers_filter(shown, mark, &edition);
}
