/* SPDX-License-Identifier: MIT */
/*
 * A commit has one signature, so where a change needs two people with a key
 * each, the second signs a commit of their own.  It names what it approves by
 * the commit's id, which stands for every byte of the change and of what it is
 * built on: what was signed cannot be moved to another change.  A tag would say
 * as much, but is not part of the history that a push brings and that a clone
 * keeps.
 */
#include "lib/approval_later.h"

#include "lib/approval.h"
#include "lib/repo.h"
#include "lib/signature.h"

struct approval_later {
	struct repo *repo;
	GPtrArray *all;	    /* of struct repo_commit */
	GHashTable *of_hex; /* id in full -> GPtrArray of some of them */
};

static void commit_free(gpointer data)
{
	struct repo_commit *commit = data;

	g_strfreev(commit->trailers);
	g_free(commit);
}

struct approval_later *approval_later_new(struct repo *repo)
{
	struct approval_later *later = g_new0(struct approval_later, 1);

	later->repo = repo;
	later->all = g_ptr_array_new_with_free_func(commit_free);
	later->of_hex = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)(void (*)(void))g_ptr_array_unref);
	return later;
}

void approval_later_free(struct approval_later *later)
{
	if (!later)
		return;
	g_hash_table_unref(later->of_hex);
	g_ptr_array_unref(later->all);
	g_free(later);
}

static struct repo_commit *copy(const struct repo_commit *commit)
{
	struct repo_commit *kept = g_new0(struct repo_commit, 1);

	kept->id = commit->id;
	kept->author.time = commit->author.time;
	kept->committer.time = commit->committer.time;
	kept->trailers = g_strdupv(commit->trailers);
	kept->is_signed = commit->is_signed;
	return kept;
}

static GPtrArray *list_of(struct approval_later *later, const char *hex)
{
	GPtrArray *list = g_hash_table_lookup(later->of_hex, hex);

	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(later->of_hex, g_strdup(hex), list);
	}
	return list;
}

void approval_later_add(struct approval_later *later,
			const struct repo_commit *commit)
{
	g_auto(GStrv) named = approval_trailers(
		(const char *const *)commit->trailers, APPROVAL_APPROVES);
	struct repo_commit *kept;

	if (!named[0])
		return;
	kept = copy(commit);
	g_ptr_array_add(later->all, kept);
	for (char **hex = named; *hex; hex++) {
		GPtrArray *list = list_of(later, g_strchomp(*hex));

		if (list->len == 0 || list->pdata[list->len - 1] != kept)
			g_ptr_array_add(list, kept);
	}
}

const struct repo_commit *const *
approval_later_of(const struct approval_later *later, const struct repo_id *id,
		  size_t *n)
{
	char hex[REPO_ID_HEX + 1];
	const GPtrArray *list;

	*n = 0;
	if (later->all->len == 0)
		return NULL;
	repo_id_format(id, hex);
	list = g_hash_table_lookup(later->of_hex, hex);
	*n = list ? list->len : 0;
	return list ? (const struct repo_commit *const *)list->pdata : NULL;
}

static bool add_claim(const struct repo_commit *commit, struct repo *repo,
		      struct signature_keys *keys, date_t day,
		      struct approval_claim *claim, GError **error)
{
	struct approval_claim own;
	struct signature signature = { 0 };
	bool is_done = true;

	approval_claim_init(&own, (const char *const *)commit->trailers);
	if (signature_keys_len(keys) > 0) {
		is_done = signature_of_commit(keys, repo, commit, day,
					      &signature, error);
		approval_claim_limit(&own,
				     (const char *const *)signature.roles);
		signature_clear(&signature);
	}
	if (is_done)
		approval_claim_add(claim, &own);
	approval_claim_clear(&own);
	return is_done;
}

bool approval_later_claim(const struct approval_later *later,
			  const struct repo_id *id, struct signature_keys *keys,
			  date_t day, struct approval_claim *claim,
			  GError **error)
{
	size_t n;
	const struct repo_commit *const *commits =
		approval_later_of(later, id, &n);

	for (size_t i = 0; i < n; i++) {
		if (!add_claim(commits[i], later->repo, keys, day, claim,
			       error))
			return false;
	}
	return true;
}
