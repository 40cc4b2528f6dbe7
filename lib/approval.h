/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_APPROVAL_H
#define GATEHOUSE_APPROVAL_H

#include <stdbool.h>

#include <glib.h>

struct codes;
struct diags;
struct node;
struct registers;

/*
 * Approvals: which changes need whose word, as the settings say (their
 * "approval" elements), and whether a commit's trailers give it.
 */

#define APPROVAL_APPROVED "Approved-by-role"
#define APPROVAL_REVIEWED "Reviewed-by-role"

/*
 * The values of the trailers ("Key: value", NULL-terminated, or NULL) that have
 * this key, whatever its case; owned by the caller.
 */
char **approval_trailers(const char *const *trailers, const char *key);

/* The roles that a commit claims.  NULL-terminated, owned. */
struct approval_claim {
	char **approved;
	char **reviewed;
};

/* Takes the roles out of trailers ("Key: value", NULL-terminated, or NULL). */
void approval_claim_init(struct approval_claim *claim,
			 const char *const *trailers);
void approval_claim_clear(struct approval_claim *claim);

/* Adds the roles of another claim. */
void approval_claim_add(struct approval_claim *claim,
			const struct approval_claim *other);

/* Leaves of the approving roles only those that are among roles (or NULL). */
void approval_claim_limit(struct approval_claim *claim,
			  const char *const *roles);

/* Whether two names of roles mean the same: case and outer blanks apart. */
bool approval_is_role(const char *a, const char *b);

/* One register file that a commit changes. */
struct approval_change {
	const char *path;
	const char *kind;	/* "agreement", …, "settings", "codeList" */
	const struct node *old; /* NULL: was not there */
	const struct node *new; /* NULL: is there no longer */
	bool is_unreadable;	/* a text is no record's: all needs apply */
};

/* What a change needs and the claim does not give. */
struct approval_need {
	char *id; /* of the approval in the settings */
	char *path;
	bool is_review; /* a review is missing, not the approval */
	char *roles;	/* "'Caldicott guardian' or 'SIRO'" */
	char *first;	/* the first of them */
	char *reason;	/* Markdown; NULL: the program's own need */
};

/*
 * Adds to needs (of struct approval_need, with approval_need_free) what the
 * change still needs by the settings in force before it; the same need of the
 * same file is added once.  settings may be NULL: nothing is needed.  What
 * changes the approvals or signers themselves always needs one of the
 * approving roles that the settings name.
 */
void approval_find_needs(const struct node *settings, const struct codes *codes,
			 const struct approval_change *change,
			 const struct approval_claim *claim, GPtrArray *needs);
void approval_need_free(struct approval_need *need);

/* "agreements/x.xml needs the approval of 'SIRO' (agreements-in-force)" */
char *approval_need_sentence(const struct approval_need *need);

/* Whether the settings ask for any approval. */
bool approval_is_asked(const struct node *settings);

/* Whether some approval that the settings ask for names this role. */
bool approval_has_role(const struct node *settings, const char *role);

/*
 * Adds a finding (REG-02, on gatehouse.xml) for each approval or signer that
 * cannot work: of a kind or field that there is not, without a role or reason,
 * named twice, a key that is none, or an approval whose roles have no key
 * although others have.
 */
void approval_check(const struct registers *registers, struct diags *diags);

#endif
