/* SPDX-License-Identifier: MIT */
/*
 * Assessments of the CNIL's PIA tool as new records, each with a source that
 * says which file it came from.  What is there already is never changed.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/formats.h"
#include "cli/import_apply.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/cnil_read.h"
#include "lib/diag.h"
#include "lib/json_read.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "lib/slug.h"

#define ID_MAX 50

/* One import; the files are those of assessment i at 2i, of its source next. */
struct import {
	struct session *session;
	const struct import_request *request;
	struct cnil_file file;
	struct import_file *files;
	size_t n_files;
	GHashTable *ids; /* of its assessments */
};

/* An id out of the assessment's name, or of that of the file. */
static const char *make_id(const struct import *import, size_t i)
{
	g_autofree char *base = g_path_get_basename(import->request->path);
	g_autofree char *slug =
		slug_make(cnil_read_name(&import->file, i), ID_MAX, true);
	g_autofree char *stem = slug_make(base, ID_MAX, true);
	g_autofree char *id = NULL;

	id = g_strconcat("pia-", *slug ? slug : stem, NULL);
	for (unsigned n = 2; g_hash_table_contains(import->ids, id); n++) {
		g_free(id);
		id = g_strdup_printf("pia-%s-%u", *slug ? slug : stem, n);
	}
	return arena_strdup(import->file.arena, id);
}

static void put_file(struct import *import, size_t at, const char *folder,
		     const char *id, const struct node *root)
{
	struct import_file *file = &import->files[at];
	g_autofree char *fault = keep_id_fault(import->session, id);
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = import->request->path,
	};

	if (fault)
		diags_addf(import->file.diags, &diag,
			   "%s; --id ID names another", fault);
	file->id = id;
	file->path = g_strdup_printf("%s/%s.xml", folder, id);
	file->bytes = import_apply_bytes(import->session, NULL, root, NULL);
	file->is_left = fault;
	import->n_files = at + 1;
}

/* Where in the JSON the element comes from that has this line of the file. */
static char *locate(const struct import_file *file, unsigned line)
{
	static const char mark[] = "locator=\"";
	const char *bytes = g_bytes_get_data(file->bytes, NULL);
	const char *end = bytes;
	const char *last;

	for (; line > 0 && *end; line--)
		end += strcspn(end, "\n") + 1;
	last = g_strrstr_len(bytes, end - bytes, mark);
	if (!last)
		return NULL;
	last += strlen(mark);
	return g_strndup(last, strcspn(last, "\""));
}

static void fault_of_file(void *data, const struct import_file *file,
			  const struct diag *diag)
{
	struct import *import = data;
	size_t at = (size_t)(file - import->files);
	g_autofree char *place = locate(file, diag->line);
	struct diag fault = {
		.level = DIAG_ERROR,
		.path = import->request->path,
		.rule = diag->rule,
	};

	/* A source without its assessment is of no use, nor the other way. */
	import->files[at ^ 1].is_left = true;
	diags_addf(import->file.diags, &fault, "%s%s%s as '%s': %s",
		   place ? "at or after '" : "", place ? place : "",
		   place ? "'," : "the record", file->path, diag->message);
}

static enum command_status make_all(struct import *import, size_t n)
{
	const struct import_set set = { import->files, 2 * n,
					import->file.diags, fault_of_file,
					import };

	for (size_t i = 0; i < n; i++) {
		const char *id = import->request->id ? import->request->id
						     : make_id(import, i);
		const char *source =
			arena_printf(import->file.arena, "%s-export", id);
		const struct node *pia =
			cnil_read_pia(&import->file, i, id, source);

		g_hash_table_add(import->ids, (gpointer)id);
		put_file(import, 2 * i, "pias", id, pia);
		put_file(import, 2 * i + 1, "sources", source,
			 cnil_read_source(&import->file, i, pia, source));
		if (import->files[2 * i].is_left ||
		    import->files[2 * i + 1].is_left)
			import->files[2 * i].is_left =
				import->files[2 * i + 1].is_left = true;
	}
	return import_apply(import->session, import->request, &set);
}

static enum command_status take(struct import *import, size_t n)
{
	enum command_status status;

	import->files = g_new0(struct import_file, 2 * n);
	status = make_all(import, n);
	for (size_t i = 0; i < import->n_files; i++)
		import_apply_clear(&import->files[i]);
	g_free(import->files);
	return status;
}

static enum command_status run(struct session *session,
			       const struct import_request *request)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GError) error = NULL;
	g_autoptr(RiskMatrix) matrix =
		risk_matrix_new(registers_codes(session->registers),
				risk_matrix_id(session->registers));
	struct import import = {
		.session = session,
		.request = request,
		.ids = ids,
		.file = { arena, request->path, NULL, matrix, diags },
	};
	g_autofree char *fault = request->id ? keep_id_form(request->id) : NULL;
	size_t n;

	if (!matrix) {
		output_note(
			"import",
			"the settings name no risk matrix that there is; 'gatehouse check' says which");
		return COMMAND_FAILED;
	}
	if (fault)
		return output_usage("import", "%s", fault);
	if (request->id && strlen(request->id) > 64 - strlen("-export"))
		return output_usage("import",
				    "the id may have 57 characters, since its "
				    "source is called ID-export");
	import.file.root = json_read_file(arena, request->path, &error);
	n = import.file.root ? cnil_read_count(&import.file, &error) : 0;
	if (n == 0)
		return output_failure("import", error);
	if (n > 1 && request->id)
		return output_usage("import",
				    "--id names one record, and '%s' holds %zu "
				    "assessments",
				    request->path, n);
	return take(&import, n);
}

const struct import_format import_cnil = {
	.name = "cnil",
	.run = run,
};
