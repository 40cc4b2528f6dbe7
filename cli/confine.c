/* SPDX-License-Identifier: MIT */
/*
 * Records, history and configuration are other people's.  Should reading them
 * ever go wrong in a way that nobody foresaw, what then runs in this process
 * finds itself without the rest of the machine: so the process is confined
 * after the repository was found and before its first file is read.
 */
#include "cli/confine.h"

#include <string.h>

#include "cli/command.h"
#include "cli/session.h"
#include "lib/cache.h"
#include "lib/repo_folders.h"
#include "lib/sandbox.h"
#include "lib/staging.h"

#define SCRATCH "gatehouse-scratch-"

static void allow_repository(const struct session *session,
			     struct sandbox *sandbox)
{
	g_auto(GStrv) folders = NULL;

	sandbox_allow(sandbox, session->root, SANDBOX_READ);
	if (!session->repo)
		return;
	folders = repo_folders(session->repo);
	for (char **folder = folders; *folder; folder++)
		sandbox_allow(sandbox, *folder, SANDBOX_READ);
}

/* Made now: later there is no right to. */
static void allow_cache(struct sandbox *sandbox)
{
	g_autofree char *place = cache_place();

	if (place)
		sandbox_allow(sandbox, place, SANDBOX_READ | SANDBOX_WRITE);
}

bool confine_session(struct session *session, const struct command *command,
		     const char *schemas, const char *templates, GError **error)
{
	g_autoptr(Sandbox) sandbox = sandbox_new();

	sandbox_allow_system(sandbox);
	allow_repository(session, sandbox);
	allow_cache(sandbox);
	if (schemas)
		sandbox_allow(sandbox, schemas, SANDBOX_READ);
	if (templates)
		sandbox_allow(sandbox, templates, SANDBOX_READ);
	return command->confine(session, sandbox, error) &&
	       sandbox_enter(sandbox, NULL, error);
}

bool confine_reader(struct session *session, struct sandbox *sandbox,
		    GError **error)
{
	(void)session;
	(void)sandbox;
	(void)error;
	return true;
}

bool confine_allow_programs(struct session *session, struct sandbox *sandbox,
			    GError **error)
{
	static const char *const programs[] = { "/usr", "/bin", "/lib",
						"/lib64" };
	const char *given = g_getenv("TMPDIR");
	const char *above = given && *given ? given : "/tmp";

	staging_sweep(above, SCRATCH, NULL, NULL, NULL);
	if (!staging_open(&session->scratch, above, SCRATCH, error))
		return false;
	g_setenv("TMPDIR", session->scratch.path, TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
		sandbox_allow(sandbox, programs[i], SANDBOX_READ | SANDBOX_RUN);
	sandbox_allow(sandbox, session->scratch.path,
		      SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow(sandbox, above, SANDBOX_REMOVE);
	return true;
}

void confine_end(struct session *session)
{
	staging_close(&session->scratch);
}

void confine_allow_beside(struct sandbox *sandbox, const char *path)
{
	g_autofree char *dir = g_path_get_dirname(path);

	while (!g_file_test(dir, G_FILE_TEST_IS_DIR) && strcmp(dir, "/") != 0) {
		char *above = g_path_get_dirname(dir);

		g_free(dir);
		dir = above;
	}
	sandbox_allow(sandbox, dir, SANDBOX_READ | SANDBOX_WRITE);
}
