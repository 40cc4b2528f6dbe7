/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EDITION_H
#define GATEHOUSE_EDITION_H

#include <stdbool.h>

#include <glib.h>

#include "lib/schema.h"

struct arena;
struct diag;
struct node;
struct registers;
struct rulebook;

/* What stands where a record is named that this edition does not have. */
#define EDITION_HIDDEN "a record that is not in this edition"

/*
 * The registers as an edition may show them: without the records whose
 * publication is narrower, without the elements and attributes whose field is
 * (or that the schema does not know), and with EDITION_HIDDEN for every
 * reference to something left out; counts of people are under disclosure
 * control.  In the internal edition all is as it is.  registers must outlive the result.
 */
struct registers *edition_registers(const struct registers *registers,
				    enum edition edition);

/*
 * The same for one version of a record in history: by the version's own
 * publication and today's schema; visible are the registers of
 * edition_registers, which references must lead into.  Counts of people are
 * left out of versions, but not in the internal edition.  tree must outlive the
 * result, which is tree itself where nothing is hidden.  NULL when the version
 * is not for this edition.
 */
const struct node *edition_tree(const struct registers *visible,
				enum edition edition, struct arena *arena,
				const struct node *tree);

/*
 * Whether a reference that may be hidden leads to what these registers, of an
 * edition, show: all that edition_tree asks of them.  Any thread.
 */
bool edition_is_target_visible(const struct registers *visible,
			       enum edition edition, const char *target);

/*
 * Whether the element, of an edition's tree, is a reference to something that
 * the edition leaves out.
 */
bool edition_is_hidden(const struct node *node);

/*
 * Whether the source that the element, of an edition's tree, names or inherits
 * is one that the edition leaves out.  The value of the attribute is then
 * EDITION_HIDDEN, and no place in the source is given.
 */
bool edition_is_source_hidden(const struct node *node);

/* All words that the registers of an edition hold, for edition_message. */
GHashTable *edition_vocabulary(const struct registers *visible);

/*
 * What of a record (or the settings; whole, not redacted) an edition shows of
 * each line; root NULL: all may be seen.  Cost: that of one walk.
 */
struct edition_lines;

struct edition_lines *edition_lines_new(enum edition edition,
					const struct node *root);
void edition_lines_free(struct edition_lines *lines);

/* Of which record they are. */
const struct node *edition_lines_root(const struct edition_lines *lines);

/*
 * The message of a finding on that record: as it is when each value that it
 * quotes is among the vocabulary and nothing that is hidden stands on its line
 * of the record, otherwise the title of its rule.  Borrowed from diag or
 * rulebook.
 */
const char *edition_message(GHashTable *vocabulary,
			    const struct edition_lines *lines,
			    const struct rulebook *rulebook,
			    const struct diag *diag);

/*
 * Whether a finding on that line may be known of at all: not when all that
 * begins there, or last began before, is missing from the edition.
 */
bool edition_is_told(const struct edition_lines *lines, unsigned line);

/* Who made a commit, as an edition says it; both may be NULL. */
struct edition_author {
	const char *role;
	const char *organisation;
	const char *person; /* "Ann Example <ann@…>", internal edition only */
};

/*
 * Role and organisation of a commit's address by the settings of registers
 * (all of them, not only what is visible), in the arena; the organisation
 * only when it is visible.
 */
struct edition_author edition_author(const struct registers *registers,
				     const struct registers *visible,
				     enum edition edition, struct arena *arena,
				     const char *const name_and_email[2]);

typedef struct edition_lines EditionLines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EditionLines, edition_lines_free)

#endif
