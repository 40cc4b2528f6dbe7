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

/* The last of these: the stores that the store in folder objects borrows from. */
GStrv repo_folders_borrowed(const char *objects);

/* The git folder that its work trees share; owned by the caller. */
char *repo_folders_git(struct repo *repo);

#endif
