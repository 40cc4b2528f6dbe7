/* SPDX-License-Identifier: MIT */
/*
 * Jobs that check and publish registers on the services where repositories are
 * kept.  They are files among the templates, so that a folder of one's own can
 * replace them.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/assets.h"
#include "lib/registers.h"

static enum command_status run(struct session *session, size_t n, char **args)
{
	static const char *const services[] = { "github", "gitlab", "azure",
						NULL };
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	gsize len;
	const char *text;

	(void)n;
	if (!g_strv_contains(services, args[0]))
		return output_usage("ci",
				    "a service is 'github', 'gitlab' or "
				    "'azure', not '%s'",
				    args[0]);
	path = g_strdup_printf("templates/ci/%s.yml", args[0]);
	bytes = assets_load(session->library->assets, path, &error);
	if (!bytes)
		return output_failure("ci", error);
	text = g_bytes_get_data(bytes, &len);
	fwrite(text, 1, len, stdout);
	return COMMAND_CLEAN;
}

const struct command cmd_ci = {
	.name = "ci",
	.help = "Print a job that checks and publishes on a build server",
	.arguments = "github|gitlab|azure",
	.description =
		"Prints a job for the service: it installs Gatehouse from a "
		"package whose address and\nSHA-256 sum are variables of the "
		"repository, checks every change so that findings\nappear "
		"where changes are reviewed, and publishes the site. Its first "
		"lines say where\nto save it.",
	.ending = "Examples:\n"
		  "  gatehouse ci gitlab >.gitlab-ci.yml\n\n"
		  "Exit status: 0 printed; 2 wrong usage.",
	.needs = COMMAND_LIBRARY,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
