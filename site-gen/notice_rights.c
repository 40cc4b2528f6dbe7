/* SPDX-License-Identifier: MIT */
/*
 * Which rights people have depends on the lawful basis of each use and on the
 * part of the law that the body works under.  The words stand in the code list
 * of rights, each with the bases it is for; where the register states no basis
 * nothing is said that would need one, so that no notice promises more than
 * the records bear out.
 */
#include "site-gen/notice_rights.h"

#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "site-gen/notice_gaps.h"
#include "site-gen/notice_use.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define GDPR "uk-gdpr"
#define PART_3 "dpa-2018-part-3"
#define CONSENT "A6-1-a"

static const struct notice_use *use_at(const struct notice_subject *subject,
				       guint i)
{
	return &g_array_index(subject->uses, struct notice_use, i);
}

/* What the use is numbered among all of the record's. */
static size_t number_of(const struct notice_subject *subject, guint i)
{
	return subject->before + i + 1;
}

/* The id for which bases are asked; NULL for a programme: of any party. */
static const char *party_of(const struct notice_subject *subject)
{
	return strcmp(subject->record->kind->name, "organisation") == 0
		       ? subject->record->id
		       : NULL;
}

/* What the list of rights says for a code of a basis or regime. */
static struct value *rights_for(const struct view *view, const char *code)
{
	struct value *list = value_list(view->arena);
	const struct code_list *rights =
		codes_list(registers_codes(view->registers), "right");

	for (size_t i = 0; rights && i < rights->n_codes; i++) {
		const char *plain = code_plain_for(&rights->codes[i], code);

		if (plain)
			value_push(view->arena, list,
				   value_text(view->arena, plain));
	}
	return list;
}

static struct value *group_value(const struct view *view, const char *basis)
{
	const struct code *code =
		codes_find(registers_codes(view->registers), "art6", basis);
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "label", code ? code->label : basis);
	view_set_text(view, map, "plain", code_plain(code));
	value_set(view->arena, map, "rights", rights_for(view, basis));
	return map;
}

/* Groups of uses by lawful basis, in the order in which bases appear. */
struct groups {
	GHashTable *by_basis; /* code -> its list of uses */
	struct value *list;
	struct value *unstated;
};

static struct value *uses_of(const struct view *view, struct groups *groups,
			     const char *basis)
{
	struct value *uses = g_hash_table_lookup(groups->by_basis, basis);
	struct value *map;

	if (uses)
		return uses;
	uses = value_list(view->arena);
	map = group_value(view, basis);
	value_set(view->arena, map, "uses", uses);
	value_push(view->arena, groups->list, map);
	g_hash_table_insert(groups->by_basis, (gpointer)basis, uses);
	return uses;
}

static void add_use(const struct view *view, struct groups *groups,
		    const struct notice_subject *subject, guint i)
{
	g_autoptr(GPtrArray) bases =
		notice_facts_bases(use_at(subject, i)->flow, party_of(subject));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint j = 0; j < bases->len; j++) {
		const char *basis =
			node_attr(g_ptr_array_index(bases, j), "code");

		if (basis && g_hash_table_add(seen, (gpointer)basis))
			notice_gaps_push(view, uses_of(view, groups, basis),
					 number_of(subject, i));
	}
	if (g_hash_table_size(seen) == 0)
		notice_gaps_push(view, groups->unstated, number_of(subject, i));
}

static struct value *answers(const struct view *view,
			     const struct notice_subject *subject)
{
	struct value *list = value_list(view->arena);
	const struct record *last = NULL;

	for (guint i = 0; i < subject->uses->len; i++) {
		const struct record *agreement = use_at(subject, i)->agreement;
		struct value *items;
		struct value *map;

		if (agreement == last)
			continue;
		last = agreement;
		items = notice_use_items(view, agreement->root, "rights");
		if (value_len(items) == 0)
			continue;
		map = value_map(view->arena);
		value_set(view->arena, map, "agreement",
			  view_link(view, agreement));
		value_set(view->arena, map, "items", items);
		value_push(view->arena, list, map);
	}
	return list;
}

struct value *notice_rights_value(const struct view *view,
				  const struct notice_subject *subject)
{
	static const char *const keys[] = { "part3Uses", "gdprUses",
					    "unknownUses" };
	g_autoptr(GHashTable) by_basis =
		g_hash_table_new(g_str_hash, g_str_equal);
	struct groups groups = { by_basis, value_list(view->arena),
				 value_list(view->arena) };
	struct value *map = value_map(view->arena);
	struct value *uses[3];

	for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
		uses[i] = value_list(view->arena);
		value_set(view->arena, map, keys[i], uses[i]);
	}
	for (guint i = 0; i < subject->uses->len; i++) {
		enum fact fact = notice_facts_is_under_gdpr(
			view->registers, subject,
			use_at(subject, i)->agreement->root);

		notice_gaps_push(view, uses[fact], number_of(subject, i));
		if (fact != FACT_NO)
			add_use(view, &groups, subject, i);
	}
	view_set_bool(view, map, "isGdpr",
		      value_len(uses[FACT_NO]) < subject->uses->len);
	view_set_bool(view, map, "isPart3", value_len(uses[FACT_NO]) > 0);
	view_set_bool(view, map, "isUnknown",
		      value_len(uses[FACT_UNKNOWN]) > 0);
	view_set_bool(view, map, "isOnlyGdpr",
		      value_len(uses[FACT_YES]) == subject->uses->len);
	value_set(view->arena, map, "common", rights_for(view, GDPR));
	value_set(view->arena, map, "part3", rights_for(view, PART_3));
	value_set(view->arena, map, "groups", groups.list);
	value_set(view->arena, map, "unstated", groups.unstated);
	view_set_bool(view, map, "isUnstated", value_len(groups.unstated) > 0);
	value_set(view->arena, map, "answers", answers(view, subject));
	return map;
}

/* Consent ---------------------------------------------------------------- */

static const struct value *item_or_nothing(const struct view *view,
					   const struct node *parent,
					   const char *name)
{
	const struct node *node = node_child(parent, name);

	return node_is_stated(node) ? notice_use_item(view, node)
				    : value_nothing();
}

/* Notes what the consent does not say of refusing and withdrawing. */
static void note_gaps(const struct value *consent, struct notice_gaps *gaps)
{
	if (!value_is_true(value_get(consent, "hasAnswer")))
		notice_gaps_add(gaps, "what happens if you say no", 0);
	if (value_len(value_get(consent, "withdrawal")) == 0)
		notice_gaps_add(gaps, "how to change a yes to a no", 0);
}

static struct value *consent_value(const struct view *view,
				   const struct record *consent)
{
	const struct node *root = consent->root;
	struct value *map = view_link(view, consent);
	const char *kind = node_value(root, "kind");
	enum fact condition = flow_facts_truth(root, "conditionOfService");
	bool is_anyway = flow_facts_truth(root, "schemeRequired") == FACT_YES;
	const struct value *refusal =
		item_or_nothing(view, root, "refusalConsequence");

	view_set_bool(view, map, "isBasis",
		      g_strcmp0(kind, "lawful-basis") == 0);
	view_set_bool(view, map, "isObjection",
		      g_strcmp0(kind, "objection") == 0);
	view_set_bool(view, map, "isCondition", condition == FACT_YES);
	view_set_bool(view, map, "isFree", condition == FACT_NO);
	view_set_bool(view, map, "isAnyway", is_anyway);
	value_set(view->arena, map, "kind",
		  item_or_nothing(view, root, "kind"));
	value_set(view->arena, map, "asked",
		  notice_use_items(view, root, "askedOf"));
	value_set(view->arena, map, "refusal", refusal);
	value_set(view->arena, map, "withdrawal",
		  notice_use_items(view, root, "withdrawalMethod"));
	value_set(view->arena, map, "within",
		  item_or_nothing(view, root, "withdrawalActWithin"));
	view_set_bool(view, map, "hasAnswer",
		      condition != FACT_UNKNOWN || is_anyway ||
			      value_is_true(refusal));
	return map;
}

/* The consents of all uses while they are gathered. */
struct consents {
	struct value *list;
	GHashTable *seen; /* consent -> its list of uses */
	struct notice_gaps *gaps;
};

/* Adds the consents that parent names; whether it names any. */
static bool add_consents(const struct view *view, struct consents *consents,
			 const struct node *parent, size_t number)
{
	bool any = false;

	NODE_EACH(node, parent, "consent")
	{
		const struct record *consent =
			registers_target(view->registers, node);
		struct value *uses;

		if (!consent || !consent->root ||
		    strcmp(consent->kind->name, "consent") != 0)
			continue;
		any = true;
		uses = g_hash_table_lookup(consents->seen, consent);
		if (!uses) {
			struct value *map = consent_value(view, consent);

			uses = value_list(view->arena);
			value_set(view->arena, map, "uses", uses);
			value_push(view->arena, consents->list, map);
			g_hash_table_insert(consents->seen, (gpointer)consent,
					    uses);
			note_gaps(map, consents->gaps);
		}
		notice_gaps_push(view, uses, number);
	}
	return any;
}

static bool rests_on_consent(const struct notice_subject *subject,
			     const struct notice_use *use)
{
	g_autoptr(GPtrArray) bases =
		notice_facts_bases(use->flow, party_of(subject));

	for (guint i = 0; i < bases->len; i++) {
		if (g_strcmp0(node_attr(g_ptr_array_index(bases, i), "code"),
			      CONSENT) == 0)
			return true;
	}
	return false;
}

struct value *notice_rights_consents(const struct view *view,
				     const struct notice_subject *subject,
				     struct notice_gaps *gaps,
				     struct value **without)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new(g_direct_hash, g_direct_equal);
	struct consents consents = { value_list(view->arena), seen, gaps };

	*without = value_list(view->arena);
	for (guint i = 0; i < subject->uses->len; i++) {
		const struct notice_use *use = use_at(subject, i);

		size_t number = number_of(subject, i);

		if (add_consents(view, &consents, use->flow, number) ||
		    add_consents(view, &consents, use->agreement->root, number))
			continue;
		notice_gaps_push(view, *without, number);
		if (rests_on_consent(subject, use))
			notice_gaps_add(gaps,
					"how people are asked to agree, and "
					"how to change a yes to a no",
					number);
	}
	return consents.list;
}
