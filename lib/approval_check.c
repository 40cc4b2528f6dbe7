/* SPDX-License-Identifier: MIT */
/*
 * An approval that can never apply, or that nobody can give, would be worse
 * than none: the settings would promise what does not happen.  So all that
 * the schema cannot see is looked at here.
 */
#include "lib/approval.h"

#include <string.h>

#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/signature.h"

static void report(struct diags *diags, const struct node *node,
		   const char *format, ...) G_GNUC_PRINTF(3, 4);

static void report(struct diags *diags, const struct node *node,
		   const char *format, ...)
{
	g_autofree char *message = NULL;
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = "gatehouse.xml",
		.line = node->line,
		.rule = "REG-02",
	};
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diag.message = message;
	diags_add(diags, &diag);
}

static bool is_repeated(const struct node *node)
{
	const char *id = node_attr(node, "id");

	NODE_EACH(other, node->parent, node->name)
	{
		if (other == node)
			return false;
		if (id && g_strcmp0(node_attr(other, "id"), id) == 0)
			return true;
	}
	return false;
}

/* Whether the kind has a field at "retention.until". */
static bool has_field(const struct kind *kind, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, ".", -1);
	const struct field *field = kind->root;

	for (char **name = names; *name && field; name++) {
		const struct field *child = field_child(field, *name);

		field = child || name[1] ? child : field_attr(field, *name);
	}
	return field != NULL && field != kind->root;
}

static void check_kind(const struct registers *registers,
		       const struct node *approval, struct diags *diags)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *name = node_attr(approval, "kind");
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(registers)->schema, &n);
	const char *near;

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(names, (gpointer)kinds[i].name);
	g_ptr_array_add(names, NULL);
	near = nearest_find((const char *const *)names->pdata, name);
	report(diags, approval,
	       near ? "approval '%s' is for the kind '%s', which there is "
		      "not; did you mean '%s'?"
		    : "approval '%s' is for the kind '%s', which there is not",
	       node_attr(approval, "id"), name, near);
}

static void check_fields(const struct kind *kind, const struct node *approval,
			 struct diags *diags)
{
	NODE_EACH(when, approval, "when")
	{
		const char *path = node_attr(when, "field");

		if (path && !has_field(kind, path))
			report(diags, when,
			       "approval looks at the field '%s', which no %s "
			       "has",
			       path, kind->name);
	}
	NODE_EACH(field, approval, "field")
	{
		if (!has_field(kind, field->text))
			report(diags, field,
			       "approval is for the field '%s', which no %s "
			       "has",
			       field->text, kind->name);
	}
}

/* Whether some key speaks for the role. */
static bool has_key(const struct node *settings, const char *role)
{
	NODE_EACH(signer, settings, "signer")
	{
		NODE_EACH(own, signer, "role")
		{
			if (approval_is_role(own->text, role))
				return true;
		}
	}
	return false;
}

static void check_roles(const struct node *settings,
			const struct node *approval, struct diags *diags)
{
	bool is_named = false, is_possible = false;

	NODE_EACH(role, approval, "approverRole")
	{
		is_named |= *role->text != '\0';
		is_possible |= has_key(settings, role->text);
	}
	if (!is_named)
		report(diags, approval, "approval '%s' names no approver role",
		       node_attr(approval, "id"));
	else if (node_child(settings, "signer") && !is_possible)
		report(diags, approval,
		       "nobody can give approval '%s': keys are set, but none "
		       "for its roles",
		       node_attr(approval, "id"));
}

static void check_signer(const struct node *signer, struct diags *diags)
{
	const char *id = node_attr(signer, "id");
	g_autofree char *fault =
		signature_key_fault(node_text(node_child(signer, "key")));

	if (is_repeated(signer))
		report(diags, signer, "signer '%s' is there twice", id);
	if (!node_value(signer, "role"))
		report(diags, signer, "signer '%s' has no role", id);
	if (fault)
		report(diags, node_child_or_self(signer, "key"),
		       "the key of signer '%s' %s", id, fault);
}

void approval_check(const struct registers *registers, struct diags *diags)
{
	const struct node *settings = registers_settings(registers);
	const struct schema *schema = registers_library(registers)->schema;

	NODE_EACH(approval, settings, "approval")
	{
		const char *id = node_attr(approval, "id");
		const char *name = node_attr(approval, "kind");
		const struct kind *kind =
			name ? schema_kind(schema, name) : NULL;

		if (!id || !name) /* the schema has said so */
			continue;
		if (is_repeated(approval))
			report(diags, approval, "approval '%s' is there twice",
			       id);
		if (!node_value(approval, "reason"))
			report(diags, approval,
			       "approval '%s' is set without a reason", id);
		if (kind)
			check_fields(kind, approval, diags);
		else
			check_kind(registers, approval, diags);
		check_roles(settings, approval, diags);
	}
	NODE_EACH(signer, settings, "signer")
	check_signer(signer, diags);
}
