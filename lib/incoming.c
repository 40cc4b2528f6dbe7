/* SPDX-License-Identifier: MIT */
/*
 * The receiving repository is where approvals are enforced: hooks of a clone
 * can be passed by, and a clone's history is its owner's.  Each commit that is
 * new to the repository is judged once, when it first arrives, on whatever
 * branch: merging it later brings nothing that nobody has looked at.
 *
 * Personal data is looked for in every version, not just the last: a push
 * makes all of them part of a history that cannot be erased.
 */
#include "lib/incoming.h"

#include <string.h>

#include "lib/approval.h"
#include "lib/approval_later.h"
#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo_push.h"
#include "lib/repo_trees.h"
#include "lib/signature.h"
#include "lib/xml_tree.h"

#define SETTINGS "gatehouse.xml"
#define MAX_SUBJECT 72 /* characters of it that are shown */

/* The settings at some commit, with their signing keys. */
struct law {
	const struct node *settings; /* NULL: none */
	struct signature_keys *keys;
};

struct incoming {
	const struct library *library;
	struct repo *repo;
	date_t as_of;
	struct arena *arena;
	struct codes *codes;
	GHashTable *laws; /* text of the settings to struct law */
	const struct law *own;
	char *branch;		      /* the repository's own; NULL: none */
	struct approval_later *later; /* of the commits now judged */
};

static void law_free(gpointer data)
{
	struct law *law = data;

	signature_keys_free(law->keys);
	g_free(law);
}

/* The settings of a commit; NULL with error set. */
static const struct law *law_of(struct incoming *incoming,
				const struct repo_id *commit, GError **error)
{
	static const char *const none[] = { NULL };
	g_autoptr(Diags) ignored = diags_new();
	g_autoptr(Files) files =
		repo_read_files(incoming->repo, commit, none, ignored, error);
	const struct file *file;
	struct law *law;

	if (!files)
		return NULL;
	file = files_find(files, SETTINGS);
	law = g_hash_table_lookup(incoming->laws, file ? file->bytes : "");
	if (law)
		return law;
	law = g_new0(struct law, 1);
	law->settings =
		xml_tree_read(incoming->library->schema, incoming->arena, file);
	law->keys = signature_keys_new(law->settings);
	g_hash_table_insert(incoming->laws, g_strdup(file ? file->bytes : ""),
			    law);
	return law;
}

struct incoming *incoming_new(const struct library *library, struct repo *repo,
			      date_t as_of, GError **error)
{
	g_autoptr(Incoming) incoming = g_new0(struct incoming, 1);
	struct repo_id head;

	incoming->library = library;
	incoming->repo = repo;
	incoming->as_of = as_of;
	incoming->arena = arena_new();
	incoming->laws = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       law_free);
	incoming->branch = repo_push_head(repo);
	incoming->codes = codes_new(library->assets, error);
	if (!incoming->codes)
		return NULL;
	if (repo_is_unborn(repo))
		return g_steal_pointer(&incoming);
	if (!repo_resolve(repo, "HEAD", &head, error))
		return NULL;
	incoming->own = law_of(incoming, &head, error);
	return incoming->own ? g_steal_pointer(&incoming) : NULL;
}

void incoming_free(struct incoming *incoming)
{
	if (!incoming)
		return;
	codes_free(incoming->codes);
	g_hash_table_unref(incoming->laws);
	arena_free(incoming->arena);
	approval_later_free(incoming->later);
	g_free(incoming->branch);
	g_free(incoming);
}

void incoming_result_clear(struct incoming_result *result)
{
	g_clear_pointer(&result->faults, g_ptr_array_unref);
	g_clear_pointer(&result->paths, g_hash_table_unref);
}

/* One commit -------------------------------------------------------------- */

/* A new commit with what it changes, in its own arena. */
struct arrival {
	struct repo_commit commit;
	GArray *parents; /* of struct repo_id */
	GArray *changes; /* of struct approval_change */
	GPtrArray *raw;	 /* of struct repo_push_change: owns the paths */
	struct arena *arena;
	GPtrArray *faults;
};

static void arrival_clear(struct arrival *arrival)
{
	repo_commit_clear(&arrival->commit);
	g_array_unref(arrival->parents);
	g_array_unref(arrival->changes);
	if (arrival->raw)
		g_ptr_array_unref(arrival->raw);
	arena_free(arrival->arena);
}

static void add_fault(const struct arrival *arrival, const char *what)
{
	char hex[REPO_ID_HEX + 1];
	const char *subject = arrival->commit.subject;
	g_autofree char *start = g_utf8_substring(
		subject, 0, MIN(g_utf8_strlen(subject, -1), MAX_SUBJECT));

	repo_id_format(&arrival->commit.id, hex);
	g_ptr_array_add(
		arrival->faults,
		g_strdup_printf("commit %.10s '%s': %s", hex, start, what));
}

static void find_personal_data(const struct arrival *arrival, const char *path,
			       GBytes *bytes, const struct node *root)
{
	g_autoptr(Diags) diags = diags_new();
	g_autofree char *id = record_history_id(path);
	struct pii_source source = { .root = root };
	gsize len;

	source.bytes = g_bytes_get_data(bytes, &len);
	source.len = len;
	pii_check(path, id, &source, diags);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *what =
			g_strdup_printf("%s:%u: %s [%s]", path, diag->line,
					diag->message, diag->rule);

		add_fault(arrival, what);
	}
}

/* The tree of one side of a change; *is_unreadable where it has none. */
static const struct node *read_side(const struct incoming *incoming,
				    const struct arrival *arrival,
				    const char *path,
				    const struct repo_id *blob, bool is_new,
				    bool *is_unreadable)
{
	g_autoptr(GBytes) bytes = NULL;
	const struct node *root;

	if (repo_id_is_none(blob))
		return NULL;
	bytes = repo_blob(incoming->repo, blob, NULL);
	root = xml_tree_of_bytes(incoming->library->schema, arrival->arena,
				 path, bytes);
	if (bytes && is_new)
		find_personal_data(arrival, path, bytes, root);
	*is_unreadable |= !root;
	return root;
}

static bool read_changes(const struct incoming *incoming,
			 struct arrival *arrival, GError **error)
{
	arrival->raw = repo_push_changes(incoming->repo, &arrival->commit.id,
					 incoming->library->folders, error);
	for (guint i = 0; arrival->raw && i < arrival->raw->len; i++) {
		const struct repo_push_change *raw = arrival->raw->pdata[i];
		struct approval_change change = {
			.path = raw->path,
			.kind = schema_path_name(incoming->library->schema,
						 raw->path),
			.is_unreadable = raw->is_odd,
		};

		change.old =
			read_side(incoming, arrival, raw->path, &raw->old_blob,
				  false, &change.is_unreadable);
		change.new =
			read_side(incoming, arrival, raw->path, &raw->new_blob,
				  true, &change.is_unreadable);
		g_array_append_val(arrival->changes, change);
	}
	return arrival->raw != NULL;
}

/* Of the roles that the commit claims, those that a signature shows. */
static bool prove(struct incoming *incoming, const struct arrival *arrival,
		  const struct law *law, struct approval_claim *claim,
		  char **why, GError **error)
{
	struct signature signature = { 0 };

	if (!signature_of_commit(law->keys, incoming->repo, &arrival->commit,
				 incoming->as_of, &signature, error))
		return false;
	approval_claim_limit(claim, (const char *const *)signature.roles);
	*why = g_strdup_printf("%s%s%s", signature_state_name(signature.state),
			       signature.why ? ": " : "",
			       signature.why ? signature.why : "");
	signature_clear(&signature);
	return true;
}

static bool is_claimed(const struct arrival *arrival,
		       const struct approval_need *need)
{
	struct approval_claim claim;
	bool is_found = false;

	approval_claim_init(&claim,
			    (const char *const *)arrival->commit.trailers);
	for (char **role = claim.approved; *role && !is_found; role++) {
		g_autofree char *quoted = g_strdup_printf("'%s'", *role);

		is_found = strstr(need->roles, quoted) != NULL;
	}
	approval_claim_clear(&claim);
	return is_found;
}

/* Adds what the commit lacks under one law; each need is said once. */
static bool judge_under(struct incoming *incoming,
			const struct arrival *arrival, const struct law *law,
			GPtrArray *needs, GError **error)
{
	struct approval_claim claim;
	g_autofree char *why = NULL;
	guint known = needs->len;
	bool is_done = true;

	if (!law || !approval_is_asked(law->settings) ||
	    arrival->changes->len == 0)
		return true;
	approval_claim_init(&claim,
			    (const char *const *)arrival->commit.trailers);
	if (signature_keys_len(law->keys) > 0)
		is_done = prove(incoming, arrival, law, &claim, &why, error);
	is_done = is_done && approval_later_claim(
				     incoming->later, &arrival->commit.id,
				     law->keys, incoming->as_of, &claim, error);
	for (guint i = 0; is_done && i < arrival->changes->len; i++)
		approval_find_needs(law->settings, incoming->codes,
				    &g_array_index(arrival->changes,
						   struct approval_change, i),
				    &claim, needs);
	for (guint i = known; i < needs->len; i++) {
		const struct approval_need *need = needs->pdata[i];
		g_autofree char *sentence = approval_need_sentence(need);
		g_autofree char *what =
			why && !need->is_review && is_claimed(arrival, need)
				? g_strdup_printf("%s; it says so, but its "
						  "signature is %s",
						  sentence, why)
				: g_strdup(sentence);

		add_fault(arrival, what);
	}
	approval_claim_clear(&claim);
	return is_done;
}

static bool has_trailer(const struct repo_commit *commit, const char *trailer)
{
	return commit->trailers &&
	       g_strv_contains((const char *const *)commit->trailers, trailer);
}

/* Newest commits come first, so what is there already is later. */
static void note_paths(const struct arrival *arrival, GHashTable *paths)
{
	bool is_draft = has_trailer(&arrival->commit, "Draft: yes");

	for (guint i = 0; i < arrival->raw->len; i++) {
		const struct repo_push_change *change = arrival->raw->pdata[i];

		if (!g_hash_table_contains(paths, change->path))
			g_hash_table_insert(paths, g_strdup(change->path),
					    GINT_TO_POINTER(is_draft));
	}
}

static bool judge_arrival(struct incoming *incoming, struct arrival *arrival,
			  struct incoming_result *result, GError **error)
{
	g_autoptr(GPtrArray) needs = g_ptr_array_new_with_free_func(
		(GDestroyNotify)approval_need_free);
	const struct law *before = NULL;

	if (!read_changes(incoming, arrival, error))
		return false;
	note_paths(arrival, result->paths);
	if (arrival->parents->len > 0) {
		before = law_of(
			incoming,
			&g_array_index(arrival->parents, struct repo_id, 0),
			error);
		if (!before)
			return false;
	}
	return judge_under(incoming, arrival, before, needs, error) &&
	       (incoming->own == before ||
		judge_under(incoming, arrival, incoming->own, needs, error));
}

static bool judge_commit(struct incoming *incoming, const struct repo_id *id,
			 struct incoming_result *result, GError **error)
{
	struct arrival arrival = {
		.parents = g_array_new(FALSE, FALSE, sizeof(struct repo_id)),
		.changes = g_array_new(FALSE, TRUE,
				       sizeof(struct approval_change)),
		.arena = arena_new(),
		.faults = result->faults,
	};
	struct repo_id tree;
	bool is_done = repo_commit_read(incoming->repo, id, &arrival.commit,
					&tree, arrival.parents, error) &&
		       judge_arrival(incoming, &arrival, result, error);

	arrival_clear(&arrival);
	return is_done;
}

/* References -------------------------------------------------------------- */

/* Whether the push would take from the own branch what it has. */
static bool loses_commits(const struct incoming *incoming,
			  const struct incoming_ref *ref)
{
	return incoming->own && approval_is_asked(incoming->own->settings) &&
	       g_strcmp0(ref->name, incoming->branch) == 0 &&
	       !repo_id_is_none(&ref->old) &&
	       (repo_id_is_none(&ref->new) ||
		!repo_push_goes_on(incoming->repo, &ref->old, &ref->new));
}

/* An approval comes with what it approves: later it would come too late. */
static bool read_approvals(struct incoming *incoming, const GArray *commits,
			   GError **error)
{
	approval_later_free(incoming->later);
	incoming->later = approval_later_new(incoming->repo);
	for (guint i = 0; i < commits->len; i++) {
		g_autoptr(GArray) parents =
			g_array_new(FALSE, FALSE, sizeof(struct repo_id));
		struct repo_commit commit = { 0 };
		struct repo_id tree;

		if (!repo_commit_read(
			    incoming->repo,
			    &g_array_index(commits, struct repo_id, i), &commit,
			    &tree, parents, error))
			return false;
		approval_later_add(incoming->later, &commit);
		repo_commit_clear(&commit);
	}
	return true;
}

bool incoming_judge(struct incoming *incoming, const struct incoming_ref *ref,
		    struct incoming_result *result, GError **error)
{
	g_autoptr(GArray) commits = NULL;

	result->faults = g_ptr_array_new_with_free_func(g_free);
	result->paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (loses_commits(incoming, ref))
		g_ptr_array_add(
			result->faults,
			g_strdup_printf("'%s' would lose commits that it has; "
					"changes here need approval, so add to "
					"it and rewrite nothing",
					ref->name));
	if (repo_id_is_none(&ref->new))
		return true;
	commits = repo_push_commits(incoming->repo, &ref->new, error);
	if (!commits || !read_approvals(incoming, commits, error))
		return false;
	for (guint i = 0; i < commits->len; i++) {
		if (!judge_commit(incoming,
				  &g_array_index(commits, struct repo_id, i),
				  result, error))
			return false;
	}
	return true;
}
