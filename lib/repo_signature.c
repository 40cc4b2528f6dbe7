/* SPDX-License-Identifier: MIT */
/* A signature is a header of its commit, over the commit without it. */
#include "lib/repo_signature.h"

#include <string.h>

#include <git2.h>

#include "lib/repo.h"
#include "lib/repo_trees.h"

bool repo_signature_read(struct repo *repo, const struct repo_id *commit,
			 struct repo_signature *signature, GError **error)
{
	git_buf armour = { 0 }, payload = { 0 };
	git_oid id;
	int status;

	*signature = (struct repo_signature){ 0 };
	memcpy(id.id, commit->bytes, sizeof(id.id));
	status = git_commit_extract_signature(&armour, &payload,
					      repo_handle(repo), &id, NULL);
	if (status == 0) {
		signature->armour = g_strndup(armour.ptr, armour.size);
		signature->payload = g_strndup(payload.ptr, payload.size);
		signature->payload_len = payload.size;
	}
	git_buf_dispose(&armour);
	git_buf_dispose(&payload);
	return status == 0 || status == GIT_ENOTFOUND ||
	       repo_fail(error, "cannot read a commit's signature");
}

void repo_signature_clear(struct repo_signature *signature)
{
	g_clear_pointer(&signature->armour, g_free);
	g_clear_pointer(&signature->payload, g_free);
	signature->payload_len = 0;
}
