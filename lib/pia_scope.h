/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PIA_SCOPE_H
#define GATEHOUSE_PIA_SCOPE_H

#include <stdbool.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"

struct node;
struct record;
struct registers;

/*
 * What a privacy impact assessment is about.  It covers the flows it names,
 * and all flows of an agreement that it names, or that names it, unless it
 * names single flows of that agreement.  Records that are not valid are left
 * out.
 */
struct pia_scope {
	GPtrArray *agreements; /* of const struct record, each once */
	GPtrArray *flows;      /* of const struct node, each once */
};

void pia_scope_init(struct pia_scope *scope, const struct registers *registers,
		    const struct record *pia);
void pia_scope_clear(struct pia_scope *scope);

/* The flow's own start or else that of its agreement; DATE_NONE: unknown. */
date_t pia_scope_start(const struct node *flow);

/*
 * Whether the status of the assessment (its root element) has the property
 * "approved", "current" or "inPreparation" of the list pia-status; FACT_UNKNOWN: no status.
 */
enum fact pia_scope_status(const struct registers *registers,
			   const struct node *pia, const char *property);

/* "agreement#flow"; owned by the caller. */
char *pia_scope_name(const struct node *flow);

/*
 * Whether some agreement is covered and each of them is over by its status or
 * ended before the day.
 */
bool pia_scope_is_over(const struct pia_scope *scope, date_t as_of);

/* The same for one agreement: its root element. */
bool pia_scope_has_ended(const struct node *agreement, date_t as_of);

typedef struct pia_scope PiaScope;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PiaScope, pia_scope_clear)

#endif
