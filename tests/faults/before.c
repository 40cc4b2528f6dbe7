/* SPDX-License-Identifier: MIT */
/*
 * One small registers repository, which each step takes further; what it has
 * come to is kept under a name.
 */
#include "tests/faults/before.h"

#include <signal.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tests/faults/place.h"
#include "tests/faults/scene.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define MANY 80u /* records */
#define NAMESPACE " xmlns=\"urn:gatehouse:1\""

/* Path in the registers, text. */
static const char *const records[][2] = {
	{ "gatehouse.xml", HEAD "<settings" NAMESPACE ">\n"
				"  <title>Test registers</title>\n"
				"</settings>\n" },
	{ "sources/letter.xml",
	  HEAD "<source" NAMESPACE " id=\"letter\" version=\"1\">\n"
	       "  <title>A letter about sharing</title>\n</source>\n" },
	{ "agreements/night-shelter.xml",
	  HEAD "<agreement" NAMESPACE " id=\"night-shelter\" version=\"1\""
	       " source=\"letter\">\n  <title>The night shelter</title>\n"
	       "  <status>draft</status>\n  <party ref=\"fen-council\">"
	       "<role>controller</role></party>\n</agreement>\n" },
};

static void write_file(const struct harness *harness, const char *path,
		       const char *text)
{
	g_autofree char *full = g_build_filename(harness->run, path, NULL);

	place_write(full, text);
}

static void record(const struct harness *harness, const char *path,
		   const char *text)
{
	g_autofree char *below = g_build_filename("registers", path, NULL);

	write_file(harness, below, text);
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

/* A line for the shell, in the registers. */
static void must(const struct harness *harness, const char *line)
{
	const char *const words[] = { "sh", "-ec", line, NULL };
	struct outcome outcome = scene_git(harness, words, NULL);

	if (outcome.status != 0)
		g_error("'%s' failed: %s", line, outcome.said);
	g_free(outcome.said);
}

static void own(const struct harness *harness, const char *words)
{
	g_autofree char *line = g_strdup_printf("'%s' --as-of 2026-11-22 %s",
						harness->program, words);

	must(harness, line);
}

static void keep(const struct harness *harness, const char *name)
{
	g_autofree char *to =
		g_build_filename(harness->scratch, "before", name, NULL);

	place_copy(harness->run, to);
}

static void begin(const struct harness *harness)
{
	for (size_t i = 0; i < G_N_ELEMENTS(records); i++)
		record(harness, records[i][0], records[i][1]);
	organisation(harness, "fen-council", "2009-04-01");
	organisation(harness, "fen-trust", "2012-04-01");
	must(harness, "git init -q -b main .; git add .; git commit -qm Begin");
	record(harness, ".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
}

/* A record is added, one changed and one removed. */
static void change(const struct harness *harness)
{
	organisation(harness, "fen-police", "2010-04-01");
	organisation(harness, "fen-council", "2010-04-01");
	must(harness, "rm organisations/fen-trust.xml");
}

/* Sheets of the records, in which names are others than in these. */
static void fill_in(const struct harness *harness)
{
	own(harness, "export csv -o ../sheets");
	must(harness, "sed -i s,Body,Band, ../sheets/organisations.csv");
	write_file(harness, "pia.json",
		   "{\"pia\": {\"name\": \"Night shelter\", \"status\": 0},"
		   " \"answers\": [{\"reference_to\": \"111\", \"data\":"
		   " {\"text\": \"<p>Beds</p>\"}}]}");
}

/* The settings name a key, and a commit is signed with it. */
static void sign(const struct harness *harness)
{
	must(harness, "ssh-keygen -q -t ed25519 -N '' -C '' -f ../key\n"
		      "sed -i 's,</title>,&\\n  <signer id=\"ka\"><role>Clerk"
		      "</role><key>'\"$(sed 's/ *$//' ../key.pub)\"'</key>"
		      "</signer>,' gatehouse.xml");
	organisation(harness, "fen-health", "2011-04-01");
	must(harness, "git add .\n"
		      "git -c gpg.format=ssh -c user.signingKey=../key"
		      " commit -qS -m Health -m 'Approved-by-role: Clerk'");
}

/* Records are being removed by a run that is killed before the last is. */
static void stop(const struct harness *harness)
{
	static const struct scene removal = {
		.words = { "-C", "registers", "remove", "fen-police",
			   "--reason", "It left" },
	};
	static const struct fault death = { "unlink", "KILL", 1 };
	struct outcome outcome = scene_run(harness, &removal, &death, NULL);

	if (outcome.status != -SIGKILL)
		g_error("a removal was not killed: %s", outcome.said);
	g_free(outcome.said);
}

/* A site of the commit before the last, and what its build has kept. */
static void build_before(const struct harness *harness)
{
	static const struct scene saved = { .before = "saved" };

	scene_reset(harness, &saved);
	own(harness, "build -o ../site");
	organisation(harness, "fen-council", "2011-04-01");
	must(harness, "git commit -qam Council");
}

/* As many records as something is kept of, and one that has changed since. */
static void check_before(const struct harness *harness)
{
	static const struct scene saved = { .before = "saved" };

	scene_reset(harness, &saved);
	for (unsigned i = 0; i < MANY; i++) {
		g_autofree char *id = g_strdup_printf("fen-body-%02u", i);

		organisation(harness, id, "2010-04-01");
	}
	must(harness, "git add .; git commit -qm Bodies");
	own(harness, "check || true"); /* it has findings */
	organisation(harness, "fen-body-00", "2011-04-01");
	must(harness, "git commit -qam Body");
}

/* Nothing is signed, and what there is is in packs. */
static void pack(const struct harness *harness)
{
	must(harness, "git reset -q --hard HEAD~1; git gc -q --prune=now");
}

void before_prepare(const struct harness *harness)
{
	static const char *const folders[] = { "tmp", "home" };
	g_autofree char *before =
		g_build_filename(harness->scratch, "before", NULL);
	g_autofree char *registers =
		g_build_filename(harness->run, "registers", NULL);

	g_mkdir(before, 0777);
	place_remove(harness->run);
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path =
			g_build_filename(harness->run, folders[i], NULL);

		g_mkdir_with_parents(path, 0777);
	}
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
	must(harness, "rm -r ../home/.cache");
	keep(harness, "saved");
	stop(harness);
	keep(harness, "stopped");
	own(harness, "edit letter --set 'title=A letter about sharing'");
	must(harness, "git checkout -q .; git clean -fdq");
	own(harness, "hook install");
	keep(harness, "hooked");
	own(harness, "hook uninstall");
	sign(harness);
	keep(harness, "signed");
	pack(harness);
	keep(harness, "packed");
	organisation(harness, "fen-council", "2011-04-01");
	keep(harness, "packed and edited");
	build_before(harness);
	keep(harness, "built");
	check_before(harness);
	keep(harness, "checked");
}
