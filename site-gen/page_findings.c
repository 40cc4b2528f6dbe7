/* SPDX-License-Identifier: MIT */
/*
 * The findings of the whole site, by rule and by record, and the rule book
 * they rest on.  A finding that is waived, or that nobody can decide, counts
 * as neither right nor wrong, so each has a part of its own.
 */
#include "site-gen/page_findings.h"

#include <string.h>

#include <glib.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "site-gen/findings.h"
#include "site-gen/findings_view.h"
#include "site-gen/page.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

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

		view_set_text(view, map, "text", source->text);
		value_set(view->arena, map, "url",
			  value_url(view->arena, node_attr(source, "uri")));
		view_set_text(view, map, "status",
			      source_label(node_attr(source, "status")));
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

static struct value *rule_value(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *map = value_map(view->arena);
	struct value *findings = findings_view_of_rule(view, row->id);
	g_autofree char *path = g_strdup_printf("rules.html#%s", row->id);

	view_set_text(view, map, "id", row->id);
	view_set_path(view, map, "url", path);
	view_set_text(view, map, "title", row->title);
	view_set_text(view, map, "text", row->text);
	view_set_text(view, map, "rationale", row->rationale);
	view_set_text(view, map, "mend", row->mend);
	view_set_text(view, map, "severity", level_labels[row->severity]);
	view_set_bool(view, map, "isError", row->severity == DIAG_ERROR);
	view_set_bool(view, map, "isWarning", row->severity == DIAG_WARNING);
	view_set_bool(view, map, "isNote", row->severity == DIAG_NOTE);
	view_set_bool(view, map, "absenceFails", row->absence_fails);
	value_set(view->arena, map, "records", rule_records(view, row));
	value_set(view->arena, map, "needs", rule_needs(view, row));
	value_set(view->arena, map, "sources", rule_sources(view, row));
	value_set(view->arena, map, "findings", findings);
	view_set_bool(view, map, "hasOpen",
		      value_is_true(value_get(findings, "open")));
	view_set_number(view, map, "nOpen",
			value_len(value_get(findings, "open")));
	return map;
}

/* All rules of the book, or those with open findings only. */
static struct value *rule_values(const struct view *view, bool open_only)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct rulebook_row *rows =
		rulebook_rows(view->site->request->rulebook, &n);

	for (size_t i = 0; i < n; i++) {
		struct value *map = rule_value(view, &rows[i]);
		const struct value *findings = value_get(map, "findings");

		if (!open_only || value_is_true(value_get(findings, "open")))
			value_push(view->arena, list, map);
	}
	return list;
}

struct value *page_findings_rules(const struct view *view,
				  const struct page *page)
{
	struct value *map = value_map(view->arena);

	(void)page;
	value_set(view->arena, map, "rules", rule_values(view, false));
	return map;
}

/* The records that have findings of one kind ("open", "undecidable"). */
static struct value *record_values(const struct view *view, const char *which)
{
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < registers_len(view->registers); i++) {
		const struct record *record = registers_get(view->registers, i);
		struct value *map = value_map(view->arena);
		const struct value *findings;

		if (registers_find(view->registers, record->id) != record)
			continue;
		findings =
			value_get(findings_view_of_record(view, record), which);
		if (!value_is_true(findings))
			continue;
		value_set(view->arena, map, "record", view_link(view, record));
		value_set(view->arena, map, "findings", findings);
		view_set_number(view, map, "count", value_len(findings));
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
	value_set(view->arena, map, "rules", rule_values(view, true));
	value_set(view->arena, map, "records", record_values(view, "open"));
	value_set(view->arena, map, "files", file_values(view));
	value_set(view->arena, map, "undecidable",
		  record_values(view, "undecidable"));
	value_set(view->arena, map, "waived", waived);
	return map;
}
