/* SPDX-License-Identifier: MIT */
/*
 * A rule that itself fails must not take the others with it, nor be taken for
 * a rule that passed.  Checks are plain functions, so what can be caught is
 * what they report against their contract, what they call impossible, and what
 * GLib calls critical.  A crash is a crash.
 *
 * The log handler is the process's default one: g_log_set_writer_func can be
 * called once only, and handlers of a domain would miss the other domains.
 */
#include "lib/rule_guard.h"

#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"

static void on_log(const char *domain, GLogLevelFlags level,
		   const char *message, void *data)
{
	struct rule_guard *guard = data;

	if ((level & G_LOG_LEVEL_CRITICAL) && guard->check)
		rule_guard_report(guard, message);
	else
		guard->previous(domain, level, message, NULL);
}

void rule_guard_start(struct rule_guard *guard, struct diags *diags)
{
	*guard = (struct rule_guard){ .diags = diags };
	guard->previous = g_log_set_default_handler(on_log, guard);
}

void rule_guard_stop(struct rule_guard *guard)
{
	g_log_set_default_handler(guard->previous, NULL);
}

void rule_guard_report(struct rule_guard *guard, const char *message)
{
	const struct record *record = guard->check->record;
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = record->path,
		.line = record->root->line,
		.record = record->id,
	};

	diags_addf(guard->diags, &diag,
		   "rule '%s' itself failed on this record: %s; this is a "
		   "fault of the program, please report it",
		   guard->rule, message);
	guard->is_broken = true;
	guard->n_bugs++;
}

bool rule_guard_accepts(struct rule_guard *guard, const struct node *at,
			const char *message)
{
	const char *fault = NULL;

	if (!message || !*message)
		fault = "it reported a finding without a message";
	else if (at && at->name && node_root(at) != guard->check->record->root)
		fault = "it reported an element of another record";
	if (fault)
		rule_guard_report(guard, fault);
	return !fault;
}
