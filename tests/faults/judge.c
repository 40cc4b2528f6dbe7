/* SPDX-License-Identifier: MIT */
/*
 * What a run may leave: each part wholly old or wholly new; records, branch
 * and objects sound; and nothing that the next run does not put right.
 *
 * Comparing checksums takes milliseconds, git's own check of all objects takes
 * tens of them: it is asked once for each state of a repository that is met.
 */
#include "tests/faults/judge.h"

#include <signal.h>
#include <string.h>

#include "tests/faults/place.h"
#include "tests/faults/scene.h"

#define PARTS G_N_ELEMENTS(((struct scene *)NULL)->parts)
#define QUOTE '\''	    /* of our messages */
#define GLIB_QUOTE "\u201c" /* of those of GLib */

/* What is compared: the scene's parts, then the records. */
struct state {
	char *parts[PARTS];
	char *records;
};

struct judge {
	const struct harness *harness;
	const struct scene *scene;
	struct state old;
	struct state new;
	char *printed;	    /* where that is all that the scene does */
	GHashTable *known;  /* paths that may be there in the end */
	GHashTable *counts; /* kind -> calls */
	GHashTable *sound;  /* repositories that git has found so */
};

/* Looking ----------------------------------------------------------------- */

/* Records and settings; what begins with a dot is neither. */
static bool is_record(const char *path)
{
	return *path != '.' && !strstr(path, "/.");
}

/*
 * An index tells when files were looked at, which no two runs share; in a new
 * repository, the configuration tells what libgit2 could try out there.
 */
static bool is_not_index(const char *path)
{
	return !g_str_has_suffix(path, ".git/index") &&
	       !g_str_has_suffix(path, ".git/config") &&
	       strcmp(path, "index") != 0;
}

static char *at(const struct judge *judge, const char *path)
{
	return g_build_filename(judge->harness->run, path, NULL);
}

static void look(const struct judge *judge, struct state *state)
{
	g_autofree char *registers = at(judge, "registers");

	for (size_t i = 0; i < PARTS && judge->scene->parts[i]; i++) {
		g_autofree char *path = at(judge, judge->scene->parts[i]);

		state->parts[i] = place_digest(path, is_not_index);
	}
	state->records = place_digest(registers, is_record);
}

static void state_clear(struct state *state)
{
	for (size_t i = 0; i < PARTS; i++)
		g_clear_pointer(&state->parts[i], g_free);
	g_clear_pointer(&state->records, g_free);
}

static void know(struct judge *judge)
{
	g_autoptr(GPtrArray) found = place_list(judge->harness->run);

	for (guint i = 0; i < found->len; i++)
		g_hash_table_add(judge->known, g_strdup(found->pdata[i]));
}

static void read_counts(struct judge *judge, const char *path)
{
	g_autofree char *text = place_read(path);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	for (char **line = lines; *line; line++) {
		char *space = strchr(*line, ' ');

		if (!space)
			g_error("the faults' library did not count");
		*space = '\0';
		g_hash_table_insert(judge->counts, g_strdup(*line),
				    GUINT_TO_POINTER(g_ascii_strtoull(
					    space + 1, NULL, 10)));
	}
}

/* Whether all that comes of a scene is what it puts out. */
static bool is_reading(const struct scene *scene)
{
	return !scene->keeps && !scene->parts[0];
}

struct judge *judge_new(const struct harness *harness,
			const struct scene *scene)
{
	struct judge *judge = g_new0(struct judge, 1);
	g_autofree char *counts =
		g_build_filename(harness->scratch, "counts", NULL);
	struct outcome outcome;

	judge->harness = harness;
	judge->scene = scene;
	judge->known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	judge->counts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	judge->sound =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	scene_reset(harness, scene);
	look(judge, &judge->old);
	know(judge);
	outcome = scene_run(harness, scene, NULL, counts);
	if (outcome.status != scene->ends)
		g_error("'%s' fails without a fault: %s", scene->name,
			outcome.said);
	g_free(outcome.said);
	if (is_reading(scene))
		judge->printed = scene_printed(harness);
	read_counts(judge, counts);
	look(judge, &judge->new);
	know(judge);
	return judge;
}

void judge_free(struct judge *judge)
{
	state_clear(&judge->old);
	state_clear(&judge->new);
	g_free(judge->printed);
	g_hash_table_unref(judge->known);
	g_hash_table_unref(judge->counts);
	g_hash_table_unref(judge->sound);
	g_free(judge);
}

unsigned judge_count(const struct judge *judge, const char *kind)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(judge->counts, kind));
}

/* Judging ----------------------------------------------------------------- */

/* How far a run has come. */
enum progress {
	NOTHING, /* all is old */
	A_PART,	 /* some is old and some new, each whole; or the next run
		    finishes what is neither */
	ALL,
};

static enum progress progress_of(size_t n_new, size_t n)
{
	if (n_new == n)
		return ALL;
	return n_new == 0 ? NOTHING : A_PART;
}

static bool is_one_of(const char *now, const char *old, const char *new,
		      size_t *n_new)
{
	bool is_new = strcmp(now, new) == 0;

	*n_new += is_new;
	return is_new || strcmp(now, old) == 0;
}

/* Each part is the old or the new. */
static char *judge_parts(const struct judge *judge, const struct state *now,
			 enum progress *progress)
{
	const struct scene *scene = judge->scene;
	const struct state *old = &judge->old, *new = &judge->new;
	size_t n = scene->keeps, n_new = 0, i;

	*progress = A_PART;
	if (!scene->makes &&
	    !is_one_of(now->records, old->records,
		       scene->keeps ? new->records : old->records, &n_new))
		return g_strdup("records are neither old nor new");
	n_new = scene->keeps ? n_new : 0;
	for (i = 0; i < PARTS && scene->parts[i]; i++) {
		size_t before = n_new;

		if (!is_one_of(now->parts[i], old->parts[i], new->parts[i],
			       &n_new))
			return g_strdup_printf("'%s' is neither old nor new",
					       scene->parts[i]);
		if (before < i && n_new > before &&
		    strstr(scene->parts[i], "published"))
			return g_strdup("what is not there is published");
	}
	*progress = progress_of(n_new, n + i);
	return NULL;
}

/* An object's path below .git, or that of the folder it is in. */
static bool is_object(const char *path)
{
	const char *name = strstr(path, ".git/objects/");
	size_t n;

	if (!name)
		return false;
	name += strlen(".git/objects/");
	n = strspn(name, "0123456789abcdef");
	return n == 2 &&
	       (!name[2] ||
		(name[2] == '/' && strspn(name + 3, "0123456789abcdef") == 38 &&
		 !name[41]));
}

static char *judge_leftovers(const struct judge *judge)
{
	g_autoptr(GPtrArray) found = place_list(judge->harness->run);

	for (guint i = 0; i < found->len; i++) {
		const char *path = found->pdata[i];

		if (!g_hash_table_contains(judge->known, path) &&
		    !is_object(path))
			return g_strdup_printf("'%s' is left over", path);
	}
	return NULL;
}

/* The repository is sound, and so is what git takes for staged. */
static char *judge_repository(struct judge *judge)
{
	static const char *const fsck[] = { "git", "fsck", "--strict",
					    "--no-dangling", NULL };
	g_autofree char *git = at(judge, "registers/.git");
	g_autofree char *state = NULL;
	struct outcome outcome;

	if (!g_file_test(git, G_FILE_TEST_EXISTS))
		return NULL;
	state = place_digest(git, is_not_index);
	if (g_hash_table_contains(judge->sound, state))
		return NULL;
	outcome = scene_git(judge->harness, fsck, NULL);
	if (outcome.status != 0)
		return g_strdup_printf("git fsck: %s", outcome.said);
	g_free(outcome.said);
	g_hash_table_add(judge->sound, g_steal_pointer(&state));
	return NULL;
}

/* What git status says has to be nothing, once all is done. */
static char *judge_index(const struct judge *judge, bool is_done)
{
	static const char *const status[] = { "git", "status", "--porcelain",
					      NULL };
	g_autofree char *git = at(judge, "registers/.git/HEAD");
	g_autofree char *output = NULL;
	struct outcome outcome;
	bool is_usable;

	if (!g_file_test(git, G_FILE_TEST_EXISTS))
		return NULL;
	outcome = scene_git(judge->harness, status, &output);
	is_usable = outcome.status == 0;
	if (!is_usable)
		return g_strdup_printf("git status: %s", outcome.said);
	g_free(outcome.said);
	return is_done && *output && !judge->scene->keeps
		       ? g_strdup_printf("git status shows: %s", output)
		       : NULL;
}

static bool is_killing(const struct fault *fault)
{
	return strcmp(fault->how, "KILL") == 0 ||
	       strcmp(fault->how, "TORN") == 0;
}

/*
 * A signal that came in between is no failure: the call is made again.  Only
 * libgit2 does not open a file again, and a run that says so, and has changed
 * nothing, may end there.
 */
static bool is_harmless(const struct scene *scene, const struct fault *fault,
			enum progress progress)
{
	bool is_opening = strcmp(fault->kind, "open") == 0 ||
			  strcmp(fault->kind, "read") == 0;
	bool is_changed = !is_reading(scene) && progress != NOTHING;

	return strcmp(fault->how, "SHORT") == 0 ||
	       (strcmp(fault->how, "EINTR") == 0 &&
		(!is_opening || is_changed));
}

static const char *reason_of(const char *how)
{
	static const struct {
		const char *how;
		int code;
	} reasons[] = { { "ENOSPC", ENOSPC }, { "FULL", ENOSPC },
			{ "EIO", EIO },	      { "EACCES", EACCES },
			{ "ENOMEM", ENOMEM }, { "EAGAIN", EAGAIN },
			{ "EINTR", EINTR } };

	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
		if (strcmp(reasons[i].how, how) == 0)
			return g_strerror(reasons[i].code);
	}
	return "";
}

/* How a run may end, and what it has to say. */
static char *judge_end(const struct scene *scene, const struct fault *fault,
		       const struct outcome *outcome, enum progress progress)
{
	if (outcome->status == (is_killing(fault) ? -SIGKILL : 3)) {
		if (is_killing(fault))
			return NULL;
	} else if (outcome->status != scene->ends) {
		return g_strdup_printf("ended with %d: %s", outcome->status,
				       outcome->said);
	}
	if (outcome->status == scene->ends)
		return progress == ALL
			       ? NULL
			       : g_strdup("ended well, and not all is new");
	if (is_harmless(scene, fault, progress))
		return g_strdup_printf("failed: %s", outcome->said);
	if ((!strchr(outcome->said, QUOTE) &&
	     !strstr(outcome->said, GLIB_QUOTE)) ||
	    (strcmp(fault->kind, "read") != 0 &&
	     !strstr(outcome->said, reason_of(fault->how))))
		return g_strdup_printf("names no path, or no reason: %s",
				       outcome->said);
	return NULL;
}

/* Whether what stands half may do so: the next run puts it right. */
static bool is_to_be_finished(const struct scene *scene,
			      const struct fault *fault,
			      const struct outcome *outcome)
{
	return (scene->is_moved_in && is_killing(fault)) ||
	       (scene->keeps &&
		(is_killing(fault) || strstr(outcome->said, " finishes this")));
}

/*
 * What libgit2 cannot read again when it looks for objects that are alike, it
 * packs whole: the archive has more bytes and the same history.
 */
static bool is_packed_less(const struct scene *scene, const struct fault *fault,
			   const struct outcome *outcome)
{
	return scene->is_packed && strcmp(fault->kind, "read") == 0 &&
	       outcome->status == 0;
}

/* Who only reads, and ends well, has read all. */
static char *judge_printed(const struct judge *judge,
			   const struct outcome *outcome)
{
	g_autofree char *printed = scene_printed(judge->harness);

	if (!judge->printed || outcome->status != judge->scene->ends ||
	    strcmp(printed, judge->printed) == 0)
		return NULL;
	return g_strdup_printf("ended well, and says: %s", printed);
}

/* What stands after the run with the fault. */
static char *judge_after(struct judge *judge, const struct fault *fault,
			 const struct outcome *outcome, enum progress *progress)
{
	g_autofree char *misread = judge_printed(judge, outcome);
	struct state now = { 0 };
	char *why;
	bool is_stale;

	look(judge, &now);
	why = judge_parts(judge, &now, progress);
	if (is_to_be_finished(judge->scene, fault, outcome))
		g_clear_pointer(&why, g_free);
	if (is_packed_less(judge->scene, fault, outcome)) {
		g_clear_pointer(&why, g_free);
		*progress = ALL;
	}
	state_clear(&now);
	is_stale = strstr(outcome->said, "git reset") != NULL;
	if (!why)
		why = judge_end(judge->scene, fault, outcome, *progress);
	if (!why)
		why = g_steal_pointer(&misread);
	if (!why)
		why = judge_repository(judge);
	if (!why)
		why = judge_index(judge,
				  outcome->status == judge->scene->ends &&
					  !is_stale);
	return why;
}

/* What is done is refused another time; what was finished may be either. */
static bool is_good_end(const struct scene *scene, int status,
			enum progress before)
{
	bool is_refused = scene->is_once && (status == 1 || status == 3);

	if (scene->is_once && before == ALL)
		return is_refused;
	return status == scene->ends || (is_refused && scene->keeps);
}

/* And after the next, without one. */
static char *judge_again(struct judge *judge, const struct outcome *outcome,
			 enum progress before, bool was_stale)
{
	struct state now = { 0 };
	enum progress progress;
	char *why;

	if (!is_good_end(judge->scene, outcome->status, before))
		return g_strdup_printf("the next run ended with %d: %s",
				       outcome->status, outcome->said);
	look(judge, &now);
	why = judge_parts(judge, &now, &progress);
	state_clear(&now);
	if (!why && progress != ALL)
		why = g_strdup("the next run did not make all new");
	if (!why)
		why = judge_leftovers(judge);
	if (!why)
		why = judge_repository(judge);
	if (!why)
		why = judge_index(judge, !was_stale);
	return why ? g_strdup_printf("next run: %s", why) : NULL;
}

enum verdict judge_try(struct judge *judge, const struct fault *fault,
		       char **why)
{
	const struct harness *harness = judge->harness;
	struct outcome outcome;
	enum progress progress = NOTHING;
	bool is_stale;

	scene_reset(harness, judge->scene);
	outcome = scene_run(harness, judge->scene, fault, NULL);
	if (is_killing(fault) && outcome.status == judge->scene->ends) {
		g_free(outcome.said);
		return JUDGE_NOT_REACHED;
	}
	*why = judge_after(judge, fault, &outcome, &progress);
	is_stale = strstr(outcome.said, "git reset") != NULL;
	g_free(outcome.said);
	if (*why)
		return JUDGE_LOST;
	outcome = scene_run(harness, judge->scene, NULL, NULL);
	*why = judge_again(judge, &outcome, progress, is_stale);
	g_free(outcome.said);
	return *why ? JUDGE_LOST : JUDGE_SURVIVED;
}
