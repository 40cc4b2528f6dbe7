/* SPDX-License-Identifier: MIT */
/*
 * A change is judged by the settings before it: those of HEAD, not those that
 * are about to be committed.
 */
#include "cli/pending.h"

#include <string.h>

#include <gio/gio.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/approval.h"
#include "lib/arena.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/xml_tree.h"

#define SETTINGS "gatehouse.xml"

struct files *pending_old(const struct session *session, GError **error)
{
	struct repo_id head;

	if (repo_is_unborn(session->repo))
		return files_new();
	if (!repo_resolve(session->repo, "HEAD", &head, error))
		return NULL;
	return repo_read_paths(session->repo, &head, session->library->folders,
			       (const char *const *)session->changed, error);
}

static const struct node *read_file(const struct session *session,
				    struct arena *arena,
				    const struct file *file)
{
	return xml_tree_read(session->library->schema, arena, file);
}

const struct node *pending_settings(const struct session *session,
				    const struct files *old,
				    struct arena *arena)
{
	if (g_strv_contains((const char *const *)session->changed, SETTINGS))
		return read_file(session, arena, files_find(old, SETTINGS));
	return registers_settings(session->registers);
}

void pending_needs(const struct session *session, const struct files *old,
		   const struct approval_claim *claim, GPtrArray *needs)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *settings = pending_settings(session, old, arena);

	for (char **path = session->changed; *path; path++) {
		const struct file *before = files_find(old, *path);
		const struct file *after =
			files_find(session->changed_files, *path);
		struct approval_change change = {
			.path = *path,
			.kind = schema_path_name(session->library->schema,
						 *path),
			.old = read_file(session, arena, before),
			.new = read_file(session, arena, after),
		};

		change.is_unreadable =
			(before && !change.old) || (after && !change.new);
		approval_find_needs(settings,
				    registers_codes(session->registers),
				    &change, claim, needs);
	}
}

void pending_print_needs(const GPtrArray *needs)
{
	for (guint i = 0; i < needs->len; i++) {
		const struct approval_need *need = needs->pdata[i];
		g_autofree char *sentence = approval_need_sentence(need);
		g_autofree char *reason =
			g_strdup(need->reason ? need->reason : "");

		g_strstrip(reason);
		output_note(NULL, *reason ? "%s: %s" : "%s", sentence, reason);
	}
}
