/* SPDX-License-Identifier: MIT */
/*
 * A file of a repository's .git folder, which one the first byte says: what is
 * asked of the repository with it in place is answered or refused.
 */
#include <stdio.h>
#include <string.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_local.h"
#include "lib/repo_refs.h"
#include "tests/fuzz/aid.h"

static const char *const folders[] = { "agreements", NULL };
static const char *const names[] = {
	"config",
	"HEAD",
	"packed-refs",
	"shallow",
	"MERGE_HEAD",
	"info/grafts",
	"index",
	"refs/heads/other",
	"commondir",
	"info/exclude",
	"refs/gatehouse/published",
	"objects/01/23456789abcdef0123456789abcdef01234567",
};

/* The id of the last of them. */
static const struct repo_id loose = {
	{ 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23,
	  0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67 },
};

static void ask(const char *dir)
{
	g_autoptr(Repo) repo = repo_open(dir, NULL);
	g_autoptr(Diags) diags = diags_new();
	struct repo_id head;

	if (!repo)
		return;
	g_free(repo_local_origin(repo));
	g_free(repo_local_hooks(repo, NULL));
	g_free(repo_refs_read(repo, "refs/gatehouse/published", NULL));
	repo_local_is_merging(repo);
	repo_is_unborn(repo);
	repo_is_detached(repo);
	g_bytes_unref(repo_blob(repo, &loose, NULL));
	files_free(repo_local_staged(repo, folders, diags, NULL));
	if (!repo_resolve(repo, "HEAD", &head, NULL))
		return;
	repo_history_free(repo_history_read(repo, &head, folders, NULL));
	g_ptr_array_unref(repo_local_doubts(repo, &head, false));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *dir = g_build_filename(aid_dir(), "repo", NULL);
	g_autofree char *path = NULL;
	g_autofree char *before = NULL;
	g_autofree char *above = NULL;
	const char *name;
	gsize len = 0;

	aid_repo();
	if (size == 0)
		return 0;
	name = names[data[0] % G_N_ELEMENTS(names)];
	path = g_build_filename(dir, ".git", name, NULL);
	above = g_path_get_dirname(path);
	g_file_get_contents(path, &before, &len, NULL);
	AID_ENSURE(g_mkdir_with_parents(above, 0777) == 0);
	if (!g_file_set_contents_full(path, (const char *)data + 1,
				      (gssize)size - 1,
				      G_FILE_SET_CONTENTS_NONE, 0666, NULL))
		return 0;
	ask(dir);
	if (before)
		g_file_set_contents_full(path, before, (gssize)len,
					 G_FILE_SET_CONTENTS_NONE, 0666, NULL);
	else
		(void)remove(path);
	return 0;
}
