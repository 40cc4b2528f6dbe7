/* SPDX-License-Identifier: MIT */
/*
 * Each date that asks for something is a row: the element it stands in, its
 * name, what it asks for, and a test that says when nobody need act on it any
 * more.  The records are walked once.
 */
#include "lib/due.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"

#define WINDOW "P90D"

static bool status_is(const struct node *node, const char *status)
{
	const char *text = node_value(node, "status");

	return text && strcmp(text, status) == 0;
}

/* Measures and approaches. */
static bool is_done(const struct registers *registers,
		    const struct node *parent)
{
	(void)registers;
	return status_is(parent, "done") || status_is(parent, "abandoned") ||
	       node_is_stated(node_child(parent, "completedOn"));
}

static bool is_not_current(const struct registers *registers,
			   const struct node *parent)
{
	const char *status = node_value(node_root(parent), "status");

	return status && !code_has(codes_find(registers_codes(registers),
					      "agreement-status", status),
				   "current", "yes");
}

/* A destruction recorded for the flow, or for the agreement as a whole. */
static bool is_destroyed(const struct registers *registers,
			 const struct node *retention)
{
	(void)registers;
	for (const struct node *n = retention->parent; n; n = n->parent) {
		if (node_is_stated(node_find(n, "destruction/date")))
			return true;
	}
	return false;
}

static bool is_closed(const struct registers *registers,
		      const struct node *barrier)
{
	(void)registers;
	return status_is(barrier, "closed");
}

static bool is_invalid_consent(const struct registers *registers,
			       const struct node *consent)
{
	const char *state = node_value(consent, "state");

	return state && !code_has(codes_find(registers_codes(registers),
					     "consent-state", state),
				  "valid", "yes");
}

static const struct row {
	const char *parent;
	const char *name;
	const char *what;
	/* Nobody need act on it any more; NULL: never so. */
	bool (*is_settled)(const struct registers *registers,
			   const struct node *parent);
} rows[] = {
	{ "review", "next", "Review", NULL },
	{ "agreement", "end", "Agreement ends", is_not_current },
	{ "flow", "end", "Flow ends", is_not_current },
	{ "retention", "until", "Retention ends", is_destroyed },
	{ "consent", "refresh", "Consent to be refreshed", is_invalid_consent },
	{ "waiver", "expires", "Waiver expires", NULL },
	{ "pia", "reviewOn", "Assessment to be reviewed", NULL },
	{ "measure", "due", "Measure due", is_done },
	{ "approach", "due", "Approach due", is_done },
	{ "barrier", "targetDate", "Target level due", is_closed },
};

/* The flow, measure or approach that node belongs to, or the root. */
static const struct node *part_of(const struct node *node)
{
	while (node->parent &&
	       (strcmp(node->name, "retention") == 0 || !node_attr(node, "id")))
		node = node->parent;
	return node;
}

static const struct row *row_of(const struct node *node)
{
	for (size_t i = 0; node->parent && i < G_N_ELEMENTS(rows); i++) {
		if (strcmp(node->name, rows[i].name) == 0 &&
		    strcmp(node->parent->name, rows[i].parent) == 0)
			return &rows[i];
	}
	return NULL;
}

/* A review that is said by its interval alone. */
static date_t review_by_interval(const struct node *node)
{
	const char *interval = node_value(node, "interval");

	if (strcmp(node->name, "review") != 0 || node_value(node, "next") ||
	    !interval)
		return DATE_NONE;
	return date_add(date_parse(node_value(node, "lastOn")), interval);
}

date_t due_horizon(const struct registers *registers, date_t as_of,
		   const char *within)
{
	date_t day;

	if (!within)
		within = node_value(registers_settings(registers), "dueWindow");
	day = date_add(as_of, within ? within : WINDOW);
	return day ? day : date_add(as_of, WINDOW);
}

static void look_at(GArray *found, const struct registers *registers,
		    const struct record *record, const struct node *node)
{
	const struct row *row = row_of(node);
	struct due due = { .record = record, .part = part_of(node) };

	if (row &&
	    !(row->is_settled && row->is_settled(registers, node->parent))) {
		due.date = date_parse(node->text);
		due.what = row->what;
	} else {
		due.date = review_by_interval(node);
		due.what = rows[0].what;
	}
	if (due.date)
		g_array_append_val(found, due);
}

static int compare(const void *a, const void *b)
{
	const struct due *x = a, *y = b;
	int order;

	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	order = strcmp(x->record->path, y->record->path);
	if (order == 0)
		order = (x->part->line > y->part->line) -
			(x->part->line < y->part->line);
	return order ? order : strcmp(x->what, y->what);
}

struct due *due_list(const struct registers *registers, date_t as_of,
		     const char *within, size_t *n)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(struct due));
	date_t horizon = due_horizon(registers, as_of, within);
	struct due *all;
	size_t kept = 0;

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);
		const struct node *root = record->root;

		for (const struct node *d = root; d; d = node_walk(d, root))
			look_at(found, registers, record, d);
	}
	for (guint i = 0; i < found->len; i++) {
		struct due *due = &g_array_index(found, struct due, i);

		due->is_overdue = due->date < as_of;
		if (due->date <= horizon)
			g_array_index(found, struct due, kept++) = *due;
	}
	*n = kept;
	all = (struct due *)(void *)g_array_free(found, FALSE);
	if (kept > 0)
		qsort(all, kept, sizeof(*all), compare);
	return all;
}
