/* SPDX-License-Identifier: MIT */
/*
 * OpenPGP through GPGME, which drives gpg.  The keys come from the settings
 * into a key ring of their own in a private folder: the key ring and the trust
 * of whoever runs the program say nothing about who may approve.  So a
 * signature is good when it is right and by one of these keys, whatever gpg
 * thinks of their owners.  Keys are not fetched from anywhere.
 */
#include "lib/signature_private.h"

#include <string.h>

#include <gio/gio.h>
#include <gpgme.h>

#include "lib/signature.h"

/* No key servers, no web key directory, no agent for key look-ups. */
static const char configuration[] = "no-auto-key-retrieve\n"
				    "no-auto-key-locate\n"
				    "disable-dirmngr\n"
				    "no-autostart\n"
				    "batch\n";

struct signature_pgp {
	gpgme_ctx_t context;
	gpgme_error_t trouble; /* that gpg could not be run for a key */
};

/* Whether it is the system that has failed, not what gpg was given. */
static bool is_of_system(gpgme_error_t status)
{
	return gpgme_err_code_to_errno(gpgme_err_code(status)) != 0;
}

static gpointer start(gpointer unused)
{
	gpgme_check_version(NULL);
	return unused;
}

struct signature_pgp *signature_pgp_new(const char *dir)
{
	static GOnce once = G_ONCE_INIT;
	struct signature_pgp *pgp = g_new0(struct signature_pgp, 1);
	g_autofree char *path = g_build_filename(dir, "gpg.conf", NULL);

	g_once(&once, start, NULL);
	if (g_file_set_contents(path, configuration, -1, NULL) &&
	    gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP) == 0 &&
	    gpgme_new(&pgp->context) == 0 &&
	    gpgme_ctx_set_engine_info(pgp->context, GPGME_PROTOCOL_OpenPGP,
				      NULL, dir) == 0) {
		gpgme_set_offline(pgp->context, 1);
		return pgp;
	}
	signature_pgp_free(pgp);
	return NULL;
}

void signature_pgp_free(struct signature_pgp *pgp)
{
	if (!pgp)
		return;
	if (pgp->context)
		gpgme_release(pgp->context);
	g_free(pgp);
}

char *signature_pgp_import(struct signature_pgp *pgp, const char *armour)
{
	gpgme_data_t data = NULL;
	gpgme_import_result_t result;
	gpgme_error_t status;
	char *id = NULL;

	if (gpgme_data_new_from_mem(&data, armour, strlen(armour), 0) != 0)
		return NULL;
	status = gpgme_op_import(pgp->context, data);
	if (is_of_system(status))
		pgp->trouble = status;
	if (status == 0) {
		result = gpgme_op_import_result(pgp->context);
		if (result && result->considered == 1 && result->imports &&
		    result->imports->result == 0 && result->secret_read == 0)
			id = g_strdup(result->imports->fpr);
	}
	gpgme_data_release(data);
	return id;
}

/* Whether the key and its subkey of that fingerprint last until the day. */
static bool lasts(gpgme_key_t key, const char *fingerprint, date_t day)
{
	for (gpgme_subkey_t sub = key->subkeys; sub; sub = sub->next) {
		bool counts = sub == key->subkeys ||
			      g_strcmp0(sub->fpr, fingerprint) == 0;

		if (counts && sub->expires > 0 &&
		    date_of_time(sub->expires) < day)
			return false;
	}
	return true;
}

/*
 * The fingerprint of the whole key that a signing subkey belongs to, if both
 * last until the day: what counts is that day, not the present, so that what
 * was verified once stays so.
 */
static char *primary_of(struct signature_pgp *pgp, const char *subkey,
			date_t day, bool *is_over)
{
	gpgme_key_t key = NULL;
	char *id = NULL;

	if (!subkey || gpgme_get_key(pgp->context, subkey, &key, 0) != 0)
		return NULL;
	*is_over = !lasts(key, subkey, day);
	if (key->subkeys && key->subkeys->fpr)
		id = g_strdup(key->subkeys->fpr);
	gpgme_key_unref(key);
	return id;
}

static enum signature_outcome judge(struct signature_pgp *pgp, date_t day,
				    char **id)
{
	bool is_over = false;
	gpgme_verify_result_t result = gpgme_op_verify_result(pgp->context);
	gpgme_signature_t signature = result ? result->signatures : NULL;

	if (!signature || signature->next)
		return SIGNATURE_BAD;
	switch (gpgme_err_code(signature->status)) {
	case GPG_ERR_NO_ERROR:
	case GPG_ERR_KEY_EXPIRED:
		*id = primary_of(pgp, signature->fpr, day, &is_over);
		if (!*id)
			return SIGNATURE_STRANGE;
		return is_over ? SIGNATURE_OVER : SIGNATURE_GOOD;
	case GPG_ERR_CERT_REVOKED:
		return SIGNATURE_OVER;
	case GPG_ERR_NO_PUBKEY:
		return SIGNATURE_STRANGE;
	default:
		return SIGNATURE_BAD;
	}
}

enum signature_outcome signature_pgp_verify(struct signature_pgp *pgp,
					    const struct signature_input *input,
					    char **id, GError **error)
{
	gpgme_data_t armour = NULL, payload = NULL;
	enum signature_outcome outcome = SIGNATURE_NOT_RUN;
	gpgme_error_t status = pgp->trouble;

	if (!status &&
	    gpgme_data_new_from_mem(&armour, input->armour,
				    strlen(input->armour), 0) == 0 &&
	    gpgme_data_new_from_mem(&payload, input->payload,
				    input->payload_len, 0) == 0) {
		status = gpgme_op_verify(pgp->context, armour, payload, NULL);
		if (gpgme_err_code(status) == GPG_ERR_NO_DATA ||
		    gpgme_err_code(status) == GPG_ERR_BAD_DATA)
			outcome = SIGNATURE_BAD;
		else if (status == 0)
			outcome = judge(pgp, input->day, id);
	}
	if (outcome == SIGNATURE_NOT_RUN)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "'gpg' does not run: %s",
			    status ? gpgme_strerror(status) : "no memory");
	if (armour)
		gpgme_data_release(armour);
	if (payload)
		gpgme_data_release(payload);
	return outcome;
}
