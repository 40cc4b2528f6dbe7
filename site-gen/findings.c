/* SPDX-License-Identifier: MIT */
/*
 * Diagnostics speak of the registers as they are; a site may show less.  Which
 * of them it shows, and in which words, is decided here once for all pages.
 * What a finding is about is told by its path, which two records never share.
 */
#include "site-gen/findings.h"

#include <string.h>

#include "lib/disclosure.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/suspect.h"
#include "site-gen/edition.h"

struct findings {
	GArray *all;	       /* of struct finding */
	GHashTable *by_record; /* id -> GPtrArray */
	GHashTable *by_rule;
};

static GHashTable *list_paths(const struct registers *visible)
{
	GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < registers_len(visible); i++) {
		const struct record *record = registers_get(visible, i);

		g_hash_table_insert(paths, (gpointer)record->path,
				    (gpointer)record);
	}
	return paths;
}

/* Files that are no records: everyone may know that they have a fault. */
static bool is_common_file(const char *path)
{
	return strcmp(path, "gatehouse.xml") == 0 ||
	       g_str_has_prefix(path, "codes/");
}

static void add_to(GHashTable *lists, const char *key,
		   const struct finding *finding)
{
	GPtrArray *list = g_hash_table_lookup(lists, key);

	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(lists, (gpointer)key, list);
	}
	g_ptr_array_add(list, (gpointer)finding);
}

/* Only when the array does not move any more. */
static void index_findings(struct findings *findings)
{
	for (guint i = 0; i < findings->all->len; i++) {
		const struct finding *finding =
			&g_array_index(findings->all, struct finding, i);

		if (finding->record)
			add_to(findings->by_record, finding->record->id,
			       finding);
		if (finding->diag->rule)
			add_to(findings->by_rule, finding->diag->rule, finding);
	}
}

/* All of the file that a path names; NULL: a code list, or not read. */
static const struct node *
root_at(GHashTable *paths, const struct registers *registers, const char *path)
{
	const struct record *record = g_hash_table_lookup(paths, path);

	if (strcmp(path, "gatehouse.xml") == 0)
		return registers_settings(registers);
	return record ? record->root : NULL;
}

struct findings *findings_new(const struct registers *registers,
			      const struct registers *visible,
			      enum edition edition,
			      const struct rulebook *rulebook,
			      const struct diags *diags)
{
	struct findings *findings = g_new0(struct findings, 1);
	g_autoptr(GHashTable) paths = list_paths(visible);
	g_autoptr(GHashTable) all = list_paths(registers);
	g_autoptr(GHashTable) vocabulary = edition_vocabulary(visible);
	g_autoptr(EditionLines) lines = edition_lines_new(edition, NULL);
	bool hides_counts =
		edition != EDITION_INTERNAL && disclosure_has_counts(registers);

	findings->all = g_array_new(FALSE, FALSE, sizeof(struct finding));
	findings->by_record =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);
	findings->by_rule =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		const struct node *root = root_at(all, registers, diag->path);
		struct finding finding = {
			.diag = diag,
			.record = g_hash_table_lookup(paths, diag->path),
		};

		if (!finding.record && !is_common_file(diag->path) &&
		    edition != EDITION_INTERNAL)
			continue;
		if (edition_lines_root(lines) != root) {
			edition_lines_free(lines);
			lines = edition_lines_new(edition, root);
		}
		if (!edition_is_told(lines, diag->line))
			continue;
		if (edition != EDITION_INTERNAL &&
		    g_strcmp0(diag->rule, SUSPECT_RULE) == 0)
			continue;
		if (hides_counts && disclosure_is_told_by(diag->rule))
			continue;
		finding.message =
			edition_message(vocabulary, lines, rulebook, diag);
		if (diag->waiver)
			finding.waiver = registers_find(visible, diag->waiver);
		if (diag->rule)
			finding.rule = rulebook_find(rulebook, diag->rule);
		g_array_append_val(findings->all, finding);
	}
	index_findings(findings);
	return findings;
}

void findings_free(struct findings *findings)
{
	if (!findings)
		return;
	g_array_unref(findings->all);
	g_hash_table_unref(findings->by_record);
	g_hash_table_unref(findings->by_rule);
	g_free(findings);
}

size_t findings_len(const struct findings *findings)
{
	return findings->all->len;
}

const struct finding *findings_get(const struct findings *findings, size_t i)
{
	return &g_array_index(findings->all, struct finding, i);
}

const GPtrArray *findings_of_record(const struct findings *findings,
				    const char *id)
{
	return g_hash_table_lookup(findings->by_record, id);
}

const GPtrArray *findings_of_rule(const struct findings *findings,
				  const char *rule)
{
	return g_hash_table_lookup(findings->by_rule, rule);
}

size_t findings_count(const struct findings *findings, enum diag_level level)
{
	size_t n = 0;

	for (guint i = 0; i < findings->all->len; i++) {
		const struct diag *diag =
			g_array_index(findings->all, struct finding, i).diag;

		n += diag->level == level && !diag->waiver &&
		     !diag->is_undecidable;
	}
	return n;
}
