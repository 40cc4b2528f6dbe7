/* SPDX-License-Identifier: MIT */
/*
 * Differences as a page.  A reader of a report looks for a record by what it
 * is called, so titles are read from the newer text, or from the older one
 * where the record is gone.
 */
#include "cli/diff_report.h"

#include <string.h>

#include "cli/changes.h"
#include "lib/arena.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml_tree.h"
#include "site-gen/diff_page.h"

static const struct node *read_tree(const struct diff_report *report,
				    struct arena *arena,
				    const struct files *files, const char *path)
{
	return path ? xml_tree_read(report->library->schema, arena,
				    files_find(files, path))
		    : NULL;
}

/* What the record is called; NULL: it does not say, or is none. */
static const char *title_of(const struct diff_report *report,
			    struct arena *arena,
			    const struct changes_entry *entry)
{
	const struct kind *kind =
		schema_kind(report->library->schema, entry->kind);
	const char *old_path = entry->old_path ? entry->old_path : entry->path;
	const struct node *tree;

	if (!kind || !kind->title)
		return NULL;
	tree = read_tree(report, arena, report->new, entry->path);
	if (!tree)
		tree = read_tree(report, arena, report->old, old_path);
	return node_value(tree, kind->title);
}

static const char *register_name(const struct diff_report *report,
				 const struct changes_entry *entry)
{
	const struct kind *kind =
		schema_kind(report->library->schema, entry->kind);

	if (strcmp(entry->kind, "codeList") == 0)
		return "Code lists";
	return kind && kind->folder ? kind->plural : "Settings";
}

bool diff_report_print(FILE *to, const struct diff_report *report,
		       GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree struct diff_page_record *records =
		g_new0(struct diff_page_record, report->entries->len + 1);
	const struct node *settings =
		read_tree(report, arena, report->new, "gatehouse.xml");
	struct diff_page page = {
		.title = node_value(settings, "title"),
		.from = report->from,
		.to = report->to,
		.titles = report->titles,
		.records = records,
		.n = report->entries->len,
	};

	for (guint i = 0; i < report->entries->len; i++) {
		const struct changes_entry *entry = report->entries->pdata[i];

		records[i] = (struct diff_page_record){
			.register_name = register_name(report, entry),
			.id = entry->record,
			.title = title_of(report, arena, entry),
			.event = entry->event,
			.old_path = entry->old_path,
			.is_readable = !entry->fault,
			.fields = entry->fields,
		};
	}
	if (!diff_page_write(report->library->assets, &page, out, error))
		return false;
	fwrite(out->str, 1, out->len, to);
	return true;
}
