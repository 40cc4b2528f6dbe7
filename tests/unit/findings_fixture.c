/* SPDX-License-Identifier: MIT */
#include "tests/unit/findings_fixture.h"

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/rules.h"
#include "lib/sha1.h"

char *findings_fixture_line(const struct diag *diag)
{
	return g_strdup_printf("%s:%u: %s: %s [%s]\n", diag->path, diag->line,
			       diag->waiver ? "waived"
					    : diag_level_name(diag->level),
			       diag->message, diag->rule ? diag->rule : "");
}

char *findings_fixture_text(const struct diags *diags, const char *rule)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *line = NULL;

		if (rule && g_strcmp0(diag->rule, rule) != 0)
			continue;
		line = findings_fixture_line(diag);
		g_string_append(text, line);
	}
	return g_string_free(text, FALSE);
}

char *findings_fixture_all(const struct diags *diags,
			   const struct rule_run *run)
{
	g_autofree char *found = findings_fixture_text(diags, NULL);
	GString *lines = g_string_new(found);
	size_t n;
	const struct rule_tally *all = rule_run_tallies(run, &n);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(lines, "%s %zu %zu %zu %zu\n", all[i].id,
				       all[i].passed, all[i].failed,
				       all[i].waived, all[i].undecidable);
	return g_string_free(lines, FALSE);
}

void findings_fixture_ids(struct files *files)
{
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		struct repo_id id = { 0 };

		sha1_of("", 0, file->bytes, file->len, id.bytes);
		files_set_id(files, i, &id);
	}
}
