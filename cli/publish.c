/* SPDX-License-Identifier: MIT */
/*
 * The site comes first and carries its line with it, in one switch; then the
 * reference moves.  A run that is killed between the two leaves a reference
 * that is behind, never one that tells of a site that nobody has seen; the
 * next run finds the line, writes no second one, and moves the reference.
 */
#include "cli/publish.h"

#include <string.h>

#include <gio/gio.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/file_text.h"
#include "lib/repo.h"
#include "lib/repo_refs.h"
#include "site-gen/manifest.h"

#define LAST_SECOND G_GUINT64_CONSTANT(253402300799) /* of the year 9999 */

static bool fail(GError **error, const char *sentence)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, sentence);
	return false;
}

/* Now, or SOURCE_DATE_EPOCH, in UTC. */
static char *find_time(GError **error)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	g_autoptr(GDateTime) now = NULL;
	guint64 seconds = (guint64)(g_get_real_time() / G_USEC_PER_SEC);

	if (epoch && *epoch &&
	    !g_ascii_string_to_unsigned(epoch, 10, 0, LAST_SECOND, &seconds,
					NULL)) {
		fail(error, "SOURCE_DATE_EPOCH is not a number of seconds "
			    "since 1970");
		return NULL;
	}
	now = g_date_time_new_from_unix_utc((gint64)seconds);
	return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}

static bool can_publish(const struct session *session, GError **error)
{
	if (!session->repo)
		return fail(error, "only a commit can be published, and here "
				   "is no git repository");
	if (!session->commit)
		return fail(error,
			    "only a commit can be published, and the "
			    "work tree differs from HEAD; save first, or "
			    "name a commit with --rev");
	if (repo_is_shallow(session->repo))
		return fail(error, "the history is cut here (a shallow clone), "
				   "so nobody can tell whether it follows on "
				   "what was published before; run 'git fetch "
				   "--unshallow' first");
	return true;
}

static bool read_log(struct publish *publish, const char *out, GError **error)
{
	g_autofree char *path = g_build_filename(out, MANIFEST_LOG, NULL);
	char *bytes;
	gsize len;
	bool is_read = file_text_read(path, &bytes, &len, error);

	publish->build.before = g_bytes_new_take(bytes, len);
	return is_read;
}

/* Looks at a commit that was published before. */
static bool look_at(struct publish *publish, struct session *session,
		    const char *commit, GError **error)
{
	enum repo_refs_order order;

	if (!repo_refs_compare(session->repo, commit, session->commit, &order,
			       error))
		return false;
	if (order == REPO_REFS_SAME || order == REPO_REFS_BEFORE)
		return true;
	g_free(publish->prior);
	publish->prior = g_strdup(commit);
	if (order == REPO_REFS_AFTER)
		publish->build.is_older = true;
	else
		publish->build.is_rewritten = true;
	return true;
}

static bool is_in_log(const struct published *log, const char *commit)
{
	for (size_t i = 0; i < published_len(log); i++) {
		if (strcmp(published_get(log, i)->commit, commit) == 0)
			return true;
	}
	return false;
}

/*
 * The reference counts where the log does not know its commit: else the log is
 * ahead of it, after a run that was killed, or was written from another clone.
 */
static bool compare(struct publish *publish, struct session *session,
		    const struct published *log, GError **error)
{
	const struct published_entry *last = published_last(log);

	publish->build.is_restarted = !last && publish->old;
	if (last && !look_at(publish, session, last->commit, error))
		return false;
	if (publish->old && !is_in_log(log, publish->old) &&
	    !look_at(publish, session, publish->old, error))
		return false;
	if (publish->build.is_rewritten)
		publish->build.is_older = false;
	return true;
}

bool publish_prepare(struct publish *publish, struct session *session,
		     enum edition edition, const char *out, const char *reason,
		     GError **error)
{
	g_autoptr(Published) log = NULL;
	g_autoptr(GError) problem = NULL;
	const char *bytes;
	gsize len;

	if (!can_publish(session, error))
		return false;
	repo_refs_clear_up(session->repo);
	publish->time = find_time(error);
	if (!publish->time || !read_log(publish, out, error))
		return false;
	publish->build.time = publish->time;
	publish->build.reason = reason;
	publish->ref = g_strconcat("refs/gatehouse/published/",
				   edition_name(edition), NULL);
	publish->old = repo_refs_read(session->repo, publish->ref, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	bytes = g_bytes_get_data(publish->build.before, &len);
	log = published_parse(bytes, len);
	if (*published_faults(log)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "nothing can be added to '%s/" MANIFEST_LOG
			    "': %s; put back a sound copy of it",
			    out, *published_faults(log));
		return false;
	}
	return compare(publish, session, log, error);
}

void publish_warn(const struct publish *publish, const struct session *session)
{
	const struct published_build *build = &publish->build;

	if (build->is_rewritten)
		output_note(
			"build",
			"history was rewritten: commit %.10s, which was "
			"published before, is no ancestor of %.10s; " MANIFEST_LOG
			" says so%s",
			publish->prior, session->commit,
			build->reason ? ", with your reason"
				      : "; publish again with --reason to "
					"say why");
	else if (build->is_older)
		output_note(
			"build",
			"commit %.10s, which was published before, comes "
			"after %.10s: what is published is older; " MANIFEST_LOG
			" says so",
			publish->prior, session->commit);
	if (build->is_restarted)
		output_note("build",
			    "this repository has published before, but there "
			    "is no " MANIFEST_LOG " to add to; the new one "
			    "says that it begins anew");
}

bool publish_finish(const struct publish *publish, struct session *session,
		    GError **error)
{
	if (g_strcmp0(publish->old, session->commit) == 0)
		return true;
	return repo_refs_move(session->repo, publish->ref, publish->old,
			      session->commit, error);
}

bool publish_is_conflict(const GError *error)
{
	return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
}

void publish_clear(struct publish *publish)
{
	g_clear_pointer(&publish->build.before, g_bytes_unref);
	g_free(publish->time);
	g_free(publish->ref);
	g_free(publish->old);
	g_free(publish->prior);
}
