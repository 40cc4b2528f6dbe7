/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_FOLDERS_H
#define GATEHOUSE_REPO_FOLDERS_H

#include <glib.h>

struct repo;

/*
 * The folders that reading a repository may lead to: its work tree, its git
 * folder, the one that work trees share, and the stores of objects that it
 * borrows from, theirs included.  Absolute paths, NULL-terminated, owned by the
 * caller.
 */
GStrv repo_folders(struct repo *repo);

/* The folders of its references and of their logs; in the same form. */
GStrv repo_folders_refs(struct repo *repo);

#endif
