/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TRUSTED_H
#define GATEHOUSE_TRUSTED_H

#include <stddef.h>

struct arena;
struct value;

/*
 * A copy of bytes as HTML, which pages show as it stands.  For the writers
 * that cannot leave anything unescaped, and for nothing else: who may
 * include this header is checked by make lint.  Defined in value.c.
 */
const struct value *value_html_trusted(struct arena *arena, const char *bytes,
				       size_t len);

#endif
