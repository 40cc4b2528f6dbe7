/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_FIXTURE_H
#define GATEHOUSE_TEMPLATE_FIXTURE_H

struct value;

/* At most so many templates, each a name and its text; fewer end with NULL. */
#define TEMPLATE_FIXTURE_MAX 4

/* Asserts what comes of the first; the others are there to be included. */
void template_fixture_assert(const char *const (*sources)[2],
			     const struct value *view, const char *expected);

#endif
