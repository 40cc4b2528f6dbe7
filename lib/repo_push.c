/* SPDX-License-Identifier: MIT */
/*
 * Whose word a change needs can only be asked of the commit that makes it, so
 * a merge must not answer for what its sides bring.  For each file the version
 * of the merge is compared with what follows from both sides and their common
 * base; what differs from that is the merge's own.  This also catches a merge
 * that keeps one side's old version against the other side's change, which a
 * comparison with the first parent alone would take for no change.  Where both
 * sides have changed a file, the outcome is the merge's own: nobody has
 * approved just that.  So is all that a merge of more than two differs in.
 *
 * Objects in quarantine are read through one more folder of objects; libgit2
 * is not given git's environment, which would also decide on other things.
 */
#include "lib/repo_push.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/files.h"
#include "lib/repo_loose.h"
#include "lib/repo_start.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"

#define SCISSORS ">8 ------------------------"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_diff, git_diff_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)

static void oid_of(git_oid *oid, const struct repo_id *id)
{
	memcpy(oid->id, id->bytes, sizeof(oid->id));
}

static void id_of(struct repo_id *id, const git_oid *oid)
{
	memcpy(id->bytes, oid->id, sizeof(id->bytes));
}

static bool is_same(const struct repo_id *a, const struct repo_id *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

struct repo *repo_push_open(const char *dir, const char *quarantine,
			    GError **error)
{
	g_autoptr(Repo) repo = repo_open_any(dir, error);
	g_autoptr(git_odb) odb = NULL;
	g_autofree char *path = NULL;

	if (!repo || !quarantine)
		return g_steal_pointer(&repo);
	path = g_canonicalize_filename(quarantine, NULL);
	if (git_repository_odb(&odb, repo_handle(repo)) < 0 ||
	    git_odb_add_disk_alternate(odb, path) < 0 ||
	    !repo_loose_guard_folder(odb, path)) {
		repo_fail(error, "cannot read what is pushed");
		return NULL;
	}
	return g_steal_pointer(&repo);
}

bool repo_push_parse_id(const char *text, struct repo_id *id)
{
	git_oid oid;

	if (strlen(text) != REPO_ID_HEX || git_oid_fromstr(&oid, text) < 0)
		return false;
	id_of(id, &oid);
	return true;
}

char *repo_push_head(struct repo *repo)
{
	g_autoptr(git_reference) head = NULL;

	if (git_reference_lookup(&head, repo_handle(repo), "HEAD") < 0 ||
	    git_reference_type(head) != GIT_REFERENCE_SYMBOLIC)
		return NULL;
	return g_strdup(git_reference_symbolic_target(head));
}

GArray *repo_push_commits(struct repo *repo, const struct repo_id *id,
			  GError **error)
{
	g_autoptr(GArray) found =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	g_autoptr(git_revwalk) walk = NULL;
	g_autoptr(git_object) object = NULL;
	g_autoptr(git_object) commit = NULL;
	git_oid oid;
	int status;

	oid_of(&oid, id);
	status = git_object_lookup(&object, repo_handle(repo), &oid,
				   GIT_OBJECT_ANY);
	if (status == 0 &&
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0)
		return g_steal_pointer(&found);
	if (status == 0)
		status = git_revwalk_new(&walk, repo_handle(repo));
	if (status == 0)
		status = git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL);
	if (status == 0)
		status = git_revwalk_push(walk, git_object_id(commit));
	if (status == 0)
		status = git_revwalk_hide_glob(walk, "*");
	while (status == 0 && (status = git_revwalk_next(&oid, walk)) == 0) {
		struct repo_id next;

		id_of(&next, &oid);
		g_array_append_val(found, next);
	}
	if (status == GIT_ITEROVER)
		return g_steal_pointer(&found);
	repo_fail(error, "cannot read what is pushed");
	return NULL;
}

bool repo_push_goes_on(struct repo *repo, const struct repo_id *old,
		       const struct repo_id *new)
{
	git_oid from, to;

	oid_of(&from, old);
	oid_of(&to, new);
	return is_same(old, new) ||
	       git_graph_descendant_of(repo_handle(repo), &to, &from) == 1;
}

/* Changes ----------------------------------------------------------------- */

/* What a commit is compared with: its parents, then the base of two. */
struct family {
	struct repo *repo;
	git_tree *tree;
	GPtrArray *others; /* of git_tree; NULL: one without files */
	guint n_parents;
	GHashTable *paths; /* to struct versions: of what differs anywhere */
};

/* What a tree has at a path. */
struct version {
	struct repo_id id; /* none: nothing */
	bool is_odd;	   /* a link or a submodule, whatever its bytes */
};

/* A register file in a commit, and in each of the family's others. */
struct versions {
	struct version now;
	struct version before[];
};

static bool is_same_version(const struct version *a, const struct version *b)
{
	return is_same(&a->id, &b->id) && a->is_odd == b->is_odd;
}

static void free_tree(gpointer tree)
{
	git_tree_free(tree);
}

static void family_init(struct family *family, struct repo *repo)
{
	*family = (struct family){
		.repo = repo,
		.others = g_ptr_array_new_with_free_func(free_tree),
		.paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       g_free),
	};
}

static void family_clear(struct family *family)
{
	git_tree_free(family->tree);
	g_ptr_array_unref(family->others);
	g_hash_table_unref(family->paths);
}

static int add_tree(struct family *family, const git_commit *commit)
{
	git_tree *tree = NULL;
	int status = git_commit_tree(&tree, commit);

	if (status == 0)
		g_ptr_array_add(family->others, tree);
	return status;
}

static int add_parents(struct family *family, const git_commit *commit)
{
	int status = 0;

	family->n_parents = git_commit_parentcount(commit);
	for (unsigned i = 0; status == 0 && i < family->n_parents; i++) {
		g_autoptr(git_commit) parent = NULL;

		status = git_commit_parent(&parent, commit, i);
		if (status == 0)
			status = add_tree(family, parent);
	}
	return status;
}

static int add_base(struct family *family, const git_commit *commit)
{
	g_autoptr(git_commit) base = NULL;
	git_oid id;
	int status = git_merge_base(&id, repo_handle(family->repo),
				    git_commit_parent_id(commit, 0),
				    git_commit_parent_id(commit, 1));

	if (status == GIT_ENOTFOUND) {
		g_ptr_array_add(family->others, NULL);
		return 0;
	}
	if (status == 0)
		status = git_commit_lookup(&base, repo_handle(family->repo),
					   &id);
	return status == 0 ? add_tree(family, base) : status;
}

static int read_family(struct family *family, const git_oid *id)
{
	g_autoptr(git_commit) commit = NULL;
	int status = git_commit_lookup(&commit, repo_handle(family->repo), id);

	if (status == 0)
		status = git_commit_tree(&family->tree, commit);
	if (status == 0)
		status = add_parents(family, commit);
	if (status == 0 && family->n_parents == 0)
		g_ptr_array_add(family->others, NULL);
	if (status == 0 && family->n_parents == 2)
		status = add_base(family, commit);
	return status;
}

static struct version version_of(const git_diff_file *file)
{
	struct version version = {
		.is_odd = file->mode == GIT_FILEMODE_LINK ||
			  file->mode == GIT_FILEMODE_COMMIT,
	};

	id_of(&version.id, &file->id);
	return version;
}

/* Those of a path.  Where no difference is found, it is what it is now. */
static struct versions *versions_at(struct family *family, const char *path,
				    const struct version *now)
{
	struct versions *versions = g_hash_table_lookup(family->paths, path);
	guint n = family->others->len;

	if (versions)
		return versions;
	versions = g_malloc(sizeof(*versions) + n * sizeof(*now));
	versions->now = *now;
	for (guint i = 0; i < n; i++)
		versions->before[i] = *now;
	g_hash_table_insert(family->paths, g_strdup(path), versions);
	return versions;
}

/* Adds the register files in which the tree differs from another. */
static int compare(struct family *family, guint other,
		   const char *const *folders)
{
	g_autoptr(git_diff) diff = NULL;
	git_diff_options options;
	int status;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	status = git_diff_tree_to_tree(&diff, repo_handle(family->repo),
				       family->others->pdata[other],
				       family->tree, &options);
	for (size_t i = 0; status == 0 && i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		const char *path = delta->new_file.path;
		struct version now = version_of(&delta->new_file);

		if (files_is_register_path(path, folders))
			versions_at(family, path, &now)->before[other] =
				version_of(&delta->old_file);
	}
	return status;
}

/* Whether the merge's version follows from the two sides and their base. */
static bool follows(const struct versions *versions)
{
	const struct version *now = &versions->now;
	const struct version *a = &versions->before[0];
	const struct version *b = &versions->before[1];
	const struct version *base = &versions->before[2];

	return (is_same_version(now, a) && is_same_version(now, b)) ||
	       (is_same_version(now, a) && is_same_version(b, base)) ||
	       (is_same_version(now, b) && is_same_version(a, base));
}

static void change_free(gpointer data)
{
	struct repo_push_change *change = data;

	g_free(change->path);
	g_free(change);
}

static void add_change(const struct family *family, const char *path,
		       GPtrArray *changes)
{
	const struct versions *versions =
		g_hash_table_lookup(family->paths, path);
	const struct version *before = versions->before;
	const struct version *now = &versions->now;
	struct repo_push_change *change;
	guint last = MAX(family->n_parents, 1) - 1;

	if (family->n_parents == 2 && follows(versions))
		return;
	for (guint i = 0; i < last && is_same_version(before, now); i++)
		before++;
	change = g_new0(struct repo_push_change, 1);
	change->path = g_strdup(path);
	change->old_blob = before->id;
	change->new_blob = now->id;
	change->is_odd = before->is_odd || now->is_odd;
	g_ptr_array_add(changes, change);
}

static GPtrArray *list_changes(const struct family *family)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
	g_autoptr(GList) sorted = g_list_sort(
		g_hash_table_get_keys(family->paths), (GCompareFunc)strcmp);

	for (const GList *item = sorted; item; item = item->next)
		add_change(family, item->data, changes);
	return changes;
}

static void fail_commit(const struct repo_id *commit, GError **error)
{
	char hex[REPO_ID_HEX + 1];

	repo_id_format(commit, hex);
	repo_fail(error, "cannot read what commit '%s' changes", hex);
}

GPtrArray *repo_push_changes(struct repo *repo, const struct repo_id *commit,
			     const char *const *folders, GError **error)
{
	struct family family;
	GPtrArray *changes = NULL;
	git_oid id;
	int status;

	family_init(&family, repo);
	oid_of(&id, commit);
	status = read_family(&family, &id);
	for (guint i = 0; status == 0 && i < family.others->len; i++)
		status = compare(&family, i, folders);
	if (status == 0)
		changes = list_changes(&family);
	else
		fail_commit(commit, error);
	family_clear(&family);
	return changes;
}

/* Messages ---------------------------------------------------------------- */

char **repo_push_trailers(const char *message)
{
	GPtrArray *trailers = g_ptr_array_new();
	git_message_trailer_array found = { 0 };
	git_buf clean = { 0 };
	const char *scissors = strstr(message, SCISSORS);
	g_autofree char *text =
		g_strndup(message, scissors ? (size_t)(scissors - message)
					    : strlen(message));

	repo_start();
	if (git_message_prettify(&clean, text, 1, '#') == 0 && clean.ptr &&
	    git_message_trailers(&found, clean.ptr) == 0) {
		for (size_t i = 0; i < found.count; i++)
			g_ptr_array_add(
				trailers,
				repo_text_trailer(found.trailers[i].key,
						  found.trailers[i].value));
	}
	git_message_trailer_array_free(&found);
	git_buf_dispose(&clean);
	g_ptr_array_add(trailers, NULL);
	return (char **)g_ptr_array_free(trailers, FALSE);
}
