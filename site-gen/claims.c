/* SPDX-License-Identifier: MIT */
/*
 * Assessments stand in barrier records, one record for each partnership that
 * met the barrier, each assessment for one partner.  The report asks the other
 * way round: for a barrier and a partner, what was claimed when.  So all
 * assessments are gathered once as claims, sorted by barrier, partner and day;
 * the latest claim is then the last of its run.
 *
 * Nothing here adds barriers up.  A partner that is good at one and poor at
 * another is not mediocre at both.
 */
#include "site-gen/claims.h"

#include <stdlib.h>
#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"

#define TOP_LEVEL 4
#define PARTNERSHIP "The partnership as a whole"

static struct claims_partner *partner_at(const struct claims *maturity, guint i)
{
	return &g_array_index(maturity->partners, struct claims_partner, i);
}

static const struct claim *claim_at(const struct claims *maturity, guint i)
{
	return &g_array_index(maturity->claims, struct claim, i);
}

/* Whom the assessment is about. */
static struct claims_partner partner_of(const struct registers *registers,
					const struct record *record,
					const struct node *assessment)
{
	const struct node *node = node_child(assessment, "partner");
	const char *partnership = node_value(record->root, "partnership");
	struct claims_partner partner = {
		.organisation = registers_target(registers, node),
	};

	if (partner.organisation)
		partner.name = partner.organisation->title;
	else if (node_is_stated(node))
		partner.name = node_text(node);
	else
		partner.name = partnership ? partnership : PARTNERSHIP;
	return partner;
}

static int compare_partners(const void *a, const void *b)
{
	const struct claims_partner *one = a;
	const struct claims_partner *other = b;

	if (!one->organisation != !other->organisation)
		return !one->organisation ? 1 : -1;
	return strcmp(one->name, other->name);
}

static gboolean is_same(const void *a, const void *b)
{
	const struct claims_partner *one = a;
	const struct claims_partner *other = b;

	return one->organisation == other->organisation &&
	       (one->organisation || strcmp(one->name, other->name) == 0);
}

static guint hash_partner(const void *key)
{
	const struct claims_partner *partner = key;

	return partner->organisation ? g_direct_hash(partner->organisation)
				     : g_str_hash(partner->name);
}

/* Adds those that are not known yet. */
static void add_partners(struct claims *maturity,
			 const struct registers *registers,
			 const struct record *record, GHashTable *known)
{
	NODE_EACH(assessment, record->root, "assessment")
	{
		struct claims_partner partner =
			partner_of(registers, record, assessment);

		if (g_hash_table_add(known,
				     g_memdup2(&partner, sizeof(partner))))
			g_array_append_val(maturity->partners, partner);
	}
}

/* Sorts the partners; known then tells the index of each. */
static void sort_partners(struct claims *maturity, GHashTable *known)
{
	g_array_sort(maturity->partners, compare_partners);
	for (guint i = 0; i < maturity->partners->len; i++)
		g_hash_table_insert(known,
				    g_memdup2(partner_at(maturity, i),
					      sizeof(struct claims_partner)),
				    GUINT_TO_POINTER(i));
}

static unsigned level_of(const struct node *assessment)
{
	const char *text = node_value(assessment, "level");
	guint64 level = 0;

	if (!text ||
	    !g_ascii_string_to_unsigned(text, 10, 0, TOP_LEVEL, &level, NULL))
		return 0;
	return (unsigned)level;
}

static bool has_evidence(const struct node *assessment)
{
	NODE_EACH(item, assessment, "evidenceItem")
	{
		if (node_is_stated(item) &&
		    g_strcmp0(node_attr(item, "kind"), "none") != 0)
			return true;
	}
	return false;
}

static void add_claims(struct claims *maturity,
		       const struct registers *registers,
		       const struct record *record, guint barrier,
		       GHashTable *known)
{
	NODE_EACH(assessment, record->root, "assessment")
	{
		struct claims_partner partner =
			partner_of(registers, record, assessment);
		struct claim claim = {
			.record = record,
			.node = assessment,
			.barrier = barrier,
			.partner = GPOINTER_TO_UINT(
				g_hash_table_lookup(known, &partner)),
			.on = date_parse(node_value(assessment, "assessedOn")),
			.level = level_of(assessment),
			.has_evidence = has_evidence(assessment),
		};

		g_array_append_val(maturity->claims, claim);
	}
}

static int compare_claims(const void *a, const void *b)
{
	const struct claim *one = a;
	const struct claim *other = b;

	if (one->barrier != other->barrier)
		return one->barrier < other->barrier ? -1 : 1;
	if (one->partner != other->partner)
		return one->partner < other->partner ? -1 : 1;
	return (one->on > other->on) - (one->on < other->on);
}

/* Index of the barrier that the record is about; false when it has none. */
static bool barrier_of(const struct claims *maturity,
		       const struct record *record, guint *barrier)
{
	const char *code = node_value(record->root, "barrier");

	for (guint i = 0; code && i < maturity->n_barriers; i++) {
		if (strcmp(maturity->barriers[i].id, code) == 0) {
			*barrier = i;
			return true;
		}
	}
	return false;
}

static void add_record(struct claims *maturity,
		       const struct registers *registers,
		       const struct record *record, GHashTable *known)
{
	guint barrier;

	if (!record->root || !barrier_of(maturity, record, &barrier))
		return;
	if (!maturity->records[barrier])
		maturity->records[barrier] = g_ptr_array_new();
	g_ptr_array_add(maturity->records[barrier], (gpointer)record);
	add_claims(maturity, registers, record, barrier, known);
}

static void mark_stale(struct claims *maturity,
		       const struct registers *registers, date_t as_of)
{
	for (guint i = 0; i < maturity->claims->len; i++) {
		struct claim *claim =
			&g_array_index(maturity->claims, struct claim, i);

		claim->is_stale =
			claim->on == DATE_NONE ||
			settings_is_past(registers, "assessment-interval",
					 claim->on, as_of);
	}
}

struct claims *claims_new(const struct registers *registers, date_t as_of)
{
	struct claims *maturity = g_new0(struct claims, 1);
	const struct code_list *list =
		codes_list(registers_codes(registers), "barrier");
	size_t n;
	const struct record *const *records =
		registers_of_kind(registers, "barrier", &n);
	g_autoptr(GHashTable) known =
		g_hash_table_new_full(hash_partner, is_same, g_free, NULL);

	maturity->barriers = list ? list->codes : NULL;
	maturity->n_barriers = list ? list->n_codes : 0;
	maturity->records = g_new0(GPtrArray *, maturity->n_barriers + 1);
	maturity->partners =
		g_array_new(FALSE, FALSE, sizeof(struct claims_partner));
	maturity->claims = g_array_new(FALSE, FALSE, sizeof(struct claim));
	for (size_t i = 0; i < n; i++) {
		if (records[i]->root)
			add_partners(maturity, registers, records[i], known);
	}
	sort_partners(maturity, known);
	for (size_t i = 0; i < n; i++)
		add_record(maturity, registers, records[i], known);
	g_array_sort(maturity->claims, compare_claims);
	mark_stale(maturity, registers, as_of);
	return maturity;
}

void claims_free(struct claims *maturity)
{
	if (!maturity)
		return;
	for (size_t i = 0; i < maturity->n_barriers; i++) {
		if (maturity->records[i])
			g_ptr_array_unref(maturity->records[i]);
	}
	g_free(maturity->records);
	g_array_unref(maturity->partners);
	g_array_unref(maturity->claims);
	g_free(maturity);
}

/* Claims are sorted: the one before the first of the next partner. */
const struct claim *claims_latest(const struct claims *maturity, guint barrier,
				  guint partner)
{
	struct claim wanted = {
		.barrier = barrier,
		.partner = partner,
		.on = DATE_MAX,
	};
	guint low = 0;
	guint high = maturity->claims->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (compare_claims(claim_at(maturity, middle), &wanted) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || claim_at(maturity, low - 1)->barrier != barrier ||
	    claim_at(maturity, low - 1)->partner != partner)
		return NULL;
	return claim_at(maturity, low - 1);
}

size_t claims_count(const struct claims *maturity, const struct claim *latest)
{
	const struct claim *first = latest;

	while (first > claim_at(maturity, 0) &&
	       first[-1].barrier == latest->barrier &&
	       first[-1].partner == latest->partner)
		first--;
	return (size_t)(latest - first) + 1;
}

static int compare_levels(const void *a, const void *b)
{
	const unsigned *one = a;
	const unsigned *other = b;

	return (*one > *other) - (*one < *other);
}

struct claims_spread claims_spread(const struct claims *maturity, guint barrier)
{
	struct claims_spread spread = { 0 };
	g_autofree unsigned *levels =
		g_new0(unsigned, maturity->partners->len + 1);

	for (guint i = 0; i < maturity->partners->len; i++) {
		const struct claim *claim = claims_latest(maturity, barrier, i);

		if (!claim || claim->level == 0)
			continue;
		levels[spread.n++] = claim->level;
		spread.n_stale += claim->is_stale;
	}
	if (spread.n == 0)
		return spread;
	qsort(levels, spread.n, sizeof(*levels), compare_levels);
	spread.lowest = levels[0];
	spread.highest = levels[spread.n - 1];
	spread.median_halves =
		levels[(spread.n - 1) / 2] + levels[spread.n / 2];
	return spread;
}
