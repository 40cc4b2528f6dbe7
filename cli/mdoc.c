/* SPDX-License-Identifier: MIT */
/* The rule book and the values of pages as manual pages. */
#include "cli/mdoc.h"

#include <string.h>

#include <glib.h>

#include "cli/roff.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/rulebook.h"
#include "site-gen/template_keys.h"

static void print_sources(FILE *to, const struct rulebook_row *row)
{
	NODE_EACH(source, row->node, "source")
	{
		const char *status = node_attr(source, "status");
		const char *uri = node_attr(source, "uri");
		const char *checked = node_attr(source, "checked");
		g_autofree char *line = g_strdup_printf(
			"%s (%s; %s).", source->text,
			status ? status : "status not given",
			g_strcmp0(checked, "yes") == 0 ? "checked"
						       : "not checked");

		roff_heading(to, ".It", "Source");
		roff_text(to, line);
		if (uri)
			roff_heading(to, ".Lk", uri);
	}
}

static void print_rule(FILE *to, const struct rulebook_row *row)
{
	g_autofree char *title = g_strdup_printf("%s %s", row->id, row->title);
	const char *absence = row->why_not ? "not checked by the program"
			      : row->absence_fails ? "a fact that is not "
						     "stated breaks the rule"
						   : "a fact that is not "
						     "stated leaves it "
						     "undecided";
	g_autofree char *severity = g_strdup_printf(
		"%s, on records: %s; %s.", diag_level_name(row->severity),
		row->records, absence);

	roff_heading(to, ".Ss", title);
	fputs(".Bl -tag -width Severity\n", to);
	roff_item(to, "Rule", row->text);
	roff_item(to, "Severity", severity);
	roff_item(to, "Why", row->rationale);
	roff_item(to, "Mend", row->mend);
	roff_item(to, "Unchecked", row->why_not ? row->why_not : "");
	print_sources(to, row);
	fputs(".El\n", to);
}

static void print_date(FILE *to, date_t day)
{
	g_autofree char *text = date_format(day);
	g_auto(GStrv) parts = g_strsplit(text, "-", 3);

	fprintf(to, ".Dd %s %d, %s\n",
		date_months[g_ascii_strtoull(parts[1], NULL, 10) - 1],
		(int)g_ascii_strtoull(parts[2], NULL, 10), parts[0]);
}

void mdoc_rules(FILE *to, const struct rulebook *rulebook, date_t day)
{
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);

	fputs(".\\\" SPDX-License-Identifier: MIT\n", to);
	print_date(to, day);
	fputs(".Dt GATEHOUSE-RULES 7\n.Os\n.Sh NAME\n.Nm gatehouse-rules\n"
	      ".Nd what records of information sharing are held to\n"
	      ".Sh DESCRIPTION\n"
	      "The rules that\n.Xr gatehouse 1\nchecks records against, each "
	      "with its reason, its remedy and what it rests on.\n"
	      "A rule says what the records show.\n"
	      "It gives no legal advice.\n.Pp\n"
	      "The settings of a registers repository,\n.Pa gatehouse.xml ,\n"
	      "may switch rules off and change their severity, with a "
	      "reason;\n.Cm explain\nshows it.\n.Sh RULES\n",
	      to);
	for (size_t i = 0; i < n; i++)
		print_rule(to, &rows[i]);
	fputs(".Sh SEE ALSO\n.Xr gatehouse 1\n", to);
}

/* The shapes whose keys it has too, and the names of fields. */
static void print_also(FILE *to, const struct template_keys_shape *shape)
{
	static const char *const fields[] = {
		[TEMPLATE_KEYS_NO_FIELDS] = NULL,
		[TEMPLATE_KEYS_FIELDS] =
			"Each element that the schema allows in it, under its "
			"name: a list of element where it may repeat, else a "
			"map: element. Each attribute that no element shares "
			"the name with: text.",
		[TEMPLATE_KEYS_FLAGS] = "A yes or no under the name of each "
					"element that the schema allows.",
		[TEMPLATE_KEYS_ENTRIES] =
			"Each element that the schema allows, under its name: "
			"map: field. Nothing where there is none.",
	};

	for (size_t i = 0; i < shape->n_also; i++) {
		g_autofree char *line =
			g_strdup_printf("All of %s%s", shape->also[i]->name,
					i + 1 < shape->n_also ? "," : ".");

		roff_text(to, line);
	}
	if (fields[shape->fields])
		roff_text(to, fields[shape->fields]);
}

static void print_shape(FILE *to, const struct template_keys_shape *shape)
{
	g_autofree char *title =
		g_strdup_printf("%s%s: %s", shape->name,
				shape->is_page ? ".html" : "", shape->title);

	roff_heading(to, ".Ss", title);
	print_also(to, shape);
	if (shape->n_keys == 0)
		return;
	fputs(".Bl -tag -width Ds\n", to);
	for (size_t i = 0; i < shape->n_keys; i++) {
		const struct template_keys_key *key = &shape->keys[i];
		g_autofree char *type = template_keys_type(key);
		g_autofree char *head =
			g_strdup_printf("%s (%s)", key->name, type);

		roff_item(to, head, key->meaning);
	}
	fputs(".El\n", to);
}

void mdoc_pages(FILE *to, const struct template_keys *keys)
{
	size_t n;
	const struct template_keys_shape *shapes =
		template_keys_shapes(keys, &n);

	fputs(".Sh VALUES\n", to);
	for (size_t i = 0; i < n; i++)
		if (shapes[i].is_page)
			print_shape(to, &shapes[i]);
	fputs(".Sh SHAPES\n"
	      "Maps that occur in more than one place, by the names that "
	      "stand above.\n",
	      to);
	for (size_t i = 0; i < n; i++)
		if (!shapes[i].is_page)
			print_shape(to, &shapes[i]);
}
