/* SPDX-License-Identifier: MIT */
/*
 * git's hooks.  Those of a clone (pre-commit, commit-msg) help whoever commits
 * with git itself to what "save" does; they can be passed by.  What counts is
 * pre-receive, in the repository that everybody pushes to: there each new
 * commit is judged, while git still keeps it in quarantine.
 */
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/faults.h"
#include "cli/hook_files.h"
#include "cli/output.h"
#include "cli/pending.h"
#include "cli/session.h"
#include "lib/approval.h"
#include "lib/approval_later.h"
#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/incoming.h"
#include "lib/node.h"
#include "lib/repo.h"
#include "lib/repo_local.h"
#include "lib/repo_push.h"
#include "lib/repo_refs.h"

#define MOST_BYTES (16u * 1024 * 1024) /* bytes: of a message, or of lines */

static struct {
	gboolean is_server;
} opt;

static const GOptionEntry options[] = {
	{ "server", 0, 0, G_OPTION_ARG_NONE, &opt.is_server,
	  "With install: the hook of a repository that others push to", NULL },
	G_OPTION_ENTRY_NULL
};

/* Files ------------------------------------------------------------------- */

static const char *const of_clone[] = { "pre-commit", "commit-msg", NULL };
static const char *const of_server[] = { "pre-receive", NULL };
static const char *const all_hooks[] = { "pre-commit", "commit-msg",
					 "pre-receive" };

static enum command_status install(struct session *session, char *file)
{
	const char *const *names = opt.is_server ? of_server : of_clone;
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open_any(".", &error);
	g_autofree char *dir = repo ? repo_local_hooks(repo, &error) : NULL;

	(void)session;
	(void)file;
	if (!dir)
		return output_failure("hook", error);
	if (!repo_workdir(repo) && !opt.is_server)
		return output_usage("hook",
				    "nobody commits in a bare repository; "
				    "others push to it: add --server");
	for (; *names; names++) {
		if (!hook_files_install(dir, *names, &error))
			return output_failure("hook", error);
		printf("installed %s\n", *names);
	}
	return COMMAND_CLEAN;
}

/* All hooks are looked at before one is touched. */
static enum command_status uninstall(struct session *session, char *file)
{
	bool is_ours[G_N_ELEMENTS(all_hooks)];
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open_any(".", &error);
	g_autofree char *dir = repo ? repo_local_hooks(repo, &error) : NULL;

	(void)session;
	(void)file;
	if (!dir)
		return output_failure("hook", error);
	for (size_t i = 0; i < G_N_ELEMENTS(all_hooks); i++) {
		if (!hook_files_is_ours(dir, all_hooks[i], &is_ours[i], &error))
			return output_failure("hook", error);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(all_hooks); i++) {
		if (!is_ours[i])
			continue;
		if (!hook_files_uninstall(dir, all_hooks[i], &error))
			return output_failure("hook", error);
		printf("removed %s\n", all_hooks[i]);
	}
	return COMMAND_CLEAN;
}

/* In a clone -------------------------------------------------------------- */

static bool open_staged(struct session *session, GError **error)
{
	return session_open_staged(session, g_getenv("GIT_INDEX_FILE"), error);
}

/* Prints the errors of what has changed; how many, in *n. */
static bool find_faults(struct session *session, bool is_draft, size_t *n,
			GError **error)
{
	if (session->registers && !session_check(session, error))
		return false;
	if (!session->registers)
		faults_find_personal_data(session);
	*n = faults_print(session, is_draft);
	return true;
}

static enum command_status pre_commit(struct session *session, char *file)
{
	g_autoptr(GError) error = NULL;
	size_t n;

	(void)file;
	if (!open_staged(session, &error) ||
	    !find_faults(session, false, &n, &error))
		return output_failure("hook", error);
	if (n == 0)
		return COMMAND_CLEAN;
	output_note("hook",
		    "nothing was committed: %zu error%s in what is staged; "
		    "mend, or keep a draft with 'gatehouse save --draft'",
		    n, n == 1 ? "" : "s");
	return COMMAND_FINDINGS;
}

static char *read_message(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, error))
		return NULL;
	if (len > MOST_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
			    "the message is larger than 16 MiB");
		return NULL;
	}
	return g_utf8_make_valid(text, (gssize)len);
}

/*
 * Takes for given what somebody else is to sign: where it counts, they have to
 * have done so.
 */
static void add_awaited(const struct session *session, const struct files *old,
			const char *const *trailers,
			struct approval_claim *claim)
{
	static char *none[] = { NULL };
	g_autoptr(Arena) arena = arena_new();
	g_auto(GStrv) roles = approval_trailers(trailers, APPROVAL_AWAITED);
	const struct approval_claim awaited = { roles, none };

	if (node_child(pending_settings(session, old, arena), "signer"))
		approval_claim_add(claim, &awaited);
}

/* Whether all that the message says it approves is a commit here. */
static enum command_status judge_named(const struct session *session,
				       const char *const *trailers)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) named = approval_trailers(trailers, APPROVAL_APPROVES);

	for (char **hex = named; *hex; hex++) {
		bool is_there = false;

		g_strchomp(*hex);
		if (repo_refs_is_id(*hex) &&
		    !repo_refs_has_commit(session->repo, *hex, &is_there,
					  &error))
			return output_failure("hook", error);
		if (is_there)
			continue;
		output_note("hook",
			    "nothing was committed; '" APPROVAL_APPROVES
			    ": %s' names no commit here; expected all 40 "
			    "digits of one",
			    *hex);
		return COMMAND_FINDINGS;
	}
	return COMMAND_CLEAN;
}

/* Whether the message gives the approvals that the change needs. */
static enum command_status judge_message(const struct session *session,
					 const char *message)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Files) old = pending_old(session, &error);
	g_auto(GStrv) trailers = repo_push_trailers(message);
	g_autoptr(GPtrArray) needs = g_ptr_array_new_with_free_func(
		(GDestroyNotify)approval_need_free);
	const struct approval_need *need;
	struct approval_claim claim;
	enum command_status status;

	if (!old)
		return output_failure("hook", error);
	status = judge_named(session, (const char *const *)trailers);
	if (status != COMMAND_CLEAN)
		return status;
	approval_claim_init(&claim, (const char *const *)trailers);
	add_awaited(session, old, (const char *const *)trailers, &claim);
	pending_needs(session, old, &claim, needs);
	approval_claim_clear(&claim);
	if (needs->len == 0)
		return COMMAND_CLEAN;
	pending_print_needs(needs);
	need = needs->pdata[0];
	output_note("hook",
		    "nothing was committed; who has that role ends the message "
		    "with the line '%s: %s'",
		    need->is_review ? APPROVAL_REVIEWED : APPROVAL_APPROVED,
		    need->first);
	return COMMAND_FINDINGS;
}

/* A merge answers only for what is its own, which pre-receive works out. */
static enum command_status commit_msg(struct session *session, char *file)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *message = NULL;

	if (!file)
		return output_usage("hook", "commit-msg needs the file with "
					    "the message");
	message = read_message(file, &error);
	if (!message || !open_staged(session, &error))
		return output_failure("hook", error);
	if (!session->registers || repo_local_is_merging(session->repo))
		return COMMAND_CLEAN;
	return judge_message(session, message);
}

/* Where others push to ---------------------------------------------------- */

/* The lines that git tells a pre-receive hook. */
static char *read_input(GError **error)
{
	char *text = g_malloc(MOST_BYTES + 1);
	size_t len = fread(text, 1, MOST_BYTES, stdin);

	if (ferror(stdin) || !feof(stdin)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot read what git says is pushed");
		g_free(text);
		return NULL;
	}
	text[len] = '\0';
	return g_realloc(text, len + 1);
}

static bool parse_line(char *line, struct incoming_ref *ref)
{
	char *new = strchr(line, ' ');
	char *name = new ? strchr(new + 1, ' ') : NULL;

	if (!name)
		return false;
	*new ++ = '\0';
	*name++ = '\0';
	ref->name = name;
	return *name && repo_push_parse_id(line, &ref->old) &&
	       repo_push_parse_id(new, &ref->new);
}

/* Those of the changed paths that are, or are not, drafts; sorted. */
static char **paths_of(GHashTable *paths, bool is_draft)
{
	g_autoptr(GList) keys =
		g_list_sort(g_hash_table_get_keys(paths), (GCompareFunc)strcmp);
	GPtrArray *list = g_ptr_array_new();

	for (const GList *key = keys; key; key = key->next) {
		if (GPOINTER_TO_INT(g_hash_table_lookup(paths, key->data)) ==
		    is_draft)
			g_ptr_array_add(list, g_strdup(key->data));
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

/* Prints what is wrong at the tip with what the push has changed. */
static bool check_tip(const struct session *session,
		      const struct incoming_ref *ref, char **changed,
		      bool is_draft, size_t *n, GError **error)
{
	struct session tip = {
		.as_of = session->as_of,
		.library = session->library,
		.repo = session->repo,
	};
	char hex[REPO_ID_HEX + 1];
	bool is_done;

	*n = 0;
	if (!changed[0]) {
		g_strfreev(changed);
		return true;
	}
	tip.diags = diags_new();
	repo_id_format(&ref->new, hex);
	is_done = session_open_commit(&tip, hex, changed, error) &&
		  find_faults(&tip, is_draft, n, error);
	tip.library = NULL; /* borrowed */
	tip.repo = NULL;
	session_clear(&tip);
	return is_done;
}

/* How much there is against one reference, in *n. */
static bool judge_ref(const struct session *session, struct incoming *incoming,
		      const struct incoming_ref *ref, size_t *n, GError **error)
{
	struct incoming_result result = { 0 };
	size_t n_full = 0, n_draft = 0;
	bool is_done = incoming_judge(incoming, ref, &result, error);

	for (guint i = 0; is_done && i < result.faults->len; i++)
		output_note(NULL, "%s", (const char *)result.faults->pdata[i]);
	if (is_done && g_str_has_prefix(ref->name, "refs/heads/") &&
	    !repo_id_is_none(&ref->new))
		is_done = check_tip(session, ref, paths_of(result.paths, false),
				    false, &n_full, error) &&
			  check_tip(session, ref, paths_of(result.paths, true),
				    true, &n_draft, error);
	if (is_done)
		*n += result.faults->len + n_full + n_draft;
	incoming_result_clear(&result);
	return is_done;
}

static bool judge_lines(const struct session *session, char *input, size_t *n,
			GError **error)
{
	g_autoptr(Incoming) incoming = incoming_new(
		session->library, session->repo, session->as_of, error);
	g_auto(GStrv) lines = g_strsplit(input, "\n", -1);

	for (char **line = lines; incoming && *line; line++) {
		struct incoming_ref ref;

		if (!**line)
			continue;
		if (!parse_line(*line, &ref)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "expected lines 'OLD NEW REF' as git "
				    "writes them for pre-receive");
			return false;
		}
		if (!judge_ref(session, incoming, &ref, n, error))
			return false;
	}
	return incoming != NULL;
}

static enum command_status pre_receive(struct session *session, char *file)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *input = read_input(&error);
	size_t n = 0;

	(void)file;
	if (input)
		session->repo = repo_push_open(
			".", g_getenv("GIT_QUARANTINE_PATH"), &error);
	if (!session->repo || !judge_lines(session, input, &n, &error))
		return output_failure("hook", error);
	if (n == 0)
		return COMMAND_CLEAN;
	output_note("hook", "the push was refused, for the reason%s above",
		    n == 1 ? "" : "s");
	return COMMAND_FINDINGS;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	static const struct {
		const char *name;
		enum command_status (*run)(struct session *session, char *file);
	} actions[] = {
		{ "install", install },		{ "uninstall", uninstall },
		{ "pre-commit", pre_commit },	{ "commit-msg", commit_msg },
		{ "pre-receive", pre_receive },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(actions); i++) {
		if (strcmp(args[0], actions[i].name) == 0)
			return actions[i].run(session, n > 1 ? args[1] : NULL);
	}
	return output_usage("hook",
			    "'%s' is none of install, uninstall, pre-commit, "
			    "commit-msg and pre-receive",
			    args[0]);
}

const struct command cmd_hook = {
	.name = "hook",
	.help = "Let git itself check what is committed and pushed",
	.arguments = "install|uninstall|pre-commit|commit-msg|pre-receive "
		     "[FILE]",
	.description =
		"'install' lets git run the checks: in a clone whenever you "
		"commit (pre-commit,\ncommit-msg), and with --server in the "
		"repository that everybody pushes to\n(pre-receive). A hook "
		"that stands there is kept and runs first; 'uninstall' puts\n"
		"it back. The other words are what the hooks run: pre-commit "
		"refuses errors in\nwhat is staged, commit-msg a message "
		"without the approvals that the change\nneeds, and pre-receive "
		"both, and personal data in any new version. Hooks of a\n"
		"clone can be passed by; pre-receive cannot.",
	.ending = "Examples:\n"
		  "  gatehouse hook install\n"
		  "  gatehouse -C /srv/git/registers.git hook install "
		  "--server\n\n"
		  "Exit status: 0 done, or nothing against it; 1 refused; 2 "
		  "wrong usage; 3 the\nwork could not be done.",
	.options = options,
	.needs = COMMAND_LIBRARY,
	.min_args = 1,
	.max_args = 2,
	.run = run,
};
