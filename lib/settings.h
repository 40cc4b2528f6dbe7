/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SETTINGS_H
#define GATEHOUSE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/diag.h"

struct diags;
struct node;
struct registers;
struct rulebook;

/*
 * The local rule book: what gatehouse.xml changes about rules and thresholds.
 * A change counts only if it gives a reason and is one that may be made.
 */

/* What the settings say of one rule.  Strings live as long as the registers. */
struct settings_rule {
	bool is_off;
	bool is_regraded;
	enum diag_level severity; /* of every breach, where it is regraded */
	const char *reason;	  /* Markdown */
	const struct node *node;  /* the element of gatehouse.xml */
};

/*
 * Whether the settings change the rule of that id, and how.  Never for CON-18
 * and REG-02.  *rule is untouched where they do not.
 */
bool settings_rule(const struct registers *registers, const char *id,
		   struct settings_rule *rule);

/*
 * The threshold of that name from the list "threshold": the settings' value,
 * else the default of the list.  A duration is an xs:duration that date_add
 * understands.  NULL or 0 when the list does not have it.
 */
const char *settings_duration(const struct registers *registers,
			      const char *name);
uint64_t settings_count(const struct registers *registers, const char *name);

/*
 * Whether more time than the threshold of that name has gone by from day to
 * as_of; false when day is none.
 */
bool settings_is_past(const struct registers *registers, const char *name,
		      date_t day, date_t as_of);

/*
 * The same for a finding: the threshold in words ("12 months"), owned by the
 * caller, where it is past; NULL where it is not.
 */
char *settings_overrun(const struct registers *registers, const char *name,
		       date_t day, date_t as_of);

/*
 * The web address at which the site is published, ending in '/', as the
 * settings state it; owned by the caller.  NULL: they state none.
 */
char *settings_base_url(const struct registers *registers);

/*
 * Adds a finding (REG-02, on gatehouse.xml) for each change to a rule or
 * threshold that cannot be: of a rule that there is not, of CON-18 or REG-02,
 * made twice, without a reason, or with a value that does not fit.
 */
void settings_check(const struct registers *registers,
		    const struct rulebook *rulebook, struct diags *diags);

/*
 * Drops from diags the findings of rules that are off and gives those of
 * regraded rules their level; facts that are missing stay notes.
 */
void settings_apply(const struct registers *registers, struct diags *diags);

#endif
