/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TITLE_ORDER_H
#define GATEHOUSE_TITLE_ORDER_H

#include <stddef.h>

#include <glib.h>

struct kind;
struct record;
struct registers;

/*
 * The records of each register by title (view_compare_titles): sorted once,
 * for all pages that show some of them.
 */
struct title_order;

/* registers must outlive it. */
struct title_order *title_order_new(const struct registers *registers);
void title_order_free(struct title_order *order);

/* All records of a kind; *n of them. */
const struct record *const *title_order_of(const struct title_order *order,
					   const struct kind *kind, size_t *n);

typedef struct title_order TitleOrder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TitleOrder, title_order_free)

#endif
