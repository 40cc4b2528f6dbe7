/* SPDX-License-Identifier: MIT */
/*
 * pairs ROUNDS (LABEL PREPARE OWN PEER)...: how long our commands take beside
 * those of others.  A machine drifts, so the two of a pair run one after the
 * other, the first of them by turns, and the ratio is taken within the round:
 * what is printed is its median over the rounds, and the least and greatest,
 * then the least ratio of processor time, which other programs disturb less,
 * and for each the median time and the greatest memory of one process.
 *
 * The shell runs all commands.  PREPARE, which is not measured, runs before
 * each of the two.  $OUT names a file or folder that is not there yet, another
 * one for each command: a folder that was just emptied is slower to fill.
 * All of them are removed at the end.  Where PEER is empty there is no ratio.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#define GROUP 4 /* arguments of a pair */
#define WIDTH 44

/* What a command took. */
struct cost {
	double seconds;
	double cpu;	  /* seconds of all processors, children's too */
	double megabytes; /* the greatest resident set of any one process */
};

struct pair {
	const char *label;
	const char *prepare;
	const char *own;
	const char *peer;
};

static char *scratch;
static unsigned n_outs;

static double seconds(void)
{
	return (double)g_get_monotonic_time() / G_USEC_PER_SEC;
}

static double of_time(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / G_USEC_PER_SEC;
}

/*
 * Runs a command with its output thrown away.  One that says by status 1 that
 * there are findings did its work; whatever fails otherwise ends the run.
 */
static struct cost run(const char *command)
{
	struct cost cost = { .seconds = seconds() };
	struct rusage usage;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execl("/bin/bash", "bash", "-c", command, NULL);
		_exit(127);
	}
	while (pid > 0 && wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			pid = -1;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		g_error("this failed: %s", command);
	cost.seconds = seconds() - cost.seconds;
	cost.cpu = of_time(usage.ru_utime) + of_time(usage.ru_stime);
	cost.megabytes = (double)usage.ru_maxrss / 1024;
	return cost;
}

static struct cost measure(const struct pair *pair, const char *command)
{
	g_autofree char *out = g_strdup_printf("%s/%u", scratch, n_outs++);

	g_setenv("OUT", out, TRUE);
	if (*pair->prepare)
		run(pair->prepare);
	return run(command);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts, and returns the value in the middle. */
static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void measure_pair(const struct pair *pair, size_t rounds)
{
	g_autofree double *own = g_new(double, rounds);
	g_autofree double *peer = g_new0(double, rounds);
	g_autofree double *ratio = g_new0(double, rounds);
	double cpu = 0;
	double own_megabytes = 0, peer_megabytes = 0;
	double middle;

	for (size_t i = 0; i < rounds; i++) {
		struct cost a, b = { 0 };
		bool is_second = *pair->peer && i % 2;

		if (is_second)
			b = measure(pair, pair->peer);
		a = measure(pair, pair->own);
		if (*pair->peer && !is_second)
			b = measure(pair, pair->peer);
		own[i] = a.seconds;
		peer[i] = b.seconds;
		ratio[i] = *pair->peer ? a.seconds / b.seconds : 0;
		if (*pair->peer && (i == 0 || a.cpu / b.cpu < cpu))
			cpu = a.cpu / b.cpu;
		own_megabytes = MAX(own_megabytes, a.megabytes);
		peer_megabytes = MAX(peer_megabytes, b.megabytes);
	}
	middle = median(ratio, rounds);
	printf("%-*s", WIDTH, pair->label);
	if (*pair->peer)
		printf(" %6.2f (%.2f-%.2f) %6.2f", middle, ratio[0],
		       ratio[rounds - 1], cpu);
	else
		printf(" %27s", "");
	printf("  %8.3f s %5.0f MB", median(own, rounds), own_megabytes);
	if (*pair->peer)
		printf("  %8.3f s %5.0f MB", median(peer, rounds),
		       peer_megabytes);
	putchar('\n');
	fflush(stdout);
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	g_autofree char *sweep = NULL;

	if (rounds < 1 || argc < 2 + GROUP || (argc - 2) % GROUP) {
		fprintf(stderr, "usage: pairs ROUNDS "
				"(LABEL PREPARE OWN PEER)...\n");
		return 2;
	}
	scratch = g_strdup_printf("%s/pairs-XXXXXX",
				  g_getenv("SCRATCH") ? g_getenv("SCRATCH")
						      : g_get_tmp_dir());
	if (!mkdtemp(scratch))
		g_error("cannot make '%s': %s", scratch, g_strerror(errno));
	for (int i = 2; i < argc; i += GROUP) {
		struct pair pair = { argv[i], argv[i + 1], argv[i + 2],
				     argv[i + 3] };

		measure_pair(&pair, (size_t)rounds);
	}
	sweep = g_strdup_printf("rm -rf '%s'", scratch);
	run(sweep);
	g_free(scratch);
	return 0;
}
