/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib.h>

#include "lib/approval.h"
#include "lib/node.h"
#include "lib/signature.h"
#include "lib/signature_private.h"

#define KEY                                                              \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAgTZ6zG4ZOWWf3mvdJM6LhANC" \
	"RfQKHIQeL4Yx1veW08"

/* The settings with one signer of that key, as a tree. */
struct fixture {
	struct node settings, signer, role, key;
};

static void fixture_init(struct fixture *f, const char *key)
{
	*f = (struct fixture){
		.settings = { .name = "settings",
			      .text = "",
			      .child = &f->signer },
		.signer = { .name = "signer",
			    .text = "",
			    .parent = &f->settings,
			    .child = &f->role },
		.role = { .name = "role",
			  .text = "SIRO",
			  .parent = &f->signer,
			  .next = &f->key },
		.key = { .name = "key", .text = key, .parent = &f->signer },
	};
}

static enum signature_state state_of(const char *armour)
{
	struct fixture f;
	g_autoptr(SignatureKeys) keys = NULL;
	struct signature_input input = {
		.armour = armour,
		.payload = "x",
		.payload_len = 1,
	};
	g_autoptr(GError) error = NULL;
	struct signature found;
	enum signature_state state;

	fixture_init(&f, KEY);
	keys = signature_keys_new(&f.settings);
	g_assert_true(signature_verify(keys, &input, &found, &error));
	g_assert_no_error(error);
	state = found.state;
	g_assert_null(found.roles);
	signature_clear(&found);
	return state;
}

static void no_signature_is_absent(void)
{
	g_assert_cmpint(state_of(NULL), ==, SIGNATURE_ABSENT);
}

static void armour_that_is_none_is_never_verified(void)
{
	static const char *const damaged[] = {
		"-----BEGIN SSH SIGNATURE-----",
		"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
		"-----BEGIN SSH SIGNATURE-----\nU1NI\n"
		"-----END SSH SIGNATURE-----",
		/* "SSHSIG", version 1, a key of 4 GiB */
		"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n"
		"-----END SSH SIGNATURE-----",
		"-----BEGIN SSH SIGNATURE-----\n****\n"
		"-----END SSH SIGNATURE-----",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++)
		g_assert_cmpint(state_of(damaged[i]), ==, SIGNATURE_FAILED);
}

/* The end of an armour that begins in the mark of its beginning is none. */
static void marks_that_overlap_name_no_signer(void)
{
	static const char *const armours[] = {
		"-----BEGIN SSH SIGNATURE------END SSH SIGNATURE-----",
		"-----BEGIN SSH SIGNATURE----------END SSH SIGNATURE-----",
		"-----END SSH SIGNATURE----------BEGIN SSH SIGNATURE-----",
		"-----BEGIN SSH SIGNATURE-----",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(armours); i++)
		g_assert_null(signature_ssh_signer(armours[i]));
}

static void unknown_forms_are_not_checked(void)
{
	g_assert_cmpint(state_of(""), ==, SIGNATURE_NOT_CHECKED);
	g_assert_cmpint(state_of("-----BEGIN SIGNED MESSAGE-----"), ==,
			SIGNATURE_NOT_CHECKED);
	g_assert_cmpint(state_of("-----BEGIN PGP SIGNATURE-----\n"), ==,
			SIGNATURE_NOT_CHECKED);
}

static void a_public_key_line_is_told_from_others(void)
{
	static const char *const wrong[] = {
		"",
		"ssh-ed25519",
		"ssh-ed25519 AAAA",
		"ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAgTZ6zG4ZOWWf3mvdJM6LhANCRf",
		"ssh-ed25519 !!!!",
		KEY "\n" KEY,
		"-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc",
		"-----BEGIN OPENSSH PRIVATE KEY-----",
	};

	g_assert_null(signature_key_fault(KEY));
	g_assert_null(signature_key_fault("  " KEY " comment\n"));
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autofree char *fault = signature_key_fault(wrong[i]);

		g_assert_nonnull(fault);
	}
}

static void roles_are_taken_out_of_trailers(void)
{
	static const char *const trailers[] = {
		"approved-by-role: SIRO",      "Approved-by-role:  Chair",
		"Approved-by-role-of: Nobody", "Reviewed-by-role: DPO",
		"Approved-by-role:",	       NULL,
	};
	static const char *const proved[] = { "chair", NULL };
	struct approval_claim claim;

	approval_claim_init(&claim, trailers);
	g_assert_cmpstr(claim.approved[0], ==, "SIRO");
	g_assert_cmpstr(claim.approved[1], ==, "Chair");
	g_assert_null(claim.approved[2]);
	g_assert_cmpstr(claim.reviewed[0], ==, "DPO");
	approval_claim_limit(&claim, proved);
	g_assert_cmpstr(claim.approved[0], ==, "Chair");
	g_assert_null(claim.approved[1]);
	approval_claim_limit(&claim, NULL);
	g_assert_null(claim.approved[0]);
	approval_claim_clear(&claim);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signature/no signature is absent",
			no_signature_is_absent);
	g_test_add_func("/signature/armour that is none is never verified",
			armour_that_is_none_is_never_verified);
	g_test_add_func("/signature/marks that overlap name no signer",
			marks_that_overlap_name_no_signer);
	g_test_add_func("/signature/unknown forms are not checked",
			unknown_forms_are_not_checked);
	g_test_add_func("/signature/a public key line is told from others",
			a_public_key_line_is_told_from_others);
	g_test_add_func("/approval/roles are taken out of trailers",
			roles_are_taken_out_of_trailers);
	return g_test_run();
}
