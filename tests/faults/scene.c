/* SPDX-License-Identifier: MIT */
/*
 * The same clock everywhere, so that what comes of a run is the same to the
 * byte, commit ids too.
 */
#include "tests/faults/scene.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tests/faults/place.h"

#define MANY 24	    /* calls to try where a run makes hundreds */
#define PATIENCE 60 /* seconds that a run may take */

const struct scene scenes[] = {
	{ .name = "init",
	  .before = "nothing",
	  .words = { "init", "registers" },
	  .parts = { "registers" },
	  .makes = true,
	  .is_once = true },
	{ .name = "init (empty folder)",
	  .before = "empty",
	  .words = { "init", "registers" },
	  .parts = { "registers" },
	  .makes = true,
	  .is_once = true,
	  .is_moved_in = true },
	{ .name = "init --example",
	  .before = "nothing",
	  .words = { "init", "--example", "registers" },
	  .parts = { "registers" },
	  .makes = true,
	  .is_once = true,
	  .at_most = MANY },
	{ .name = "save",
	  .before = "edited",
	  .words = { "-C", "registers", "save", "-m", "Police join" },
	  .parts = { "registers/.git/refs/heads/main" } },
	{ .name = "save (packs)",
	  .before = "packed and edited",
	  .words = { "-C", "registers", "save", "-m", "Council begins" },
	  .parts = { "registers/.git/refs/heads/main" } },
	{ .name = "build (first)",
	  .before = "saved",
	  .words = { "-C", "registers", "build", "-o", "../new-site" },
	  .parts = { "new-site" },
	  .at_most = MANY },
	{ .name = "build",
	  .before = "saved",
	  .words = { "-C", "registers", "build", "-o", "../site" },
	  .parts = { "site" },
	  .at_most = MANY },
	{ .name = "build (again)",
	  .before = "built",
	  .words = { "-C", "registers", "build", "-o", "../site" },
	  .parts = { "site" },
	  .at_most = MANY },
	{ .name = "build --publish",
	  .before = "saved",
	  .words = { "-C", "registers", "build", "--publish", "-o", "../site" },
	  .parts = { "site", "registers/.git/refs/gatehouse/published/public" },
	  .at_most = MANY },
	{ .name = "build --single-file",
	  .before = "saved",
	  .words = { "-C", "registers", "build", "--single-file", "-o",
		     "../one.html" },
	  .parts = { "one.html" },
	  .at_most = MANY },
	{ .name = "build (signatures)",
	  .before = "signed",
	  .words = { "-C", "registers", "build", "-o", "../new-site" },
	  .parts = { "new-site" },
	  .at_most = MANY },
	{ .name = "build (packs)",
	  .before = "packed",
	  .words = { "-C", "registers", "build", "-o", "../new-site" },
	  .parts = { "new-site" },
	  .at_most = MANY },
	{ .name = "bundle",
	  .before = "saved",
	  .words = { "-C", "registers", "bundle", "-o", "../evidence.tar" },
	  .parts = { "evidence.tar" },
	  .is_packed = true },
	{ .name = "hook install",
	  .before = "saved",
	  .words = { "-C", "registers", "hook", "install" },
	  .parts = { "registers/.git/hooks/pre-commit",
		     "registers/.git/hooks/commit-msg" } },
	{ .name = "hook install --server",
	  .before = "saved",
	  .words = { "-C", "registers", "hook", "install", "--server" },
	  .parts = { "registers/.git/hooks/pre-receive" } },
	{ .name = "hook uninstall",
	  .before = "hooked",
	  .words = { "-C", "registers", "hook", "uninstall" },
	  .parts = { "registers/.git/hooks/pre-commit",
		     "registers/.git/hooks/commit-msg" } },
	{ .name = "new",
	  .before = "saved",
	  .words = { "-C", "registers", "new", "source", "report", "--set",
		     "title=A report" },
	  .keeps = true,
	  .is_once = true },
	{ .name = "edit",
	  .before = "saved",
	  .words = { "-C", "registers", "edit", "letter" },
	  .keeps = true },
	{ .name = "edit (after a kill)",
	  .before = "stopped",
	  .words = { "-C", "registers", "edit", "letter", "--set",
		     "title=A letter about sharing" },
	  .keeps = true },
	{ .name = "rename",
	  .before = "saved",
	  .words = { "-C", "registers", "rename", "letter", "report" },
	  .keeps = true,
	  .is_once = true },
	{ .name = "remove",
	  .before = "saved",
	  .words = { "-C", "registers", "remove", "fen-police", "--reason",
		     "It left" },
	  .keeps = true,
	  .is_once = true },
	{ .name = "sign",
	  .before = "saved",
	  .words = { "-C", "registers", "sign", "night-shelter", "--party",
		     "fen-council", "--role", "Chief", "--on", "2026-11-02" },
	  .keeps = true,
	  .is_once = true },
	{ .name = "review",
	  .before = "saved",
	  .words = { "-C", "registers", "review", "night-shelter", "--outcome",
		     "kept", "--next", "2027-11-01" },
	  .keeps = true },
	{ .name = "migrate",
	  .before = "saved",
	  .words = { "-C", "registers", "migrate" } },
	{ .name = "import csv",
	  .before = "saved",
	  .words = { "-C", "registers", "import", "csv", "../sheets" },
	  .keeps = true },
	{ .name = "import cnil",
	  .before = "saved",
	  .words = { "-C", "registers", "import", "cnil", "../pia.json" },
	  .keeps = true,
	  .is_once = true },
	{ .name = "export csv",
	  .before = "saved",
	  .words = { "-C", "registers", "export", "csv", "-o",
		     "../new-sheets" },
	  .parts = { "new-sheets" },
	  .is_once = true },
	{ .name = "export json",
	  .before = "saved",
	  .words = { "-C", "registers", "export", "json", "-o", "../all.json" },
	  .parts = { "all.json" } },
	{ .name = "export xlsx",
	  .before = "saved",
	  .words = { "-C", "registers", "export", "xlsx", "-o", "../all.xlsx" },
	  .parts = { "all.xlsx" } },
	{ .name = "check",
	  .before = "saved",
	  .words = { "-C", "registers", "check", "--fail-on", "error",
		     "organisations" } },
	{ .name = "check (again)",
	  .before = "checked",
	  .words = { "-C", "registers", "check", "--fail-on", "error",
		     "organisations" } },
	{ .name = "log",
	  .before = "saved",
	  .words = { "-C", "registers", "log" } },
	{ .name = "log (packs)",
	  .before = "packed",
	  .words = { "-C", "registers", "log" } },
	{ .name = "diff",
	  .before = "saved",
	  .words = { "-C", "registers", "diff", "HEAD~1" },
	  .ends = 1 },
	{ .name = "list",
	  .before = "saved",
	  .words = { "-C", "registers", "list" } },
	{ .name = "show",
	  .before = "saved",
	  .words = { "-C", "registers", "show", "night-shelter" } },
	{ .name = "verify",
	  .before = "saved",
	  .words = { "-C", "registers", "verify", "../site" } },
};
const size_t n_scenes = G_N_ELEMENTS(scenes);

/* Running ----------------------------------------------------------------- */

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* The environment of whatever is run, in the child. */
static void set_environment(const struct harness *harness)
{
	g_autofree char *tmp = g_build_filename(harness->run, "tmp", NULL);
	g_autofree char *home = g_build_filename(harness->run, "home", NULL);

	set("HOME", home);
	set("XDG_CACHE_HOME", NULL);
	set("GATEHOUSE_CACHE", NULL);
	set("TMPDIR", tmp);
	set("LC_ALL", "C.UTF-8");
	set("TZ", "UTC");
	set("SOURCE_DATE_EPOCH", "1772366400");
	set("GIT_AUTHOR_NAME", "Ada Clerk");
	set("GIT_AUTHOR_EMAIL", "ada@example.org");
	set("GIT_AUTHOR_DATE", "1772366400 +0000");
	set("GIT_COMMITTER_NAME", "Ada Clerk");
	set("GIT_COMMITTER_EMAIL", "ada@example.org");
	set("GIT_COMMITTER_DATE", "1772366400 +0000");
	set("GIT_CONFIG_NOSYSTEM", "1");
	set("GIT_CONFIG_GLOBAL", "/dev/null");
	set("VISUAL", "sed -i s,sharing,giving,");
	set("GIT_CEILING_DIRECTORIES", harness->scratch);
}

static void set_fault(const struct harness *harness, const struct fault *fault,
		      const char *counts)
{
	g_autofree char *at = g_strdup_printf("%u", fault ? fault->at : 0);

	set("LD_PRELOAD", fault || counts ? harness->library : NULL);
	set("FAULT_KIND", fault ? fault->kind : NULL);
	set("FAULT_HOW", fault ? fault->how : NULL);
	set("FAULT_AT", fault ? at : NULL);
	set("FAULT_COUNT", counts);
}

static void redirect(int fd, const char *path, int flags)
{
	int to = open(path, flags, 0666);

	if (to < 0 || dup2(to, fd) < 0)
		_exit(127);
	close(to);
}

/* Runs a program; standard output and error go to out and err of scratch. */
static int run(const struct harness *harness, const char *dir,
	       const char *const *words, const struct fault *fault,
	       const char *counts)
{
	g_autofree char *out = g_build_filename(harness->scratch, "out", NULL);
	g_autofree char *err = g_build_filename(harness->scratch, "err", NULL);
	pid_t pid = fork();
	int status;

	if (pid < 0)
		g_error("cannot start '%s'", words[0]);
	if (pid == 0) {
		redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
		redirect(STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC);
		redirect(STDERR_FILENO, err, O_WRONLY | O_CREAT | O_TRUNC);
		if (chdir(dir) != 0)
			_exit(127);
		set_environment(harness);
		set_fault(harness, fault, counts);
		alarm(PATIENCE);
		execvp(words[0], (char *const *)words);
		_exit(127);
	}
	if (TEMP_FAILURE_RETRY(waitpid(pid, &status, 0)) != pid)
		g_error("cannot wait for '%s'", words[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static char *read_said(const struct harness *harness, const char *name)
{
	g_autofree char *path = g_build_filename(harness->scratch, name, NULL);
	char *text = place_read(path);

	return text ? text : g_strdup("");
}

struct outcome scene_run(const struct harness *harness,
			 const struct scene *scene, const struct fault *fault,
			 const char *counts)
{
	const char *words[16] = { harness->program, "--as-of", "2026-11-22" };
	size_t n = 3;
	struct outcome outcome;

	for (const char *const *word = scene->words; *word; word++)
		words[n++] = *word;
	outcome.status = run(harness, harness->run, words, fault, counts);
	outcome.said = read_said(harness, "err");
	return outcome;
}

char *scene_printed(const struct harness *harness)
{
	return read_said(harness, "out");
}

struct outcome scene_git(const struct harness *harness,
			 const char *const *words, char **output)
{
	g_autofree char *dir =
		g_build_filename(harness->run, "registers", NULL);
	struct outcome outcome;

	outcome.status = run(harness, dir, words, NULL, NULL);
	outcome.said = read_said(harness, "err");
	if (output)
		*output = scene_printed(harness);
	return outcome;
}

void scene_reset(const struct harness *harness, const struct scene *scene)
{
	g_autofree char *before = g_build_filename(harness->scratch, "before",
						   scene->before, NULL);

	place_remove(harness->run);
	place_copy(before, harness->run);
}
