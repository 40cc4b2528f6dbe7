/* SPDX-License-Identifier: MIT */
/*
 * What the schemas may be made of, as they say themselves at the beginning of
 * common.xsd.  What is not in the table may mean anything.
 */
#include "lib/schema_plain.h"

#include <string.h>

#include <glib.h>

#include "lib/node.h"

/* Names are between spaces.  What is in an annotation asks for nothing. */
static const struct {
	const char *name;
	const char *attrs;
	const char *children;
} known[] = {
	{ "schema", " targetNamespace elementFormDefault ",
	  " annotation include simpleType complexType attributeGroup "
	  "element " },
	{ "include", " schemaLocation ", "" },
	{ "simpleType", " name ", " annotation restriction union " },
	{ "restriction", " base ",
	  " maxLength pattern enumeration minInclusive maxInclusive " },
	{ "maxLength", " value ", "" },
	{ "pattern", " value ", "" },
	{ "enumeration", " value ", " annotation " },
	{ "minInclusive", " value ", "" },
	{ "maxInclusive", " value ", "" },
	{ "union", " memberTypes ", "" },
	{ "complexType", " name ",
	  " annotation simpleContent complexContent sequence attribute "
	  "attributeGroup " },
	{ "simpleContent", "", " extension " },
	{ "complexContent", "", " extension " },
	{ "extension", " base ", " sequence attribute attributeGroup " },
	{ "sequence", "", " element " },
	{ "element", " name type minOccurs maxOccurs ", " annotation " },
	{ "attribute", " name type use ", " annotation " },
	{ "attributeGroup", " name ref ",
	  " annotation attribute attributeGroup " },
	{ "annotation", "", NULL },
};

/* Of attributes, the values that mean what schema.c takes them for. */
static const struct {
	const char *name;
	const char *values;
} limited[] = {
	{ "elementFormDefault", " qualified " },
	{ "targetNamespace", " urn:gatehouse:1 " },
	{ "minOccurs", " 0 1 " },
	{ "maxOccurs", " 1 unbounded " },
	{ "use", " required optional " },
};

static bool is_in(const char *list, const char *name)
{
	g_autofree char *word = g_strconcat(" ", name, " ", NULL);

	return strstr(list, word) != NULL;
}

static bool is_plain_attr(const struct attr *attr, const char *names)
{
	if (!is_in(names, attr->name))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(limited); i++) {
		if (strcmp(limited[i].name, attr->name) == 0)
			return is_in(limited[i].values, attr->value);
	}
	return true;
}

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < G_N_ELEMENTS(known) && strcmp(known[i].name, name) != 0)
		i++;
	return i;
}

static bool is_plain(const struct node *node)
{
	size_t at = find(node->name);

	if (at == G_N_ELEMENTS(known))
		return false;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (!is_plain_attr(&node->attrs[i], known[at].attrs))
			return false;
	}
	if (!known[at].children)
		return true;
	for (const struct node *n = node->child; n; n = n->next) {
		if (!is_in(known[at].children, n->name) || !is_plain(n))
			return false;
	}
	return true;
}

bool schema_plain_is(const struct node *root)
{
	return strcmp(root->name, "schema") == 0 && is_plain(root);
}
