/* SPDX-License-Identifier: MIT */
/*
 * faults PROGRAM LIBRARY [--at-most N] [--call KIND] [SCENE...]: puts every
 * fault into every call of every command, or of one kind of call; or, where
 * scene.c says so or N does, into so many calls of each kind, evenly spread.
 * Prints what was tried and what was survived, and ends with 1 if anything was
 * not.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "tests/faults/before.h"
#include "tests/faults/judge.h"
#include "tests/faults/place.h"
#include "tests/faults/scene.h"

#define SHARDS 2
#define SLACK 2 /* calls that a run may make more than the one counted */

static const struct {
	const char *kind;
	const char *hows[8];
} faults[] = {
	{ "write",
	  { "ENOSPC", "EIO", "FULL", "EINTR", "SHORT", "TORN", "KILL" } },
	{ "open", { "ENOSPC", "EACCES", "FULL", "EINTR", "KILL" } },
	{ "rename", { "ENOSPC", "EIO", "EACCES", "KILL" } },
	{ "fsync", { "ENOSPC", "EIO", "EINTR", "KILL" } },
	{ "mkdir", { "ENOSPC", "EACCES", "FULL", "KILL" } },
	{ "unlink", { "EIO", "EACCES", "KILL" } },
	{ "read", { "EIO", "EACCES", "EINTR", "KILL" } },
	{ "mmap", { "ENOMEM", "EACCES", "KILL" } },
	{ "fork", { "EAGAIN", "ENOMEM", "KILL" } },
	{ "thread", { "EAGAIN", "KILL" } },
};

struct tally {
	unsigned tried;
	unsigned survived;
};

/* One process of those that share the work. */
struct shard {
	struct harness harness;
	unsigned number;
	unsigned turn; /* counts all runs of all shards */
	unsigned at_most;
	const char *call; /* NULL: of every kind */
	FILE *results;
};

static void try_one(struct shard *shard, struct judge *judge, const char *scene,
		    const struct fault *fault, struct tally *tally)
{
	g_autofree char *why = NULL;
	enum verdict verdict = judge_try(judge, fault, &why);

	if (verdict == JUDGE_NOT_REACHED)
		return;
	tally->tried++;
	tally->survived += verdict == JUDGE_SURVIVED;
	if (verdict == JUDGE_SURVIVED)
		return;
	for (char *p = why; *p; p++)
		*p = *p == '\n' ? ' ' : *p;
	fprintf(shard->results, "! %s: %s %u %s: %s\n", scene, fault->kind,
		fault->at, fault->how, why);
}

/* All calls of one kind, or some of them, evenly. */
static void try_calls(struct shard *shard, struct judge *judge, size_t scene,
		      size_t kind, size_t how)
{
	const char *name = faults[kind].kind;
	unsigned count = judge_count(judge, name);
	unsigned n = count > 0 ? count + SLACK : 0;
	unsigned limit =
		shard->at_most ? shard->at_most : scenes[scene].at_most;
	unsigned most = limit && limit < count ? limit : n;
	struct tally tally = { 0 };

	for (unsigned i = 0; i < most; i++) {
		struct fault fault = { name, faults[kind].hows[how], i + 1 };

		if (most < n)
			fault.at = 1 + (unsigned)((i * 7 + how) * count /
						  (most * 7));
		if (shard->turn++ % SHARDS == shard->number)
			try_one(shard, judge, scenes[scene].name, &fault,
				&tally);
	}
	fprintf(shard->results, "= %zu %zu %zu %u %u\n", scene, kind, how,
		tally.tried, tally.survived);
}

static bool is_wanted(const char *const *names, const char *name)
{
	return !*names || g_strv_contains(names, name);
}

static void work(struct shard *shard, const char *const *names)
{
	before_prepare(&shard->harness);
	for (size_t i = 0; i < n_scenes; i++) {
		struct judge *judge;

		if (!is_wanted(names, scenes[i].name))
			continue;
		judge = judge_new(&shard->harness, &scenes[i]);
		for (size_t k = 0; k < G_N_ELEMENTS(faults); k++) {
			if (shard->call &&
			    strcmp(shard->call, faults[k].kind) != 0)
				continue;
			for (size_t h = 0; faults[k].hows[h]; h++)
				try_calls(shard, judge, i, k, h);
		}
		judge_free(judge);
	}
	place_remove(shard->harness.scratch);
}

static char *make_scratch(void)
{
	const char *memory = "/dev/shm";
	g_autofree char *path = g_build_filename(
		g_access(memory, W_OK) == 0 ? memory : g_get_tmp_dir(),
		"gatehouse-faults-XXXXXX", NULL);

	if (!mkdtemp(path))
		g_error("cannot make a folder at '%s'", path);
	return g_steal_pointer(&path);
}

static FILE *start_shard(struct shard *shard, const char *const *names)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0 || (pid = fork()) < 0)
		g_error("cannot start a process");
	if (pid > 0) {
		close(ends[1]);
		return fdopen(ends[0], "r");
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close(ends[0]);
	shard->results = fdopen(ends[1], "w");
	shard->harness.scratch = make_scratch();
	shard->harness.run =
		g_build_filename(shard->harness.scratch, "run", NULL);
	setvbuf(shard->results, NULL, _IOLBF, 0);
	work(shard, names);
	fclose(shard->results);
	_exit(0);
}

/* Printing ---------------------------------------------------------------- */

#define SCENES_MAX 64

static struct tally table[SCENES_MAX][G_N_ELEMENTS(faults)][8];

static bool read_result(const char *line)
{
	unsigned long n[5]; /* scene, kind, fault, tried, survived */
	struct tally *tally;

	if (*line != '=')
		return false;
	line++;
	for (size_t i = 0; i < G_N_ELEMENTS(n); i++) {
		char *end;

		n[i] = strtoul(line, &end, 10);
		if (end == line)
			return false;
		line = end;
	}
	tally = &table[n[0]][n[1]][n[2]];
	tally->tried += (unsigned)n[3];
	tally->survived += (unsigned)n[4];
	return true;
}

static void read_results(FILE *results)
{
	char line[4096];

	while (fgets(line, sizeof(line), results)) {
		if (!read_result(line))
			printf("not survived: %s", line + 2);
		fflush(stdout);
	}
	fclose(results);
}

static struct tally print_row(size_t s, size_t k)
{
	struct tally sum = { 0 };

	for (size_t h = 0; faults[k].hows[h]; h++) {
		sum.tried += table[s][k][h].tried;
		sum.survived += table[s][k][h].survived;
	}
	if (sum.tried == 0)
		return sum;
	printf("%-20s %-7s %6u %8u ", scenes[s].name, faults[k].kind, sum.tried,
	       sum.survived);
	for (size_t h = 0; faults[k].hows[h]; h++)
		printf(" %s %u/%u", faults[k].hows[h], table[s][k][h].survived,
		       table[s][k][h].tried);
	putchar('\n');
	return sum;
}

static bool print_table(void)
{
	struct tally sum = { 0 };

	printf("\n%-20s %-7s %6s %8s  survived/tried of each fault\n",
	       "command", "call", "tried", "survived");
	for (size_t s = 0; s < n_scenes; s++) {
		for (size_t k = 0; k < G_N_ELEMENTS(faults); k++) {
			struct tally row = print_row(s, k);

			sum.tried += row.tried;
			sum.survived += row.survived;
		}
	}
	printf("%u faults tried, %u survived\n", sum.tried, sum.survived);
	return sum.tried > 0 && sum.tried == sum.survived;
}

int main(int argc, char **argv)
{
	const char *const *names = (const char *const *)argv + 3;
	FILE *results[SHARDS];
	struct shard shard = { 0 };
	bool is_done = true;
	int status;

	g_assert(n_scenes <= SCENES_MAX);
	if (argc < 3) {
		fprintf(stderr, "usage: faults PROGRAM LIBRARY [--at-most N] "
				"[--call KIND] [SCENE...]\n");
		return 2;
	}
	shard.harness.program = g_canonicalize_filename(argv[1], NULL);
	shard.harness.library = g_canonicalize_filename(argv[2], NULL);
	if (*names && names[1] && strcmp(*names, "--at-most") == 0) {
		shard.at_most = (unsigned)strtoul(names[1], NULL, 10);
		names += 2;
	}
	if (*names && names[1] && strcmp(*names, "--call") == 0) {
		shard.call = names[1];
		names += 2;
	}
	for (unsigned i = 0; i < SHARDS; i++) {
		shard.number = i;
		results[i] = start_shard(&shard, names);
	}
	for (size_t i = 0; i < SHARDS; i++)
		read_results(results[i]);
	while (wait(&status) > 0)
		is_done = is_done && WIFEXITED(status) && !WEXITSTATUS(status);
	g_free(shard.harness.program);
	g_free(shard.harness.library);
	return print_table() && is_done ? 0 : 1;
}
