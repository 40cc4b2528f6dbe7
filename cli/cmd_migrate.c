/* SPDX-License-Identifier: MIT */
/*
 * The namespace of a file says to which version of the schemas it was written.
 * There has been one so far, so there is nothing to bring up to date; but a
 * file of a version that is not known must not be taken for one that is.
 */
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_place.h"
#include "lib/registers.h"

#define NAMESPACE "urn:gatehouse:"
#define PRESENT "1"

/* The namespace of the root element, owned by the caller; NULL: none. */
static char *namespace_of(const struct file *file)
{
	g_autoptr(GArray) places = record_place_list(file->bytes, file->len);
	const struct record_place *root;
	struct record_place_attr attr;
	g_autofree char *name = NULL;
	g_autofree char *declared = NULL;
	const char *colon;

	if (!places)
		return NULL;
	root = &g_array_index(places, struct record_place, 0);
	name = g_strndup(file->bytes + root->start + 1,
			 root->name_end - root->start - 1);
	colon = strchr(name, ':');
	declared =
		colon ? g_strdup_printf("xmlns:%.*s", (int)(colon - name), name)
		      : g_strdup("xmlns");
	if (!record_place_find(file->bytes, root, declared, &attr))
		return NULL;
	return g_strndup(file->bytes + attr.value, attr.end - attr.value - 1);
}

/* What is wrong with the version of a file; NULL: it is the present one. */
static char *fault_of(const struct file *file)
{
	g_autofree char *space = namespace_of(file);
	const char *version = space && g_str_has_prefix(space, NAMESPACE)
				      ? space + strlen(NAMESPACE)
				      : NULL;

	if (!version)
		return g_strdup(
			"is in no namespace " NAMESPACE "VERSION; a "
			"record of this version is in " NAMESPACE PRESENT);
	if (strcmp(version, PRESENT) == 0)
		return NULL;
	return g_strdup_printf(
		"is of version '%s' of the schemas, which this "
		"program does not know; it knows version " PRESENT,
		version);
}

static void report(struct diags *diags, const struct file *file,
		   const char *fault)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = file->path,
		.line = 1,
		.message = fault,
	};

	diags_add(diags, &diag);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_autoptr(Diags) faults = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Files) files = files_read_tree(
		session->root, session->library->folders, faults, &error);

	(void)n;
	(void)args;
	if (!files || !files_are_read(faults, &error))
		return output_failure("migrate", error);
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		g_autofree char *fault = fault_of(file);

		if (fault)
			report(faults, file, fault);
	}
	if (diags_len(faults) > 0) {
		output_diags(stdout, faults);
		return COMMAND_FINDINGS;
	}
	printf("all %zu files are of version " PRESENT " of the schemas, the "
	       "present one; there is nothing to migrate\n",
	       files_len(files));
	return COMMAND_CLEAN;
}

const struct command cmd_migrate = {
	.name = "migrate",
	.help = "Say whether all files are of the present schema version",
	.arguments = "",
	.description =
		"Looks at the version of the schemas that each file of the "
		"registers was written\nto. There is one version so far, so "
		"there is nothing to bring up to date: it says\nso, or names "
		"the files of a version that this program does not know.",
	.ending = "Examples:\n"
		  "  gatehouse migrate\n\n"
		  "Exit status: 0 all are of the present version; 1 some are "
		  "not; 3 the files\ncould not be read.",
	.needs = COMMAND_LIBRARY | COMMAND_REPO,
	.run = run,
};
