/* SPDX-License-Identifier: MIT */
/*
 * What a rule's check calls.  A check only says what it sees; levels,
 * counting, "not stated" and waivers are the same for all rules and are dealt
 * with here.
 */
#include "lib/rule_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/diag.h"
#include "lib/hash.h"
#include "lib/maturity.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_memory.h"
#include "lib/rule_run.h"
#include "lib/suspect.h"

#define LINE 512 /* bytes that most messages have at most */

static void close_subject(struct rule_state *state)
{
	if (!state->guard.is_broken) {
		state->tally->passed += state->outcome == PASSED;
		state->tally->undecidable += state->outcome == UNDECIDABLE;
	}
	state->guard.is_broken = false;
	state->outcome = NO_SUBJECT;
}

void rule_subject(const struct rule_check *check)
{
	close_subject(check->state);
	check->state->outcome = PASSED;
}

static struct diag finding(const struct rule_check *check,
			   const struct node *at)
{
	return (struct diag){
		.level = check->state->row->severity,
		.path = check->record->path,
		.line = at ? at->line : check->record->root->line,
		.rule = check->state->row->id,
		.record = check->record->id,
		.is_checked = true,
	};
}

/* Whether there is a subject to report on; if not, the check is at fault. */
static bool is_open(struct rule_state *state)
{
	if (state->outcome == NO_SUBJECT)
		rule_guard_report(&state->guard,
				  "it reported before it opened a subject");
	return state->outcome != NO_SUBJECT;
}

void rule_bug(const struct rule_check *check, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	rule_guard_report(&check->state->guard, message);
}

static void fail(const struct rule_check *check, enum diag_level level,
		 const struct node *at, const char *format, va_list args)
	G_GNUC_PRINTF(4, 0);

static void fail(const struct rule_check *check, enum diag_level level,
		 const struct node *at, const char *format, va_list args)
{
	struct rule_state *state = check->state;
	struct diag diag = finding(check, at);
	g_autofree char *longer = NULL;
	char message[LINE];
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(message, sizeof(message), format, args);
	if (len >= LINE)
		longer = g_strdup_vprintf(format, again);
	va_end(again);
	if (!is_open(state) || !rule_guard_accepts(&state->guard, at, message))
		return;
	diag.level =
		state->setting->is_regraded ? state->setting->severity : level;
	diag.message = longer ? longer : message;
	diags_add(state->diags, &diag);
	state->outcome = FAILED;
}

void rule_fail(const struct rule_check *check, const struct node *at,
	       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(check, check->state->row->severity, at, format, args);
	va_end(args);
}

void rule_fail_level(const struct rule_check *check, enum diag_level level,
		     const struct node *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(check, level, at, format, args);
	va_end(args);
}

static bool is_named(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name,
						g_str_equal, NULL);
}

void rule_missing(const struct rule_check *check, const struct node *at,
		  const char *fact)
{
	struct rule_state *state = check->state;

	if (state->row->absence_fails) {
		rule_fail(check, at, "the record does not state %s", fact);
		return;
	}
	rule_undecidable(check, at, fact);
}

void rule_undecidable(const struct rule_check *check, const struct node *at,
		      const char *fact)
{
	struct rule_state *state = check->state;

	if (!is_open(state) || !rule_guard_accepts(&state->guard, at, fact))
		return;
	if (state->outcome != FAILED)
		state->outcome = UNDECIDABLE;
	if (state->missing->len == 0)
		state->missing_at = at;
	if (!is_named(state->missing, fact))
		g_ptr_array_add(state->missing, g_strdup(fact));
}

const struct node *rule_need(const struct rule_check *check,
			     const struct node *parent, const char *name,
			     const char *fact)
{
	const struct node *node = node_child(parent, name);

	if (node_is_stated(node))
		return node;
	if (node)
		rule_undecidable(check, node, fact);
	else
		rule_fail(check, parent,
			  "the record says nothing of %s; expected it, or a "
			  "mark that the source does not state it",
			  fact);
	return NULL;
}

/* One note that names every fact the rule lacked on this record. */
G_NO_INLINE
static void note_missing(const struct rule_check *check)
{
	struct rule_state *state = check->state;
	struct diag diag = finding(check, state->missing_at);
	g_autoptr(GString) facts = g_string_new(NULL);

	for (guint i = 0; i < state->missing->len; i++) {
		g_string_append(facts, i > 0 ? ", " : "");
		g_string_append(facts, state->missing->pdata[i]);
	}
	diag.level = DIAG_NOTE;
	diag.is_undecidable = true;
	diags_addf(state->diags, &diag,
		   "cannot be decided; the record does not state %s",
		   facts->str);
	g_ptr_array_set_size(state->missing, 0);
}

/* The scale, or why there is none. */
struct scale {
	struct maturity *maturity;
	GError *error;
};

static void *scale_make(void *data)
{
	const struct rule_check *check = data;
	const struct rule_shared *shared = check->state->shared;
	struct scale *scale = g_new0(struct scale, 1);

	scale->maturity =
		shared->signals
			? maturity_of(
				  registers_library(check->registers)->assets,
				  g_memdup2(shared->signals,
					    shared->n_signals *
						    sizeof(*shared->signals)),
				  shared->n_signals, &scale->error)
			: maturity_new(check->registers, check->as_of,
				       &scale->error);
	return scale;
}

static void scale_free(struct scale *scale)
{
	maturity_free(scale->maturity);
	g_clear_error(&scale->error);
	g_free(scale);
}

const struct maturity *rule_maturity(const struct rule_check *check,
				     const GError **error)
{
	const struct scale *scale =
		g_once(&check->state->shared->scale, scale_make, (void *)check);

	if (check->state->notes)
		rule_notes_on_signals(check->state->notes);
	*error = scale->error;
	return scale->maturity;
}

const GPtrArray *rule_suspects(const struct rule_check *check)
{
	struct rule_shared *shared = check->state->shared;
	size_t n;
	const struct reference *references =
		registers_references_of(check->registers, check->record, &n);
	const GPtrArray *found;

	g_mutex_lock(&shared->lock);
	found = suspects_add(shared->suspects, references, n);
	g_mutex_unlock(&shared->lock);
	return found;
}

void rule_run_one(const struct rule_check *check, const struct rule *rule)
{
	struct rule_guard *guard = &check->state->guard;

	guard->check = check;
	guard->rule = check->state->row->id;
	rule->check(check);
	guard->check = NULL;
	close_subject(check->state);
	if (check->state->missing->len > 0)
		note_missing(check);
}

/* All errors of the phases before: id -> positions among the diagnostics. */
static void *index_errors(void *data)
{
	const struct rule_shared *shared = data;
	GHashTable *errors = g_hash_table_new_full(
		hash_text, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

	for (size_t i = 0; i < diags_len(shared->diags); i++) {
		const struct diag *diag = diags_get(shared->diags, i);
		GArray *found =
			diag->record ? g_hash_table_lookup(errors, diag->record)
				     : NULL;

		if (!diag->record || diag->level != DIAG_ERROR ||
		    rule_run_waiver(shared->waivers, diag))
			continue;
		if (!found) {
			found = g_array_new(FALSE, FALSE, sizeof(i));
			g_hash_table_insert(errors, (gpointer)diag->record,
					    found);
		}
		g_array_append_val(found, i);
	}
	return errors;
}

void rule_run_clear(struct rule_shared *shared)
{
	if (shared->scale.status == G_ONCE_STATUS_READY)
		scale_free(shared->scale.retval);
	if (shared->errors.status == G_ONCE_STATUS_READY)
		g_hash_table_unref(shared->errors.retval);
	g_mutex_clear(&shared->lock);
	g_free(shared->signals);
}

/* The line on which what follows the node begins. */
static unsigned line_after(const struct node *node)
{
	while (node && !node->next)
		node = node->parent;
	return node ? node->next->line : G_MAXUINT;
}

const char *rule_error_on(const struct rule_check *check,
			  const struct record *record, const struct node *part)
{
	struct rule_shared *shared = check->state->shared;
	GHashTable *errors = g_once(&shared->errors, index_errors, shared);
	const GArray *found = g_hash_table_lookup(errors, record->id);

	if (check->state->notes)
		rule_notes_on_findings(check->state->notes, record);
	for (guint i = 0; found && i < found->len; i++) {
		const struct diag *diag = diags_get(
			shared->diags, g_array_index(found, size_t, i));

		if (!part ||
		    (diag->line >= part->line && diag->line < line_after(part)))
			return diag->rule;
	}
	return NULL;
}

static void add(GString **list, const char *quote, const char *words)
{
	if (*list)
		g_string_append(*list, ", ");
	else
		*list = g_string_new(NULL);
	g_string_append_printf(*list, "%s%s%s", quote, words, quote);
}

void rule_add_words(GString **list, const char *words)
{
	add(list, "", words);
}

void rule_add_quoted(GString **list, const char *words)
{
	add(list, "'", words);
}
