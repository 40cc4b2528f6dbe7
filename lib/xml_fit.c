/* SPDX-License-Identifier: MIT */
/*
 * Sequences of elements are all that the schemas know, so an element's children
 * and its field's are walked side by side.
 */
#include "lib/xml_fit.h"

#include "lib/node.h"
#include "lib/schema.h"
#include "lib/schema_value.h"

/* Whether one of the fields from here on has to be there. */
static bool is_one_required(const struct field *field, const struct field *end)
{
	for (; field < end; field++) {
		if (field->is_required)
			return true;
	}
	return false;
}

bool xml_fit_value(const struct field *field, const char *text)
{
	if (!field)
		return false;
	if (field->values)
		return schema_value_fits(field->values, text);
	return *text == '\0' &&
	       !is_one_required(field->children,
				field->children + field->n_children);
}

bool xml_fit_attrs(const struct node *node)
{
	const struct field *field = node->field;
	size_t n_required = 0;

	if (!field)
		return false;
	for (size_t i = 0; i < field->n_attrs; i++)
		n_required += field->attrs[i].is_required;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct field *attr = node->attrs[i].field;

		if (!attr)
			return false;
		n_required -= attr->is_required;
	}
	return n_required == 0;
}

bool xml_fit_children(const struct node *node)
{
	const struct field *field = node->field;
	const struct field *next, *end;

	if (!field || field->values)
		return false;
	next = field->children;
	end = next + field->n_children;
	for (const struct node *n = node->child; n; n = n->next) {
		bool is_again = next > field->children &&
				n->field == next - 1 && n->field->repeats;

		if (is_again)
			continue;
		if (!n->field || n->field < next || n->field >= end ||
		    is_one_required(next, n->field))
			return false;
		next = n->field + 1;
	}
	return !is_one_required(next, end);
}
