/* SPDX-License-Identifier: MIT */
/*
 * Each date of the schemas either asks for something or is a fact.  One that
 * asks is a row: the element it stands in, its name, what it asks for, how
 * long after it that is, and a test that says when nobody need act any more.
 * The records are walked once.
 *
 * These ask for something to be done, and are overdue when it is not: the next
 * review (given, or by an interval), the end of an agreement, the last day of
 * retention (given or worked out) and what a notice promised of it, the day on
 * which consent is asked anew, the expiry of a waiver, an assessment's review,
 * what measures, approaches and target levels are due by, the start of an
 * agreement for those who have not signed, and, an interval of the settings
 * after the last time, comparisons with the law, assessments of barriers, looks
 * at processors, policy documents and approvals.
 *
 * These happen by themselves and are worth knowing until then: the end of a
 * flow, of a programme and its evaluation, of an organisation, a party that
 * leaves, a notice that is withdrawn, the first and last day of a text of law.
 *
 * All others are facts: days on which something was made, said, signed, read,
 * found or published, and the days on which things begin.
 */
#include "lib/due.h"

#include <stdlib.h>
#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "lib/settings.h"

#define WINDOW "P90D"

/* What a test may look at. */
struct look {
	const struct registers *registers;
	date_t as_of;
	const struct record *record;
	GArray *found; /* of struct due, in the order of the walk */
	size_t first;  /* of this record */
};

static bool status_is(const struct node *node, const char *status)
{
	return g_strcmp0(flow_facts_value(node, "status"), status) == 0;
}

/* Whether the record as a whole is a thing of the past. */
static bool is_over(const struct look *look, const struct node *at)
{
	const struct node *root = node_root(at);
	const char *kind = root->name;
	date_t gone;

	if (strcmp(kind, "agreement") == 0)
		return flow_facts_is_over(root);
	if (strcmp(kind, "barrier") == 0)
		return status_is(root, "closed");
	if (strcmp(kind, "pia") == 0)
		return status_is(root, "rejected") ||
		       (pia_scope_status(look->registers, root, "approved") ==
				FACT_YES &&
			pia_scope_status(look->registers, root, "current") ==
				FACT_NO);
	gone = flow_facts_date(root, strcmp(kind, "notice") == 0
					     ? "withdrawnOn"
					     : "dissolvedOn");
	return gone != DATE_NONE && gone <= look->as_of;
}

/* Measures and approaches. */
static bool is_done(const struct look *look, const struct node *at)
{
	return status_is(at->parent, "done") ||
	       status_is(at->parent, "abandoned") ||
	       node_is_stated(node_child(at->parent, "completedOn")) ||
	       is_over(look, at);
}

/* An agreement that is over, or not yet more than a draft. */
static bool is_not_in_force(const struct look *look, const struct node *at)
{
	return is_over(look, at) || agreement_facts_is_plan(node_root(at));
}

static bool is_not_current(const struct look *look, const struct node *at)
{
	return !flow_facts_is_current(look->registers, node_root(at),
				      look->as_of);
}

static bool is_invalid_consent(const struct look *look, const struct node *at)
{
	const char *state = flow_facts_value(at->parent, "state");

	return state && !code_has(codes_find(registers_codes(look->registers),
					     "consent-state", state),
				  "valid", "yes");
}

static bool is_review_of_same_day(const struct look *look,
				  const struct node *at)
{
	const struct node *review = node_child(at->parent, "review");

	return is_over(look, at) ||
	       flow_facts_date(review, "next") == date_parse(at->text);
}

/* The promise is kept when nothing is left of what was told about. */
static bool is_promise_kept(const struct look *look, const struct node *at)
{
	date_t until = date_parse(at->text);
	size_t n;
	const struct reference *const *uses = registers_referrers_of_kind(
		look->registers, look->record, "agreement", &n);

	for (size_t i = 0; i < n; i++) {
		if (!retention_is_closed(look->registers, uses[i]->from->root,
					 until, look->as_of))
			return false;
	}
	return n > 0;
}

static bool is_old_law(const struct look *look, const struct node *at)
{
	date_t to = flow_facts_version_to(at->parent);

	return flow_facts_is_past_law(at->parent) ||
	       (to != DATE_NONE && to < look->as_of);
}

/* A later assessment of the same partner takes its place. */
static bool is_assessed_since(const struct look *look, const struct node *at)
{
	const struct node *partner = node_child(at->parent, "partner");
	const char *ref = node_attr(partner, "ref");

	NODE_EACH(other, node_root(at), "assessment")
	{
		date_t on = flow_facts_date(other, "assessedOn");

		if (on > date_parse(at->text) &&
		    g_strcmp0(node_attr(node_child(other, "partner"), "ref"),
			      ref) == 0)
			return true;
	}
	return is_over(look, at);
}

/* Looked at since, left, or no longer needed. */
static bool is_processor_seen(const struct look *look, const struct node *at)
{
	const struct node *party = at->parent->parent;
	date_t left = flow_facts_date(party, "leftOn");
	const char *names[] = { "dueDiligenceOn", "complianceReviewOn" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const struct node *other = node_child(at->parent, names[i]);
		date_t day = other ? date_parse(other->text) : DATE_NONE;

		if (other != at && (day > date_parse(at->text) ||
				    (day == date_parse(at->text) && i == 0)))
			return true;
	}
	return (left != DATE_NONE && left <= look->as_of) ||
	       is_not_current(look, at);
}

/* A policy document on which no agreement relies asks for nothing. */
static bool is_policy_unused(const struct look *look, const struct node *at)
{
	size_t n;
	const struct reference *const *uses =
		registers_referrers(look->registers, look->record, &n);

	for (size_t i = 0; i < n; i++) {
		if (uses[i]->to_node == at->parent)
			return is_over(look, at);
	}
	return true;
}

static bool is_flow_over(const struct look *look, const struct node *at)
{
	const struct node *flow = at->parent->parent;
	date_t end = flow_facts_date(flow, "end");

	return (end != DATE_NONE && end < look->as_of) ||
	       is_not_current(look, at);
}

enum { TASK = false, EVENT = true };

static const struct row {
	const char *parent;
	const char *name;
	const char *code;
	const char *what;
	const char
		*interval; /* threshold that is added; NULL: the day itself */
	bool is_event;	   /* happens by itself: never overdue */
	/* Nobody need act on it any more; NULL: never so. */
	bool (*is_settled)(const struct look *look, const struct node *at);
} rows[] = {
	{ "review", "next", "review", "Review", NULL, TASK, is_over },
	{ "agreement", "end", "agreement-ends", "Agreement ends", NULL, TASK,
	  is_not_in_force },
	{ "flow", "end", "flow-ends", "Flow ends", NULL, EVENT,
	  is_not_in_force },
	{ "retentionPromise", "until", "promise-ends",
	  "Promised end of retention", NULL, TASK, is_promise_kept },
	{ "consent", "refresh", "consent-refresh", "Consent to be refreshed",
	  NULL, TASK, is_invalid_consent },
	{ "waiver", "expires", "waiver-expires", "Waiver expires", NULL, TASK,
	  NULL },
	{ "pia", "reviewOn", "assessment-review", "Assessment to be reviewed",
	  NULL, TASK, is_review_of_same_day },
	{ "measure", "due", "measure", "Measure due", NULL, TASK, is_done },
	{ "approach", "due", "approach", "Approach due", NULL, TASK, is_done },
	{ "barrier", "targetDate", "target", "Target level due", NULL, TASK,
	  is_over },
	{ "version", "checkedOn", "law-check", "Comparison with the law",
	  "gateway-recheck-interval", TASK, is_old_law },
	{ "assessment", "assessedOn", "barrier-assessment",
	  "Maturity to be assessed", "assessment-interval", TASK,
	  is_assessed_since },
	{ "processorContract", "dueDiligenceOn", "processor",
	  "Processor to be checked", "due-diligence-interval", TASK,
	  is_processor_seen },
	{ "processorContract", "complianceReviewOn", "processor",
	  "Processor to be checked", "due-diligence-interval", TASK,
	  is_processor_seen },
	{ "policyDocument", "reviewedOn", "policy-review",
	  "Policy to be reviewed", "policy-review-interval", TASK,
	  is_policy_unused },
	{ "approval", "reviewedOn", "approval-review",
	  "Approval to be reviewed", "approval-review-interval", TASK,
	  is_flow_over },
	{ "version", "validFrom", "law-begins", "Text of law begins", NULL,
	  EVENT, NULL },
	{ "version", "validTo", "law-ends", "Text of law ends", NULL, EVENT,
	  NULL },
	{ "notice", "withdrawnOn", "notice-withdrawn", "Notice is withdrawn",
	  NULL, EVENT, NULL },
	{ "party", "leftOn", "party-leaves", "Party leaves", NULL, EVENT,
	  is_not_in_force },
	{ "programme", "end", "programme-ends", "Programme ends", NULL, EVENT,
	  NULL },
	{ "programme", "evaluationEnd", "evaluation-ends", "Evaluation ends",
	  NULL, EVENT, NULL },
	{ "organisation", "dissolvedOn", "organisation-ends",
	  "Organisation ends", NULL, EVENT, NULL },
};

/* Those whose day is worked out. */
static const struct row review_row = { .code = "review", .what = "Review" };
static const struct row retention_row = { .code = "retention-ends",
					  .what = "Retention ends" };
static const struct row signature_row = { .code = "signature",
					  .what = "Signature due" };

/* The table is in order of weight, after these. */
static unsigned rank_of(const struct row *row)
{
	static const char *const first[] = { "review", "retention-ends",
					     "signature" };

	for (unsigned i = 0; i < G_N_ELEMENTS(first); i++) {
		if (strcmp(row->code, first[i]) == 0)
			return i;
	}
	return (unsigned)(G_N_ELEMENTS(first) + (size_t)(row - rows));
}

/* What the element belongs to: a part with an id, a party, or the root. */
static const struct node *part_of(const struct node *node)
{
	while (node->parent && strcmp(node->name, "party") != 0 &&
	       (strcmp(node->name, "retention") == 0 || !node_attr(node, "id")))
		node = node->parent;
	return node;
}

static void add(const struct look *look, const struct row *row,
		const struct node *at, date_t date)
{
	struct due due = {
		.date = date,
		.code = row->code,
		.what = row->what,
		.record = look->record,
		.part = part_of(at),
		.at = at,
		.rank = rank_of(row),
		.is_overdue = date < look->as_of,
	};

	if (date == DATE_NONE || (row->is_event && due.is_overdue))
		return;
	for (size_t i = look->first; i < look->found->len; i++) {
		const struct due *other =
			&g_array_index(look->found, struct due, i);

		due.nth += other->part == due.part &&
			   strcmp(other->code, due.code) == 0;
	}
	g_array_append_val(look->found, due);
}

static void look_at_rows(const struct look *look, const struct node *at)
{
	date_t date = date_parse(at->text);

	for (size_t i = 0; date && at->parent && i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];

		if (strcmp(at->name, row->name) != 0 ||
		    strcmp(at->parent->name, row->parent) != 0)
			continue;
		if (row->interval)
			date = date_add(date, settings_duration(look->registers,
								row->interval));
		if (!row->is_settled || !row->is_settled(look, at))
			add(look, row, at, date);
		return;
	}
}

/*
 * A review that is said by its interval alone, or whose interval the settings
 * give.
 */
static void look_at_review(const struct look *look, const struct node *review)
{
	const struct node *last = node_child(review, "lastOn");
	const char *interval = flow_facts_value(review, "interval");
	const char *kind = node_root(review)->name;

	if (flow_facts_value(review, "next") || !last || is_over(look, review))
		return;
	if (!interval && strcmp(kind, "agreement") == 0)
		interval =
			settings_duration(look->registers, "review-interval");
	if (!interval && strcmp(kind, "pia") == 0 &&
	    !flow_facts_value(node_root(review), "reviewOn"))
		interval = settings_duration(look->registers,
					     "pia-review-interval");
	if (interval)
		add(look, &review_row, last,
		    date_add(date_parse(last->text), interval));
}

/* Who has not signed an agreement that is to take effect, or has. */
static void look_at_party(const struct look *look, const struct node *party)
{
	const struct node *signature = node_child(party, "signature");
	date_t left = flow_facts_date(party, "leftOn");

	if (status_is(signature, "not-signed") &&
	    !(left != DATE_NONE && left <= look->as_of) &&
	    !is_not_in_force(look, party))
		add(look, &signature_row, signature,
		    flow_facts_date(node_root(party), "start"));
}

static void look_at(const struct look *look, const struct node *node)
{
	if (strcmp(node->name, "review") == 0)
		look_at_review(look, node);
	else if (strcmp(node->name, "party") == 0)
		look_at_party(look, node);
	else if (strcmp(node->name, "retention") == 0 && node->parent &&
		 !retention_is_settled(look->registers, node, look->as_of))
		add(look, &retention_row, node,
		    retention_last_day(look->registers, node));
	else
		look_at_rows(look, node);
}

static int compare_places(const struct due *x, const struct due *y)
{
	int order;

	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	order = strcmp(x->record->path, y->record->path);
	if (order == 0)
		order = (x->at->line > y->at->line) -
			(x->at->line < y->at->line);
	return order ? order : strcmp(x->code, y->code);
}

static int compare(const void *a, const void *b)
{
	const struct due *x = a, *y = b;
	int order = compare_places(x, y);

	return order ? order : (x->nth > y->nth) - (x->nth < y->nth);
}

static date_t horizon_of(const struct registers *registers, date_t as_of,
			 const char *within)
{
	date_t day;

	if (!within)
		within = flow_facts_value(registers_settings(registers),
					  "dueWindow");
	if (!within || !date_is_duration(within))
		within = WINDOW;
	day = date_add(as_of, within);
	return day != DATE_NONE ? day : DATE_MAX;
}

static void count(struct due_list *list)
{
	list->n_overdue = list->n_near = 0;
	for (size_t i = 0; i < list->n; i++) {
		list->n_overdue += list->all[i].is_overdue;
		list->n_near += list->all[i].is_overdue ||
				list->all[i].date <= list->horizon;
	}
}

struct due_list *due_list_new(const struct registers *registers, date_t as_of,
			      const char *within)
{
	struct due_list *list = g_new0(struct due_list, 1);
	struct look look = {
		.registers = registers,
		.as_of = as_of,
		.found = g_array_new(FALSE, FALSE, sizeof(struct due)),
	};

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct node *root;

		look.record = registers_get(registers, i);
		look.first = look.found->len;
		root = look.record->root;
		for (const struct node *n = root; n; n = node_walk(n, root))
			look_at(&look, n);
	}
	list->as_of = as_of;
	list->horizon = horizon_of(registers, as_of, within);
	list->n = look.found->len;
	list->all = (struct due *)(void *)g_array_free(look.found, FALSE);
	if (list->n > 0)
		qsort(list->all, list->n, sizeof(*list->all), compare);
	count(list);
	return list;
}

void due_list_free(struct due_list *list)
{
	if (!list)
		return;
	g_free(list->all);
	g_free(list);
}

/* Both lists are in the same order. */
void due_list_keep(struct due_list *list, const struct due_list *whole)
{
	size_t kept = 0, at = 0;

	for (size_t i = 0; i < list->n; i++) {
		while (at < whole->n &&
		       compare_places(&whole->all[at], &list->all[i]) < 0)
			at++;
		if (at < whole->n &&
		    compare_places(&whole->all[at], &list->all[i]) == 0)
			list->all[kept++] = list->all[i];
	}
	list->n = kept;
	count(list);
}

char *due_duration(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	guint64 n;

	if (*text == 'P' && !strchr(text, 'T') && date_is_duration(text))
		return g_strdup(text);
	if (digits == 0 || digits > 6 || strlen(text) != digits + 1)
		return NULL;
	n = g_ascii_strtoull(text, NULL, 10);
	switch (g_ascii_tolower(text[digits])) {
	case 'd':
		return g_strdup_printf("P%" G_GUINT64_FORMAT "D", n);
	case 'w':
		return g_strdup_printf("P%" G_GUINT64_FORMAT "D", n * 7);
	case 'm':
		return g_strdup_printf("P%" G_GUINT64_FORMAT "M", n);
	case 'y':
		return g_strdup_printf("P%" G_GUINT64_FORMAT "Y", n);
	default:
		return NULL;
	}
}

const char *due_part_id(const struct due *due)
{
	const char *id = node_attr(due->part, "id");

	if (!due->part->parent)
		return NULL;
	return id ? id : node_attr(due->part, "ref");
}

static void join(GString *words, const char *text)
{
	if (text && *text)
		g_string_append_printf(words, "%s%s", words->len ? ", " : "",
				       text);
}

/* A role in words and an organisation by its record, either may be missing. */
static void join_owner(GString *words, const struct registers *registers,
		       const struct node *owner)
{
	const struct record *body;

	if (!owner || !node_is_stated(owner))
		return;
	body = registers_target(registers, owner);
	join(words, owner->text);
	join(words, body ? body->title : NULL);
}

char *due_responsible(const struct registers *registers, const struct due *due)
{
	const struct node *root = due->record->root;
	bool is_signature = strcmp(due->code, signature_row.code) == 0;
	g_autoptr(GString) words = g_string_new(NULL);

	if (is_signature) {
		join(words, flow_facts_value(due->at, "signatoryRole"));
		join_owner(words, registers, due->part);
	} else if (due->part->parent) {
		join(words, flow_facts_value(due->part, "ownerRole"));
		join_owner(words, registers, node_child(due->part, "owner"));
	}
	if (words->len == 0)
		join_owner(words, registers, node_child(root, "owner"));
	if (words->len == 0)
		join_owner(words, registers, node_child(root, "lead"));
	if (words->len == 0)
		join(words, flow_facts_value(root, "approverRole"));
	return words->len > 0 ? g_strdup(words->str) : NULL;
}
