/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHARING_H
#define GATEHOUSE_SHARING_H

#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"

struct due_list;
struct impact;
struct node;
struct record;
struct registers;

/*
 * Who shares with whom, what rests on each gateway, and what each organisation
 * has to do: all that pages about one record ask of the whole register.  Made
 * once; threads may read it.
 */
struct sharing;

/* One flow from one body to one other. */
struct sharing_use {
	const struct record *from; /* NULL: no record that is shown here */
	const struct record *to;   /* the same */
	const struct record *agreement;
	const struct node *flow;
	enum fact is_live; /* on the as-of date */
};

/*
 * registers and what is due in them, those of the edition, must outlive it.  A body that stands on both
 * sides of a flow is not counted as sharing with itself where the flow has
 * others.  Cost: linear in flows times their disclosers times their recipients,
 * but for sorting.
 */
struct sharing *sharing_new(const struct registers *registers, date_t as_of,
			    const struct due_list *due);
void sharing_free(struct sharing *sharing);

/* All uses, by discloser, recipient, agreement and flow; names as titles. */
const struct sharing_use *sharing_uses(const struct sharing *sharing,
				       size_t *n);

/* Those in which the organisation discloses: a run of the above. */
const struct sharing_use *sharing_gives(const struct sharing *sharing,
					const struct record *organisation,
					size_t *n);

/* Those in which it receives, by discloser, agreement and flow. */
const struct sharing_use *sharing_gets(const struct sharing *sharing,
				       const struct record *organisation,
				       size_t *n);

/*
 * What is overdue or due soon of the organisation, by date: what has it as the owner, or stands
 * in a record that it owns or leads.  Pointers to struct due; NULL: nothing.
 */
const GPtrArray *sharing_due(const struct sharing *sharing,
			     const struct record *organisation);

/* What rests on a gateway on the as-of date. */
const struct impact *sharing_impact(const struct sharing *sharing,
				    const struct record *gateway);

typedef struct sharing Sharing;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sharing, sharing_free)

#endif
