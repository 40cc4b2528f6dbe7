/* SPDX-License-Identifier: MIT */
/*
 * Runs the rules: every valid record past every rule of its kind, by two
 * workers that take every other record and keep findings and counts of their
 * own.  What they found is sorted at the end, so nothing depends on which of
 * them looked at what.  A rule that reads the findings of others starts a new
 * phase, in which all that was found before is there for every worker.
 *
 * What was said of a record in an earlier run, and still holds, is taken from
 * there (rule_memory.h); workers pass over the record then.
 *
 * Records that do not fit the schema are left out: they have their finding
 * (REG-02) already, and a check may rely on what the schema promises.
 */
#include "lib/rules.h"
#include "lib/approval.h"

#include <string.h>

#include "lib/diag.h"
#include "lib/hash.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rule_facts.h"
#include "lib/rule_guard.h"
#include "lib/rule_memory.h"
#include "lib/rule_run.h"
#include "lib/rulebook.h"
#include "lib/settings.h"
#include "lib/signals.h"
#include "lib/suspect.h"
#include "lib/workers.h"

#define WORTH_A_THREAD 16 /* records; below that one worker is faster */

static const struct rule *const areas[] = {
	rules_agr,	  rules_agr_dates,    rules_agr_keeping,
	rules_agr_legal,  rules_agr_parties,  rules_agr_people,
	rules_agr_terms,  rules_bar,	      rules_bar_levels,
	rules_con,	  rules_con_asking,   rules_con_flow,
	rules_con_notice, rules_flw,	      rules_flw_data,
	rules_flw_use,	  rules_gwy,	      rules_gwy_data,
	rules_gwy_record, rules_gwy_terms,    rules_not,
	rules_org,	  rules_pia,	      rules_pia_dates,
	rules_pia_needed, rules_pia_risks,    rules_pia_steps,
	rules_reg,	  rules_reg_editions, rules_reg_history,
	rules_bar_late,
};

/* Of these, those that read the findings of other rules. */
static const struct rule *const late[] = { rules_bar_late };

struct rule_run {
	struct rule_tally *tallies;
	size_t n_tallies;
	size_t n_records;
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

/* One row of the rule book in this run. */
struct step {
	const struct rulebook_row *row;
	const struct rule *rule; /* NULL: nothing to run */
	const struct kind *kind; /* that it looks at; NULL: all */
	struct settings_rule setting;
	struct rule_tally *tally; /* the run's */
};

/* What is the same for all workers. */
struct course {
	const struct rules_request *request;
	struct rule_memory *memory; /* NULL: nothing is kept */
	struct rule_shared *shared;
	struct step *steps;
	size_t n_steps;
};

/* One run past the steps of one phase, over the records that it gets. */
struct worker {
	const struct course *course;
	gsize *next;	 /* the first record that no worker has got yet */
	size_t from, to; /* the phase: steps from to before to */
	struct diags *diags;
	struct rule_notes *notes;   /* NULL: nothing is kept */
	struct rule_tally *tallies; /* one a step */
	struct rule_tally *own;	    /* the same of one record; all 0 between */
	size_t n_records;
	size_t n_bugs;
	const struct kind *kind; /* of the record before; NULL: none */
	size_t *chosen;		 /* the steps of the phase for that kind */
	size_t n_chosen;
};

/* Records come kind by kind, so this is done once for each kind. */
static void choose_steps(struct worker *worker, const struct kind *kind)
{
	worker->kind = kind;
	worker->n_chosen = 0;
	for (size_t i = worker->from; i < worker->to; i++) {
		const struct step *step = &worker->course->steps[i];

		if (step->rule && (!step->kind || step->kind == kind))
			worker->chosen[worker->n_chosen++] = i;
	}
}

/* Counts the record with the others, and notes what is to be kept of it. */
static void settle_counts(struct worker *worker)
{
	for (size_t i = 0; i < worker->n_chosen; i++) {
		size_t at = worker->chosen[i];
		struct rule_tally *own = &worker->own[at];
		const struct rule_count count = {
			.step = (uint32_t)at,
			.passed = (uint32_t)own->passed,
			.undecidable = (uint32_t)own->undecidable,
		};

		if (own->passed == 0 && own->undecidable == 0)
			continue;
		worker->tallies[at].passed += own->passed;
		worker->tallies[at].undecidable += own->undecidable;
		*own = (struct rule_tally){ 0 };
		if (worker->notes)
			rule_notes_count(worker->notes, &count);
	}
}

/* Notes the findings from one on, which are those of the step. */
static void note_findings(const struct worker *worker, size_t at, size_t from)
{
	for (size_t i = from; i < diags_len(worker->diags); i++) {
		const struct diag *diag = diags_get(worker->diags, i);
		const struct rule_finding finding = {
			.step = (uint32_t)at,
			.line = diag->line,
			.level = diag->level,
			.is_undecidable = diag->is_undecidable,
			.message = diag->message,
		};

		rule_notes_finding(worker->notes, &finding);
	}
}

static void check_record(struct rule_check *check, struct worker *worker)
{
	if (check->record->kind != worker->kind)
		choose_steps(worker, check->record->kind);
	for (size_t i = 0; i < worker->n_chosen; i++) {
		size_t at = worker->chosen[i];
		const struct step *step = &worker->course->steps[at];
		size_t n_before = diags_len(worker->diags);

		check->state->row = step->row;
		check->state->setting = &step->setting;
		check->state->tally = &worker->own[at];
		rule_run_one(check, step->rule);
		if (worker->notes)
			note_findings(worker, at, n_before);
	}
	settle_counts(worker);
}

/*
 * The number of a record that no other worker gets, and of which nothing is
 * known from before; G_MAXSIZE: all have been given out.
 */
static size_t next_record(const struct worker *worker)
{
	const struct course *course = worker->course;
	size_t n = registers_len(course->request->registers);
	size_t i;

	do {
		i = (size_t)g_atomic_pointer_add(worker->next, 1);
	} while (i < n && course->memory && rule_memory_has(course->memory, i));
	return i < n ? i : G_MAXSIZE;
}

/* Runs the rules of the phase on all records that the worker gets. */
static void check_records(struct rule_check *check, struct worker *worker)
{
	const struct registers *registers = worker->course->request->registers;

	for (size_t i = next_record(worker); i != G_MAXSIZE;
	     i = next_record(worker)) {
		check->record = registers_get(registers, i);
		if (worker->notes)
			rule_notes_begin(worker->notes, i);
		if (check->record->is_valid)
			check_record(check, worker);
		if (worker->notes)
			rule_notes_end(worker->notes);
		worker->n_records++;
	}
}

static void *work(void *data)
{
	struct worker *worker = data;
	const struct rules_request *request = worker->course->request;
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(RuleFacts) facts = rule_facts_new();
	struct rule_state state = {
		.shared = worker->course->shared,
		.diags = worker->diags,
		.notes = worker->notes,
		.guard = { .diags = worker->diags },
		.missing = missing,
		.facts = facts,
	};
	struct rule_check check = {
		.registers = worker->notes ? rule_notes_registers(worker->notes)
					   : request->registers,
		.rulebook = request->rulebook,
		.as_of = request->as_of,
		.history = request->history,
		.state = &state,
	};

	rule_guard_enter(&state.guard);
	check_records(&check, worker);
	rule_guard_leave();
	worker->n_bugs = state.guard.n_bugs;
	return NULL;
}

/* Adds what a worker counted and found to the run, and frees it. */
static void gather(struct rule_run *run, struct worker *worker,
		   struct diags *diags)
{
	for (size_t i = worker->from; i < worker->to; i++) {
		struct rule_tally *tally = worker->course->steps[i].tally;

		tally->passed += worker->tallies[i].passed;
		tally->undecidable += worker->tallies[i].undecidable;
	}
	if (worker->from == 0)
		run->n_records += worker->n_records;
	run->n_bugs += worker->n_bugs;
	diags_take(diags, worker->diags);
	diags_free(worker->diags);
	rule_notes_free(worker->notes);
	g_free(worker->tallies);
	g_free(worker->own);
	g_free(worker->chosen);
}

static void recall_said(const struct course *course,
			const struct record *record,
			const struct rule_said *said, size_t from, size_t to,
			struct diags *diags)
{
	for (size_t i = 0; i < said->n_counts; i++) {
		const struct rule_count *count = &said->counts[i];

		if (count->step < from || count->step >= to)
			continue;
		course->steps[count->step].tally->passed += count->passed;
		course->steps[count->step].tally->undecidable +=
			count->undecidable;
	}
	for (size_t i = 0; i < said->n_findings; i++) {
		const struct rule_finding *finding = &said->findings[i];
		struct diag diag = {
			.level = finding->level,
			.path = record->path,
			.line = finding->line,
			.record = record->id,
			.message = finding->message,
			.is_undecidable = finding->is_undecidable,
			.is_checked = true,
		};

		if (finding->step < from || finding->step >= to)
			continue;
		diag.rule = course->steps[finding->step].row->id;
		diags_add(diags, &diag);
	}
}

/* What the rules of the phase said of records that they pass over now. */
static void recall(const struct course *course, size_t from, size_t to,
		   struct diags *diags)
{
	const struct registers *registers = course->request->registers;
	size_t n = course->memory ? registers_len(registers) : 0;

	for (size_t i = 0; i < n; i++) {
		if (!rule_memory_has(course->memory, i))
			continue;
		for (const struct rule_said *said =
			     rule_memory_get(course->memory, i);
		     said; said = said->next)
			recall_said(course, registers_listed(registers, i),
				    said, from, to, diags);
	}
}

static void run_phase(struct rule_run *run, const struct course *course,
		      size_t from, size_t to, struct diags *diags)
{
	size_t n = registers_len(course->request->registers) < WORTH_A_THREAD
			   ? 1
			   : WORKERS;
	struct worker workers[WORKERS] = { { 0 } };
	gsize next = 0;

	for (size_t i = 0; i < n; i++) {
		workers[i] = (struct worker){
			.course = course,
			.next = &next,
			.from = from,
			.to = to,
			.diags = diags_new(),
			.notes = course->memory ? rule_notes_new(course->memory)
						: NULL,
			.tallies = g_new0(struct rule_tally, course->n_steps),
			.own = g_new0(struct rule_tally, course->n_steps),
			.chosen = g_new(size_t, course->n_steps),
		};
	}
	workers_run("rules", work, workers, n, sizeof(*workers));
	for (size_t i = 0; i < n; i++)
		gather(run, &workers[i], diags);
	recall(course, from, to, diags);
}

static bool is_late(const struct rule *rule)
{
	return find_rule(late, G_N_ELEMENTS(late), rule->id) == rule;
}

static void run_phases(struct rule_run *run, const struct course *course,
		       struct diags *diags)
{
	size_t from = 0;

	for (size_t to = 1; to <= course->n_steps; to++) {
		const struct rule *next =
			to < course->n_steps ? course->steps[to].rule : NULL;

		if (to < course->n_steps && !(next && is_late(next)))
			continue;
		run_phase(run, course, from, to, diags);
		from = to;
	}
}

/* Readies the step of a row, whose rule (NULL: there is none) is to be run. */
static void plan_step(struct rule_run *run, struct course *course,
		      const struct rulebook_row *row, const struct rule *rule,
		      const struct diags *diags)
{
	const struct registers *registers = course->request->registers;
	struct step *step = &course->steps[course->n_steps];

	if (row->why_not)
		return;
	*step = (struct step){ .row = row,
			       .tally = &run->tallies[run->n_tallies++] };
	step->tally->id = row->id;
	settings_rule(registers, row->id, &step->setting);
	step->tally->is_off = step->setting.is_off;
	course->n_steps++;
	if (!rule || step->setting.is_off)
		return;
	if (!rule->check) {
		rule_tally_read(step->tally, registers, diags);
		return;
	}
	step->rule = rule;
	if (rule->kind)
		step->kind = schema_kind(registers_library(registers)->schema,
					 rule->kind);
}

/* Notes the parts in the signals of records of which they are not known. */
static void *find_parts(void *data)
{
	struct worker *worker = data;
	const struct rules_request *request = worker->course->request;
	const struct registers *registers = rule_notes_registers(worker->notes);
	g_autoptr(GString) part = g_string_new(NULL);

	for (size_t i = next_record(worker); i != G_MAXSIZE;
	     i = next_record(worker)) {
		g_string_truncate(part, 0);
		rule_notes_begin(worker->notes, i);
		signals_part(registers, registers_get(request->registers, i),
			     request->as_of, part);
		rule_notes_part(worker->notes, part->str, part->len);
		rule_notes_end(worker->notes);
	}
	return NULL;
}

/* Of what is known and what is not: the signals, before any rule asks. */
static void sum_signals(const struct course *course)
{
	struct rule_shared *shared = course->shared;
	struct worker workers[WORKERS] = { { 0 } };
	gsize next = 0;

	for (size_t i = 0; i < WORKERS; i++)
		workers[i] = (struct worker){
			.course = course,
			.next = &next,
			.notes = rule_notes_new(course->memory),
		};
	workers_run("signals", find_parts, workers, WORKERS, sizeof(*workers));
	for (size_t i = 0; i < WORKERS; i++)
		rule_notes_free(workers[i].notes);
	shared->signals =
		rule_memory_signals(course->memory, &shared->n_signals);
}

/* Runs the phases, and keeps what they said for the next time. */
static void run_course(struct rule_run *run, struct course *course,
		       struct diags *diags)
{
	const struct rules_request *request = course->request;
	g_autoptr(Suspects) suspects =
		request->history
			? suspects_open(request->registers, request->history,
					request->as_of)
			: NULL;

	course->shared->suspects = suspects;
	g_mutex_init(&course->shared->lock);
	if (course->memory)
		sum_signals(course);
	rule_guard_start();
	run_phases(run, course, diags);
	rule_guard_stop();
	if (course->memory && run->n_bugs == 0)
		rule_memory_store(course->memory);
}

struct rule_run *rules_check_with(const struct rule *const *tables,
				  size_t n_tables,
				  const struct rules_request *request,
				  struct diags *diags)
{
	struct rule_run *run = g_new0(struct rule_run, 1);
	g_autoptr(GHashTable) waivers =
		rule_run_waivers(request->registers, request->as_of);
	g_autoptr(RuleMemory) memory = rule_memory_open(request, diags);
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(request->rulebook, &n);
	g_autofree struct step *steps = g_new0(struct step, n);
	struct rule_shared shared = {
		.waivers = waivers,
		.diags = diags,
		.scale = G_ONCE_INIT,
		.errors = G_ONCE_INIT,
	};
	struct course course = {
		.request = request,
		.memory = memory,
		.shared = &shared,
		.steps = steps,
	};

	settings_apply(request->registers, diags);
	settings_check(request->registers, request->rulebook, diags);
	approval_check(request->registers, diags);
	run->tallies = g_new0(struct rule_tally, n);
	for (size_t i = 0; i < n; i++)
		plan_step(run, &course, &rows[i],
			  find_rule(tables, n_tables, rows[i].id), diags);
	run_course(run, &course, diags);
	diags_sort(diags);
	rule_run_waive(diags, waivers);
	rule_tally_findings(run->tallies, run->n_tallies, diags);
	rule_run_clear(&shared);
	return run;
}

struct rule_run *rules_check_request(const struct rules_request *request,
				     struct diags *diags)
{
	return rules_check_with(areas, G_N_ELEMENTS(areas), request, diags);
}

struct rule_run *rules_check(const struct registers *registers,
			     const struct rulebook *rulebook, date_t as_of,
			     struct diags *diags)
{
	const struct rules_request request = {
		.registers = registers,
		.rulebook = rulebook,
		.as_of = as_of,
	};

	return rules_check_request(&request, diags);
}

void rule_run_free(struct rule_run *run)
{
	if (!run)
		return;
	g_free(run->tallies);
	g_free(run);
}

size_t rule_run_records(const struct rule_run *run)
{
	return run->n_records;
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
