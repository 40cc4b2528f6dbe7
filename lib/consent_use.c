/* SPDX-License-Identifier: MIT */
/*
 * What a consent arrangement is used for.  It serves as lawful basis when it
 * says so, or when an agreement or flow that cites it relies on consent.  What
 * relies on what is read off the references to the consent, so nothing here
 * searches the agreements.
 */
#include "lib/consent_use.h"

#include <string.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/word.h"

#define LAWFUL_BASIS "lawful-basis"
#define CONSENT "A6-1-a"

bool consent_use_is_kind(const struct node *consent, const char *kind)
{
	return g_strcmp0(flow_facts_value(consent, "kind"), kind) == 0;
}

/* The bases named among the children of parent. */
struct bases {
	bool has_consent;
	bool has_other;
};

static struct bases read_bases(const struct node *parent, const char *name)
{
	struct bases bases = { false, false };

	NODE_EACH(basis, parent, name)
	{
		const char *code = node_attr(basis, "code");

		bases.has_consent |= g_strcmp0(code, CONSENT) == 0;
		bases.has_other |= code && strcmp(code, CONSENT) != 0;
	}
	return bases;
}

/* The bases of what cites a consent: the flow's own or the agreement's. */
static struct bases bases_of_citing(const struct node *citing)
{
	struct bases own = read_bases(citing, "lawfulBasis");

	if (own.has_consent || own.has_other)
		return own;
	return read_bases(node_child(node_root(citing), "legal"), "art6");
}

/* Whether what cites this consent also cites one of kind lawful-basis. */
static bool cites_lawful_basis(const struct registers *registers,
			       const struct node *citing)
{
	NODE_EACH(cited, citing, "consent")
	{
		const struct record *to = registers_target(registers, cited);

		if (to && consent_use_is_kind(to->root, LAWFUL_BASIS))
			return true;
	}
	return false;
}

/*
 * Takes into account that an agreement or flow cites the consent.  One of
 * another kind becomes a lawful basis only where there is no other basis and
 * no other consent that could be meant.
 */
static void read_citing(struct consent_use *use, const struct rule_check *check,
			const struct reference *reference, bool has_kind)
{
	const struct node *citing = reference->node->parent;
	struct bases bases = bases_of_citing(citing);

	if (use->is_basis == FACT_YES ||
	    (!bases.has_consent && bases.has_other))
		return;
	if (has_kind && (!bases.has_consent || bases.has_other ||
			 cites_lawful_basis(check->registers, citing)))
		return;
	use->is_basis = FACT_YES;
	use->is_only_basis = !bases.has_consent;
	use->agreement = reference->from;
	use->flow = citing->parent ? citing : NULL;
}

struct consent_use consent_use_read(const struct rule_check *check)
{
	const struct record *consent = check->record;
	const char *kind = flow_facts_value(consent->root, "kind");
	struct consent_use use = { .is_basis = kind ? FACT_NO : FACT_UNKNOWN };
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, consent, &n);

	if (consent_use_is_kind(consent->root, LAWFUL_BASIS)) {
		use.is_basis = FACT_YES;
		return use;
	}
	for (size_t i = 0; i < n; i++) {
		if (word_is(all[i]->node->name, "consent") &&
		    word_is(all[i]->from->kind->name, "agreement"))
			read_citing(&use, check, all[i], kind != NULL);
	}
	return use;
}

char *consent_use_words(const struct consent_use *use)
{
	g_autofree char *flow = NULL;

	if (!use->agreement)
		return g_strdup("consent as lawful basis");
	if (use->flow)
		flow = g_strdup_printf("flow '%s' of ",
				       node_attr(use->flow, "id"));
	return g_strdup_printf("consent on which %sagreement '%s' relies%s",
			       flow ? flow : "", use->agreement->id,
			       use->is_only_basis
				       ? ", naming no other basis of Article 6,"
				       : " as lawful basis");
}
