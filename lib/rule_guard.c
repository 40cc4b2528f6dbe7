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

static GLogFunc previous;
static GPrivate entered; /* guard of the worker that this thread is */

static void on_log(const char *domain, GLogLevelFlags level,
		   const char *message, void *data)
{
	struct rule_guard *guard = g_private_get(&entered);

	if ((level & G_LOG_LEVEL_CRITICAL) && guard && guard->check)
		rule_guard_report(guard, message);
	else
		previous(domain, level, message, data);
}

void rule_guard_start(void)
{
	previous = g_log_set_default_handler(on_log, NULL);
}

void rule_guard_stop(void)
{
	g_log_set_default_handler(previous, NULL);
}

void rule_guard_enter(struct rule_guard *guard)
{
	g_private_set(&entered, guard);
}

void rule_guard_leave(void)
{
	g_private_set(&entered, NULL);
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
		   "fault of the program or its files, please report it",
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
