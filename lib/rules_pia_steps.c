/* SPDX-License-Identifier: MIT */
/*
 * Rules on the steps of a privacy impact assessment: whether it has all of
 * them, from the description of the processing to the sign-off.
 */
#include "lib/rule_check.h"

#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/word.h"

/* A part that a record should have, and its name in a message. */
struct part {
	const char *name;
	const char *words;
};

static bool is_screening(const struct node *pia)
{
	return word_is(flow_facts_value(pia, "kind"), "screening");
}

static void add_name(GString *names, const char *name)
{
	g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

/* PIA-04 ----------------------------------------------------------------- */

/* A draft need not be complete yet, but says so. */
static void pia_04_lacks_steps(const struct rule_check *check)
{
	static const struct part parts[] = {
		{ "need", "why it is needed (step 1)" },
		{ "nature", "nature of the processing (step 2)" },
		{ "scope", "scope of the processing (step 2)" },
		{ "context", "context of the processing (step 2)" },
		{ "purposes", "purposes of the processing (step 2)" },
		{ "necessity", "necessity and proportion (step 4)" },
		{ "lawfulBasis", "lawful basis (step 4)" },
		{ "minimisation", "no more data than needed (step 4)" },
		{ "dataQuality", "quality of data (step 4)" },
		{ "informationGiven", "information given (step 4)" },
		{ "rights", "rights (step 4)" },
		{ "risk", "risks (step 5)" },
		{ "measure", "measures (step 6)" },
	};
	const struct node *pia = check->record->root;
	g_autoptr(GString) missing = g_string_new(NULL);
	bool is_pending =
		pia_scope_status(check->registers, pia, "approved") == FACT_NO;

	if (is_screening(pia))
		return;
	rule_subject(check);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!node_is_stated(node_child(pia, parts[i].name)))
			add_name(missing, parts[i].words);
	}
	if (missing->len > 0)
		rule_fail_level(check, is_pending ? DIAG_WARNING : DIAG_ERROR,
				pia, "the assessment does not state its %s",
				missing->str);
}

/* PIA-10 ----------------------------------------------------------------- */

static bool is_consulted(const struct node *pia)
{
	NODE_EACH(consultation, pia, "consultation")
	{
		if (flow_facts_value(consultation, "who"))
			return true;
	}
	return false;
}

static void pia_10_nobody_asked(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	const struct node *reason = node_child(pia, "noConsultationReason");

	if (is_screening(pia))
		return;
	rule_subject(check);
	if (!is_consulted(pia) &&
	    !flow_facts_value(pia, "noConsultationReason"))
		rule_fail(check, reason ? reason : pia,
			  "the assessment records neither whom it asked for "
			  "their views nor why nobody was asked");
}

/* PIA-11 ----------------------------------------------------------------- */

static const struct node *sign_off_item(const struct node *sign_off,
					const char *code)
{
	NODE_EACH(item, sign_off, "item")
	{
		if (g_strcmp0(node_attr(item, "code"), code) == 0)
			return item;
	}
	return NULL;
}

/* "measures approved by (date)": what one line of the table lacks. */
static void add_gap(GString *gaps, const struct node *item, const char *words)
{
	bool has_role = flow_facts_value(item, "role") != NULL;
	bool has_date = flow_facts_date(item, "date") != DATE_NONE;
	g_autofree char *name = NULL;

	if (has_role && has_date)
		return;
	if (!node_is_stated(item))
		name = g_strdup(words);
	else
		name = g_strdup_printf("%s (%s)", words,
				       has_role	  ? "date"
				       : has_date ? "role"
						  : "role and date");
	add_name(gaps, name);
}

/* Answers are reviewed only where somebody was asked. */
static GString *sign_off_gaps(const struct node *pia)
{
	static const struct part items[] = {
		{ "measures-approved", "who approved the measures" },
		{ "residual-risks-approved",
		  "who approved the risks that remain" },
		{ "dpo-advice-provided",
		  "that the data protection officer advised" },
		{ "dpo-advice-decided",
		  "who accepted or overruled the advice" },
		{ "consultation-reviewed",
		  "who reviewed the answers to the consultation" },
		{ "kept-under-review", "who keeps it under review" },
	};
	const struct node *sign_off = node_child(pia, "signOff");
	GString *gaps = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(items); i++) {
		if (word_is(items[i].name, "consultation-reviewed") &&
		    !is_consulted(pia))
			continue;
		add_gap(gaps, sign_off_item(sign_off, items[i].name),
			items[i].words);
	}
	return gaps;
}

static void pia_11_not_signed_off(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	const struct node *sign_off = node_child(pia, "signOff");
	const char *status = flow_facts_value(pia, "status");
	g_autoptr(GString) gaps = sign_off_gaps(pia);

	if (is_screening(pia) || (status && !word_is(status, "approved")))
		return;
	rule_subject(check);
	if (gaps->len == 0)
		return;
	if (!status)
		rule_undecidable(check, pia, "whether it is approved");
	else
		rule_fail(check, sign_off ? sign_off : pia,
			  "the assessment is 'approved', but its sign-off does "
			  "not show %s",
			  gaps->str);
}

/* PIA-16 ----------------------------------------------------------------- */

static void pia_16_no_summary(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	const char *status = flow_facts_value(pia, "status");

	if (status && !word_is(status, "approved"))
		return;
	rule_subject(check);
	if (flow_facts_value(pia, "publicSummary"))
		return;
	if (!status)
		rule_undecidable(check, pia, "whether it is approved");
	else
		rule_fail(check, node_child(pia, "status"),
			  "the assessment is 'approved' and has no summary for "
			  "the public");
}

const struct rule rules_pia_steps[] = {
	{ "PIA-04", "pia", pia_04_lacks_steps },
	{ "PIA-10", "pia", pia_10_nobody_asked },
	{ "PIA-11", "pia", pia_11_not_signed_off },
	{ "PIA-16", "pia", pia_16_no_summary },
	{ NULL, NULL, NULL },
};
