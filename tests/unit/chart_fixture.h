/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_FIXTURE_H
#define GATEHOUSE_CHART_FIXTURE_H

struct arena;
struct node;
struct value;

/* A picture as a tree: it is HTML and well-formed, or the test fails. */
const struct node *chart_fixture_parse(struct arena *arena,
				       const struct value *svg);

/* How many elements of that name, and class unless it is NULL, it has. */
unsigned chart_fixture_count(const struct node *root, const char *name,
			     const char *class);

#endif
