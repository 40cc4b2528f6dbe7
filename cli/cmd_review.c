/* SPDX-License-Identifier: MIT */
/*
 * Records that a review took place.  What the record rests on and has changed
 * up to that day counts as seen from then on.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/record_field.h"
#include "lib/registers.h"

static struct {
	char *on;
	char *outcome;
	char *next;
} opt;

static const GOptionEntry options[] = {
	{ "outcome", 0, 0, G_OPTION_ARG_FILENAME, &opt.outcome,
	  "What the review decided, in one line", "OUTCOME" },
	{ "on", 0, 0, G_OPTION_ARG_FILENAME, &opt.on,
	  "The day on which it ended; the as-of date if not given", "DATE" },
	{ "next", 0, 0, G_OPTION_ARG_FILENAME, &opt.next,
	  "The day of the next review; otherwise the interval from that day, "
	  "where the record states one",
	  "DATE" },
	G_OPTION_ENTRY_NULL
};

/* The day of the next review, owned by the caller; NULL: none can be told. */
static char *next_review(const struct record *record, date_t on)
{
	const char *interval = node_value(record->root, "review/interval");
	date_t next = interval ? date_add(on, interval) : DATE_NONE;

	if (opt.next)
		return g_strdup(opt.next);
	return next != DATE_NONE ? date_format(next) : NULL;
}

/* Says so if the record still asks for the review that has just been. */
static void mention_next(const struct record *record, date_t on)
{
	const char *next = node_value(record->root, "review/next");

	if (next && date_parse(next) <= on)
		output_note("review",
			    "the next review is still due on %s; say when "
			    "with --next, or state an interval",
			    next);
}

static enum command_status review(struct session *session,
				  const struct record *record, date_t on)
{
	g_autoptr(RecordEdit) edit = keep_edit(session, "review", record);
	g_autofree char *day = date_format(on);
	g_autofree char *next = next_review(record, on);
	g_autoptr(GError) error = NULL;
	g_autoptr(Keep) keep = NULL;
	enum command_status status;

	if (!edit)
		return COMMAND_FAILED;
	if (!record_field_set(edit, "review.lastOn", day, &error) ||
	    !record_field_set(edit, "review.lastOutcome", opt.outcome,
			      &error) ||
	    (next && !record_field_set(edit, "review.next", next, &error)))
		return output_failure("review", error);
	keep = keep_new(session, "review");
	keep_put(keep, record->path, record_edit_bytes(edit));
	status = keep_finish(keep);
	if (status == COMMAND_CLEAN && !next)
		mention_next(record, on);
	return status;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct record *record;
	date_t on = opt.on ? date_parse(opt.on) : session->as_of;
	const char *last;

	(void)n;
	if (!opt.outcome || !*opt.outcome)
		return output_usage("review", "say what it decided with "
					      "--outcome OUTCOME");
	if (on == DATE_NONE || (opt.next && date_parse(opt.next) == DATE_NONE))
		return output_usage("review",
				    "'%s' is no date; write it as YYYY-MM-DD",
				    on == DATE_NONE ? opt.on : opt.next);
	if (on > session->as_of)
		return output_usage("review", "--on '%s' has yet to come",
				    opt.on);
	if (opt.next && date_parse(opt.next) <= on)
		return output_usage("review",
				    "--next '%s' is not after the review",
				    opt.next);
	record = keep_record(session, "review", args[0]);
	if (!record)
		return COMMAND_FAILED;
	last = node_value(record->root, "review/lastOn");
	if (last && date_parse(last) > on) {
		output_note("review",
			    "a later review, of %s, is recorded already", last);
		return COMMAND_FINDINGS;
	}
	return review(session, record, on);
}

const struct command cmd_review = {
	.name = "review",
	.help = "Record that a record was reviewed, and the outcome",
	.arguments = "ID",
	.description =
		"Enters into the record the day on which a review of it ended "
		"and what it decided,\nand the day of the next one. Changes "
		"up to that day of what the record rests on\ncount as seen: "
		"REG-13 finds them no more.",
	.ending = "Examples:\n"
		  "  gatehouse review leeds-live-risk --outcome 'kept without "
		  "change'\n\n"
		  "Exit status: 0 recorded; 1 refused; 2 wrong usage; 3 it "
		  "could not be recorded.",
	.options = options,
	.needs = KEEP_NEEDS,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
