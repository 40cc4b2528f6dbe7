/* SPDX-License-Identifier: MIT */
/*
 * A commit as an object of git: its people, message, trailers and signature,
 * and the history that leads to it.  Of two lines that name an encoding
 * libgit2 1.5 forgets to free the first, so no input has two.
 */
#include <string.h>

#include "lib/approval.h"
#include "lib/node.h"
#include "lib/repo.h"
#include "lib/repo_signature.h"
#include "lib/repo_trees.h"
#include "lib/signature_private.h"
#include "tests/fuzz/aid.h"

static const char *const folders[] = { "agreements", NULL };

/* No line holds what a terminal would obey, but for tabs. */
static void look_at_line(const char *text)
{
	AID_ENSURE(g_utf8_validate(text, -1, NULL));
	for (const char *p = text; *p; p++)
		AID_ENSURE(((unsigned char)*p >= ' ' || *p == '\t') &&
			   *p != 0x7f);
}

static void look(const struct repo_commit *commit)
{
	struct approval_claim claim;

	look_at_line(commit->author.name);
	look_at_line(commit->author.email);
	look_at_line(commit->committer.name);
	look_at_line(commit->committer.email);
	look_at_line(commit->subject);
	AID_ENSURE(g_utf8_validate(commit->message, -1, NULL));
	AID_ENSURE(!strchr(commit->message, '\033'));
	for (char **trailer = commit->trailers; *trailer; trailer++)
		look_at_line(*trailer);
	approval_claim_init(&claim, (const char *const *)commit->trailers);
	approval_claim_clear(&claim);
}

static void read_signature(struct repo *repo, const struct repo_id *id)
{
	struct repo_signature signature = { 0 };

	if (repo_signature_read(repo, id, &signature, NULL) && signature.armour)
		g_free(signature_ssh_signer(signature.armour));
	repo_signature_clear(&signature);
}

static bool names_two_encodings(const uint8_t *data, size_t size)
{
	static const char mark[] = "\nencoding";
	const uint8_t *first = memmem(data, size, mark, strlen(mark));

	return first && memmem(first + 1, size - (size_t)(first + 1 - data),
			       mark, strlen(mark));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct repo *repo = aid_repo();
	struct repo_commit commit = { 0 };
	struct repo_id id, tree;
	g_autoptr(GArray) parents =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));

	if (names_two_encodings(data, size))
		return 0;
	aid_put(AID_TREE, "", 0, &tree);
	aid_put(AID_COMMIT, data, size, &id);
	if (repo_commit_read(repo, &id, &commit, &tree, parents, NULL))
		look(&commit);
	repo_commit_clear(&commit);
	read_signature(repo, &id);
	repo_history_free(repo_history_read(repo, &id, folders, NULL));
	aid_forget();
	return 0;
}
