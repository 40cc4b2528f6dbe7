/* SPDX-License-Identifier: MIT */
/*
 * What was published last is a name in the repository.  It moves by
 * compare-and-swap: two programs that publish at once cannot both think that
 * theirs followed on what was there before.
 */
#include "lib/repo_refs.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/commit_head.h"
#include "lib/repo.h"
#include "lib/repo_stage.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)

bool repo_refs_is_id(const char *text)
{
	return strlen(text) == REPO_ID_HEX &&
	       strspn(text, "0123456789abcdef") == REPO_ID_HEX;
}

char *repo_refs_read(struct repo *repo, const char *name, GError **error)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;
	int status = git_reference_name_to_id(&id, repo_handle(repo), name);

	if (status == GIT_ENOTFOUND)
		return NULL;
	if (status < 0) {
		repo_fail(error, "cannot read '%s'", name);
		return NULL;
	}
	git_oid_tostr(hex, sizeof(hex), &id);
	return g_strdup(hex);
}

bool repo_refs_move(struct repo *repo, const char *name, const char *old,
		    const char *new, GError **error)
{
	git_repository *git = repo_handle(repo);
	struct commit_head head = {
		.name = g_strdup(name),
		.hex = g_strdup(old),
	};
	g_autofree char *path = commit_head_path(git, name);
	g_autoptr(RepoStage) stage = NULL;
	bool is_moved;

	stage = repo_stage_new(git_repository_commondir(git), error);
	is_moved = stage && commit_head_lock(git, &head, stage, error) &&
		   repo_stage_switch(stage, path, new, NULL, error);
	commit_head_clear(&head);
	return is_moved;
}

void repo_refs_clear_up(struct repo *repo)
{
	repo_stage_sweep(git_repository_commondir(repo_handle(repo)));
}

static bool find(struct repo *repo, const char *hex, git_oid *id,
		 bool *is_there, GError **error)
{
	g_autoptr(git_commit) commit = NULL;
	int status =
		git_oid_fromstr(id, hex) < 0
			? GIT_ENOTFOUND
			: git_commit_lookup(&commit, repo_handle(repo), id);

	*is_there = status == 0;
	return status == 0 || status == GIT_ENOTFOUND ||
	       repo_fail(error, "cannot read commit '%s'", hex);
}

bool repo_refs_has_commit(struct repo *repo, const char *hex, bool *is_there,
			  GError **error)
{
	git_oid id;

	return find(repo, hex, &id, is_there, error);
}

bool repo_refs_compare(struct repo *repo, const char *a, const char *b,
		       enum repo_refs_order *order, GError **error)
{
	git_repository *git = repo_handle(repo);
	git_oid first;
	git_oid second;
	bool is_there = false;
	int status = 0;

	*order = strcmp(a, b) == 0 ? REPO_REFS_SAME : REPO_REFS_UNRELATED;
	if (*order == REPO_REFS_SAME)
		return true;
	if (!find(repo, a, &first, &is_there, error))
		return false;
	if (!is_there)
		return true;
	if (!find(repo, b, &second, &is_there, error))
		return false;
	if (!is_there)
		return repo_fail(error, "cannot read commit '%s'", b);
	status = git_graph_descendant_of(git, &second, &first);
	if (status == 1)
		*order = REPO_REFS_BEFORE;
	if (status == 0)
		status = git_graph_descendant_of(git, &first, &second);
	if (status == 1 && *order != REPO_REFS_BEFORE)
		*order = REPO_REFS_AFTER;
	return status >= 0 ||
	       repo_fail(error, "cannot compare commits '%s' and '%s'", a, b);
}
