/* SPDX-License-Identifier: MIT */
/*
 * Flows as a data use register in the fields of HDR UK's specification, version
 * 2.  It asks who applied to use data; here that is the body that receives
 * them, so each flow has a row for each recipient.  Fields for which the
 * registers hold no fact are empty, and those that name a person always are.
 */
#include <string.h>

#include "cli/formats.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/csv.h"

/* What a row is made of. */
struct use {
	const struct session *session;
	const struct node *agreement;
	const char *id;
	const struct node *flow;
	const struct node *recipient; /* the element */
	const struct record *body;    /* or NULL */
};

typedef char *(*fill)(const struct use *use);

/* The label of the element's code; NULL: it has none. */
static char *coded(const struct use *use, const struct node *node)
{
	const struct code *code =
		codes_of(registers_codes(use->session->registers), node);

	return code ? g_strdup(*code->label ? code->label : code->id) : NULL;
}

/* The element in a few words, its code's, or in its own; NULL: not stated. */
static char *label(const struct use *use, const struct node *node)
{
	char *text = node_is_stated(node) ? coded(use, node) : NULL;

	if (text || !node_is_stated(node) || !*node->text)
		return text;
	return g_strdup(node->text);
}

/* In its own words. */
static char *words(const struct use *use G_GNUC_UNUSED, const struct node *node)
{
	return node_is_stated(node) && *node->text ? g_strdup(node->text)
						   : NULL;
}

/* All children of that name, each once, parted as the field asks. */
static char *all(const struct use *use, const struct node *parent,
		 const char *name, const char *by,
		 char *(*say)(const struct use *, const struct node *))
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

	NODE_EACH(node, parent, name)
	{
		char *part = say(use, node);

		if (part && !g_ptr_array_find_with_equal_func(
				    parts, part, g_str_equal, NULL))
			g_ptr_array_add(parts, part);
		else
			g_free(part);
	}
	g_ptr_array_add(parts, NULL);
	return g_strjoinv(by, (char **)parts->pdata);
}

static char *value(const struct node *node, const char *path)
{
	return g_strdup(node_value(node, path));
}

static char *lead(const struct use *use)
{
	return g_strdup(use->body ? use->body->title : use->recipient->text);
}

static char *lead_id(const struct use *use)
{
	const struct node *identifier =
		use->body ? node_child(use->body->root, "identifier") : NULL;

	if (!identifier || !node_is_stated(identifier))
		return NULL;
	return g_strdup_printf("%s:%s", node_attr(identifier, "scheme"),
			       identifier->text);
}

static char *sector(const struct use *use)
{
	return use->body ? label(use, node_child(use->body->root, "type"))
			 : NULL;
}

static char *sub_licence(const struct use *use)
{
	return label(use, node_child(use->flow, "onward"));
}

static char *project_id(const struct use *use)
{
	return g_strdup_printf("%s#%s", use->id, node_attr(use->flow, "id"));
}

static char *title(const struct use *use)
{
	return g_strdup_printf("%s: %s",
			       node_text(node_child(use->agreement, "title")),
			       node_text(node_child(use->flow, "title")));
}

static char *summary(const struct use *use)
{
	return value(use->agreement, "summary");
}

static char *benefit(const struct use *use)
{
	return all(use, use->agreement, "benefit", " ", words);
}

static char *category(const struct use *use)
{
	return all(use,
		   node_child(use->flow, "purpose") ? use->flow
						    : use->agreement,
		   "purpose", ", ", label);
}

static char *committees(const struct use *use)
{
	return value(use->flow, "approval/reference");
}

static char *start(const struct use *use)
{
	return value(use->agreement, "start");
}

static char *end(const struct use *use)
{
	return value(use->agreement, "end");
}

static char *approved(const struct use *use)
{
	return value(use->flow, "approval/reviewedOn");
}

static char *datasets(const struct use *use)
{
	return value(use->flow, "title");
}

static char *sensitivity(const struct use *use)
{
	static const char *const levels[][2] = {
		{ "identified", "Personally Identifiable" },
		{ "pseudonymised", "De-Personalised" },
		{ "de-identified", "De-Personalised" },
		{ "aggregate", "Anonymous" },
	};
	const char *code = node_value(use->flow, "identifiability");

	for (size_t i = 0; code && i < G_N_ELEMENTS(levels); i++) {
		if (strcmp(levels[i][0], code) == 0)
			return g_strdup(levels[i][1]);
	}
	return NULL;
}

static char *art6(const struct use *use)
{
	char *own = all(use, use->flow, "lawfulBasis", ", ", label);

	if (*own)
		return own;
	g_free(own);
	return all(use, node_child(use->agreement, "legal"), "art6", ", ",
		   label);
}

static char *art9(const struct use *use)
{
	return all(use, node_child(use->agreement, "legal"), "art9", ", ",
		   label);
}

static char *confidentiality(const struct use *use)
{
	return label(use, node_child(use->flow, "confidentialityBasis"));
}

static char *opt_out(const struct use *use)
{
	return label(use, node_child(use->flow, "nationalDataOptOut"));
}

static char *frequency(const struct use *use)
{
	const char *code = node_value(use->flow, "frequency");

	if (!code)
		return NULL;
	return g_strdup(strcmp(code, "one-off") == 0 ? "One-off" : "Recurring");
}

static char *linkage(const struct use *use)
{
	return value(use->flow, "matchQuality");
}

static char *data(const struct use *use)
{
	return all(use, use->flow, "dataCategory", ", ", label);
}

static char *released(const struct use *use)
{
	return value(use->flow, "start");
}

/* A trusted research environment is nothing that the registers know of. */
static char *access_type(const struct use *use)
{
	static const char *const leaves[] = {
		"secure-email",
		"sftp",
		"api",
		"encrypted-media",
		"paper-courier",
		"unencrypted-email",
		"unencrypted-media",
		NULL,
	};
	const char *code = node_value(use->flow, "method");

	return code && g_strv_contains(leaves, code) ? g_strdup("Release")
						     : NULL;
}

static char *privacy(const struct use *use)
{
	return all(use, use->flow, "safeguard", ", ", label);
}

static const struct {
	const char *name;
	fill fill; /* NULL: there is no fact for it, or it is a person */
} columns[] = {
	{ "Lead applicant organisation name", lead },
	{ "Organisation ID", lead_id },
	{ "Organisation sector", sector },
	{ "Applicant names", NULL },
	{ "Applicant ID", NULL },
	{ "Funders/Sponsors", NULL },
	{ "DEA accredited researcher?", NULL },
	{ "Sub-licence arrangements (if any)?", sub_licence },
	{ "Project ID", project_id },
	{ "Project title", title },
	{ "Lay summary", summary },
	{ "Public benefit statement", benefit },
	{ "Request category type", category },
	{ "Technical summary", NULL },
	{ "Other approval committees", committees },
	{ "Project start date", start },
	{ "Project end date", end },
	{ "Latest approval date", approved },
	{ "Dataset(s) name", datasets },
	{ "Data sensitivity level", sensitivity },
	{ "Legal basis for provision of data under Article 6", art6 },
	{ "Lawful conditions for provision of data under Article 9", art9 },
	{ "Common Law Duty of Confidentiality", confidentiality },
	{ "National data opt-out applied?", opt_out },
	{ "Request frequency", frequency },
	{ "For linked datasets, specify how the linkage will take place",
	  linkage },
	{ "For linked datasets, specify how any new assets created will be "
	  "managed and archived",
	  NULL },
	{ "Description of the confidential data being used", data },
	{ "Release/Access date", released },
	{ "Access type", access_type },
	{ "How has data been processed to enhance privacy?", privacy },
	{ "Link to research outputs", NULL },
};

static void append_cell(GString *out, const char *text, bool is_first)
{
	g_autoptr(GString) cell = g_string_new(NULL);

	csv_add_value(cell, text ? text : "");
	csv_add_cell(out, cell->str, is_first);
}

static void append_use(GString *out, const struct use *use)
{
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		g_autofree char *text =
			columns[i].fill ? columns[i].fill(use) : NULL;

		append_cell(out, text, i == 0);
	}
	csv_end_row(out);
}

static void append_agreement(GString *out, const struct session *session,
			     const struct record *record)
{
	struct use use = { .session = session,
			   .agreement = record->root,
			   .id = record->id };

	NODE_EACH(flow, record->root, "flow")
	{
		use.flow = flow;
		NODE_EACH(recipient, flow, "recipient")
		{
			if (!node_is_stated(recipient))
				continue;
			use.recipient = recipient;
			use.body =
				registers_target(session->registers, recipient);
			append_use(out, &use);
		}
	}
}

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	enum command_status status = COMMAND_CLEAN;
	size_t n;
	const struct record *const *agreements =
		registers_of_kind(session->registers, "agreement", &n);

	csv_begin(bytes);
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		append_cell(bytes, columns[i].name, i == 0);
	csv_end_row(bytes);
	for (size_t i = 0; i < n; i++) {
		if (formats_takes(agreements[i], &status))
			append_agreement(bytes, session, agreements[i]);
	}
	return formats_put(session, out, bytes->str, bytes->len, status);
}

const struct export_format export_hdruk = {
	.name = "hdruk",
	.is_outward = true,
	.run = run,
};
