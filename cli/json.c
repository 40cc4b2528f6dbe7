/* SPDX-License-Identifier: MIT */
/*
 * Values are built as trees and printed whole: results are as large as the
 * registers at most, but for a history, of which each commit is one.  Text that
 * is not UTF-8 (from a file name) is mended, so that a result is never cut
 * short.
 */
#include "cli/json.h"

#include <string.h>

#include <jansson.h>

#include "cli/changes.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/change.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/due.h"
#include "lib/impact.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/settings.h"
#include "site-gen/published_check.h"
#include "site-gen/record_json.h"
#include "site-gen/verify.h"

static json_t *text(const char *value)
{
	g_autofree char *valid = value ? g_utf8_make_valid(value, -1) : NULL;

	return valid ? json_string(valid) : json_null();
}

static json_t *number(size_t n)
{
	return json_integer((json_int_t)n);
}

/* A line or column; null: not known. */
static json_t *position(unsigned n)
{
	return n > 0 ? number(n) : json_null();
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void print(FILE *to, json_t *value)
{
	json_dump_callback(value, output_json, to,
			   JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	fputc('\n', to);
	json_decref(value);
}

/* As output_json, a step further to the right; only layout has line breaks. */
static int output_deeper(const char *bytes, size_t len, void *to)
{
	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end ? (size_t)(end - bytes) + 1 : len;

		output_json(bytes, n, to);
		if (end)
			fputs("  ", to);
		bytes += n;
		len -= n;
	}
	return 0;
}

/* The next of an array, at place i, as print would write it. */
static void print_next(FILE *to, size_t i, json_t *value)
{
	fputs(i == 0 ? "[\n  " : ",\n  ", to);
	json_dump_callback(value, output_deeper, to,
			   JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(value);
}

/* After n of them. */
static void print_end(FILE *to, size_t n)
{
	fputs(n == 0 ? "[]\n" : "\n]\n", to);
}

/* check ------------------------------------------------------------------ */

static json_t *summary(const struct diags *findings)
{
	json_t *object = json_object();

	set(object, "errors", number(diags_count(findings, DIAG_ERROR)));
	set(object, "warnings", number(diags_count(findings, DIAG_WARNING)));
	set(object, "notes", number(diags_count(findings, DIAG_NOTE)));
	set(object, "waived", number(diags_waived(findings)));
	return object;
}

/* The level at which a breach of the rule is found here, and why it differs. */
static void set_severity(json_t *object, const struct session *session,
			 const char *id)
{
	const struct rulebook_row *row = rulebook_find(session->rulebook, id);
	struct settings_rule rule = { 0 };

	settings_rule(session->registers, id, &rule);
	set(object, "severity",
	    text(diag_level_name(rule.is_regraded ? rule.severity
						  : row->severity)));
	set(object, "off", json_boolean(rule.is_off));
	set(object, "reason", text(rule.reason));
}

static json_t *tallies(const struct session *session)
{
	json_t *array = json_array();
	size_t n = 0;
	const struct rule_tally *all =
		session->run ? rule_run_tallies(session->run, &n) : NULL;

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object();

		set(object, "id", text(all[i].id));
		set(object, "passed", number(all[i].passed));
		set(object, "failed", number(all[i].failed));
		set(object, "waived", number(all[i].waived));
		set(object, "undecidable", number(all[i].undecidable));
		set_severity(object, session, all[i].id);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *finding(const struct diag *diag)
{
	json_t *object = json_object();

	set(object, "level", text(diag_level_name(diag->level)));
	set(object, "path", text(diag->path));
	set(object, "line", position(diag->line));
	set(object, "column", position(diag->column));
	set(object, "rule", text(diag->rule));
	set(object, "record", text(diag->record));
	set(object, "message", text(diag->message));
	set(object, "waiver", text(diag->waiver));
	set(object, "undecidable", json_boolean(diag->is_undecidable));
	return object;
}

void json_check(FILE *to, const struct session *session,
		const struct diags *findings, size_t n_records)
{
	g_autofree char *as_of = date_format(session->as_of);
	json_t *object = json_object();
	json_t *array = json_array();

	for (size_t i = 0; i < diags_len(findings); i++)
		json_array_append_new(array, finding(diags_get(findings, i)));
	set(object, "gatehouse", text(GATEHOUSE_VERSION));
	set(object, "commit", text(session->commit));
	set(object, "asOf", text(as_of));
	set(object, "records", number(n_records));
	set(object, "summary", summary(findings));
	set(object, "rules", tallies(session));
	set(object, "findings", array);
	print(to, object);
}

/* diff and log ----------------------------------------------------------- */

static json_t *fields_of_entry(const struct changes_entry *entry)
{
	json_t *array = json_array();

	for (guint i = 0; i < entry->fields->len; i++) {
		const struct field_change *field = entry->fields->pdata[i];
		json_t *object = json_object();

		set(object, "field", text(field->field));
		set(object, "label", text(field->label));
		set(object, "old", text(field->old_value));
		set(object, "new", text(field->new_value));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *changes(const GPtrArray *entries)
{
	json_t *array = json_array();

	for (guint i = 0; i < entries->len; i++) {
		const struct changes_entry *entry = entries->pdata[i];
		json_t *object = json_object();

		set(object, "kind", text(entry->kind));
		set(object, "record", text(entry->record));
		set(object, "path", text(entry->path));
		if (entry->old_path)
			set(object, "oldPath", text(entry->old_path));
		set(object, "change", text(entry->event));
		if (entry->fault)
			set(object, "fault", text(entry->fault));
		set(object, "fields", fields_of_entry(entry));
		json_array_append_new(array, object);
	}
	return array;
}

void json_diff(FILE *to, const GPtrArray *entries)
{
	print(to, changes(entries));
}

static json_t *person(const struct repo_person *who)
{
	g_autofree char *when = changes_time(who);
	json_t *object = json_object();

	set(object, "name", text(who->name));
	set(object, "email", text(who->email));
	set(object, "date", text(when));
	return object;
}

static json_t *trailers(char **lines)
{
	json_t *array = json_array();

	for (size_t i = 0; lines && lines[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], ":", 2);
		json_t *object = json_object();

		set(object, "key", text(parts[0]));
		set(object, "value",
		    text(parts[0] && parts[1] ? g_strstrip(parts[1]) : ""));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *signature(const struct signature *found)
{
	json_t *object = json_object();
	json_t *roles = json_array();

	for (char **role = found->roles; role && *role; role++)
		json_array_append_new(roles, text(*role));
	set(object, "state", text(signature_state_name(found->state)));
	set(object, "key", found->key ? text(found->key) : json_null());
	set(object, "roles", roles);
	set(object, "why", found->why ? text(found->why) : json_null());
	return object;
}

void json_log(FILE *to, const GPtrArray *commits)
{
	for (guint i = 0; i < commits->len; i++) {
		const struct changes_commit *item = commits->pdata[i];
		char hex[REPO_ID_HEX + 1];
		json_t *object = json_object();

		repo_id_format(&item->commit->id, hex);
		set(object, "commit", text(hex));
		set(object, "author", person(&item->commit->author));
		set(object, "committer", person(&item->commit->committer));
		set(object, "message", text(item->commit->message));
		set(object, "trailers", trailers(item->commit->trailers));
		set(object, "signature", signature(&item->signature));
		set(object, "changes", changes(item->entries));
		print_next(to, i, object);
	}
	print_end(to, commits->len);
}

/* list and show ---------------------------------------------------------- */

void json_list(FILE *to, const GPtrArray *records)
{
	json_t *array = json_array();

	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		json_t *object = record_json_head(record);

		set(object, "publication",
		    text(edition_name(record->publication)));
		set(object, "valid", json_boolean(record->is_valid));
		json_array_append_new(array, object);
	}
	print(to, array);
}

void json_due(FILE *to, const struct session *session,
	      const struct due_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n_near; i++) {
		const struct due *due = &list->all[i];
		g_autofree char *date = date_format(due->date);
		g_autofree char *responsible =
			due_responsible(session->registers, due);
		json_t *object = json_object();

		set(object, "date", text(date));
		set(object, "what", text(due->what));
		set(object, "record", text(due->record->id));
		set(object, "overdue", json_boolean(due->is_overdue));
		set(object, "part", text(due_part_id(due)));
		set(object, "responsible", text(responsible));
		set(object, "kind", text(due->record->kind->name));
		set(object, "title", text(due->record->title));
		json_array_append_new(array, object);
	}
	print(to, array);
}

static json_t *referrers(const struct registers *registers,
			 const struct record *record)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(registers, record, &n);
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *object = record_json_head(all[i]->from);

		set(object, "field", text(all[i]->node->name));
		set(object, "line", position(all[i]->node->line));
		set(object, "target", text(all[i]->target));
		json_array_append_new(array, object);
	}
	return array;
}

void json_show(FILE *to, const struct session *session,
	       const struct record *record)
{
	json_t *object = record_json_head(record);

	set(object, "attributes", record_json_attributes(record->root));
	set(object, "fields",
	    record_json_fields(session->registers, record->root));
	set(object, "referredToBy", referrers(session->registers, record));
	print(to, object);
}

/* impact ----------------------------------------------------------------- */

static json_t *fact(enum fact answer)
{
	return answer == FACT_UNKNOWN ? json_null()
				      : json_boolean(answer == FACT_YES);
}

static json_t *ids(const struct record *const *records, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, text(records[i]->id));
	return array;
}

static json_t *way(const struct impact *impact, const struct impact_way *way)
{
	const struct impact_law_left *left = &way->left;
	enum fact looked = impact_law_is_reviewed(way->record, impact->changed,
						  impact->on);
	json_t *object = json_object();

	set(object, "kind", text(way->record->kind->name));
	set(object, "id", text(way->record->id));
	set(object, "via", text(way->via));
	set(object, "title", text(way->record->title));
	set(object, "depth", number(way->depth));
	set(object, "through", text(way->through ? way->through->id : NULL));
	set(object, "flow",
	    text(way->flow ? node_attr(way->flow, "id") : NULL));
	set(object, "live", way->flow ? fact(way->is_live) : json_null());
	set(object, "left",
	    text(way->is_reliance ? impact_law_rest_name(left->rest) : NULL));
	set(object, "others", ids(left->others, left->n_others));
	set(object, "reviewedSinceChange", fact(looked));
	return object;
}

void json_impact(FILE *to, const struct impact *impact)
{
	json_t *array = json_array();

	for (size_t i = 0; i < impact->n; i++)
		json_array_append_new(array, way(impact, &impact->ways[i]));
	print(to, array);
}

/* verify ----------------------------------------------------------------- */

static json_t *difference(const struct verify_difference *difference)
{
	static const char *const names[] = {
		[VERIFY_MISSING] = "missing",
		[VERIFY_CHANGED] = "changed",
		[VERIFY_EXTRA] = "extra",
		[VERIFY_NOT_YIELDED] = "not-yielded",
		[VERIFY_NOT_LISTED] = "not-listed",
		[VERIFY_NOT_SAME] = "not-same",
	};
	json_t *object = json_object();

	set(object, "path", text(difference->path));
	set(object, "difference", text(names[difference->kind]));
	return object;
}

static json_t *sentences(const GPtrArray *all)
{
	json_t *array = json_array();

	for (guint i = 0; all && i < all->len; i++)
		json_array_append_new(array, text(all->pdata[i]));
	return array;
}

static json_t *log_of(const struct verify *verify,
		      const struct published_check *check)
{
	json_t *object;

	if (!verify->log)
		return json_null();
	object = json_object();
	set(object, "faults", sentences(check->faults));
	set(object, "remarks", sentences(check->remarks));
	return object;
}

void json_verify(FILE *to, const struct verify *verify,
		 const struct published_check *check, const char *not_made)
{
	json_t *object = json_object();
	json_t *array = json_array();

	for (guint i = 0; i < verify->differences->len; i++)
		json_array_append_new(
			array, difference(verify->differences->pdata[i]));
	set(object, "gatehouse", text(GATEHOUSE_VERSION));
	set(object, "madeBy", text(verify->head.gatehouse));
	set(object, "commit", text(verify->head.commit));
	set(object, "asOf", text(verify->head.as_of));
	set(object, "edition", text(verify->head.edition));
	set(object, "files", number(g_hash_table_size(verify->listed)));
	set(object, "madeAgain", json_boolean(!not_made));
	set(object, "notMadeBecause", text(not_made));
	set(object, "differences", array);
	set(object, "published", log_of(verify, check));
	print(to, object);
}
