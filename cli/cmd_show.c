/* SPDX-License-Identifier: MIT */
/*
 * One record in words: each field under its label, inner ones set in, with
 * what the source says about it in brackets.
 */
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"

static struct {
	char *format;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print as 'text' (default), 'xml' or 'json'", "FORMAT" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Show the record as it stands in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

/* The label as the start of a line. */
static void print_label(const char *label, int indent)
{
	g_autofree char *text = g_strdup(label);

	text[0] = g_ascii_toupper(text[0]);
	printf("%*s", indent, "");
	output_strong(stdout, text);
}

static bool is_shown_with_value(const char *name)
{
	static const char *const names[] = { "id",     "code",	  "ref",
					     "source", "locator", "evidence",
					     NULL };

	return g_strv_contains(names, name);
}

/* " [inferred; protocol-2014, page 3]", from what the element itself says. */
static void print_claim(const struct node *node)
{
	const char *evidence = node_attr(node, "evidence");
	const char *source = node_attr(node, "source");
	const char *locator = node_attr(node, "locator");
	g_autoptr(GString) said = g_string_new(NULL);

	if (evidence && !node_is_not_stated(node))
		g_string_append(said, evidence);
	if (source)
		g_string_append_printf(said, "%s%s", said->len ? "; " : "",
				       source);
	if (locator)
		g_string_append_printf(said, "%s%s", said->len ? ", " : "",
				       locator);
	if (said->len == 0)
		return;
	fputs(" [", stdout);
	output_text(stdout, said->str);
	fputc(']', stdout);
}

/* Attributes that are fields of their own. */
static void print_attributes(const struct node *node, int indent)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];

		if (is_shown_with_value(attr->name))
			continue;
		print_label(attr->field ? field_short_label(attr->field)
					: attr->name,
			    indent);
		fputs(": ", stdout);
		output_text(stdout, attr->value);
		fputc('\n', stdout);
	}
}

static void print_value(const struct registers *registers,
			const struct node *node, int indent)
{
	const char *ref = node_attr(node, "ref");
	g_autofree char *words = registers_words(registers, node);

	if (*words) {
		fputc(' ', stdout);
		output_lines(stdout, words, indent + 2);
	}
	if (ref && *words && strcmp(ref, words) != 0) {
		fputs(" (", stdout);
		output_text(stdout, ref);
		fputc(')', stdout);
	}
}

static void print_node(const struct registers *registers,
		       const struct node *node, int indent)
{
	const char *id = node_attr(node, "id");

	print_label(node->field ? field_short_label(node->field) : node->name,
		    indent);
	if (id) {
		fputs(" '", stdout);
		output_text(stdout, id);
		fputc('\'', stdout);
	}
	fputc(':', stdout);
	print_value(registers, node, indent);
	print_claim(node);
	fputc('\n', stdout);
	print_attributes(node, indent + 2);
	for (const struct node *n = node->child; n; n = n->next)
		print_node(registers, n, indent + 2);
}

static void print_referrers(const struct registers *registers,
			    const struct record *record)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(registers, record, &n);

	fputc('\n', stdout);
	output_strong(stdout, "Referred to by");
	fputs(n > 0 ? ":\n" : ": no record\n", stdout);
	for (size_t i = 0; i < n; i++) {
		const struct record *from = all[i]->from;

		printf("  %s ", from->kind->name);
		output_text(stdout, from->id);
		printf(", line %u, %s: ", all[i]->node->line,
		       all[i]->node->name);
		output_text(stdout, from->title);
		fputc('\n', stdout);
	}
}

static enum command_status show_text(const struct session *session,
				     const struct record *record)
{
	output_strong(stdout, record->title);
	printf("\n%s ", record->kind->label);
	output_text(stdout, record->id);
	fputs(", ", stdout);
	output_text(stdout, record->path);
	if (session->commit)
		printf(", as in commit %.10s", session->commit);
	print_claim(record->root);
	fputs("\n\n", stdout);
	print_attributes(record->root, 0);
	for (const struct node *n = record->root->child; n; n = n->next)
		print_node(session->registers, n, 0);
	print_referrers(session->registers, record);
	return COMMAND_CLEAN;
}

/* The file as it is; on a terminal without what could control it. */
static enum command_status show_xml(const struct session *session,
				    const struct record *record)
{
	size_t len;
	const char *bytes = registers_bytes(session->registers, record, &len);

	if (!bytes) {
		g_autoptr(GError) error = g_error_new(
			G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			"'%s' cannot be read any more", record->path);

		return output_failure("show", error);
	}
	if (!isatty(STDOUT_FILENO)) {
		fwrite(bytes, 1, len, stdout);
		return COMMAND_CLEAN;
	}
	output_lines(stdout, bytes, 0);
	fputc('\n', stdout);
	return COMMAND_CLEAN;
}

static enum command_status refuse_unreadable(const struct session *session,
					     const struct record *record)
{
	for (size_t i = 0; i < diags_len(session->diags); i++) {
		const struct diag *diag = diags_get(session->diags, i);

		if (strcmp(diag->path, record->path) == 0)
			output_diag(stderr, diag);
	}
	output_note("show",
		    "record '%s' cannot be read; '--format xml' shows "
		    "the file as it is",
		    record->id);
	return COMMAND_FAILED;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const char *format = opt.format ? opt.format : "text";
	static const char *const formats[] = { "text", "xml", "json", NULL };
	const struct record *record =
		registers_find(session->registers, args[0]);

	(void)n;
	if (!g_strv_contains(formats, format))
		return output_usage("show",
				    "--format is 'text', 'xml' or 'json', "
				    "not '%s'",
				    format);
	if (!record)
		return session_refuse_id(session, "show", args[0]);
	if (strcmp(format, "xml") == 0)
		return show_xml(session, record);
	if (!record->root)
		return refuse_unreadable(session, record);
	if (strcmp(format, "text") == 0)
		return show_text(session, record);
	json_show(stdout, session, record);
	return COMMAND_CLEAN;
}

const struct command cmd_show = {
	.name = "show",
	.help = "Show one record, and what refers to it",
	.arguments = "ID",
	.description =
		"Shows the record with this id: each field under its label, "
		"codes and references\nin words, what the source is in square "
		"brackets, and the records that refer\nto it.",
	.ending = "Examples:\n"
		  "  gatehouse show leeds-live-risk\n"
		  "  gatehouse show leeds-live-risk --rev HEAD~1 --format "
		  "xml\n\n"
		  "Exit status: 0 done; 2 wrong usage; 3 there is no such "
		  "record.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS,
	.min_args = 1,
	.max_args = 1,
	.revision = &opt.revision,
	.run = run,
};
