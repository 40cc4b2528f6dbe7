/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_LOOSE_H
#define GATEHOUSE_REPO_LOOSE_H

#include <stdbool.h>

struct git_odb;
struct git_repository;

/*
 * Private to repo*.c.  libgit2's own reader of loose objects never ends on one
 * that is cut off, and writes past its memory on one that is longer than it
 * says.  Nothing is given to it to read that has not been read here.
 */

/* Once, before a repository is opened: what follows depends on it. */
void repo_loose_start(void);

/*
 * From now on the loose objects of a repository, and of those that it borrows
 * from, are read here.  False, with libgit2's last error set: they are not.
 */
bool repo_loose_guard(struct git_repository *git);

/* The same for the folder with objects of that name, already added to odb. */
bool repo_loose_guard_folder(struct git_odb *odb, const char *objects);

#endif
