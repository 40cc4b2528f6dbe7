/* SPDX-License-Identifier: MIT */
/*
 * The version before a change is the one after the change that came before
 * it, so of the two that are read for a change one is needed for the next.
 * The other's memory goes: all versions of all records would be many times
 * the registers.
 */
#include "site-gen/change_versions.h"

#include <stdbool.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/blobs.h"
#include "lib/change.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/xml_tree.h"
#include "site-gen/edition.h"

struct version {
	struct arena *arena; /* NULL: has held nothing yet */
	struct repo_id blob;
	const struct node *tree;
	const struct node *shown;
	enum record_text text;
};

struct change_versions {
	const struct library *library;
	struct repo *repo;
	const struct blobs *blobs;
	const struct registers *visible;
	enum edition edition;
	struct version old;
	struct version new;
};

struct change_versions *change_versions_new(const struct library *library,
					    struct repo *repo,
					    const struct blobs *blobs,
					    const struct registers *visible,
					    enum edition edition)
{
	struct change_versions *versions = g_new0(struct change_versions, 1);

	versions->library = library;
	versions->repo = repo;
	versions->blobs = blobs;
	versions->visible = visible;
	versions->edition = edition;
	return versions;
}

void change_versions_free(struct change_versions *versions)
{
	if (!versions)
		return;
	arena_free(versions->old.arena);
	arena_free(versions->new.arena);
	g_free(versions);
}

/* NULL: there is none, or it is not in the repository. */
static GBytes *bytes_of(const struct change_versions *versions,
			const struct repo_id *blob)
{
	GBytes *bytes = blobs_get(versions->blobs, blob);

	if (bytes)
		return g_bytes_ref(bytes);
	return repo_id_is_none(blob) ? NULL
				     : repo_blob(versions->repo, blob, NULL);
}

static bool holds(const struct version *version, const struct repo_id *blob)
{
	return version->arena &&
	       memcmp(&version->blob, blob, sizeof(*blob)) == 0;
}

static void read_version(const struct change_versions *versions,
			 struct version *version, const char *path,
			 const struct repo_id *blob)
{
	g_autoptr(GBytes) bytes = NULL;

	if (holds(version, blob))
		return;
	bytes = bytes_of(versions, blob);
	if (version->arena)
		arena_empty(version->arena);
	else
		version->arena = arena_new();
	version->blob = *blob;
	version->tree = xml_tree_of_bytes(versions->library->schema,
					  version->arena, path, bytes);
	version->shown = edition_tree(versions->visible, versions->edition,
				      version->arena, version->tree);
	version->text = version->tree || repo_id_is_none(blob)
				? RECORD_TEXT_SOUND
			: bytes ? RECORD_TEXT_BROKEN
				: RECORD_TEXT_MISSING;
}

struct versions change_versions_read(struct change_versions *versions,
				     const struct record_change *change)
{
	struct version *old = &versions->old, *new = &versions->new;

	if (!holds(new, change->new_blob) && holds(old, change->new_blob)) {
		struct version other = *new;

		*new = *old;
		*old = other;
	}
	read_version(versions, new, change->path, change->new_blob);
	read_version(versions, old,
		     change->old_path ? change->old_path : change->path,
		     change->old_blob);
	return (struct versions){
		.old = old->tree,
		.new = new->tree,
		.shown_old = old->shown,
		.shown_new = new->shown,
		.text = MAX(old->text, new->text),
	};
}

GPtrArray *change_versions_merged(struct change_versions *versions,
				  struct arena *arena,
				  const struct record_change *change)
{
	GPtrArray *olds = g_ptr_array_new();

	for (size_t i = 0; i < change->n_parents; i++) {
		const struct record_version *version = &change->parents[i];
		g_autoptr(GBytes) bytes = bytes_of(versions, &version->blob);
		const struct node *tree = xml_tree_of_bytes(
			versions->library->schema, arena, version->path, bytes);

		g_ptr_array_add(olds, (gpointer)edition_tree(versions->visible,
							     versions->edition,
							     arena, tree));
	}
	return olds;
}

GPtrArray *change_versions_raw(struct change_versions *versions,
			       const struct record_change *change)
{
	g_autoptr(GBytes) old = bytes_of(versions, change->old_blob);
	g_autoptr(GBytes) new = bytes_of(versions, change->new_blob);

	return change_raw(old, new);
}
