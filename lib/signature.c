/* SPDX-License-Identifier: MIT */
/*
 * A signature proves that the holder of a key wrote a commit; that the key
 * speaks for a role is what the settings say.  Without both a role in a
 * commit's trailers is a claim.
 *
 * Programs that verify are started only when a signature is by a key of the
 * settings (SSH names its key) or could be (OpenPGP, if they have such a key).
 */
#include "lib/signature.h"

#include <string.h>

#include <glib/gstdio.h>

#include "lib/node.h"
#include "lib/repo.h"
#include "lib/repo_signature.h"
#include "lib/signature_private.h"

#define PGP_KEY "-----BEGIN PGP PUBLIC KEY BLOCK-----"
#define PGP_END "-----END PGP PUBLIC KEY BLOCK-----"
#define PGP_SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define SSH_SIGNATURE "-----BEGIN SSH SIGNATURE-----"

struct signature_keys {
	GPtrArray *keys; /* of struct signature_key */
	char *dir;	 /* NULL: not made yet */
	struct signature_pgp *pgp;
	bool is_pgp_tried;
};

const char *signature_state_name(enum signature_state state)
{
	static const char *const names[] = {
		[SIGNATURE_ABSENT] = "absent",
		[SIGNATURE_NOT_CHECKED] = "not checked",
		[SIGNATURE_VERIFIED] = "verified",
		[SIGNATURE_FAILED] = "failed",
	};

	return names[state];
}

void signature_clear(struct signature *signature)
{
	g_free(signature->key);
	g_strfreev(signature->roles);
	g_free(signature->why);
	*signature = (struct signature){ 0 };
}

/* Keys -------------------------------------------------------------------- */

char *signature_key_fault(const char *key)
{
	g_autofree char *text = NULL;
	g_autofree char *id = NULL;

	if (strstr(key, "PRIVATE KEY"))
		return g_strdup("is a private key, which nobody else may "
				"have: put the public key here, and make a new "
				"pair");
	if (strstr(key, PGP_KEY))
		return strstr(key, PGP_END)
			       ? NULL
			       : g_strdup(
					 "is cut off: it ends without '" PGP_END
					 "'");
	return signature_ssh_parse(key, &text, &id)
		       ? NULL
		       : g_strdup("is neither one line of an SSH public key "
				  "nor an OpenPGP public key block");
}

/* The lines of an armoured block without what the XML indents them by. */
static char *unindent(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *clean = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		g_string_append_printf(clean, "%s\n", g_strstrip(*line));
	return g_string_free(clean, FALSE);
}

static void key_free(gpointer data)
{
	struct signature_key *key = data;

	g_free(key->text);
	g_free(key->id);
	g_strfreev(key->roles);
	g_free(key);
}

static date_t day_of(const struct node *signer, const char *name)
{
	const char *text = node_value(signer, name);

	return text ? date_parse(text) : DATE_NONE;
}

static struct signature_key *key_new(const struct node *signer)
{
	struct signature_key *key = g_new0(struct signature_key, 1);
	const char *text = node_text(node_child(signer, "key"));
	GPtrArray *roles = g_ptr_array_new();

	key->is_ssh = signature_ssh_parse(text, &key->text, &key->id);
	if (!key->is_ssh)
		key->text = unindent(text);
	NODE_EACH(role, signer, "role")
	{
		if (*role->text)
			g_ptr_array_add(roles, g_strdup(role->text));
	}
	g_ptr_array_add(roles, NULL);
	key->roles = (char **)g_ptr_array_free(roles, FALSE);
	key->from = day_of(signer, "from");
	key->until = day_of(signer, "until");
	return key;
}

struct signature_keys *signature_keys_new(const struct node *settings)
{
	struct signature_keys *keys = g_new0(struct signature_keys, 1);

	keys->keys = g_ptr_array_new_with_free_func(key_free);
	NODE_EACH(signer, settings, "signer")
	g_ptr_array_add(keys->keys, key_new(signer));
	return keys;
}

/* Folders in it are gpg's own, and empty. */
static void remove_folder(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		if (g_unlink(inner) != 0)
			g_rmdir(inner);
	}
	if (dir)
		g_dir_close(dir);
	g_rmdir(path);
}

void signature_keys_free(struct signature_keys *keys)
{
	if (!keys)
		return;
	signature_pgp_free(keys->pgp);
	if (keys->dir)
		remove_folder(keys->dir);
	g_free(keys->dir);
	g_ptr_array_unref(keys->keys);
	g_free(keys);
}

size_t signature_keys_len(const struct signature_keys *keys)
{
	return keys->keys->len;
}

static const struct signature_key *find_key(const struct signature_keys *keys,
					    const char *id)
{
	for (guint i = 0; i < keys->keys->len; i++) {
		const struct signature_key *key = keys->keys->pdata[i];

		if (g_strcmp0(key->id, id) == 0)
			return key;
	}
	return NULL;
}

/* Only the owner can enter it. */
static bool make_folder(struct signature_keys *keys, GError **error)
{
	if (!keys->dir)
		keys->dir = g_dir_make_tmp("gatehouse-keys-XXXXXX", error);
	return keys->dir != NULL;
}

/* Verifying --------------------------------------------------------------- */

static enum signature_outcome verify_ssh(struct signature_keys *keys,
					 const struct signature_input *input,
					 char **id, GError **error)
{
	const struct signature_key *key;

	*id = signature_ssh_signer(input->armour);
	if (!*id)
		return SIGNATURE_BAD;
	key = find_key(keys, *id);
	if (!key)
		return SIGNATURE_STRANGE;
	return make_folder(keys, error)
		       ? signature_ssh_verify(keys->dir, key, input, error)
		       : SIGNATURE_NOT_RUN;
}

static bool has_pgp_key(const struct signature_keys *keys)
{
	for (guint i = 0; i < keys->keys->len; i++) {
		const struct signature_key *key = keys->keys->pdata[i];

		if (!key->is_ssh)
			return true;
	}
	return false;
}

/* The folder is there. */
static struct signature_pgp *start_pgp(struct signature_keys *keys)
{
	if (keys->is_pgp_tried)
		return keys->pgp;
	keys->is_pgp_tried = true;
	keys->pgp = signature_pgp_new(keys->dir);
	for (guint i = 0; keys->pgp && i < keys->keys->len; i++) {
		struct signature_key *key = keys->keys->pdata[i];

		if (!key->is_ssh)
			key->id = signature_pgp_import(keys->pgp, key->text);
	}
	return keys->pgp;
}

static enum signature_outcome verify(struct signature_keys *keys,
				     const struct signature_input *input,
				     char **id, GError **error)
{
	struct signature_pgp *pgp;

	if (g_str_has_prefix(input->armour, SSH_SIGNATURE))
		return verify_ssh(keys, input, id, error);
	if (!g_str_has_prefix(input->armour, PGP_SIGNATURE) ||
	    !has_pgp_key(keys))
		return SIGNATURE_STRANGE;
	if (!make_folder(keys, error))
		return SIGNATURE_NOT_RUN;
	pgp = start_pgp(keys);
	return pgp ? signature_pgp_verify(pgp, input, id, error)
		   : SIGNATURE_NO_TOOL;
}

static void set(struct signature *result, enum signature_state state,
		const char *why)
{
	result->state = state;
	result->why = g_strdup(why);
}

static void accept(struct signature_keys *keys, date_t day,
		   struct signature *result)
{
	const struct signature_key *key = find_key(keys, result->key);

	if (!key) {
		set(result, SIGNATURE_NOT_CHECKED,
		    "its key is not in the settings");
	} else if ((key->from != DATE_NONE && day < key->from) ||
		   (key->until != DATE_NONE && day > key->until)) {
		set(result, SIGNATURE_FAILED,
		    "the settings say that its key was not in use on that day");
	} else {
		set(result, SIGNATURE_VERIFIED, NULL);
		result->roles = g_strdupv(key->roles);
	}
}

bool signature_verify(struct signature_keys *keys,
		      const struct signature_input *input,
		      struct signature *result, GError **error)
{
	*result = (struct signature){ 0 };
	if (!input->armour)
		return true;
	if (keys->keys->len == 0) {
		set(result, SIGNATURE_NOT_CHECKED,
		    "the settings name no signing keys");
		return true;
	}
	switch (verify(keys, input, &result->key, error)) {
	case SIGNATURE_GOOD:
		accept(keys, input->day, result);
		break;
	case SIGNATURE_BAD:
		set(result, SIGNATURE_FAILED,
		    "it is not a signature of what the commit says");
		break;
	case SIGNATURE_OVER:
		set(result, SIGNATURE_FAILED,
		    "its key had expired by that day, or was revoked");
		break;
	case SIGNATURE_STRANGE:
		set(result, SIGNATURE_NOT_CHECKED,
		    "its key is not in the settings");
		break;
	case SIGNATURE_NO_TOOL:
		set(result, SIGNATURE_NOT_CHECKED,
		    "the program that could check it is missing");
		break;
	case SIGNATURE_NOT_RUN:
		return false;
	}
	return true;
}

bool signature_of_commit(struct signature_keys *keys, struct repo *repo,
			 const struct repo_commit *commit, date_t day,
			 struct signature *result, GError **error)
{
	struct repo_signature raw;
	struct signature_input input = {
		.day = day != DATE_NONE ? day
					: date_of_time(commit->committer.time),
	};
	char hex[REPO_ID_HEX + 1];
	GError *cause = NULL;
	bool is_done = false;

	*result = (struct signature){ 0 };
	if (!commit->is_signed)
		return true;
	if (repo_signature_read(repo, &commit->id, &raw, &cause)) {
		input.armour = raw.armour;
		input.payload = raw.payload;
		input.payload_len = raw.payload_len;
		is_done = signature_verify(keys, &input, result, &cause);
		repo_signature_clear(&raw);
	}
	if (is_done)
		return true;
	repo_id_format(&commit->id, hex);
	g_prefix_error(&cause,
		       "cannot check the signature of commit '%s': ", hex);
	repo_trouble(repo, cause);
	g_propagate_error(error, cause);
	return false;
}
