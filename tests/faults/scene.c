/* SPDX-License-Identifier: MIT */
/*
 * Small registers, so that a run is short; the same clock everywhere, so that
 * what comes of a run is the same to the byte, commit ids too.
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
	{ .name = "bundle",
	  .before = "saved",
	  .words = { "-C", "registers", "bundle", "-o", "../evidence.tar" },
	  .parts = { "evidence.tar" } },
	{ .name = "hook install",
	  .before = "saved",
	  .words = { "-C", "registers", "hook", "install" },
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
	{ .name = "import csv",
	  .before = "saved",
	  .words = { "-C", "registers", "import", "csv", "../sheets" },
	  .keeps = true },
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

	set("HOME", harness->scratch);
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

struct outcome scene_git(const struct harness *harness,
			 const char *const *words, char **output)
{
	g_autofree char *dir =
		g_build_filename(harness->run, "registers", NULL);
	struct outcome outcome;

	outcome.status = run(harness, dir, words, NULL, NULL);
	outcome.said = read_said(harness, "err");
	if (output)
		*output = read_said(harness, "out");
	return outcome;
}

/* What the scenes begin with ---------------------------------------------- */

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMESPACE " xmlns=\"urn:gatehouse:1\""

static void record(const struct harness *harness, const char *path,
		   const char *text)
{
	g_autofree char *full =
		g_build_filename(harness->run, "registers", path, NULL);

	place_write(full, text);
}

static void organisation(const struct harness *harness, const char *id,
			 const char *from)
{
	g_autofree char *path = g_strdup_printf("organisations/%s.xml", id);
	g_autofree char *text = g_strdup_printf(
		HEAD "<organisation" NAMESPACE " id=\"%s\" version=\"1\""
		     " source=\"letter\">\n  <name>Body %s</name>\n"
		     "  <type>voluntary-sector</type>"
		     "<representsClass>true</representsClass>\n"
		     "  <from>%s</from>\n</organisation>\n",
		id, id, from);

	record(harness, path, text);
}

static void must(const struct harness *harness, const char *const *words)
{
	struct outcome outcome = scene_git(harness, words, NULL);

	if (outcome.status != 0)
		g_error("'%s %s' failed: %s", words[0], words[1], outcome.said);
	g_free(outcome.said);
}

static void own(const struct harness *harness, const char *words)
{
	g_autofree char *line = g_strdup_printf("'%s' --as-of 2026-11-22 %s",
						harness->program, words);
	const char *const shell[] = { "sh", "-c", line, NULL };

	must(harness, shell);
}

static void keep(const struct harness *harness, const char *name)
{
	g_autofree char *to =
		g_build_filename(harness->scratch, "before", name, NULL);

	place_copy(harness->run, to);
}

static void begin(const struct harness *harness)
{
	const char *const init[] = { "git",  "init", "-q", "-b",
				     "main", ".",    NULL };
	const char *const add[] = { "git", "add", ".", NULL };
	const char *const commit[] = { "git", "commit", "-qm", "Begin", NULL };

	record(harness, "gatehouse.xml",
	       HEAD "<settings" NAMESPACE ">\n  <title>Test registers"
		    "</title>\n</settings>\n");
	record(harness, "sources/letter.xml",
	       HEAD "<source" NAMESPACE " id=\"letter\" version=\"1\">\n"
		    "  <title>A letter about sharing</title>\n</source>\n");
	organisation(harness, "fen-council", "2009-04-01");
	organisation(harness, "fen-trust", "2012-04-01");
	must(harness, init);
	must(harness, add);
	must(harness, commit);
	record(harness, ".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
}

/* A record is added, one changed and one removed. */
static void change(const struct harness *harness)
{
	g_autofree char *gone = g_build_filename(
		harness->run, "registers/organisations/fen-trust.xml", NULL);

	organisation(harness, "fen-police", "2010-04-01");
	organisation(harness, "fen-council", "2010-04-01");
	g_unlink(gone);
}

/* Sheets of the records, in which names are others than in these. */
static void fill_in(const struct harness *harness)
{
	static const char *const shell[] = {
		"sh", "-c", "sed -i s,Body,Band, ../sheets/organisations.csv",
		NULL
	};

	own(harness, "export csv -o ../sheets");
	must(harness, shell);
}

void scene_prepare(const struct harness *harness)
{
	g_autofree char *before =
		g_build_filename(harness->scratch, "before", NULL);
	g_autofree char *tmp = g_build_filename(harness->run, "tmp", NULL);
	g_autofree char *registers =
		g_build_filename(harness->run, "registers", NULL);

	g_mkdir(before, 0777);
	place_remove(harness->run);
	g_mkdir_with_parents(tmp, 0777);
	keep(harness, "nothing");
	g_mkdir(registers, 0777);
	keep(harness, "empty");
	begin(harness);
	own(harness, "build --publish -o ../site");
	own(harness, "build --single-file -o ../one.html");
	own(harness, "bundle -o ../evidence.tar");
	change(harness);
	keep(harness, "edited");
	own(harness, "save -m 'Police join'");
	fill_in(harness);
	keep(harness, "saved");
}

void scene_reset(const struct harness *harness, const struct scene *scene)
{
	g_autofree char *before = g_build_filename(harness->scratch, "before",
						   scene->before, NULL);

	place_remove(harness->run);
	place_copy(before, harness->run);
}
