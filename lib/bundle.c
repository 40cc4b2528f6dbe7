/* SPDX-License-Identifier: MIT */
/*
 * A bundle is a few lines of text and a pack.  What a pack holds and in which
 * order must follow from the commit alone: not from how a clone has stored its
 * objects, nor from its tags or settings, which libgit2 looks at.  So the pack
 * is made in a repository of its own in memory, with no name and no setting,
 * that reads the objects of the real one; on one thread, since each thread
 * would look for similar objects among its own only.
 */
#include "lib/bundle.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>
#include <git2/sys/repository.h>

#include "lib/repo.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_packbuilder, git_packbuilder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)

static int append(void *bytes, size_t len, void *data)
{
	g_byte_array_append(data, bytes, (guint)len);
	return 0;
}

/* The objects of git, seen from a repository without anything else. */
static bool open_bare_objects(git_repository *git, git_repository **plain)
{
	g_autoptr(git_odb) odb = NULL;
	g_autoptr(git_config) none = NULL;

	return git_repository_odb(&odb, git) == 0 &&
	       git_repository_wrap_odb(plain, odb) == 0 &&
	       git_config_new(&none) == 0 &&
	       git_repository_set_config(*plain, none) == 0;
}

static bool add_pack(git_repository *git, const git_oid *id, GByteArray *bytes)
{
	g_autoptr(git_repository) plain = NULL;
	g_autoptr(git_packbuilder) pack = NULL;
	g_autoptr(git_revwalk) walk = NULL;

	if (!open_bare_objects(git, &plain) ||
	    git_packbuilder_new(&pack, plain) < 0 ||
	    git_revwalk_new(&walk, plain) < 0)
		return false;
	git_packbuilder_set_threads(pack, 1);
	git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	return git_revwalk_push(walk, id) == 0 &&
	       git_packbuilder_insert_walk(pack, walk) == 0 &&
	       git_packbuilder_foreach(pack, append, bytes) == 0;
}

GBytes *bundle_make(struct repo *repo, const char *commit, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autofree char *head = g_strdup_printf(
		"# v2 git bundle\n%s HEAD\n%s refs/heads/main\n\n", commit,
		commit);
	git_oid id;

	if (repo_is_shallow(repo)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
			    "the history is cut here (a shallow clone), so it "
			    "cannot be handed on whole; run 'git fetch "
			    "--unshallow' first");
		return NULL;
	}
	g_byte_array_append(bytes, (const guint8 *)head, (guint)strlen(head));
	if (git_oid_fromstr(&id, commit) < 0 ||
	    !add_pack(repo_handle(repo), &id, bytes)) {
		repo_fail(error, "cannot pack the history of '%s'", commit);
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
