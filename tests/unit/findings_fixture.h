/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FINDINGS_FIXTURE_H
#define GATEHOUSE_FINDINGS_FIXTURE_H

struct diag;
struct diags;
struct files;
struct rule_run;

/* A finding as a line; owned by the caller. */
char *findings_fixture_line(const struct diag *diag);

/* The findings of one rule (NULL: of all), one a line; owned by the caller. */
char *findings_fixture_text(const struct diags *diags, const char *rule);

/*
 * All of them, and how often each rule passed, failed, …; owned by the caller.
 */
char *findings_fixture_all(const struct diags *diags,
			   const struct rule_run *run);

/* Gives each file an id, as if it were known to git. */
void findings_fixture_ids(struct files *files);

#endif
