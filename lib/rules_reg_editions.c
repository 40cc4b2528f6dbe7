/* SPDX-License-Identifier: MIT */
/*
 * Rules on what a published edition shows: no name of a record that its
 * readers may not see, and no count that is too small.
 */
#include "lib/rule_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

/* Counts from 1 up to this are small, whatever the settings hide. */
#define SMALL_COUNT 4

/* REG-06 ----------------------------------------------------------------- */

/* The widest edition in which the record shows an attribute of the node. */
static enum edition edition_of(const struct record *record,
			       const struct node *node,
			       const struct field *attr)
{
	enum edition edition = record->publication;

	edition = attr ? MAX(edition, attr->edition) : EDITION_INTERNAL;
	for (; node; node = node->parent)
		edition = node->field ? MAX(edition, node->field->edition)
				      : EDITION_INTERNAL;
	return edition;
}

static void reg_06_points_inside(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	rule_subject(check);
	if (registers_is_public(check->registers))
		return;
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		for (unsigned i = 0; i < n->n_attrs; i++) {
			const struct attr *attr = &n->attrs[i];
			const struct record *to = NULL;
			enum edition edition;

			if (!attr->field || attr->field->type != FIELD_REF)
				continue;
			to = registers_resolve(check->registers, attr->value,
					       NULL);
			edition = edition_of(check->record, n, attr->field);
			if (to && to->publication > edition)
				rule_fail(check, n,
					  "the %s edition names '%s', which "
					  "appears only in the %s edition",
					  edition_name(edition), attr->value,
					  edition_name(to->publication));
		}
	}
}

/* REG-08 ----------------------------------------------------------------- */

/* Counts of one day and how the settings hide small ones. */
struct counts {
	const struct node *stats;
	uint64_t threshold;
	bool is_exact; /* counts that are shown are not rounded */
	bool is_alone; /* a hidden count does not hide another with it */
};

static void read_control(const struct rule_check *check, struct counts *counts)
{
	struct disclosure_rule rule = disclosure_rule(check->registers);

	counts->threshold = rule.below;
	counts->is_exact = rule.step < 2;
	counts->is_alone = !rule.hides_totals;
}

/* The child with a count, or NULL; *value is set. */
static const struct node *count_of(const struct counts *counts,
				   const char *name, unsigned long *value)
{
	const struct node *node = node_child(counts->stats, name);

	if (!node_is_stated(node))
		return NULL;
	*value = strtoul(node->text, NULL, 10);
	return node;
}

static bool is_hidden(const struct counts *counts, unsigned long value)
{
	return value > 0 && value < counts->threshold;
}

static void report_shown(const struct rule_check *check,
			 const struct counts *counts)
{
	static const char *const names[] = { "asked", "given", "refused",
					     "withdrawn" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		unsigned long value = 0;
		const struct node *node = count_of(counts, names[i], &value);

		if (node && value > 0 && value <= SMALL_COUNT &&
		    !is_hidden(counts, value))
			rule_fail(check, node,
				  "count '%s' is below '%d' and would be "
				  "published: the settings hide only counts "
				  "below '%" G_GUINT64_FORMAT "'",
				  names[i], SMALL_COUNT + 1, counts->threshold);
	}
}

/* The one of given and refused that is hidden follows from the other two. */
static void report_derived(const struct rule_check *check,
			   const struct counts *counts)
{
	unsigned long asked = 0, given = 0, refused = 0;
	const struct node *given_at = count_of(counts, "given", &given);
	const struct node *refused_at = count_of(counts, "refused", &refused);

	if (!counts->is_exact || !counts->is_alone || !given_at ||
	    !refused_at || !count_of(counts, "asked", &asked) ||
	    asked != given + refused || is_hidden(counts, asked) ||
	    is_hidden(counts, given) == is_hidden(counts, refused))
		return;
	rule_fail(check, is_hidden(counts, given) ? given_at : refused_at,
		  "count '%s' is hidden but can be worked out: the settings "
		  "neither round the others nor hide a second one",
		  is_hidden(counts, given) ? "given" : "refused");
}

static void reg_08_small_count(const struct rule_check *check)
{
	struct counts counts = { .stats = NULL };

	if (check->record->publication != EDITION_PUBLIC)
		return;
	read_control(check, &counts);
	NODE_EACH(stats, check->record->root, "stats")
	{
		counts.stats = stats;
		rule_subject(check);
		report_shown(check, &counts);
		report_derived(check, &counts);
	}
}

const struct rule rules_reg_editions[] = {
	{ "REG-06", NULL, reg_06_points_inside },
	{ "REG-08", "consent", reg_08_small_count },
	{ NULL, NULL, NULL },
};
