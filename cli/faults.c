/* SPDX-License-Identifier: MIT */
/*
 * A fault counts against a commit if it lies in a file that it changes, or is
 * one that a change has caused elsewhere: a reference to a record that went,
 * an id that is now there twice.  What was wrong before is no reason to refuse
 * what is right.
 */
#include "cli/faults.h"

#include <stdio.h>
#include <string.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/record_history.h"
#include "lib/registers.h"

static bool is_changed_path(const struct session *session, const char *path)
{
	return g_strv_contains((const char *const *)session->changed, path);
}

/* Whether a changed (or, with is_gone, a removed) file has this id. */
static bool is_changed_id(const struct session *session, const char *id,
			  bool is_gone)
{
	for (char **path = session->changed; *path; path++) {
		g_autofree char *own = record_history_id(*path);

		if (strcmp(own, id) == 0 &&
		    !(is_gone && files_find(session->changed_files, *path)))
			return true;
	}
	return false;
}

/* Whether the finding is a reference to a record that has been removed. */
static bool is_left_dangling(const struct session *session,
			     const struct diag *diag)
{
	size_t n = 0;
	const struct reference *all =
		session->registers
			? registers_references(session->registers, &n)
			: NULL;

	for (size_t i = 0; i < n; i++) {
		g_autofree char *id = NULL;

		if (all[i].to || all[i].node->line != diag->line ||
		    strcmp(all[i].from->path, diag->path) != 0)
			continue;
		id = g_strndup(all[i].target, strcspn(all[i].target, "#"));
		if (is_changed_id(session, id, true))
			return true;
	}
	return false;
}

/* A file that could not be read is not in the list of changes. */
static bool is_unread(const struct session *session, const struct diag *diag)
{
	return diag->line == 0 && g_strcmp0(diag->rule, "REG-02") == 0 &&
	       !(session->registers && diag->record &&
		 registers_find(session->registers, diag->record));
}

static bool is_in_the_way(const struct session *session,
			  const struct diag *diag, bool is_draft)
{
	const char *rule = diag->rule ? diag->rule : "";

	if (diag->level != DIAG_ERROR || diag->waiver)
		return false;
	if (is_draft && strcmp(rule, "REG-02") != 0 &&
	    strcmp(rule, "CON-18") != 0)
		return false;
	if (is_changed_path(session, diag->path) || is_unread(session, diag))
		return true;
	if (strcmp(rule, "REG-01") == 0)
		return diag->record &&
		       is_changed_id(session, diag->record, false);
	return (strcmp(rule, "REG-11") == 0 || strcmp(rule, "ORG-01") == 0) &&
	       is_left_dangling(session, diag);
}

size_t faults_print(const struct session *session, bool is_draft)
{
	size_t n = 0;

	for (size_t i = 0; i < diags_len(session->diags); i++) {
		const struct diag *diag = diags_get(session->diags, i);

		if (!is_in_the_way(session, diag, is_draft))
			continue;
		output_diag(stderr, diag);
		n++;
	}
	return n;
}

void faults_find_personal_data(const struct session *session)
{
	for (size_t i = 0; i < files_len(session->changed_files); i++) {
		const struct file *file = files_get(session->changed_files, i);
		g_autofree char *id = record_history_id(file->path);
		struct pii_source source = {
			.bytes = file->bytes,
			.len = file->len,
		};

		pii_check(file->path, id, &source, session->diags);
	}
	diags_sort(session->diags);
}
