/* SPDX-License-Identifier: MIT */
/*
 * What the XML schema cannot see of values: whether their codes are in the
 * lists, and whether what is empty says why.  Which fields hold codes is read
 * off the schema's annotations, so a new field needs nothing here.
 */
#include "lib/registers.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers_private.h"

/* What is being looked at. */
struct pass {
	struct registers *registers;
	struct diags *diags;
	struct record *record;
};

static void report(struct pass *pass, const struct node *node, const char *rule,
		   const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Adds an error, with which the record is not valid. */
static void report(struct pass *pass, const struct node *node, const char *rule,
		   const char *format, ...)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = pass->record->path,
		.line = node->line,
		.rule = rule,
		.record = pass->record->id,
	};
	g_autofree char *message = NULL;
	va_list args;

	pass->record->is_valid = pass->record->is_sound = false;
	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	diag.message = message;
	diags_add(pass->diags, &diag);
}

/* code is what the list has under the id, or NULL. */
static void check_code(struct pass *pass, const struct node *node,
		       const char *list, const char *id,
		       const struct code *code)
{
	const struct codes *codes = pass->registers->codes;
	const struct code *near;

	if (code) {
		pass->record->has_dated_code |= code_is_dated(code);
		return;
	}
	near = codes_nearest(codes, list, id);
	if (near)
		report(pass, node, "REG-02",
		       "unknown code '%s' in '%s'; did you mean '%s' (%s)?", id,
		       node->name, near->id, near->label);
	else
		report(pass, node, "REG-02",
		       "unknown code '%s' in '%s'; the code list '%s' has the "
		       "codes that may stand here",
		       id, node->name, list);
}

/* An attribute that makes an element say something on its own. */
static bool has_value_attr(const struct node *node)
{
	return node_attr(node, "code") || node_attr(node, "ref") ||
	       node_attr(node, "control");
}

/* Empty means "not stated", and must say so; and the other way round. */
static void check_empty(struct pass *pass, const struct node *node)
{
	bool is_empty = !*node->text && !node->child && !has_value_attr(node);
	bool is_not_stated = node_is_not_stated(node);

	if (is_empty == is_not_stated || !node->parent)
		return;
	if (is_empty && node->field->type == FIELD_GROUP && node->n_attrs > 0)
		return;
	if (is_empty)
		report(pass, node, "REG-02",
		       "element '%s' is empty; fill it, remove it, or mark it "
		       "evidence=\"not-stated\"",
		       node->name);
	else
		report(pass, node, "REG-02",
		       "element '%s' is marked not stated but holds a value",
		       node->name);
}

/* "Withheld" says that something was taken away, and nothing has been. */
static void check_evidence(struct pass *pass, const struct node *node)
{
	if (g_strcmp0(node_attr(node, "evidence"), "withheld") != 0) {
		check_empty(pass, node);
		return;
	}
	report(pass, node, "REG-02",
	       "element '%s' is marked withheld, which only published files "
	       "are; write the value, or mark it evidence=\"not-stated\"",
	       node->name);
}

static void check_attr_code(struct pass *pass, const struct node *node,
			    const struct attr *attr)
{
	const struct codes *codes = pass->registers->codes;
	const char *list = attr->field ? attr->field->codes : NULL;

	if (!list || !*attr->value)
		return;
	check_code(pass, node, list, attr->value,
		   strcmp(attr->name, "code") == 0
			   ? codes_of(codes, node)
			   : codes_find(codes, list, attr->value));
}

/* What can be said of an element with a field by itself. */
static void check_values(struct pass *pass, const struct node *node)
{
	check_evidence(pass, node);
	for (unsigned i = 0; i < node->n_attrs; i++)
		check_attr_code(pass, node, &node->attrs[i]);
	if (node->field->codes && *node->text && !node->child)
		check_code(pass, node, node->field->codes, node->text,
			   codes_of(pass->registers->codes, node));
}

/* The settings are no record: only what their fields hold is looked at. */
static void check_settings(struct registers *registers, struct diags *diags)
{
	struct record settings = { .path = "gatehouse.xml" };
	struct pass pass = { registers, diags, &settings };
	const struct node *root = registers->settings;

	for (const struct node *n = root; n; n = node_walk(n, root)) {
		if (n->field)
			check_values(&pass, n);
	}
}

void registers_check_values(struct registers *registers, struct diags *diags)
{
	struct pass pass = { .registers = registers, .diags = diags };

	for (size_t i = 0; i < registers->n_records; i++) {
		const struct node *root = registers->records[i].root;

		pass.record = &registers->records[i];
		for (const struct node *n = root; n; n = node_walk(n, root)) {
			if (n->field)
				check_values(&pass, n);
		}
	}
	check_settings(registers, diags);
}
