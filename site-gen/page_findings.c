/* SPDX-License-Identifier: MIT */
/*
 * The findings of the whole site, by rule and by record, and the rule book
 * they rest on.  A finding that is waived, or that nobody can decide, counts
 * as neither right nor wrong, so each has a part of its own.
 */
#include "site-gen/page_findings.h"

#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/settings.h"
#include "site-gen/findings.h"
#include "site-gen/findings_view.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define REASON_HEADING 4 /* of Markdown in the settings */
#define NAMED 20	 /* records that a rule fires on */

static const char *const level_labels[] = { "Note", "Warning", "Error" };

static const struct {
	const char *status;
	const char *label;
} source_labels[] = {
	{ "law", "Law" },
	{ "statutory-code", "Statutory code" },
	{ "regulator-guidance", "Regulator's guidance" },
	{ "good-practice", "Good practice" },
	{ "project", "This project" },
};

static const char *source_label(const char *status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(source_labels); i++) {
		if (g_strcmp0(source_labels[i].status, status) == 0)
			return source_labels[i].label;
	}
	return NULL;
}

static struct value *rule_sources(const struct view *view,
				  const struct rulebook_row *row)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(source, row->node, "source")
	{
		struct value *map = value_map(view->arena);
		const char *label = source_label(node_attr(source, "status"));

		if (g_strcmp0(label, source->text) == 0)
			label = NULL;
		view_set_text(view, map, "text", source->text);
		value_set(view->arena, map, "url",
			  value_url(view->arena, node_attr(source, "uri")));
		view_set_text(view, map, "status", label);
		view_set_bool(view, map, "isChecked",
			      g_strcmp0(node_attr(source, "checked"), "yes") ==
				      0);
		value_push(view->arena, list, map);
	}
	return list;
}

/* What kinds of record a rule looks at, by their labels. */
static struct value *rule_records(const struct view *view,
				  const struct rulebook_row *row)
{
	const struct schema *schema =
		registers_library(view->registers)->schema;
	struct value *list = value_list(view->arena);
	g_auto(GStrv) names = g_strsplit(row->records, " ", -1);

	for (char **name = names; *name; name++) {
		const struct kind *kind = schema_kind(schema, *name);

		if (kind)
			value_push(view->arena, list,
				   value_text(view->arena, kind->plural));
	}
	return list;
}

static struct value *rule_needs(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(needs, row->node, "needs")
	value_push(view->arena, list, value_text(view->arena, needs->text));
	return list;
}

/* Whether nobody has answered for it and the facts to tell are there. */
static bool is_open(const struct finding *finding)
{
	return !finding->diag->waiver && !finding->diag->is_undecidable;
}

/* How many findings of a rule there are of each sort. */
static void set_counts(const struct view *view, struct value *map,
		       const char *rule)
{
	const GPtrArray *findings =
		findings_of_rule(view->site->findings, rule);
	size_t levels[G_N_ELEMENTS(level_labels)] = { 0 };
	size_t n_undecidable = 0, n_open = 0;

	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (is_open(finding)) {
			levels[finding->diag->level]++;
			n_open++;
		} else if (!finding->diag->waiver) {
			n_undecidable++;
		}
	}
	view_set_number(view, map, "nErrors", levels[DIAG_ERROR]);
	view_set_number(view, map, "nWarnings", levels[DIAG_WARNING]);
	view_set_number(view, map, "nNotes", levels[DIAG_NOTE]);
	view_set_number(view, map, "nOpen", n_open);
	view_set_number(view, map, "nUndecidable", n_undecidable);
	view_set_bool(view, map, "hasOpen", n_open > 0);
	view_set_bool(view, map, "hasUndecidable", n_undecidable > 0);
	view_set_bool(view, map, "any", n_open + n_undecidable > 0);
}

/* What a rule fires on: a record, or a file that is none. */
static struct value *fired_value(const struct view *view,
				 const struct finding *finding)
{
	struct value *map = value_map(view->arena);
	const struct record *record = finding->record;

	value_set(view->arena, map, "record",
		  record ? view_link(view, record) : value_nothing());
	view_set_text(view, map, "path", finding->diag->path);
	return map;
}

/* The records with open findings of a rule, each once, the first by name. */
static void set_fired(const struct view *view, struct value *map,
		      const char *rule)
{
	const GPtrArray *findings =
		findings_of_rule(view->site->findings, rule);
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	size_t n;

	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (is_open(finding) &&
		    g_hash_table_add(seen, (gpointer)finding->diag->path) &&
		    value_len(list) < NAMED)
			value_push(view->arena, list,
				   fired_value(view, finding));
	}
	n = g_hash_table_size(seen);
	value_set(view->arena, map, "fired", list);
	view_set_bool(view, map, "hasMore", n > NAMED);
	view_set_number(view, map, "more", n > NAMED ? n - NAMED : 0);
}

static struct value *rule_value(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *map = value_map(view->arena);
	g_autofree char *path = g_strdup_printf("rules.html#%s", row->id);
	g_autofree char *anchor = g_strdup_printf("#%s", row->id);

	view_set_text(view, map, "id", row->id);
	view_set_path(view, map, "url", path);
	value_set(view->arena, map, "here", value_url(view->arena, anchor));
	view_set_text(view, map, "title", row->title);
	view_set_text(view, map, "severity", level_labels[row->severity]);
	view_set_bool(view, map, "isError", row->severity == DIAG_ERROR);
	view_set_bool(view, map, "isWarning", row->severity == DIAG_WARNING);
	view_set_bool(view, map, "isNote", row->severity == DIAG_NOTE);
	set_counts(view, map, row->id);
	return map;
}

/* What the settings change of the rule, and why; NOTHING: nothing. */
static const struct value *local_value(const struct view *view, const char *id)
{
	struct settings_rule local = { 0 };
	struct value *map;

	if (!settings_rule(view->registers, id, &local))
		return value_nothing();
	map = value_map(view->arena);
	view_set_bool(view, map, "isOff", local.is_off);
	view_set_text(view, map, "level",
		      local.is_regraded ? level_labels[local.severity] : NULL);
	value_set(view->arena, map, "reason",
		  markdown_render(view->arena, local.reason, REASON_HEADING,
				  NULL));
	return map;
}

/* The thresholds that the settings set, each with its reason. */
static struct value *threshold_values(const struct view *view)
{
	const struct codes *codes = registers_codes(view->registers);
	struct value *list = value_list(view->arena);

	NODE_EACH(set, registers_settings(view->registers), "threshold")
	{
		struct value *map = value_map(view->arena);
		const char *name = node_attr(set, "name");
		g_autofree char *words =
			date_duration_words(node_value(set, "value"));

		view_set_text(view, map, "label",
			      codes_label(codes, "threshold", name));
		view_set_text(view, map, "value", words);
		value_set(view->arena, map, "reason",
			  markdown_render(view->arena,
					  node_text(node_child(set, "reason")),
					  REASON_HEADING, NULL));
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *book_value(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *map = rule_value(view, row);

	view_set_text(view, map, "text", row->text);
	view_set_text(view, map, "rationale", row->rationale);
	view_set_text(view, map, "mend", row->mend);
	view_set_text(view, map, "whyNot", row->why_not);
	view_set_bool(view, map, "absenceFails", row->absence_fails);
	value_set(view->arena, map, "records", rule_records(view, row));
	value_set(view->arena, map, "needs", rule_needs(view, row));
	value_set(view->arena, map, "sources", rule_sources(view, row));
	value_set(view->arena, map, "local", local_value(view, row->id));
	set_fired(view, map, row->id);
	return map;
}

struct value *page_findings_rules(const struct view *view,
				  const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *checked = value_list(view->arena);
	struct value *unchecked = value_list(view->arena);
	size_t n;
	const struct rulebook_row *rows =
		rulebook_rows(view->site->request->rulebook, &n);

	(void)page;
	for (size_t i = 0; i < n; i++)
		value_push(view->arena, rows[i].why_not ? unchecked : checked,
			   book_value(view, &rows[i]));
	value_set(view->arena, map, "rules", checked);
	value_set(view->arena, map, "unchecked", unchecked);
	value_set(view->arena, map, "thresholds", threshold_values(view));
	view_set_bool(view, map, "hasThresholds",
		      node_child(registers_settings(view->registers),
				 "threshold") != NULL);
	return map;
}

/* The rules that have findings which nobody has answered for. */
static struct value *rules_with_findings(const struct view *view)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct rulebook_row *rows =
		rulebook_rows(view->site->request->rulebook, &n);

	for (size_t i = 0; i < n; i++) {
		struct value *map = rule_value(view, &rows[i]);

		if (!value_is_true(value_get(map, "any")))
			continue;
		value_set(view->arena, map, "findings",
			  findings_view_of_rule(view, rows[i].id));
		value_push(view->arena, list, map);
	}
	return list;
}

/* The records that have such findings. */
static struct value *records_with_findings(const struct view *view)
{
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < registers_len(view->registers); i++) {
		const struct record *record = registers_get(view->registers, i);
		struct value *findings, *map;
		size_t n_open, n_undecidable;

		if (registers_find(view->registers, record->id) != record)
			continue;
		findings = findings_view_of_record(view, record);
		n_open = value_len(value_get(findings, "open"));
		n_undecidable = value_len(value_get(findings, "undecidable"));
		if (n_open + n_undecidable == 0)
			continue;
		map = value_map(view->arena);
		value_set(view->arena, map, "record", view_link(view, record));
		value_set(view->arena, map, "findings", findings);
		view_set_bool(view, map, "hasOpen", n_open > 0);
		view_set_bool(view, map, "hasUndecidable", n_undecidable > 0);
		view_set_number(view, map, "nUndecidable", n_undecidable);
		value_push(view->arena, list, map);
	}
	return list;
}

/* Findings on the settings, and on files that are no record. */
static struct value *file_values(const struct view *view)
{
	struct value *list = value_list(view->arena);
	const struct findings *findings = view->site->findings;

	for (size_t i = 0; i < findings_len(findings); i++) {
		const struct finding *finding = findings_get(findings, i);

		if (!finding->record)
			value_push(view->arena, list,
				   findings_view_one(view, finding));
	}
	return list;
}

static struct value *waived_values(const struct view *view)
{
	struct value *list = value_list(view->arena);
	const struct findings *findings = view->site->findings;

	for (size_t i = 0; i < findings_len(findings); i++) {
		const struct finding *finding = findings_get(findings, i);

		if (finding->diag->waiver)
			value_push(view->arena, list,
				   findings_view_one(view, finding));
	}
	return list;
}

static size_t count_undecidable(const struct findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < findings_len(findings); i++) {
		const struct diag *diag = findings_get(findings, i)->diag;

		n += diag->is_undecidable && !diag->waiver;
	}
	return n;
}

struct value *page_findings_make(const struct view *view,
				 const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *waived = waived_values(view);
	struct value *rules;
	const struct findings *findings = view->site->findings;

	(void)page;
	view_set_number(view, map, "errors",
			findings_count(findings, DIAG_ERROR));
	view_set_number(view, map, "warnings",
			findings_count(findings, DIAG_WARNING));
	view_set_number(view, map, "notes",
			findings_count(findings, DIAG_NOTE));
	view_set_number(view, map, "nUndecidable", count_undecidable(findings));
	view_set_number(view, map, "nWaived", value_len(waived));
	rules = rules_with_findings(view);
	value_set(view->arena, map, "rules", rules);
	view_set_bool(view, map, "hasRules", value_len(rules) > 0);
	value_set(view->arena, map, "records", records_with_findings(view));
	value_set(view->arena, map, "files", file_values(view));
	value_set(view->arena, map, "waived", waived);
	return map;
}
