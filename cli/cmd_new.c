/* SPDX-License-Identifier: MIT */
/* Makes a new record: a skeleton out of the schema, or a copy of another. */
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/editing.h"
#include "cli/interview.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/record_edit.h"
#include "lib/record_mend.h"
#include "lib/registers.h"
#include "lib/skeleton.h"

static struct {
	char **set;
	char *from;
	gboolean asks;
} opt;

static const GOptionEntry options[] = {
	{ "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.set,
	  "Give a field a value; may be given more than once", "FIELD=VALUE" },
	{ "from", 0, 0, G_OPTION_ARG_FILENAME, &opt.from,
	  "Copy the record ID2 of the same kind, without dates and signatures",
	  "ID2" },
	{ "interactive", 'i', 0, G_OPTION_ARG_NONE, &opt.asks,
	  "Ask for each field on the terminal", NULL },
	G_OPTION_ENTRY_NULL
};

/* The kind of that name, or NULL, said on standard error. */
static const struct kind *find_kind(const struct session *session,
				    const char *name)
{
	const struct schema *schema = session->library->schema;
	const struct kind *kind = schema_kind(schema, name);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);
	const char *near;

	if (!kind)
		kind = schema_folder(schema, name);
	if (kind && strcmp(kind->name, "removal") == 0) {
		output_usage("new", "what is left of a removed record is "
				    "written by 'gatehouse remove'");
		return NULL;
	}
	if (kind && kind->folder)
		return kind;
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			g_ptr_array_add(names, (gpointer)kinds[i].name);
	}
	g_ptr_array_add(names, NULL);
	near = nearest_find((const char *const *)names->pdata, name);
	output_usage("new",
		     near ? "there is no kind '%s'; did you mean '%s'?"
			  : "there is no kind '%s'; 'gatehouse help new' names "
			    "them",
		     name, near);
	return NULL;
}

static struct record_edit *copy(const struct session *session,
				const struct kind *kind, const char *id)
{
	const struct record *from = keep_record(session, "new", opt.from);
	g_autoptr(RecordEdit) edit = NULL;
	g_autoptr(GError) error = NULL;

	if (!from)
		return NULL;
	if (from->kind != kind) {
		output_note("new", "'%s' is of kind '%s', not '%s'", from->id,
			    from->kind->name, kind->name);
		return NULL;
	}
	edit = keep_edit(session, "new", from);
	if (!edit)
		return NULL;
	if (!record_mend_copy(edit, id, &error)) {
		output_failure("new", error);
		return NULL;
	}
	return g_steal_pointer(&edit);
}

static struct record_edit *begin(const struct session *session,
				 const struct kind *kind, const char *id,
				 const char *path)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct record_edit *edit;

	if (opt.from)
		return copy(session, kind, id);
	skeleton_write(text, kind, registers_codes(session->registers), id);
	edit = record_edit_new(session->library, path, text->str, text->len,
			       &error);
	if (!edit)
		output_failure("new", error);
	return edit;
}

/* The gaps of a skeleton, or of a copy, are no reason to refuse it. */
static struct diags *faults_of(struct session *session, const char *path,
			       const struct record_edit *edit, GError **error)
{
	g_autoptr(Keep) keep = keep_new(session, "new");
	g_autoptr(Diags) diags = NULL;
	struct diags *faults = NULL;

	keep_put(keep, path, record_edit_bytes(edit));
	registers_free(keep_try(keep, &diags, &faults, error));
	return faults;
}

static bool is_on_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static enum command_status make(struct session *session,
				const struct kind *kind, const char *id,
				const char *path)
{
	g_autoptr(RecordEdit) edit = begin(session, kind, id, path);
	g_autoptr(GError) error = NULL;
	g_autoptr(Diags) gaps = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Keep) keep = NULL;
	enum command_status status;

	if (!edit)
		return COMMAND_FAILED;
	gaps = faults_of(session, path, edit, &error);
	if (!gaps)
		return output_failure("new", error);
	if (!keep_set_all(edit, "new", opt.set))
		return COMMAND_USAGE;
	bytes = record_edit_bytes(edit);
	if (!opt.set && is_on_terminal() && editing_can_run()) {
		struct editing editing = {
			.command = "new",
			.id = id,
			.path = path,
			.start = bytes,
			.allowed = gaps,
		};

		return editing_run(session, &editing);
	}
	keep = keep_new(session, "new");
	keep_allow(keep, gaps);
	keep_put(keep, path, g_bytes_ref(bytes));
	status = keep_finish(keep);
	if (status == COMMAND_CLEAN)
		output_note("new", "written: %s", path);
	return status;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct kind *kind = find_kind(session, args[0]);
	g_autofree char *form = keep_id_form(args[1]);
	g_autofree char *fault = NULL;
	g_autofree char *path = NULL;

	(void)n;
	if (!kind)
		return COMMAND_USAGE;
	if (form)
		return output_usage("new", "%s", form);
	if (opt.asks && (opt.set || opt.from))
		return output_usage("new", "--interactive goes without --set "
					   "and --from");
	if (opt.asks && !isatty(STDIN_FILENO))
		return output_usage("new", "--interactive asks on a terminal, "
					   "and there is none; use --set");
	fault = keep_id_fault(session, args[1]);
	if (fault) {
		output_note("new", "%s", fault);
		return COMMAND_FAILED;
	}
	path = g_strdup_printf("%s/%s.xml", kind->folder, args[1]);
	if (opt.asks)
		return interview_run(session, kind, args[1], path);
	return make(session, kind, args[1], path);
}

const struct command cmd_new = {
	.name = "new",
	.help = "Make a new record from the schema, or from another record",
	.arguments = "KIND ID",
	.description =
		"Writes the file of a new record into the folder of its kind: "
		"every field with its\nlabel and hint as a comment, those "
		"that it has to have as elements to be filled in,\nthe codes "
		"that a field may take. On a terminal it is opened in $VISUAL "
		"or $EDITOR\nfirst, unless --set is given; see 'gatehouse help "
		"edit'. With -i each field is\nasked for on the terminal.\n\n"
		"KIND is source, organisation, programme, gateway, notice, "
		"consent, agreement, pia,\nbarrier or waiver. ID is 2 to 64 "
		"small letters, digits and hyphens, and never\nthat of a "
		"record that is or was there.",
	.ending =
		"Examples:\n"
		"  gatehouse new organisation fenbridge-council \\\n"
		"    --set name='Fenbridge Council' --set type=unitary-council\n"
		"  gatehouse new -i agreement night-shelter\n"
		"  gatehouse new agreement night-shelter-2027 --from "
		"night-shelter\n\n"
		"With -i: '?' explains the field and its codes, '<' goes back, "
		"an empty answer\nskips, '-' says that the source does not "
		"say, '+' before an answer asks for its\nsource too, '!' skips "
		"all that is left, '.' or the end of input stops; what "
		"was\nanswered is kept and offered next time.\n\n"
		"Exit status: 0 made; 1 refused, or kept as a draft; 2 wrong "
		"usage; 3 it could not\nbe made.",
	.options = options,
	.needs = KEEP_NEEDS,
	.min_args = 2,
	.max_args = 2,
	.run = run,
};
