/* SPDX-License-Identifier: MIT */
/*
 * Runs the rules: every valid record past every rule of its kind.  A check
 * only says what it sees; levels, counting, "not stated" and waivers are the
 * same for all rules and are dealt with here.
 *
 * Records that do not fit the schema are left out: they have their finding
 * (REG-02) already, and a check may rely on what the schema promises.
 */
#include "lib/rules.h"

#include <stdarg.h>
#include <string.h>

#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rule_guard.h"
#include "lib/rulebook.h"
#include "lib/settings.h"

static const struct rule *const areas[] = {
	rules_agr,	    rules_agr_dates,   rules_agr_keeping,
	rules_agr_legal,    rules_agr_parties, rules_agr_people,
	rules_agr_terms,    rules_bar,	       rules_bar_levels,
	rules_con,	    rules_con_asking,  rules_con_flow,
	rules_con_notice,   rules_flw,	       rules_flw_data,
	rules_flw_use,	    rules_gwy,	       rules_gwy_data,
	rules_gwy_record,   rules_gwy_terms,   rules_not,
	rules_org,	    rules_pia,	       rules_pia_dates,
	rules_pia_risks,    rules_pia_steps,   rules_reg,
	rules_reg_editions,
};

/* How the subject that is open has come out so far. */
enum outcome { NO_SUBJECT, PASSED, FAILED, UNDECIDABLE };

struct rule_state {
	struct diags *diags;
	GHashTable *waivers;
	GHashTable *shared; /* name -> struct shared, of rule_once */
	const struct rulebook_row *row;
	struct rule_tally *tally;
	struct settings_rule setting;
	struct rule_guard guard;
	enum outcome outcome;
	GPtrArray *missing;	       /* names of facts, each once */
	const struct node *missing_at; /* where the first one belongs */
};

/* A value that rule_once keeps. */
struct shared {
	void *value;
	GDestroyNotify destroy;
};

struct rule_run {
	struct rule_tally *tallies;
	size_t n_tallies;
	size_t n_bugs;
};

/* The rule of that id, or NULL. */
static const struct rule *find_rule(const struct rule *const *tables,
				    size_t n_tables, const char *id)
{
	for (size_t i = 0; i < n_tables; i++) {
		for (const struct rule *rule = tables[i]; rule->id; rule++) {
			if (strcmp(rule->id, id) == 0)
				return rule;
		}
	}
	return NULL;
}

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
	g_autofree char *message = g_strdup_vprintf(format, args);

	if (!is_open(state) || !rule_guard_accepts(&state->guard, at, message))
		return;
	diag.level =
		state->setting.is_regraded ? state->setting.severity : level;
	diag.message = message;
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
static void note_missing(const struct rule_check *check)
{
	struct rule_state *state = check->state;
	struct diag diag;
	g_autoptr(GString) facts = NULL;

	if (state->missing->len == 0)
		return;
	diag = finding(check, state->missing_at);
	facts = g_string_new(NULL);
	for (guint i = 0; i < state->missing->len; i++)
		g_string_append_printf(facts, "%s%s", i > 0 ? ", " : "",
				       (char *)state->missing->pdata[i]);
	diag.level = DIAG_NOTE;
	diag.is_undecidable = true;
	diags_addf(state->diags, &diag,
		   "cannot be decided; the record does not state %s",
		   facts->str);
	g_ptr_array_set_size(state->missing, 0);
}

static void shared_free(void *data)
{
	struct shared *shared = data;

	if (shared->destroy)
		shared->destroy(shared->value);
	g_free(shared);
}

void *rule_once(const struct rule_check *check, const char *name,
		void *(*make)(const struct rule_check *check),
		GDestroyNotify destroy)
{
	GHashTable *all = check->state->shared;
	struct shared *shared = g_hash_table_lookup(all, name);

	if (!shared) {
		shared = g_new(struct shared, 1);
		shared->value = make(check);
		shared->destroy = destroy;
		g_hash_table_insert(all, (gpointer)name, shared);
	}
	return shared->value;
}

static bool applies_to(const struct rule *rule, const struct record *record)
{
	return record->is_valid &&
	       (!rule->kind || strcmp(rule->kind, record->kind->name) == 0);
}

static void check_rule(struct rule_check *check, const struct rule *rule)
{
	struct rule_guard *guard = &check->state->guard;

	for (size_t i = 0; i < registers_len(check->registers); i++) {
		check->record = registers_get(check->registers, i);
		if (!applies_to(rule, check->record))
			continue;
		guard->check = check;
		guard->rule = check->state->row->id;
		rule->check(check);
		guard->check = NULL;
		close_subject(check->state);
		note_missing(check);
	}
}

/*
 * For a rule that reading decides, the subjects are the records, and those
 * without a finding have passed.
 */
static void tally_read_rule(struct rule_tally *tally,
			    const struct registers *registers,
			    const struct diags *diags)
{
	g_autoptr(GHashTable) failing =
		g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (g_strcmp0(diag->rule, tally->id) == 0)
			g_hash_table_add(failing, (gpointer)diag->path);
	}
	for (size_t i = 0; i < registers_len(registers); i++)
		tally->passed += !g_hash_table_contains(
			failing, registers_get(registers, i)->path);
}

/* Whether the waiver says all that it must and still holds. */
static bool is_waiver_good(const struct node *waiver, date_t as_of)
{
	date_t expires = date_parse(node_value(waiver, "expires"));

	return expires != DATE_NONE && expires >= as_of &&
	       node_value(waiver, "reason") &&
	       node_value(waiver, "approverRole");
}

/* "GWY-04\nagreement-id" to the id of the waiver that covers it. */
static GHashTable *read_waivers(const struct registers *registers, date_t as_of)
{
	GHashTable *waivers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, "waiver", &n);

	for (size_t i = 0; i < n; i++) {
		const struct record *to = registers_target(
			registers, node_child(all[i]->root, "record"));
		const char *rule = node_value(all[i]->root, "rule");

		if (all[i]->is_valid && to && rule &&
		    is_waiver_good(all[i]->root, as_of))
			g_hash_table_insert(
				waivers, g_strconcat(rule, "\n", to->id, NULL),
				(gpointer)all[i]->id);
	}
	return waivers;
}

/*
 * Id of the waiver that covers the finding, or NULL.  A file that is not valid
 * cannot be waived into the register.
 */
static const char *waiver_of(GHashTable *waivers, const struct diag *diag)
{
	g_autofree char *key = NULL;

	if (!diag->rule || !diag->record || diag->is_undecidable ||
	    strcmp(diag->rule, "REG-02") == 0)
		return NULL;
	key = g_strconcat(diag->rule, "\n", diag->record, NULL);
	return g_hash_table_lookup(waivers, key);
}

static void apply_waivers(struct diags *diags, GHashTable *waivers)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const char *waiver = waiver_of(waivers, diags_get(diags, i));

		if (waiver)
			diags_waive(diags, i, waiver);
	}
}

/* All errors so far: record -> positions among the diagnostics. */
static void *index_errors(const struct rule_check *check)
{
	const struct rule_state *state = check->state;
	GHashTable *errors = g_hash_table_new_full(
		NULL, NULL, NULL, (GDestroyNotify)g_array_unref);

	for (size_t i = 0; i < diags_len(state->diags); i++) {
		const struct diag *diag = diags_get(state->diags, i);
		const struct record *record =
			diag->record
				? registers_find(check->registers, diag->record)
				: NULL;
		GArray *found = g_hash_table_lookup(errors, record);

		if (!record || diag->level != DIAG_ERROR ||
		    waiver_of(state->waivers, diag))
			continue;
		if (!found) {
			found = g_array_new(FALSE, FALSE, sizeof(i));
			g_hash_table_insert(errors, (gpointer)record, found);
		}
		g_array_append_val(found, i);
	}
	return errors;
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
	GHashTable *errors = rule_once(check, "errors", index_errors,
				       (GDestroyNotify)g_hash_table_unref);
	const GArray *found = g_hash_table_lookup(errors, record);

	for (guint i = 0; found && i < found->len; i++) {
		const struct diag *diag = diags_get(
			check->state->diags, g_array_index(found, size_t, i));

		if (!part ||
		    (diag->line >= part->line && diag->line < line_after(part)))
			return diag->rule;
	}
	return NULL;
}

static void count_findings(struct rule_run *run, const struct diags *diags)
{
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < run->n_tallies; i++)
		g_hash_table_insert(by_id, (gpointer)run->tallies[i].id,
				    &run->tallies[i]);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		struct rule_tally *tally =
			diag->rule ? g_hash_table_lookup(by_id, diag->rule)
				   : NULL;

		if (!tally || diag->is_undecidable)
			continue;
		tally->failed += !diag->waiver;
		tally->waived += diag->waiver != NULL;
	}
}

/* Starts the tally of the row, and checks its rule (NULL: there is none). */
static void run_row(struct rule_run *run, struct rule_check *check,
		    const struct rulebook_row *row, const struct rule *rule)
{
	struct rule_state *state = check->state;

	if (row->why_not)
		return;
	state->row = row;
	state->setting = (struct settings_rule){ 0 };
	state->tally = &run->tallies[run->n_tallies++];
	state->tally->id = row->id;
	settings_rule(check->registers, row->id, &state->setting);
	state->tally->is_off = state->setting.is_off;
	if (!rule || state->setting.is_off)
		return;
	if (rule->check)
		check_rule(check, rule);
	else
		tally_read_rule(state->tally, check->registers, state->diags);
}

struct rule_run *rules_check_with(const struct rule *const *tables,
				  size_t n_tables,
				  const struct registers *registers,
				  const struct rulebook *rulebook, date_t as_of,
				  struct diags *diags)
{
	struct rule_run *run = g_new0(struct rule_run, 1);
	g_autoptr(GHashTable) waivers = read_waivers(registers, as_of);
	g_autoptr(GHashTable) shared = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, shared_free);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	struct rule_state state = {
		.diags = diags,
		.waivers = waivers,
		.shared = shared,
		.missing = missing,
	};
	struct rule_check check = {
		.registers = registers,
		.rulebook = rulebook,
		.as_of = as_of,
		.state = &state,
	};
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);

	settings_apply(registers, diags);
	settings_check(registers, rulebook, diags);
	run->tallies = g_new0(struct rule_tally, n);
	rule_guard_start(&state.guard, diags);
	for (size_t i = 0; i < n; i++)
		run_row(run, &check, &rows[i],
			find_rule(tables, n_tables, rows[i].id));
	rule_guard_stop(&state.guard);
	run->n_bugs = state.guard.n_bugs;
	diags_sort(diags);
	apply_waivers(diags, waivers);
	count_findings(run, diags);
	return run;
}

struct rule_run *rules_check(const struct registers *registers,
			     const struct rulebook *rulebook, date_t as_of,
			     struct diags *diags)
{
	return rules_check_with(areas, G_N_ELEMENTS(areas), registers, rulebook,
				as_of, diags);
}

void rule_run_free(struct rule_run *run)
{
	if (!run)
		return;
	g_free(run->tallies);
	g_free(run);
}

size_t rule_run_bugs(const struct rule_run *run)
{
	return run->n_bugs;
}

const struct rule_tally *rule_run_tallies(const struct rule_run *run, size_t *n)
{
	*n = run->n_tallies;
	return run->tallies;
}

GStrv rules_ids(void)
{
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

	for (size_t i = 0; i < G_N_ELEMENTS(areas); i++) {
		for (const struct rule *rule = areas[i]; rule->id; rule++)
			g_strv_builder_add(ids, rule->id);
	}
	return g_strv_builder_end(ids);
}
