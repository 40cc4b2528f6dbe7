/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNATURE_PRIVATE_H
#define GATEHOUSE_SIGNATURE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct signature_input;

/* Private to signature*.c: the two kinds of signature. */

/* A key of the settings. */
struct signature_key {
	bool is_ssh;
	char *text; /* SSH: "type base64"; OpenPGP: the armoured block */
	char *id;   /* fingerprint; NULL: not understood */
	char **roles;
	date_t from;  /* DATE_NONE: always */
	date_t until; /* DATE_NONE: for ever */
};

enum signature_outcome {
	SIGNATURE_GOOD,
	SIGNATURE_BAD,
	SIGNATURE_OVER,	   /* right, but the key had expired or was revoked */
	SIGNATURE_STRANGE, /* not by a key that was given */
	SIGNATURE_NO_TOOL, /* the program that could tell is missing */
	SIGNATURE_NOT_RUN, /* it could not be run; error is set */
};

/* In signature_ssh.c ------------------------------------------------------ */

/*
 * "type base64" of a public key line without its comment, and its fingerprint
 * "SHA256:…", both owned by the caller; false: the line is no such key.
 */
bool signature_ssh_parse(const char *line, char **key, char **id);

/* Fingerprint of the key that made an armoured signature; NULL: none. */
char *signature_ssh_signer(const char *armour);

/* Runs ssh-keygen with files in the folder dir. */
enum signature_outcome signature_ssh_verify(const char *dir,
					    const struct signature_key *key,
					    const struct signature_input *input,
					    GError **error);

/* In signature_pgp.c, the only file that knows GPGME ----------------------- */

/* A context whose only keys are those imported into the folder dir. */
struct signature_pgp;

/* NULL where there is no OpenPGP program. */
struct signature_pgp *signature_pgp_new(const char *dir);
void signature_pgp_free(struct signature_pgp *pgp);

/*
 * Takes a public key block in; its fingerprint, owned by the caller.  NULL: it
 * holds no key, more than one, or a private one.
 */
char *signature_pgp_import(struct signature_pgp *pgp, const char *armour);

/* *id receives the fingerprint of the signing key where it is good. */
enum signature_outcome signature_pgp_verify(struct signature_pgp *pgp,
					    const struct signature_input *input,
					    char **id, GError **error);

#endif
