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
#include "lib/xml_write.h"

#define ID_MAX 50
#define TITLE_MAX 300

/* One import; the files are those of assessment i at 2i, of its source next. */
struct import {
	struct session *session;
	const struct import_request *request;
	struct cnil_file file;
	struct import_file *files;
	size_t n_files;
	GHashTable *ids; /* of its assessments */
};

static struct node *add(struct arena *arena, struct node *parent,
			const char *name, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node **last = &parent->child;

	while (*last)
		last = &(*last)->next;
	*last = node;
	node->name = name;
	node->text = text;
	node->parent = parent;
	return node;
}

/* The record of where an assessment comes from. */
static struct node *make_source(const struct import *import, size_t i,
				const struct node *pia, const char *id)
{
	struct arena *arena = import->file.arena;
	struct node *root = arena_alloc(arena, sizeof(*root));
	const char *name = node_value(pia, "title");
	const char *changed = cnil_read_changed(&import->file, i);
	struct node *published;

	root->name = "source";
	root->text = "";
	root->attrs = arena_array(arena, 2, sizeof(*root->attrs));
	root->n_attrs = 2;
	root->attrs[0] = (struct attr){ .name = "id", .value = id };
	root->attrs[1] = (struct attr){ .name = "version", .value = "1" };
	add(arena, root, "title",
	    name && strlen(name) <= TITLE_MAX
		    ? arena_printf(arena,
				   "Export of the assessment '%s' from "
				   "the CNIL's PIA tool",
				   name)
		    : "Export of an assessment from the CNIL's PIA tool");
	published = add(arena, root, "published", changed ? changed : "");
	add(arena, root, "kind", "report");
	if (!changed) {
		published->attrs =
			arena_array(arena, 1, sizeof(*published->attrs));
		published->attrs[published->n_attrs++] = (struct attr){
			.name = "evidence",
			.value = "not-stated",
		};
	}
	return root;
}

/* An id out of the assessment's name, or of that of the file. */
static const char *make_id(const struct import *import, size_t i)
{
	g_autofree char *base = g_path_get_basename(import->request->path);
	g_autofree char *slug =
		cnil_slug(cnil_read_name(&import->file, i), ID_MAX);
	g_autofree char *stem = cnil_slug(base, ID_MAX);
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
	GString *bytes = g_string_new(NULL);
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = import->request->path,
	};

	if (fault)
		diags_addf(import->file.diags, &diag,
			   "%s; --id ID names another", fault);
	xml_write(bytes, root);
	file->id = id;
	file->path = g_strdup_printf("%s/%s.xml", folder, id);
	file->bytes = g_string_free_to_bytes(bytes);
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
			 make_source(import, i, pia, source));
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
	for (size_t i = 0; i < import->n_files; i++) {
		g_free(import->files[i].path);
		g_bytes_unref(import->files[i].bytes);
	}
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
	.help = "an assessment exported from the CNIL's PIA tool",
	.run = run,
};
