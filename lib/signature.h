/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNATURE_H
#define GATEHOUSE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct node;
struct repo;
struct repo_commit;

/*
 * What is known of a commit's signature.  Only what a key of the settings has
 * signed is verified; a key that they do not name proves nothing, so that is
 * "not checked", as where the program that could check it is missing.
 */
enum signature_state {
	SIGNATURE_ABSENT,
	SIGNATURE_NOT_CHECKED,
	SIGNATURE_VERIFIED,
	SIGNATURE_FAILED,
};

/* "absent", "not checked", "verified", "failed" */
const char *signature_state_name(enum signature_state state);

struct signature {
	enum signature_state state;
	char *key; /* "SHA256:…" or an OpenPGP fingerprint; NULL: unknown */
	char **roles; /* for which the key speaks; NULL unless verified */
	char *why;    /* in words; NULL where there is nothing to say */
};

void signature_clear(struct signature *signature);

/*
 * What is wrong with the text of a public key in the settings ("is …"), owned
 * by the caller; NULL: it looks like one.  Says nothing of who has it.
 */
char *signature_key_fault(const char *key);

/*
 * The keys of the settings, and a private folder for the programs that verify
 * with them, made when it is first needed and removed in the end.  Not for
 * two threads at once.
 */
struct signature_keys;

/* Copies what it needs of settings, which may be NULL: no keys. */
struct signature_keys *signature_keys_new(const struct node *settings);
void signature_keys_free(struct signature_keys *keys);

/* How many keys there are. */
size_t signature_keys_len(const struct signature_keys *keys);

/* A commit's signature and what it is over; armour NULL: there is none. */
struct signature_input {
	const char *armour;
	const char *payload;
	size_t payload_len;
	date_t day; /* on which the key has to be current */
};

/*
 * Finds out what there is to say of a signature; result is to be cleared.
 * Cost: one run of another program (ssh-keygen or gpg) for each signature by a
 * key of the settings.  False, with error set, when that is there, but cannot
 * be run.
 */
bool signature_verify(struct signature_keys *keys,
		      const struct signature_input *input,
		      struct signature *result, GError **error);

/*
 * The same for a commit of a repository; day DATE_NONE: the committer's.
 * False, with error set, when one that is signed cannot be read, or as above; then the
 * repository is no longer readable: see repo_is_readable.
 */
bool signature_of_commit(struct signature_keys *keys, struct repo *repo,
			 const struct repo_commit *commit, date_t day,
			 struct signature *result, GError **error);

typedef struct signature_keys SignatureKeys;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignatureKeys, signature_keys_free)

#endif
