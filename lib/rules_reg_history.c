/* SPDX-License-Identifier: MIT */
/* Rules that look back. */
#include "lib/rule_check.h"

#include "lib/change.h"
#include "lib/date.h"
#include "lib/registers.h"
#include "lib/suspect.h"

#define FIELDS 3 /* of a change, this many are named */

/* "Status, Valid until and 2 more". */
static char *list_fields(const GPtrArray *fields)
{
	GString *words = g_string_new(NULL);
	guint n = MIN(fields->len, FIELDS);

	for (guint i = 0; i < n; i++) {
		const struct field_change *field = fields->pdata[i];

		g_string_append_printf(words, "%s%s", i > 0 ? "; " : "",
				       field->label);
	}
	if (fields->len > n)
		g_string_append_printf(words, "; and %u more", fields->len - n);
	return g_string_free(words, FALSE);
}

static void report(const struct rule_check *check,
		   const struct suspect *suspect)
{
	const struct suspect_change *last = suspect->changes->pdata[0];
	const struct record *on = suspect->rests_on;
	guint n = suspect->changes->len;
	g_autofree char *fields = list_fields(last->fields);
	g_autofree char *day = date_format(last->on);
	g_autofree char *looked = suspect->looked != DATE_NONE
					  ? date_format(suspect->looked)
					  : NULL;
	g_autofree char *times =
		n > 1 ? g_strdup_printf(" %u times, last", n) : g_strdup("");

	rule_fail(check, suspect->node,
		  "%s '%s', on which this rests, changed%s on %s (%s); %s%s",
		  on->kind->name, on->id, times, day, fields,
		  looked ? "the last review was on "
			 : "no review since is recorded",
		  looked ? looked : "");
}

/* A record that rests on what changed is looked at again. */
static void reg_13_not_reviewed_since(const struct rule_check *check)
{
	const GPtrArray *own;

	if (!check->history)
		return;
	own = rule_suspects(check);
	rule_subject(check);
	for (guint i = 0; own && i < own->len; i++)
		report(check, own->pdata[i]);
}

const struct rule rules_reg_history[] = {
	{ SUSPECT_RULE, NULL, reg_13_not_reviewed_since },
	{ NULL, NULL, NULL },
};
