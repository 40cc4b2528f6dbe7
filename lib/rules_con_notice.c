/* SPDX-License-Identifier: MIT */
/*
 * Rules that hold a consent against the notice people were shown: whether they
 * are still given it, and whether a later one says something else.
 */
#include "lib/rule_check.h"

#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

#define MAX_NOTICES 64 /* that replaced one another, looked at in a row */

/* The valid record that the element refers to, or NULL. */
static const struct record *valid_target(const struct rule_check *check,
					 const struct node *at)
{
	const struct record *to = registers_target(check->registers, at);

	return to && to->is_valid ? to : NULL;
}

/* Whether the asking is over, so that its notice is no longer shown. */
static bool is_over(const struct node *consent)
{
	static const char *const over[] = { "refused",	   "expired",
					    "invalidated", "revoked",
					    "withdrawn",   NULL };
	const char *state = flow_facts_value(consent, "state");

	return word_is_among(state, over);
}

/* Whether people are given the notice by the as-of date. */
static enum fact is_issued(const struct rule_check *check,
			   const struct node *notice)
{
	date_t day = flow_facts_date(notice, "issuedOn");
	const char *state = flow_facts_value(notice, "state");

	if (day != DATE_NONE)
		return day <= check->as_of ? FACT_YES : FACT_NO;
	return word_is(state, "generated") ? FACT_NO : FACT_UNKNOWN;
}

/*
 * The notice that replaced this one by the as-of date, or NULL; *unknown: one
 * of which that is not known, if there is no other.
 */
static const struct record *replacement(const struct rule_check *check,
					const struct record *notice,
					const struct record **unknown)
{
	size_t n;
	const struct reference *const *all = registers_referrers_of_kind(
		check->registers, notice, "notice", &n);

	*unknown = NULL;
	for (size_t i = 0; i < n; i++) {
		enum fact issued;

		if (!word_is(all[i]->node->name, "supersedes") ||
		    !all[i]->from->is_valid || all[i]->from == notice)
			continue;
		issued = is_issued(check, all[i]->from->root);
		if (issued == FACT_YES)
			return all[i]->from;
		if (issued == FACT_UNKNOWN)
			*unknown = all[i]->from;
	}
	return NULL;
}

static void report_issue_unknown(const struct rule_check *check,
				 const struct node *at,
				 const struct record *notice)
{
	g_autofree char *fact = g_strdup_printf(
		"the day on which notice '%s' was issued", notice->id);

	rule_missing(check, at, fact);
}

/* What identifies an entry of a notice: its code, else whom it names. */
static const char *entry_key(const struct node *entry)
{
	if (node_attr(entry, "code"))
		return node_attr(entry, "code");
	return node_attr(entry, "ref") ? node_attr(entry, "ref") : entry->text;
}

/* Adds the entries of from that to lacks: "purpose 'P-EVAL' added". */
static void add_changes(GString *changes, const struct node *from,
			const struct node *to, const char *name,
			const char *what)
{
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(entry, to, name)
	g_hash_table_add(keys, (gpointer)entry_key(entry));
	NODE_EACH(entry, from, name)
	{
		if (node_is_stated(entry) &&
		    g_hash_table_add(keys, (gpointer)entry_key(entry)))
			g_string_append_printf(changes, "%s%s '%s' %s",
					       changes->len > 0 ? ", " : "",
					       name, entry_key(entry), what);
	}
}

/* Compares what two notices say in a list of theirs. */
static void compare_lists(const struct rule_check *check,
			  const struct node *cited, GString *changes,
			  const struct record *shown,
			  const struct record *latest, const char *name)
{
	const struct record *silent =
		!node_is_stated(node_child(shown->root, name))	  ? shown
		: !node_is_stated(node_child(latest->root, name)) ? latest
								  : NULL;

	if (silent) {
		g_autofree char *fact = g_strdup_printf("any %s in notice '%s'",
							name, silent->id);

		rule_missing(check, cited, fact);
		return;
	}
	add_changes(changes, latest->root, shown->root, name, "added");
	add_changes(changes, shown->root, latest->root, name, "dropped");
}

static void con_07_stale_notice(const struct rule_check *check)
{
	const struct node *cited = node_child(check->record->root, "notice");
	const struct record *shown = valid_target(check, cited);
	const struct record *latest = shown;
	const struct record *next = shown;
	const struct record *unknown = NULL;
	g_autoptr(GString) changes = g_string_new(NULL);

	if (!shown || is_over(check->record->root))
		return;
	rule_subject(check);
	for (int i = 0; next && i < MAX_NOTICES; i++) {
		latest = next;
		next = replacement(check, latest, &unknown);
	}
	if (latest == shown) {
		if (unknown)
			report_issue_unknown(check, cited, unknown);
		return;
	}
	compare_lists(check, cited, changes, shown, latest, "purpose");
	compare_lists(check, cited, changes, shown, latest, "recipient");
	if (changes->len > 0)
		rule_fail(check, cited,
			  "people were shown notice '%s', which '%s' has "
			  "replaced with changes (%s); expected that they are "
			  "asked again",
			  shown->id, latest->id, changes->str);
}

/* A notice that stays in use although a later one is out. */
static void check_replaced(const struct rule_check *check,
			   const struct node *cited,
			   const struct record *notice)
{
	const struct record *unknown;
	const struct record *later = replacement(check, notice, &unknown);

	if (later)
		rule_fail(check, cited,
			  "the notice in use, '%s', was replaced by '%s' on "
			  "'%s'; expected the later one",
			  notice->id, later->id,
			  flow_facts_value(later->root, "issuedOn"));
	else if (unknown)
		report_issue_unknown(check, cited, unknown);
}

static void con_08_notice_out_of_use(const struct rule_check *check)
{
	const struct node *cited = node_child(check->record->root, "notice");
	const struct record *notice = valid_target(check, cited);
	date_t withdrawn;
	const char *state;

	if (!notice || is_over(check->record->root))
		return;
	rule_subject(check);
	withdrawn = flow_facts_date(notice->root, "withdrawnOn");
	state = flow_facts_value(notice->root, "state");
	if (withdrawn != DATE_NONE && withdrawn <= check->as_of)
		rule_fail(check, cited,
			  "the notice in use, '%s', was withdrawn on '%s'; "
			  "expected one that people are still given",
			  notice->id,
			  flow_facts_value(notice->root, "withdrawnOn"));
	else if (word_is(state, "unused") || word_is(state, "stale"))
		rule_fail(check, cited,
			  "the notice in use, '%s', has state '%s'; expected "
			  "one that people are still given",
			  notice->id, state);
	else
		check_replaced(check, cited, notice);
}

const struct rule rules_con_notice[] = {
	{ "CON-07", "consent", con_07_stale_notice },
	{ "CON-08", "consent", con_08_notice_out_of_use },
	{ NULL, NULL, NULL },
};
