/* SPDX-License-Identifier: MIT */
/*
 * Two attackers try to recompute what is hidden.  One knows what counts of
 * answers must fit and searches for all that do.  The other knows the program
 * as well: they publish every table there could be, and see which look the
 * same.  Both must succeed against settings that protect too little, and fail
 * against the others.
 */
#include <stdlib.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/edition.h"
#include "tests/unit/disclosure_attack.h"
#include "tests/unit/page_fixture.h"

#define TABLES 150  /* random ones, for each setting */
#define NONE (-1L)  /* a count that is not stated */
#define SEED 20261u /* of what is random */

static const char *const names[] = { "asked", "given", "refused", "withdrawn" };

/* The truth about one arrangement. */
struct table {
	size_t n_days;
	long count[ATTACK_DAYS][ATTACK_COLUMNS];
	bool is_stated[ATTACK_DAYS][ATTACK_COLUMNS];
};

/* Many of them as records of one register, and what is published of them. */
struct world {
	GArray *tables;
	struct page_fixture *fixture;
	struct registers *visible;
	struct disclosure_rule rule;
};

static char *record_of(const struct table *table, guint i)
{
	GString *xml = g_string_new(NULL);

	g_string_printf(xml,
			"<consent xmlns='urn:gatehouse:1' id='table-%u' "
			"version='1'><title>T</title><kind>lawful-basis</kind>",
			i);
	for (size_t day = 0; day < table->n_days; day++) {
		g_string_append_printf(xml, "<stats asOf='%zu-03-31'>",
				       2020 + day);
		for (size_t j = 0; j < ATTACK_COLUMNS; j++) {
			if (table->is_stated[day][j])
				g_string_append_printf(
					xml, "<%s>%ld</%s>", names[j],
					table->count[day][j], names[j]);
		}
		g_string_append(xml, "</stats>");
	}
	g_string_append(xml, "</consent>");
	return g_string_free(xml, FALSE);
}

/* tables is taken over. */
static struct world *publish(GArray *tables, const char *control)
{
	struct world *world = g_new0(struct world, 1);
	guint n = tables->len + 1;
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	const char *(*texts)[2] = g_malloc0_n(n, sizeof(*texts));
	char *settings = g_strdup_printf(
		"<settings xmlns='urn:gatehouse:1'><title>T</title>"
		"<disclosureControl %s/></settings>",
		control);

	texts[0][0] = "gatehouse.xml";
	texts[0][1] = settings;
	g_ptr_array_add(owned, settings);
	for (guint i = 1; i < n; i++) {
		char *path = g_strdup_printf("consents/table-%u.xml", i - 1);
		char *text = record_of(
			&g_array_index(tables, struct table, i - 1), i - 1);

		g_ptr_array_add(owned, path);
		g_ptr_array_add(owned, text);
		texts[i][0] = path;
		texts[i][1] = text;
	}
	world->tables = tables;
	world->fixture = page_fixture_new((void *)texts, n);
	g_assert_cmpuint(diags_len(world->fixture->diags), ==, 0);
	world->rule = disclosure_rule(world->fixture->registers);
	world->visible =
		edition_registers(world->fixture->registers, EDITION_PUBLIC);
	g_free(texts);
	return world;
}

static void world_free(struct world *world)
{
	registers_free(world->visible);
	page_fixture_free(world->fixture);
	g_array_unref(world->tables);
	g_free(world);
}

static const struct node *published(const struct world *world, guint i)
{
	g_autofree char *id = g_strdup_printf("table-%u", i);

	return registers_find(world->visible, id)->root;
}

static const struct node *day_of(const struct node *consent, size_t day)
{
	const struct node *stats = node_child(consent, "stats");

	while (day-- > 0)
		stats = node_again(stats);
	return stats;
}

/* What one published count says, by its attributes alone. */
static void read_range(const struct node *node, long *lo, long *hi)
{
	const char *control = node_attr(node, "control");
	const char *step = node_attr(node, "step");
	long size = step ? strtol(step, NULL, 10) : 1;

	*lo = 0;
	*hi = ATTACK_MAX;
	if (!node || g_strcmp0(control, "withheld") == 0)
		return;
	g_assert_true(!control == !step);
	g_assert_true(!*node->text == (g_strcmp0(control, "small") == 0));
	*lo = strtol(node->text, NULL, 10);
	*hi = *lo + size - 1;
}

/* Takes for granted what is true of the table, of all that might be. */
static struct attack prepare(const struct world *world, guint i)
{
	const struct table *table =
		&g_array_index(world->tables, struct table, i);
	struct attack attack = { .n_days = table->n_days, .all_answer = true };

	for (size_t j = 0; j < ATTACK_COLUMNS; j++)
		attack.never_falls[j] = true;
	for (size_t day = 0; day < table->n_days; day++) {
		const struct node *stats = day_of(published(world, i), day);
		const long *count = table->count[day];

		if (count[ASKED] != count[GIVEN] + count[REFUSED])
			attack.all_answer = false;
		for (size_t j = 0; j < ATTACK_COLUMNS; j++) {
			if (day > 0 && table->count[day - 1][j] > count[j])
				attack.never_falls[j] = false;
			read_range(node_child(stats, names[j]),
				   &attack.lo[day][j], &attack.hi[day][j]);
		}
	}
	return attack;
}

static bool is_hidden(const struct world *world, guint i,
		      struct attack_cell cell)
{
	const struct node *stats = day_of(published(world, i), cell.day);

	return g_strcmp0(node_attr(node_child(stats, names[cell.column]),
				   "control"),
			 "small") == 0;
}

/* What an attack has come to. */
struct outcome {
	unsigned n_hidden;
	unsigned n_narrowed; /* fewer values left than the page says */
	unsigned n_pinned;   /* one value left */
};

static void attack_cell(const struct world *world, guint i,
			struct attack_cell cell, struct outcome *outcome)
{
	const struct table *table =
		&g_array_index(world->tables, struct table, i);
	struct attack attack = prepare(world, i);
	struct attack simple = attack;
	bool is_mixed = false;
	long n = (long)world->rule.below;
	long left;

	if (!is_hidden(world, i, cell))
		return;
	g_assert_true(attack_allows(&attack, cell,
				    table->count[cell.day][cell.column]));
	for (size_t j = 0; j < ATTACK_COLUMNS; j++) {
		is_mixed |= !attack.never_falls[j];
		simple.never_falls[j] = false;
	}
	left = attack_values(&attack, cell, n);
	/* Some are totals and some are not: one value may be lost. */
	if (is_mixed)
		left = MIN(left + 1, attack_values(&simple, cell, n));
	attack.all_answer = false;
	left = MIN(left, attack_values(&attack, cell, n));
	outcome->n_hidden++;
	outcome->n_narrowed += left < n;
	outcome->n_pinned += left == 1;
}

static struct outcome attack_all(const struct world *world)
{
	struct outcome outcome = { 0 };

	for (guint i = 0; i < world->tables->len; i++) {
		struct attack_cell cell = { 0 };

		for (; cell.day < ATTACK_DAYS; cell.day++) {
			for (unsigned j = 0; j < ATTACK_COLUMNS; j++) {
				cell.column = j;
				if (cell.day < prepare(world, i).n_days)
					attack_cell(world, i, cell, &outcome);
			}
		}
	}
	return outcome;
}

/* Counts of a day, none below the day before unless they may fall. */
static void fill_day(GRand *rand, struct table *table, size_t day, bool falls,
		     bool all_answer)
{
	const long *before = day > 0 && !falls ? table->count[day - 1] : NULL;
	long *count = table->count[day];
	long more[] = { g_rand_int_range(rand, 0, 40),
			g_rand_int_range(rand, 0, 9),
			g_rand_int_range(rand, 0, 9) };

	count[GIVEN] = (before ? before[GIVEN] : 0) + more[0];
	count[REFUSED] = (before ? before[REFUSED] : 0) + more[1];
	count[WITHDRAWN] =
		MIN((before ? before[WITHDRAWN] : 0) + more[2], count[GIVEN]);
	count[ASKED] = count[GIVEN] + count[REFUSED];
	if (!all_answer)
		count[ASKED] += g_rand_int_range(rand, 0, 6);
	if (before)
		count[ASKED] = MAX(count[ASKED], before[ASKED]);
	for (size_t j = 0; j < ATTACK_COLUMNS; j++)
		table->is_stated[day][j] = g_rand_int_range(rand, 0, 8) > 0;
}

static GArray *random_tables(guint32 seed)
{
	GArray *tables = g_array_new(FALSE, FALSE, sizeof(struct table));
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

	for (unsigned i = 0; i < TABLES; i++) {
		struct table table = { 0 };
		bool falls = g_rand_int_range(rand, 0, 4) == 0;
		bool all_answer = g_rand_boolean(rand);

		table.n_days =
			(size_t)g_rand_int_range(rand, 1, ATTACK_DAYS + 1);
		for (size_t day = 0; day < table.n_days; day++)
			fill_day(rand, &table, day, falls, all_answer);
		g_array_append_val(tables, table);
	}
	return tables;
}

static const char *const sound[] = {
	"threshold='5'",
	"threshold='10'",
	"threshold='7' rounding='5'",
	"threshold='5' rounding='1'",
	"threshold='3' rounding='2'",
	"threshold='0' rounding='5'",
};

static void hidden_counts_cannot_be_narrowed(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sound); i++) {
		struct world *world =
			publish(random_tables(SEED + (guint32)i), sound[i]);
		struct outcome outcome = attack_all(world);

		g_assert_cmpuint(outcome.n_hidden, >, TABLES);
		g_assert_cmpuint(outcome.n_narrowed, ==, 0);
		world_free(world);
	}
}

/* The search must find what is left open, or it proves nothing. */
static void weak_control_is_broken(void)
{
	struct outcome outcome;
	struct world *world =
		publish(random_tables(SEED),
			"rounding='1' secondarySuppression='false'");

	outcome = attack_all(world);
	g_assert_cmpuint(outcome.n_pinned, >, 20);
	world_free(world);
	world = publish(random_tables(SEED), "secondarySuppression='false'");
	outcome = attack_all(world);
	g_assert_cmpuint(outcome.n_narrowed, >, 20);
	world_free(world);
}

/*
 * A difference that is known to be small is as good as a hidden count: as many
 * values must be possible, but for one.
 */
static void attack_difference(const struct world *world, guint i,
			      struct attack_cell first,
			      struct attack_cell second,
			      struct outcome *outcome)
{
	struct attack attack = prepare(world, i);
	long n = (long)world->rule.step;
	long left;

	if (attack_exceeds(&attack, first, second, n))
		return;
	left = attack_differences(&attack, first, second, n);
	outcome->n_hidden++;
	outcome->n_narrowed += left + 1 < n;
	outcome->n_pinned += left == 1;
}

/* Each count against that of the day before, and the parts of one day. */
static struct outcome attack_differences_of(const struct world *world)
{
	struct outcome outcome = { 0 };

	for (guint i = 0; i < world->tables->len; i++) {
		struct attack attack = prepare(world, i);

		for (size_t day = 0; day < attack.n_days; day++) {
			const struct attack_cell of[] = { { day, ASKED },
							  { day, GIVEN },
							  { day, WITHDRAWN } };

			attack_difference(world, i, of[0], of[1], &outcome);
			attack_difference(world, i, of[1], of[2], &outcome);
		}
		for (size_t day = 1; day < attack.n_days; day++) {
			for (unsigned j = 0; j < ATTACK_COLUMNS; j++) {
				const struct attack_cell of[] = {
					{ day, j }, { day - 1, j }
				};

				if (attack.never_falls[j])
					attack_difference(world, i, of[0],
							  of[1], &outcome);
			}
		}
	}
	return outcome;
}

static void differences_say_no_more_than_a_hidden_count(void)
{
	struct outcome outcome;
	struct world *world;

	for (size_t i = 0; i < G_N_ELEMENTS(sound); i++) {
		world = publish(random_tables(SEED + 99), sound[i]);
		outcome = attack_differences_of(world);
		g_assert_cmpuint(outcome.n_hidden, >, 20);
		g_assert_cmpuint(outcome.n_narrowed, ==, 0);
		world_free(world);
	}
	world = publish(random_tables(SEED + 99),
			"rounding='1' secondarySuppression='false'");
	outcome = attack_differences_of(world);
	g_assert_cmpuint(outcome.n_pinned, >, 20);
	world_free(world);
}

/* All that is published of a table, as one text. */
static char *looks(const struct world *world, guint i)
{
	const struct node *root = published(world, i);
	GString *text = g_string_new(NULL);

	for (const struct node *n = node_child(root, "stats"); n;
	     n = node_walk(n, root)) {
		const char *control = node_attr(n, "control");

		g_string_append_printf(text, "%s %s %s;", n->name, n->text,
				       control ? control : "");
	}
	return g_string_free(text, FALSE);
}

/* Those that look like each other: text to an array of numbers. */
static GHashTable *group(const struct world *world)
{
	GHashTable *groups = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);

	for (guint i = 0; i < world->tables->len; i++) {
		char *text = looks(world, i);
		GArray *like = g_hash_table_lookup(groups, text);

		if (!like) {
			like = g_array_new(FALSE, FALSE, sizeof(guint));
			g_hash_table_insert(groups, g_strdup(text), like);
		}
		g_array_append_val(like, i);
		g_free(text);
	}
	return groups;
}

/* How many values a hidden count has among the tables that look alike. */
static long spread(const struct world *world, const GArray *like,
		   struct attack_cell cell)
{
	bool seen[64] = { false };
	long n = 0;

	for (guint i = 0; i < like->len; i++) {
		const struct table *table =
			&g_array_index(world->tables, struct table,
				       g_array_index(like, guint, i));
		long value = table->count[cell.day][cell.column];

		g_assert_cmpint(value, <, 64);
		n += !seen[value];
		seen[value] = true;
	}
	return n;
}

/* The least spread of any count hidden as small. */
static long least_spread(const struct world *world)
{
	g_autoptr(GHashTable) groups = group(world);
	GHashTableIter at;
	gpointer like;
	long least = 64;

	g_hash_table_iter_init(&at, groups);
	while (g_hash_table_iter_next(&at, NULL, &like)) {
		guint first = g_array_index((GArray *)like, guint, 0);
		struct attack_cell cell = { 0 };
		size_t n_days = prepare(world, first).n_days;

		for (; cell.day < n_days; cell.day++) {
			for (unsigned j = 0; j < ATTACK_COLUMNS; j++) {
				cell.column = j;
				if (is_hidden(world, first, cell))
					least = MIN(least,
						    spread(world, like, cell));
			}
		}
	}
	return least;
}

/* Every table of two days, with all answers in and up to most of each. */
static GArray *all_tables(long most)
{
	GArray *tables = g_array_new(FALSE, FALSE, sizeof(struct table));

	for (long code = 0; code < most * most * most * most; code++) {
		long given = code % most, refused = code / most % most;
		long later[] = { code / most / most % most,
				 code / most / most / most };
		struct table table = {
			.n_days = 2,
			.count = { { given + refused, given, refused, 0 },
				   { later[0] + later[1], later[0], later[1],
				     0 } },
			.is_stated = { { true, true, true, false },
				       { true, true, true, false } },
		};

		if (later[0] >= given && later[1] >= refused)
			g_array_append_val(tables, table);
	}
	return tables;
}

static void who_knows_the_program_learns_no_more(void)
{
	struct world *world = publish(all_tables(8), "threshold='2' "
						     "rounding='2'");

	g_assert_cmpint(least_spread(world), ==, 2);
	world_free(world);
	world = publish(all_tables(9), "threshold='3' rounding='3'");
	g_assert_cmpint(least_spread(world), ==, 3);
	world_free(world);
	world = publish(all_tables(9), "threshold='3' rounding='3' "
				       "secondarySuppression='false'");
	g_assert_cmpint(least_spread(world), <, 3);
	world_free(world);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/disclosure/hidden-counts-cannot-be-narrowed",
			hidden_counts_cannot_be_narrowed);
	g_test_add_func("/disclosure/weak-control-is-broken",
			weak_control_is_broken);
	g_test_add_func("/disclosure/differences",
			differences_say_no_more_than_a_hidden_count);
	g_test_add_func("/disclosure/who-knows-the-program",
			who_knows_the_program_learns_no_more);
	return g_test_run();
}
