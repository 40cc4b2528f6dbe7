/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HISTORY_H
#define GATEHOUSE_HISTORY_H

#include <glib.h>

struct repo;
struct repo_history;
struct repo_id;

/*
 * Private to repo.c: the work of repo_history_read and repo_history_free,
 * whose contracts stand in lib/repo.h.
 */
struct repo_history *history_read(struct repo *repo,
				  const struct repo_id *commit,
				  const char *const *folders, GError **error);
void history_free(struct repo_history *history);

#endif
