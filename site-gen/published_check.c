/* SPDX-License-Identifier: MIT */
/*
 * The chain alone shows that lines hang together and lead to this site.
 * Whether they tell the truth about history only the repository can say.
 */
#include "site-gen/published_check.h"

#include <string.h>

#include "lib/repo_refs.h"
#include "site-gen/manifest.h"
#include "site-gen/published.h"

static void add(GPtrArray *sentences, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *sentences, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(sentences, g_strdup_vprintf(format, args));
	va_end(args);
}

/* Whether the last line is of this site. */
static void check_last(struct published_check *check,
		       const struct published *log,
		       const struct manifest_head *head, const char *root)
{
	const struct published_entry *last = published_last(log);

	if (!last)
		add(check->faults, "it has no line for this site");
	else if (strcmp(last->root, root) != 0)
		add(check->faults,
		    "line %zu: the last build that was published is not the "
		    "one that stands here: its manifest.json had the checksum "
		    "%s",
		    last->line, last->root);
	else if (g_strcmp0(last->commit, head->commit) != 0 ||
		 strcmp(last->as_of, head->as_of) != 0 ||
		 strcmp(last->edition, head->edition) != 0)
		add(check->faults,
		    "line %zu: it states another commit, as-of date or edition "
		    "than manifest.json",
		    last->line);
}

static void remark_entry(struct published_check *check,
			 const struct published_entry *entry)
{
	const char *lead = entry->reason ? "; the reason given: " : "";
	const char *reason = entry->reason ? entry->reason : "";

	if (entry->is_rewritten)
		add(check->remarks,
		    "line %zu, %s: history was rewritten before this build%s%s",
		    entry->line, entry->time,
		    entry->reason ? lead : ", and no reason is given", reason);
	else if (entry->is_older)
		add(check->remarks,
		    "line %zu, %s: this build is of an older commit than the "
		    "one before it%s%s",
		    entry->line, entry->time, lead, reason);
	else if (entry->reason)
		add(check->remarks, "line %zu, %s: the reason given: %s",
		    entry->line, entry->time, reason);
	if (entry->is_restarted)
		add(check->remarks,
		    "line %zu, %s: builds were published before this one; what "
		    "was recorded of them is missing",
		    entry->line, entry->time);
}

/*
 * Commits that a later rewrite took away cannot be looked at, so only lines
 * whose own commit is still there are checked.
 */
static bool check_pair(struct published_check *check,
		       const struct published_entry *before,
		       const struct published_entry *entry, struct repo *repo,
		       GError **error)
{
	enum repo_refs_order order;
	bool is_there;

	if (entry->is_rewritten)
		return true;
	if (!repo_refs_has_commit(repo, entry->commit, &is_there, error))
		return false;
	if (!is_there)
		return true;
	if (!repo_refs_compare(repo, before->commit, entry->commit, &order,
			       error))
		return false;
	if (order == REPO_REFS_UNRELATED ||
	    (order == REPO_REFS_AFTER && !entry->is_older))
		add(check->faults,
		    "line %zu: it does not say that history was rewritten, but "
		    "commit %.10s is no ancestor of %.10s",
		    entry->line, before->commit, entry->commit);
	return true;
}

/* Where the repository itself says that something else was published last. */
static bool check_ref(struct published_check *check,
		      const struct published_entry *last, struct repo *repo,
		      GError **error)
{
	g_autofree char *name =
		g_strconcat("refs/gatehouse/published/", last->edition, NULL);
	g_autoptr(GError) problem = NULL;
	g_autofree char *at = repo_refs_read(repo, name, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (at && strcmp(at, last->commit) != 0)
		add(check->remarks,
		    "this repository says that commit %.10s was published "
		    "last, not %.10s",
		    at, last->commit);
	return true;
}

bool published_check_run(struct published_check *check,
			 const struct published *log,
			 const struct manifest_head *head, const char *root,
			 struct repo *repo, GError **error)
{
	size_t n = published_len(log);

	check->faults = g_ptr_array_new_with_free_func(g_free);
	check->remarks = g_ptr_array_new_with_free_func(g_free);
	for (const char *const *fault = published_faults(log); *fault; fault++)
		add(check->faults, "%s", *fault);
	check_last(check, log, head, root);
	for (size_t i = 0; i < n; i++) {
		const struct published_entry *entry = published_get(log, i);

		remark_entry(check, entry);
		if (repo && i > 0 &&
		    !check_pair(check, published_get(log, i - 1), entry, repo,
				error))
			return false;
	}
	return !repo || n == 0 ||
	       check_ref(check, published_last(log), repo, error);
}

void published_check_clear(struct published_check *check)
{
	g_clear_pointer(&check->faults, g_ptr_array_unref);
	g_clear_pointer(&check->remarks, g_ptr_array_unref);
}
