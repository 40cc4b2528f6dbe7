/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_TREE_H
#define GATEHOUSE_SHEET_TREE_H

struct arena;
struct diags;
struct node;
struct sheet_plan_record;
struct sheets;

/*
 * The tree of a record as its rows have it, in the arena.  Where a row says
 * something about a value that is not there, or lacks one that the schema
 * asks for, that is an error on diags and the record is marked as faulty.  A new
 * record of which no version is given has its first.
 */
struct node *sheet_tree_make(struct arena *arena, const struct sheets *sheets,
			     struct sheet_plan_record *record,
			     struct diags *diags);

#endif
