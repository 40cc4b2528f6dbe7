/* SPDX-License-Identifier: MIT */
/*
 * What a commit says of its approval is told together with what its signature
 * shows, so that a claim does not look like a proof.  Where nothing is said
 * and nothing is signed, there is nothing to tell.
 */
#include "site-gen/change_approval.h"

#include "lib/approval.h"
#include "lib/approval_later.h"
#include "lib/arena.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/signature.h"

struct change_approvals {
	const struct node *settings;
	enum edition edition;
	const struct record_history *history;
	struct arena *arena;
	struct signature_keys *keys;
	struct approval_later *later;
	const struct change_approval **of_commit; /* NULL: not asked yet */
};

struct change_approvals *
change_approvals_new(const struct registers *registers, enum edition edition,
		     const struct record_history *history, struct arena *arena)
{
	struct change_approvals *all = g_new0(struct change_approvals, 1);
	const struct repo_history *commits = record_history_commits(history);

	all->settings = registers_settings(registers);
	all->edition = edition;
	all->history = history;
	all->arena = arena;
	all->keys = signature_keys_new(all->settings);
	all->later = approval_later_new(record_history_repo(history));
	for (size_t i = commits->n_commits; i > 0; i--)
		approval_later_add(all->later, &commits->commits[i - 1]);
	all->of_commit =
		g_new0(const struct change_approval *, commits->n_commits);
	return all;
}

void change_approvals_free(struct change_approvals *approvals)
{
	if (!approvals)
		return;
	signature_keys_free(approvals->keys);
	approval_later_free(approvals->later);
	g_free(approvals->of_commit);
	g_free(approvals);
}

/* "A, B and C" of the roles that may be shown; NULL: none. */
static const char *words_of(const struct change_approvals *all,
			    char *const *roles)
{
	g_autoptr(GPtrArray) shown = g_ptr_array_new();
	g_autoptr(GString) words = g_string_new(NULL);

	for (; roles && *roles; roles++) {
		if (all->edition == EDITION_INTERNAL ||
		    approval_has_role(all->settings, *roles))
			g_ptr_array_add(shown, *roles);
	}
	for (guint i = 0; i < shown->len; i++)
		g_string_append_printf(words, "%s%s",
				       i == 0		    ? ""
				       : i + 1 < shown->len ? ", "
							    : " and ",
				       (const char *)shown->pdata[i]);
	return shown->len > 0 ? arena_strdup(all->arena, words->str) : NULL;
}

static const char *sentence(const struct change_approvals *all,
			    const struct signature *signature, bool has_role)
{
	const char *state = signature_state_name(signature->state);
	const char *roles = words_of(all, signature->roles);

	switch (signature->state) {
	case SIGNATURE_ABSENT:
		return has_role ? "absent, so the role is a claim" : NULL;
	case SIGNATURE_VERIFIED:
		return roles ? arena_printf(all->arena,
					    "%s, by a key that speaks for %s",
					    state, roles)
			     : state;
	default:
		return arena_printf(all->arena, "%s, because %s", state,
				    signature->why);
	}
}

/* "Chair, signature verified": who approved it in a commit of their own. */
static const char *later_words(const struct change_approvals *all,
			       const struct repo_commit *commit)
{
	struct repo *repo = record_history_repo(all->history);
	g_autoptr(GString) words = g_string_new(NULL);
	size_t n;
	const struct repo_commit *const *later =
		approval_later_of(all->later, &commit->id, &n);

	for (size_t i = 0; i < n; i++) {
		struct approval_claim claim;
		struct signature signature = { 0 };
		const char *roles;

		approval_claim_init(&claim,
				    (const char *const *)later[i]->trailers);
		roles = words_of(all, claim.approved);
		if (roles && signature_of_commit(all->keys, repo, later[i],
						 DATE_NONE, &signature, NULL))
			g_string_append_printf(words, "%s%s; signature: %s",
					       words->len > 0 ? ". " : "",
					       roles,
					       sentence(all, &signature, true));
		signature_clear(&signature);
		approval_claim_clear(&claim);
	}
	return words->len > 0 ? arena_strdup(all->arena, words->str) : NULL;
}

/* Whether the commit, or a later one of it, says or shows anything. */
static bool has_any(const struct change_approvals *all,
		    const struct repo_commit *commit)
{
	size_t n_later;

	approval_later_of(all->later, &commit->id, &n_later);
	return n_later > 0 || commit->is_signed ||
	       (commit->trailers && commit->trailers[0]);
}

static const struct change_approval *
work_out(const struct change_approvals *all, const struct repo_commit *commit)
{
	static const struct change_approval none = { 0 };
	struct change_approval *approval;
	struct approval_claim claim;
	struct signature signature = { 0 };

	if (!has_any(all, commit))
		return &none;
	approval = arena_alloc(all->arena, sizeof(*approval));
	approval_claim_init(&claim, (const char *const *)commit->trailers);
	approval->approved = words_of(all, claim.approved);
	approval->reviewed = words_of(all, claim.reviewed);
	approval->later = later_words(all, commit);
	approval->key = NULL;
	approval->signature = NULL;
	if (signature_of_commit(all->keys, record_history_repo(all->history),
				commit, DATE_NONE, &signature, NULL))
		approval->signature =
			sentence(all, &signature,
				 approval->approved || approval->reviewed);
	if (signature.key && all->edition == EDITION_INTERNAL)
		approval->key = arena_strdup(all->arena, signature.key);
	signature_clear(&signature);
	approval_claim_clear(&claim);
	return approval;
}

const struct change_approval *
change_approvals_get(struct change_approvals *approvals, size_t commit)
{
	const struct repo_history *history =
		record_history_commits(approvals->history);

	if (!approvals->of_commit[commit])
		approvals->of_commit[commit] =
			work_out(approvals, &history->commits[commit]);
	return approvals->of_commit[commit];
}
