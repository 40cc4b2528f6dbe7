/* SPDX-License-Identifier: MIT */
/*
 * Findings for readers: a sentence with its capital and full stop, links to
 * the record, the rule and the waiver, and the three kinds kept apart: what
 * the record breaks, what nobody can tell because a fact is missing, and what
 * somebody has answered for.
 */
#include "site-gen/findings_view.h"

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "site-gen/ask.h"
#include "site-gen/findings.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define HEADING_BASE 4

static const char *const level_labels[] = { "Note", "Warning", "Error" };

static const char *sentence(const struct view *view, const char *message)
{
	char *text = arena_printf(view->arena, "%s.", message);

	text[0] = g_ascii_toupper(text[0]);
	return text;
}

static void set_rule(const struct view *view, struct value *map,
		     const struct finding *finding)
{
	const struct rulebook_row *rule = finding->rule;
	g_autofree char *path =
		rule ? g_strdup_printf("rules.html#%s", rule->id) : NULL;

	view_set_text(view, map, "ruleId", finding->diag->rule);
	view_set_text(view, map, "ruleTitle", rule ? rule->title : NULL);
	view_set_path(view, map, "ruleUrl", path);
}

static void set_record(const struct view *view, struct value *map,
		       const char *key, const struct record *record)
{
	value_set(view->arena, map, key,
		  record ? view_link(view, record) : value_nothing());
}

struct value *findings_view_one(const struct view *view,
				const struct finding *finding)
{
	const struct diag *diag = finding->diag;
	const struct node *waiver =
		finding->waiver ? finding->waiver->root : NULL;
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "message", sentence(view, finding->message));
	view_set_text(view, map, "level", level_labels[diag->level]);
	view_set_bool(view, map, "isError", diag->level == DIAG_ERROR);
	view_set_bool(view, map, "isWarning", diag->level == DIAG_WARNING);
	view_set_bool(view, map, "isNote", diag->level == DIAG_NOTE);
	view_set_text(view, map, "path", diag->path);
	view_set_number(view, map, "line", diag->line);
	set_rule(view, map, finding);
	set_record(view, map, "record", finding->record);
	view_set_bool(view, map, "isWaived", diag->waiver != NULL);
	set_record(view, map, "waiver", finding->waiver);
	value_set(view->arena, map, "waiverReason",
		  markdown_render(view->arena,
				  node_text(node_child(waiver, "reason")),
				  HEADING_BASE, NULL));
	view_set_bool(view, map, "isUndecidable", diag->is_undecidable);
	return map;
}

struct value *findings_view_of_record(const struct view *view,
				      const struct record *record)
{
	const GPtrArray *findings = ask_findings(view->ask, record);
	struct value *map = value_map(view->arena);
	struct value *open = value_list(view->arena);
	struct value *undecidable = value_list(view->arena);
	struct value *waived = value_list(view->arena);

	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		struct value *list = finding->diag->waiver ? waived
				     : finding->diag->is_undecidable
					     ? undecidable
					     : open;

		value_push(view->arena, list, findings_view_one(view, finding));
	}
	value_set(view->arena, map, "open", open);
	value_set(view->arena, map, "undecidable", undecidable);
	value_set(view->arena, map, "waived", waived);
	view_set_bool(view, map, "any", findings && findings->len > 0);
	return map;
}
