/* SPDX-License-Identifier: MIT */
/* What a commit says of itself, as text that may be shown. */
#include <string.h>

#include <git2.h>

#include "lib/repo.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)

static void read_person(struct repo_person *person,
			const git_signature *signature, const char *encoding)
{
	person->name = repo_text_line(signature->name, encoding);
	person->email = repo_text_line(signature->email, encoding);
	person->time = signature->when.time;
	person->offset = signature->when.offset;
}

/* Subject, message and trailers out of a whole message. */
static void read_message(struct repo_commit *commit, const char *raw,
			 const char *encoding)
{
	g_autofree char *text = repo_text_lines(raw, encoding);
	git_message_trailer_array found = { 0 };
	g_autofree const char **keys = NULL;
	const char *first = text + strspn(text, "\n");

	if (git_message_trailers(&found, text) < 0)
		found.count = 0;
	keys = g_new0(const char *, found.count + 1);
	commit->trailers = g_new0(char *, found.count + 1);
	for (size_t i = 0; i < found.count; i++) {
		keys[i] = found.trailers[i].key;
		commit->trailers[i] =
			repo_text_trailer(keys[i], found.trailers[i].value);
	}
	commit->subject = repo_text_subject(first);
	commit->message =
		repo_text_cap(repo_text_body(first, keys, found.count));
	git_message_trailer_array_free(&found);
}

/* A header's continued lines begin with a space. */
static bool is_signed(const git_commit *object)
{
	const char *header = git_commit_raw_header(object);

	return header && strstr(header, "\ngpgsig ") != NULL;
}

bool repo_commit_read(struct repo *repo, const struct repo_id *id,
		      struct repo_commit *commit, struct repo_id *tree,
		      GArray *parents, GError **error)
{
	g_autoptr(git_commit) object = NULL;
	const char *encoding;
	git_oid oid;
	int status;

	memcpy(oid.id, id->bytes, sizeof(oid.id));
	status = git_commit_lookup(&object, repo_handle(repo), &oid);
	if (status < 0)
		return repo_fail_object(repo, status, "commit", id, error);
	encoding = git_commit_message_encoding(object);
	*commit = (struct repo_commit){
		.id = *id,
		.n_parents = git_commit_parentcount(object),
		.is_signed = is_signed(object),
	};
	read_person(&commit->author, git_commit_author(object), encoding);
	read_person(&commit->committer, git_commit_committer(object), encoding);
	read_message(commit, git_commit_message(object), encoding);
	memcpy(tree->bytes, git_commit_tree_id(object)->id,
	       sizeof(tree->bytes));
	for (unsigned i = 0; i < git_commit_parentcount(object); i++) {
		struct repo_id parent;

		memcpy(parent.bytes, git_commit_parent_id(object, i)->id,
		       sizeof(parent.bytes));
		g_array_append_val(parents, parent);
	}
	return true;
}

void repo_commit_clear(struct repo_commit *commit)
{
	if (commit->is_borrowed)
		return;
	g_free(commit->author.name);
	g_free(commit->author.email);
	g_free(commit->committer.name);
	g_free(commit->committer.email);
	g_free(commit->subject);
	g_free(commit->message);
	g_strfreev(commit->trailers);
}

int64_t repo_commit_time(struct repo *repo, const struct repo_id *id)
{
	g_autoptr(git_commit) object = NULL;
	git_oid oid;

	memcpy(oid.id, id->bytes, sizeof(oid.id));
	if (git_commit_lookup(&object, repo_handle(repo), &oid) < 0)
		return 0;
	return git_commit_committer(object)->when.time;
}
