/* SPDX-License-Identifier: MIT */
/*
 * Disclosure control of counts of people, after the usual practice for
 * published tables: small counts are suppressed, the others rounded, and what
 * a suppressed count could be computed from is suppressed as well (secondary
 * suppression).  The standard here: whoever has all pages, downloads and
 * editions, and knows this program and its settings, finds every value from 0
 * to below - 1 possible for a count shown as "fewer than below".  And of what
 * subtraction shows to be small (how many did not answer, how many more
 * refused since last year), at least step - 1 values stay possible.
 *
 * The constraints that a reader may use are, on each day, given + refused <=
 * asked (or =, if they think that all have answered) and withdrawn <= given,
 * and that totals do not fall from day to day.  Whole numbers that fit them,
 * in the cells as shown, are a possible truth.
 *
 * 1. Grouping.  A count is shown as the group of step numbers that it is in:
 *    0 to 4, 5 to 9 and so on, that is, rounded down.  The first group is
 *    "fewer than 5"; nought is in it, since "nobody refused" says of everyone
 *    that they did not.  Rounding to the nearest would leave a first group of
 *    three numbers only (5 to 7).  With secondary suppression step and below
 *    are one number, the first multiple of the rounding that reaches the
 *    threshold: then two counts of one group differ by 0 to step - 1, and
 *    those of neighbouring ones by 1 to 2 step - 1, so a difference says
 *    hardly more than "fewer than step" does.
 *
 * 2. Totals.  Three groups still bind each other: asked 100 to 104, given and
 *    refused 95 to 99 and 0 to 4 mean that one person refused at least.  So
 *    asked is withheld where given, refused or withdrawn is small on that day
 *    or on a later one (small then, they are small now, also where the record
 *    does not state them), and with it the number of people of a flow that
 *    rests on the arrangement.  A later asked that is shown cannot help: where
 *    totals do not fall, it bounds an earlier one no tighter than its own
 *    parts do.  If a small count follows one that is not, or days are missing
 *    or double, the counts are no such totals, and asked is withheld on every
 *    day.  Whoever takes asked for a total, but not its parts, may be able to
 *    leave out one value of a hidden count, and no more.
 *
 * 3. Nothing is decided by looking at what it hides.  Whether a part is small
 *    is published; whether asked is withheld follows from that alone.  A
 *    choice by value, such as hiding asked only where it gives something away,
 *    would itself give it away (Wong, Fu, Wang and Pei, "Minimality attack in
 *    privacy preserving data publishing", VLDB 2007).
 *
 * A corrected count is in its group or another, as if it were of another day.
 * But asked may have been shown before a small count came, so of past versions
 * no count is shown at all (edition.h).  What was once published, and numbers
 * in running text, are beyond this.
 */
#include "lib/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

#define DEFAULT_THRESHOLD 5
#define DEFAULT_ROUNDING 5
#define CONTROL "control"
#define STEP "step"

/* The counts whose sum asked may be. */
static const char *const parts[] = { "given", "refused", "withdrawn" };

/* On which days an arrangement's total is withheld. */
struct totals {
	date_t until; /* up to this one */
	bool always;  /* on all */
};

struct disclosure {
	struct disclosure_rule rule;
	const struct registers *registers;
	GHashTable *totals; /* root of a consent -> struct totals */
};

/* The counts of one day. */
struct day {
	date_t on;
	bool is_small[G_N_ELEMENTS(parts)];
	bool is_large[G_N_ELEMENTS(parts)]; /* neither: not stated */
};

static uint64_t number_of(const struct node *node, const char *name,
			  uint64_t otherwise)
{
	const char *text = node_attr(node, name);

	return text ? g_ascii_strtoull(text, NULL, 10) : otherwise;
}

struct disclosure_rule disclosure_rule(const struct registers *registers)
{
	const struct node *node =
		node_child(registers_settings(registers), "disclosureControl");
	uint64_t threshold = number_of(node, "threshold", DEFAULT_THRESHOLD);
	uint64_t rounding = number_of(node, "rounding", DEFAULT_ROUNDING);
	struct disclosure_rule rule = {
		.below = threshold > 1 ? threshold : 0,
		.step = MAX(rounding, 1),
		.hides_totals =
			g_strcmp0(node_attr(node, "secondarySuppression"),
				  "false") != 0,
	};

	if (!rule.hides_totals)
		return rule;
	rule.step *= MAX((threshold + rule.step - 1) / rule.step, 1);
	rule.below = rule.step > 1 ? rule.step : 0;
	return rule;
}

bool disclosure_is_count(const struct node *node)
{
	return node->field && node->field->is_count;
}

bool disclosure_is_counts(const struct node *node)
{
	const struct field *field = node->field;

	if (!field || field->n_children == 0)
		return disclosure_is_count(node);
	for (size_t i = 0; i < field->n_children; i++) {
		if (!field->children[i].is_count)
			return false;
	}
	return true;
}

/* False when the text is no number: then nobody knows what it says. */
static bool read_count(const struct node *node, uint64_t *value)
{
	return g_ascii_string_to_unsigned(node->text, 10, 0, G_MAXUINT32, value,
					  NULL);
}

static bool is_small(const struct disclosure_rule *rule,
		     const struct node *node)
{
	uint64_t value;

	return !read_count(node, &value) || value < rule->below;
}

static void add_day(const struct disclosure_rule *rule, GArray *days,
		    const struct node *stats)
{
	struct day day = { .on = date_parse(node_attr(stats, "asOf")) };

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		const struct node *part = node_child(stats, parts[i]);

		if (!node_is_stated(part))
			continue;
		day.is_small[i] = is_small(rule, part);
		day.is_large[i] = !day.is_small[i];
	}
	if (node_is_stated(stats))
		g_array_append_val(days, day);
}

static int compare_days(const void *a, const void *b)
{
	const struct day *x = a;
	const struct day *y = b;

	return (x->on > y->on) - (x->on < y->on);
}

static const struct day *day_at(const GArray *days, guint i)
{
	return &g_array_index(days, struct day, i);
}

static bool has_small(const struct day *day)
{
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (day->is_small[i])
			return true;
	}
	return false;
}

/* Whether days in order may hold totals that do not fall. */
static bool are_running_totals(const GArray *days)
{
	bool was_large[G_N_ELEMENTS(parts)] = { false };

	for (guint i = 0; i < days->len; i++) {
		const struct day *day = day_at(days, i);

		if (day->on == DATE_NONE ||
		    (i > 0 && day->on == day_at(days, i - 1)->on))
			return false;
		for (size_t j = 0; j < G_N_ELEMENTS(parts); j++) {
			if (day->is_small[j] && was_large[j])
				return false;
			was_large[j] = was_large[j] || day->is_large[j];
		}
	}
	return true;
}

/* NULL: no total of the arrangement is withheld. */
static struct totals *read_totals(const struct disclosure_rule *rule,
				  const struct node *consent)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct day));
	struct totals totals = { .until = DATE_NONE };
	bool any = false;

	NODE_EACH(stats, consent, "stats")
	add_day(rule, days, stats);
	g_array_sort(days, compare_days);
	for (guint i = 0; i < days->len; i++) {
		if (!has_small(day_at(days, i)))
			continue;
		any = true;
		totals.until = day_at(days, i)->on;
	}
	totals.always = !are_running_totals(days);
	return any ? g_memdup2(&totals, sizeof(totals)) : NULL;
}

struct disclosure *disclosure_new(const struct registers *registers)
{
	struct disclosure *disclosure = g_new0(struct disclosure, 1);
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, "consent", &n);

	disclosure->rule = disclosure_rule(registers);
	disclosure->registers = registers;
	disclosure->totals = g_hash_table_new_full(
		g_direct_hash, g_direct_equal, NULL, g_free);
	for (size_t i = 0; disclosure->rule.hides_totals && i < n; i++) {
		struct totals *totals =
			all[i]->root
				? read_totals(&disclosure->rule, all[i]->root)
				: NULL;

		if (totals)
			g_hash_table_insert(disclosure->totals,
					    (gpointer)all[i]->root, totals);
	}
	return disclosure;
}

void disclosure_free(struct disclosure *disclosure)
{
	if (!disclosure)
		return;
	g_hash_table_unref(disclosure->totals);
	g_free(disclosure);
}

/* Whether the element, or what it is in, names such an arrangement. */
static bool rests_on_hidden(const struct disclosure *disclosure,
			    const struct node *node)
{
	for (; node; node = node->parent) {
		NODE_EACH(consent, node, "consent")
		{
			const struct record *to = registers_target(
				disclosure->registers, consent);

			if (to &&
			    g_hash_table_contains(disclosure->totals, to->root))
				return true;
		}
	}
	return false;
}

static bool is_withheld(const struct disclosure *disclosure,
			const struct node *node)
{
	const struct totals *totals;
	const struct node *day = node->parent;

	if (!day || strcmp(day->name, "stats") != 0)
		return rests_on_hidden(disclosure, node->parent);
	if (strcmp(node->name, "asked") != 0)
		return false;
	totals = g_hash_table_lookup(disclosure->totals, node_root(node));
	return totals && (totals->always ||
			  date_parse(node_attr(day, "asOf")) <= totals->until);
}

/* Leaves of the attributes only what does not tell of the number. */
static void set_control(struct arena *arena, struct node *to,
			const char *control, uint64_t step)
{
	const struct field *field = to->field;
	struct attr *attrs =
		arena_array(arena, to->n_attrs + 2, sizeof(*attrs));
	uint8_t n = 0;

	for (unsigned i = 0; i < to->n_attrs; i++) {
		const char *name = to->attrs[i].name;

		if (strcmp(name, "evidence") == 0 ||
		    strcmp(name, "source") == 0)
			attrs[n++] = to->attrs[i];
	}
	attrs[n++] = (struct attr){
		.name = CONTROL,
		.value = control,
		.field = field_attr(field, CONTROL),
	};
	if (step > 0)
		attrs[n++] = (struct attr){
			.name = STEP,
			.value =
				arena_printf(arena, "%" G_GUINT64_FORMAT, step),
			.field = field_attr(field, STEP),
		};
	to->attrs = attrs;
	to->n_attrs = n;
}

void disclosure_control(const struct disclosure *disclosure,
			struct arena *arena, const struct node *from,
			struct node *to)
{
	const struct disclosure_rule *rule = &disclosure->rule;
	uint64_t value = 0;

	if (!node_is_stated(from) && !*from->text)
		return;
	to->text = "";
	if (is_withheld(disclosure, from)) {
		set_control(arena, to, "withheld", 0);
	} else if (!read_count(from, &value)) {
		bool was_small =
			g_strcmp0(node_attr(from, CONTROL), "small") == 0;

		set_control(arena, to, was_small ? "small" : "withheld",
			    was_small ? number_of(from, STEP, 0) : 0);
	} else if (value < rule->below) {
		set_control(arena, to, "small", rule->below);
	} else {
		/* Recorded from a table that was wider already, or not. */
		uint64_t step = MAX(rule->step, number_of(from, STEP, 1));

		value -= value % step;
		to->text = arena_printf(arena, "%" G_GUINT64_FORMAT, value);
		if (step > 1)
			set_control(arena, to, "rounded", step);
	}
}

char *disclosure_words(const struct node *node)
{
	const char *control = node_attr(node, CONTROL);
	uint64_t step, value;

	if (!control || !disclosure_is_count(node))
		return NULL;
	step = number_of(node, STEP, 0);
	if (strcmp(control, "small") == 0 && step > 0)
		return g_strdup_printf("fewer than %" G_GUINT64_FORMAT, step);
	if (strcmp(control, "rounded") != 0 || !read_count(node, &value))
		return g_strdup("not shown");
	if (step < 2)
		return g_strdup(node->text);
	return g_strdup_printf("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
			       value, value + step - 1);
}

bool disclosure_has_counts(const struct registers *registers)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, "consent", &n);

	for (size_t i = 0; i < n; i++) {
		NODE_EACH(stats, all[i]->root, "stats")
		{
			if (stats->child)
				return true;
		}
	}
	return false;
}

bool disclosure_is_told_by(const char *rule)
{
	static const char *const rules[] = { "GWY-23", "REG-08", NULL };

	return rule && g_strv_contains(rules, rule);
}
