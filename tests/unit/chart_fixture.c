/* SPDX-License-Identifier: MIT */
/* Looking at pictures the way a reader's program would. */
#include "tests/unit/chart_fixture.h"

#include <string.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/node.h"
#include "lib/xml.h"
#include "site-gen/value.h"

const struct node *chart_fixture_parse(struct arena *arena,
				       const struct value *svg)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "picture.svg" };
	const struct node *root;

	g_assert_cmpint(value_type(svg), ==, VALUE_HTML);
	input.bytes = value_bytes(svg, &input.len);
	root = xml_parse(arena, &input, diags);
	g_assert_cmpuint(diags_len(diags), ==, 0);
	g_assert_nonnull(root);
	return root;
}

unsigned chart_fixture_count(const struct node *root, const char *name,
			     const char *class)
{
	unsigned n = 0;

	for (const struct node *d = root; d; d = node_walk(d, root)) {
		if (strcmp(d->name, name) == 0 &&
		    (!class || g_strcmp0(node_attr(d, "class"), class) == 0))
			n++;
	}
	return n;
}
