/* SPDX-License-Identifier: MIT */
/*
 * Settings are few, so each question walks them again and nothing is kept.
 * What is accepted is decided in one place for each of rules and thresholds
 * (rule_fault, threshold_fault): the check says the fault, the accessors go by
 * there being none, so that a change is in force or reported, never both.
 */
#include "lib/settings.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/date.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"

#define MAX_COUNT 999999999

/* Rules that keep out what could never be taken out of the history again. */
static bool is_protected(const char *rule)
{
	return strcmp(rule, "CON-18") == 0 || strcmp(rule, "REG-02") == 0;
}

/* The first setting of that name with that attribute, or NULL. */
static const struct node *find(const struct registers *registers,
			       const char *name, const char *attr,
			       const char *value)
{
	NODE_EACH(node, registers_settings(registers), name)
	{
		if (g_strcmp0(node_attr(node, attr), value) == 0)
			return node;
	}
	return NULL;
}

static bool is_repeated(const struct registers *registers,
			const struct node *node, const char *attr)
{
	return find(registers, node->name, attr, node_attr(node, attr)) != node;
}

/* Why the change to a rule does not count, or NULL. */
static char *rule_fault(const struct registers *registers,
			const struct node *node)
{
	const char *id = node_attr(node, "id");
	const char *severity = node_value(node, "severity");
	enum diag_level level;

	if (!id)
		return g_strdup("a rule is set without its id");
	if (is_protected(id))
		return g_strdup_printf("rule '%s' cannot be switched off or "
				       "lowered; take the setting out",
				       id);
	if (is_repeated(registers, node, "id"))
		return g_strdup_printf("rule '%s' is set twice", id);
	if (!node_value(node, "reason"))
		return g_strdup_printf("rule '%s' is changed without a reason",
				       id);
	if (severity && !diag_level_parse(severity, &level))
		return g_strdup_printf("severity of rule '%s' is 'error', "
				       "'warning' or 'note', not '%s'",
				       id, severity);
	return NULL;
}

bool settings_rule(const struct registers *registers, const char *id,
		   struct settings_rule *rule)
{
	const struct node *node = find(registers, "rule", "id", id);
	const char *severity = node_value(node, "severity");
	g_autofree char *fault = node ? rule_fault(registers, node) : NULL;
	struct settings_rule found = { .node = node };

	if (!node || fault)
		return false;
	found.is_off = g_strcmp0(node_value(node, "off"), "true") == 0;
	found.is_regraded =
		severity && diag_level_parse(severity, &found.severity);
	found.reason = node_value(node, "reason");
	if (!found.is_off && !found.is_regraded)
		return false;
	*rule = found;
	return true;
}

static bool is_count(const char *text)
{
	uint64_t n;

	return g_ascii_string_to_unsigned(text, 10, 0, MAX_COUNT, &n, NULL);
}

/* Why the threshold does not count, or NULL. */
static char *threshold_fault(const struct registers *registers,
			     const struct node *node)
{
	const char *name = node_attr(node, "name");
	const char *value = node_value(node, "value");
	const struct code *code =
		name ? codes_find(registers_codes(registers), "threshold", name)
		     : NULL;

	if (!code) /* the check of codes has said so */
		return g_strdup("");
	if (is_repeated(registers, node, "name"))
		return g_strdup_printf("threshold '%s' is set twice", name);
	if (!node_value(node, "reason"))
		return g_strdup_printf("threshold '%s' is set without a reason",
				       name);
	if (code_has(code, "type", "duration") &&
	    !(value && date_is_duration(value)))
		return g_strdup_printf("threshold '%s' is a duration such as "
				       "P18M, not '%s'",
				       name, value ? value : "");
	if (code_has(code, "type", "count") && !(value && is_count(value)))
		return g_strdup_printf("threshold '%s' is a whole number of at "
				       "most %d, not '%s'",
				       name, MAX_COUNT, value ? value : "");
	return NULL;
}

/* The value of a threshold in force, or NULL. */
static const char *threshold(const struct registers *registers,
			     const char *name)
{
	const struct node *node = find(registers, "threshold", "name", name);
	g_autofree char *fault = node ? threshold_fault(registers, node) : NULL;

	if (node && !fault)
		return node_value(node, "value");
	return code_property(
		codes_find(registers_codes(registers), "threshold", name),
		"default");
}

const char *settings_duration(const struct registers *registers,
			      const char *name)
{
	const char *value = threshold(registers, name);

	return value && date_is_duration(value) ? value : NULL;
}

uint64_t settings_count(const struct registers *registers, const char *name)
{
	const char *value = threshold(registers, name);

	return value ? g_ascii_strtoull(value, NULL, 10) : 0;
}

bool settings_is_past(const struct registers *registers, const char *name,
		      date_t day, date_t as_of)
{
	const char *duration = settings_duration(registers, name);
	date_t end = day == DATE_NONE ? DATE_NONE : date_add(day, duration);

	return end != DATE_NONE && end < as_of;
}

char *settings_overrun(const struct registers *registers, const char *name,
		       date_t day, date_t as_of)
{
	if (!settings_is_past(registers, name, day, as_of))
		return NULL;
	return date_duration_words(settings_duration(registers, name));
}

static void report(struct diags *diags, const struct node *node,
		   const char *message)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = "gatehouse.xml",
		.line = node->line,
		.rule = "REG-02",
		.message = message,
	};

	diags_add(diags, &diag);
}

/* The sentence for a rule that the rule book does not have; NULL: it has. */
static char *unknown_rule(const struct rulebook *rulebook, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);
	const char *near;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].id, id) == 0)
			return NULL;
		g_ptr_array_add(ids, (gpointer)rows[i].id);
	}
	g_ptr_array_add(ids, NULL);
	near = nearest_find((const char *const *)ids->pdata, id);
	if (near)
		return g_strdup_printf(
			"there is no rule '%s'; did you mean '%s'?", id, near);
	return g_strdup_printf("there is no rule '%s'", id);
}

void settings_check(const struct registers *registers,
		    const struct rulebook *rulebook, struct diags *diags)
{
	const struct node *settings = registers_settings(registers);

	NODE_EACH(node, settings, "rule")
	{
		const char *id = node_attr(node, "id");
		g_autofree char *unknown =
			id ? unknown_rule(rulebook, id) : NULL;
		g_autofree char *fault =
			unknown ? NULL : rule_fault(registers, node);

		if (unknown || fault)
			report(diags, node, unknown ? unknown : fault);
	}
	NODE_EACH(node, settings, "threshold")
	{
		g_autofree char *fault = threshold_fault(registers, node);

		if (fault && *fault)
			report(diags, node, fault);
	}
}

/* Whether the finding stays; gives it its level. */
static bool settle(struct diag *diag, void *data)
{
	const struct registers *registers = data;
	struct settings_rule rule;

	if (!diag->rule || !settings_rule(registers, diag->rule, &rule))
		return true;
	if (rule.is_regraded && !diag->is_undecidable)
		diag->level = rule.severity;
	return !rule.is_off;
}

void settings_apply(const struct registers *registers, struct diags *diags)
{
	if (node_child(registers_settings(registers), "rule"))
		diags_filter(diags, settle, (void *)registers);
}

char *settings_base_url(const struct registers *registers)
{
	const char *url = node_value(registers_settings(registers), "baseUrl");

	if (!url || !(g_str_has_prefix(url, "https://") ||
		      g_str_has_prefix(url, "http://")))
		return NULL;
	return g_strconcat(url, g_str_has_suffix(url, "/") ? "" : "/", NULL);
}
