/* SPDX-License-Identifier: MIT */
/*
 * Rules on levels of maturity: a claim is of this year, and the registers do
 * not speak against it.
 */
#include "lib/rule_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/maturity.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "lib/word.h"

/* Whether b, further down in the file, takes the place of a. */
static bool is_later(const struct node *a, const struct node *b)
{
	return flow_facts_date(b, "assessedOn") >=
	       flow_facts_date(a, "assessedOn");
}

/*
 * The assessments that stand: of each partner, and of the partnership, the
 * latest that claims a level above 0.
 */
static GHashTable *standing(const struct node *barrier)
{
	GHashTable *latest = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(assessment, barrier, "assessment")
	{
		const char *partner =
			node_attr(node_child(assessment, "partner"), "ref");
		const char *level = flow_facts_value(assessment, "level");
		const char *key = partner ? partner : "";
		const struct node *known = g_hash_table_lookup(latest, key);

		if (level && !word_is(level, "0") &&
		    (!known || is_later(known, assessment)))
			g_hash_table_insert(latest, (gpointer)key,
					    (gpointer)assessment);
	}
	return latest;
}

/* Whether it is the one that stands for its partner. */
static bool stands(GHashTable *latest, const struct node *assessment)
{
	const char *partner =
		node_attr(node_child(assessment, "partner"), "ref");

	return g_hash_table_lookup(latest, partner ? partner : "") ==
	       assessment;
}

/* BAR-04 ----------------------------------------------------------------- */

static void bar_04_assessment_stale(const struct rule_check *check)
{
	const struct node *barrier = check->record->root;
	g_autoptr(GHashTable) latest = standing(barrier);

	if (word_is(flow_facts_value(barrier, "status"), "closed"))
		return;
	NODE_EACH(assessment, barrier, "assessment")
	{
		const struct node *on = node_child(assessment, "assessedOn");
		date_t day = flow_facts_date(assessment, "assessedOn");
		g_autofree char *held = NULL;

		if (!stands(latest, assessment))
			continue;
		held = settings_overrun(check->registers, "assessment-interval",
					day, check->as_of);
		rule_subject(check);
		if (day == DATE_NONE)
			rule_missing(check, on ? on : assessment,
				     "the day of each assessment");
		else if (held)
			rule_fail(check, on,
				  "assessment '%s' is of '%s', more than %s "
				  "before the as-of date, and no later one is "
				  "recorded",
				  node_attr(assessment, "id"), on->text, held);
	}
}

/* BAR-05 ----------------------------------------------------------------- */

static void bar_05_judge(const struct rule_check *check,
			 const struct node *assessment,
			 const struct maturity_level *level)
{
	const struct node *claim = node_child(assessment, "level");
	unsigned claimed = (unsigned)strtoul(claim->text, NULL, 10);
	g_autofree char *fact = NULL;

	if (claimed > level->allowed && level->signal) {
		rule_fail(
			check, claim,
			"assessment '%s' claims level '%u', but the registers "
			"allow level '%u': \"%s\" is %zu of %zu (%u%%), and "
			"level '%u' asks for %u%%",
			node_attr(assessment, "id"), claimed, level->allowed,
			level->signal->label, level->signal->met,
			level->signal->of, maturity_percent(level->signal),
			level->stopped_at, level->at_least);
	} else if (level->unknown_at > 0 && claimed >= level->unknown_at) {
		fact = g_strdup_printf("anything to compute \"%s\" from",
				       level->unknown->label);
		rule_missing(check, claim, fact);
	}
}

static void bar_05_contradicted(const struct rule_check *check)
{
	const struct node *barrier = check->record->root;
	const char *code = flow_facts_value(barrier, "barrier");
	const struct maturity_level *level = NULL;
	const struct maturity *maturity;
	const GError *error;
	g_autoptr(GHashTable) latest = NULL;

	if (!node_child(barrier, "assessment"))
		return;
	maturity = rule_maturity(check, &error);
	if (maturity && code)
		level = maturity_find(maturity, code);
	latest = standing(barrier);
	NODE_EACH(assessment, barrier, "assessment")
	{
		if (!stands(latest, assessment) || (maturity && !level))
			continue;
		rule_subject(check);
		if (level)
			bar_05_judge(check, assessment, level);
		else
			rule_bug(check,
				 "the scale of maturity cannot be read: %s",
				 error->message);
	}
}

const struct rule rules_bar_levels[] = {
	{ "BAR-04", "barrier", bar_04_assessment_stale },
	{ "BAR-05", "barrier", bar_05_contradicted },
	{ NULL, NULL, NULL },
};
