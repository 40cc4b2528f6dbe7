/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HASH_H
#define GATEHOUSE_HASH_H

#include <stddef.h>

#include <glib.h>

/*
 * A GHashFunc for text in tables that a check asks for every value: the same
 * as g_str_hash but eight bytes at a time.  The order of such a table must
 * not matter to anyone.
 */
guint hash_text(const void *text);

/* The same for size bytes. */
guint hash_bytes(const void *bytes, size_t size);

#endif
