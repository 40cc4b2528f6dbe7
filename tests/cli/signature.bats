#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# Signatures: what log says of them, and that with keys in the settings only a
# verified one gives an approval. The keys are made here, for each test.

load helpers

SERVER=$BATS_TEST_TMPDIR/server.git
GUARDIAN='<approverRole>Caldicott guardian</approverRole>'

setup()
{
	# The sockets of gpg's agent need a short path.
	GNUPGHOME=$(mktemp -d /tmp/gh-gpg-XXXXXX)
	export GNUPGHOME
	make_registers
}

teardown()
{
	gpgconf --kill all
	rm -rf "$GNUPGHOME"
}

bodies()
{
	echo "<approval id=\"bodies\" kind=\"organisation\">$GUARDIAN<reason>Policy 7.</reason></approval>"
}

# signer ID KEY [INSIDE]: a key that speaks for the guardian.
signer()
{
	printf '<signer id="%s"><role>Caldicott guardian</role><key>%s</key>%s</signer>\n' "$@"
}

# ssh_key NAME: a new key; its public half on standard output.
ssh_key()
{
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$BATS_TEST_TMPDIR/$1"
	sed 's/ *$//' "$BATS_TEST_TMPDIR/$1.pub"
}

# sign_ssh NAME WORD...: git, which signs with that key.
sign_ssh()
{
	local name=$1

	shift
	git_in -c gpg.format=ssh \
		-c user.signingKey="$BATS_TEST_TMPDIR/$name" "$@"
}

pgp_key()
{
	gpg --batch --quiet --passphrase '' --faked-system-time 20260101T000000 \
		--quick-gen-key "$1" ed25519 sign never 2>/dev/null
	gpg --batch --armor --export "$1"
}

sign_pgp()
{
	local name=$1

	shift
	git_in -c gpg.format=openpgp -c user.signingKey="$name" "$@"
}

state()
{
	gh log --format json | jq -r ".[${1:-0}].signature.state"
}

@test "a commit without a signature: absent, and said where a role is claimed" {
	[ "$(state)" = absent ]
	run -0 gh log
	[[ $output != *Signature* ]]
	organisation fen-police
	gh save -m 'Police' --role 'Caldicott guardian' >/dev/null
	run -0 gh log
	[[ $output == *'Signature: absent'* ]]
}

@test "a signature is not checked where the settings name no key of its own" {
	organisation fen-police
	ssh_key a >/dev/null
	ssh_key b >"$BATS_TEST_TMPDIR/public"
	git_in add .
	sign_ssh a commit -qS -m 'Police'
	[ "$(state)" = 'not checked' ]
	run -0 gh log
	[[ $output == *'Signature: not checked, the settings name no signing keys'* ]]
	settings "$(signer kb "$(cat "$BATS_TEST_TMPDIR/public")")"
	git_in commit -qam 'Settings'
	[ "$(state 1)" = 'not checked' ]
	run -0 gh log
	[[ $output == *'not checked, its key is not in the settings (key SHA256:'* ]]
}

@test "an SSH signature by a key of the settings is verified, with its roles" {
	settings "$(signer ka "$(ssh_key a)")"
	organisation fen-police
	git_in add .
	sign_ssh a commit -qS -m 'Police'
	run -0 gh log --format json
	[ "$(jq -c '.[0].signature | [.state, .roles, .why]' <<<"$output")" = \
		'["verified",["Caldicott guardian"],null]' ]
	[ "$(jq -r '.[0].signature.key' <<<"$output")" = \
		"$(ssh-keygen -lf "$BATS_TEST_TMPDIR/a" | cut -d' ' -f2)" ]
	run -0 gh log
	[[ $output == *'Signature: verified, for Caldicott guardian (key SHA256:'* ]]
}

# rewrite SED: the last commit with its raw text changed, its signature kept.
rewrite()
{
	git_in cat-file commit HEAD | sed "$1" >"$BATS_TEST_TMPDIR/raw"
	git_in reset -q --soft "$(git_in hash-object -t commit -w --stdin \
		<"$BATS_TEST_TMPDIR/raw")"
}

@test "a commit that was changed after it was signed: failed, SSH and OpenPGP" {
	pgp_key 'Guardian <guardian@council.example>' >"$BATS_TEST_TMPDIR/pgp"
	settings "$(signer ka "$(ssh_key a)")" \
		"$(signer kb "$(cat "$BATS_TEST_TMPDIR/pgp")")"
	organisation fen-police
	git_in add .
	sign_ssh a commit -qS -m 'Police'
	[ "$(state)" = verified ]
	rewrite 's/^Police$/Pigs/'
	[ "$(state)" = failed ]
	organisation fen-health
	git_in add .
	sign_pgp guardian@council.example commit -qS -m 'Health'
	[ "$(state)" = verified ]
	rewrite 's/^Health$/Wealth/'
	[ "$(state)" = failed ]
	run -0 gh log
	[[ $output == *'Signature: failed, it is not a signature of what the commit says'* ]]
}

@test "an OpenPGP signature is verified with the key of the settings alone" {
	pgp_key 'Guardian <guardian@council.example>' >"$BATS_TEST_TMPDIR/pgp"
	pgp_key 'Other <other@council.example>' >/dev/null
	settings "$(signer ka "$(sed 's/^/      /' "$BATS_TEST_TMPDIR/pgp")")"
	organisation fen-police
	git_in add .
	sign_pgp guardian@council.example commit -qS -m 'Police'
	run -0 gh log --format json
	[ "$(jq -c '.[0].signature | [.state, .roles]' <<<"$output")" = \
		'["verified",["Caldicott guardian"]]' ]
	[ "$(jq -r '.[0].signature.key' <<<"$output")" = \
		"$(gpg --batch --with-colons --list-keys guardian@council.example |
		awk -F: '$1 == "fpr" { print $10; exit }')" ]
	organisation fen-health
	git_in add .
	sign_pgp other@council.example commit -qS -m 'Health'
	[ "$(state)" = 'not checked' ]
}

@test "a key speaks only from its first to its last day" {
	local key

	key=$(ssh_key a)
	organisation fen-police
	git_in add .
	sign_ssh a commit -qS -m 'Police'
	settings "$(signer ka "$key" \
		'<from>2026-03-01</from><until>2026-03-01</until>')"
	git_in commit -qam 'Settings'
	[ "$(state 1)" = verified ]
	settings "$(signer ka "$key" '<until>2026-02-28</until>')"
	git_in commit -qam 'Settings again'
	[ "$(state 2)" = failed ]
	settings "$(signer ka "$key" '<from>2026-03-02</from>')"
	git_in commit -qam 'Settings once more'
	[ "$(state 3)" = failed ]
}

@test "nothing is left of the private folder of keys" {
	pgp_key 'Guardian <guardian@council.example>' >"$BATS_TEST_TMPDIR/pgp"
	settings "$(signer ka "$(ssh_key a)")" \
		"$(signer kb "$(cat "$BATS_TEST_TMPDIR/pgp")")"
	organisation fen-police
	git_in add .
	sign_ssh a commit -qS -m 'Police'
	organisation fen-health
	git_in add .
	sign_pgp guardian@council.example commit -qS -m 'Health'
	mkdir "$BATS_TEST_TMPDIR/tmp"
	run -0 env TMPDIR="$BATS_TEST_TMPDIR/tmp" "$GATEHOUSE" -C "$REGISTERS" log
	[[ $output == *'Signature: verified'*'Signature: verified'* ]]
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]
}

@test "no program along the PATH, and no setting of git, has a say" {
	ssh_key a >/dev/null
	settings "$(signer kb "$(ssh_key b)")"
	organisation fen-police
	git_in add .
	sign_ssh b commit -qS -m 'Police'
	rewrite 's/^Police$/Pigs/'
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nexit 0\n' >"$BATS_TEST_TMPDIR/bin/ssh-keygen"
	chmod +x "$BATS_TEST_TMPDIR/bin/ssh-keygen"
	git_in config gpg.ssh.program "$BATS_TEST_TMPDIR/bin/ssh-keygen"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	[ "$(state)" = failed ]
}

@test "an OpenPGP key that has expired since verifies what is older" {
	printf '#!/bin/sh\nexec gpg --faked-system-time 20260101T100000 "$@"\n' \
		>"$BATS_TEST_TMPDIR/gpg-then"
	chmod +x "$BATS_TEST_TMPDIR/gpg-then"
	"$BATS_TEST_TMPDIR/gpg-then" --batch --quiet --passphrase '' \
		--quick-gen-key guardian@council.example ed25519 sign 2026-01-05 \
		2>/dev/null
	settings "$(signer ka "$(gpg --batch --armor --export)")"
	git_in config gpg.program "$BATS_TEST_TMPDIR/gpg-then"
	git_in add .
	GIT_COMMITTER_DATE='2026-01-02T12:00:00+00:00' \
		sign_pgp guardian@council.example commit -qS -m 'Settings'
	[ "$(state)" = verified ]
	organisation fen-police
	git_in add .
	sign_pgp guardian@council.example commit -qS -m 'Police'
	[ "$(state)" = failed ]
	run -0 gh log
	[[ $output == *'Signature: failed, its key had expired by that day'* ]]
}

# serve: a server whose settings want the guardian's signature.
serve()
{
	settings "$(bodies)" "$(signer ka "$(ssh_key a)")" "$@"
	git_in commit -qam 'Settings'
	git clone -q --bare "$REGISTERS" "$SERVER"
	git_in remote add origin "$SERVER"
	"$GATEHOUSE" -C "$SERVER" hook install --server
	organisation fen-police
	git_in add .
}

TRAILER='Approved-by-role: Caldicott guardian'

@test "a push with a verified approval goes through; a claim does not" {
	serve
	git_in commit -qm 'Police' -m "$TRAILER"
	run -1 git_in push origin main
	[[ $output == *"needs the approval of 'Caldicott guardian' (bodies); it \
says so, but its signature is absent"* ]]
	sign_ssh a commit -q --amend -S --no-edit
	git_in push -q origin main
}

@test "another's key, or a key whose time is over, approves nothing" {
	serve "$(signer kc "$(ssh_key c)" '<until>2020-01-01</until>')"
	ssh_key b >/dev/null
	sign_ssh b commit -qS -m 'Police' -m "$TRAILER"
	run -1 git_in push origin main
	[[ $output == *'signature is not checked: its key is not in the settings'* ]]
	GIT_COMMITTER_DATE='2019-06-01T12:00:00+00:00' \
		sign_ssh c commit -q --amend -S --no-edit
	run -1 git_in push origin main
	[[ $output == *'its key was not in use on that day'* ]]
}

@test "a good signature without the trailer approves nothing" {
	serve
	sign_ssh a commit -qS -m 'Police'
	run -1 git_in push origin main
	[[ $output == *"needs the approval of 'Caldicott guardian' (bodies)"* ]]
}

# serve_two: a change that needs the guardian's key (a) and the SIRO's (b).
serve_two()
{
	serve "<approval id=\"money\" kind=\"organisation\"><approverRole>SIRO</approverRole><reason>Policy 8.</reason></approval>" \
		"<signer id=\"kb\"><role>SIRO</role><key>$(ssh_key b)</key></signer>"
	gh hook install >/dev/null
}

# approve NAME ROLE: the last commit, by that key, in a commit of its own.
approve()
{
	sign_ssh "$1" commit -qS --allow-empty -m 'Approve' \
		-m "Approves: $(head_of)
Approved-by-role: $2"
}

@test "two key-holders approve a change with a signed commit each" {
	serve_two
	run -1 sign_ssh a commit -qS -m 'Police' -m "$TRAILER"
	[[ $output == *"needs the approval of 'SIRO' (money)"* ]]
	sign_ssh a commit -qS -m 'Police' -m "$TRAILER
Approval-awaited: SIRO"
	run -1 git_in push origin main
	[[ $output == *"needs the approval of 'SIRO' (money)"* ]]
	[[ $output != *'(bodies)'* ]]
	approve b SIRO
	git_in push -q origin main
	run -0 history public
	[[ $output == *'Approved in a later commit by SIRO; signature: verified, by a key that speaks for SIRO'* ]]
}

@test "a later approval counts for its own commit, key and role alone" {
	serve_two
	sign_ssh a commit -qS -m 'Police' -m "$TRAILER
Approval-awaited: SIRO"
	approve a SIRO
	run -1 git_in push origin main
	[[ $output == *"needs the approval of 'SIRO' (money)"* ]]
	git_in commit -q --amend --allow-empty --no-edit --no-gpg-sign
	run -1 git_in push origin main
	sign_ssh b commit -qS --allow-empty -m 'Approve' \
		-m "Approves: $(head_of)
Approved-by-role: SIRO"
	run -1 git_in push origin main
	[[ $output == *"needs the approval of 'SIRO' (money)"* ]]
	run -1 sign_ssh b commit -qS --allow-empty -m 'Approve' \
		-m 'Approves: 0123456789
Approved-by-role: SIRO'
	[[ $output == *"'Approves: 0123456789' names no commit here; expected all 40 digits of one"* ]]
}

@test "save says how a change waits for another's key" {
	serve_two
	run -1 --separate-stderr gh save -m 'Police' --role 'Caldicott guardian' \
		--role SIRO
	[[ $stderr == *"'Approved-by-role: Caldicott guardian', and 'Approval-awaited: ROLE' for each role whose key is not yours" ]]
}

@test "nobody lets a key of their own in with the commit that needs it" {
	serve
	settings "$(bodies)" "$(signer kb "$(ssh_key b)")"
	git_in add .
	sign_ssh b commit -qS -m 'Police, and my key' -m "$TRAILER"
	run -1 git_in push origin main
	[[ $output == *'gatehouse.xml needs the approval'* ]]
}

# history EDITION: the words of the history page of fen-police in that edition.
history()
{
	gh build --edition "$1" -o "$BATS_TEST_TMPDIR/site-$1" >/dev/null 2>&1
	sed 's/<[^>]*>//g' "$BATS_TEST_TMPDIR/site-$1/organisations/fen-police.history.html" |
		xargs -d '\n' echo | tr -s ' '
}

@test "the history page tells approval and signature, the key inside only" {
	settings "$(bodies)" "$(signer ka "$(ssh_key a)")"
	git_in commit -qam 'Settings'
	organisation fen-police
	git_in add .
	sign_ssh a commit -qS -m 'Police' -m "$TRAILER
Reviewed-by-role: Jo Bloggs"
	run -0 history public
	[[ $output == *'Said to be approved by Caldicott guardian'* ]]
	[[ $output == *'verified, by a key that speaks for Caldicott guardian'* ]]
	[[ $output != *SHA256:* ]]
	[[ $output != *Bloggs* ]]
	run -0 history internal
	[[ $output == *'Signing key SHA256:'* ]]
	[[ $output == *'Said to be reviewed by Jo Bloggs'* ]]
}

@test "the history page calls a role without a signature a claim" {
	settings "$(bodies)"
	git_in commit -qam 'Settings'
	organisation fen-police
	gh save -m 'Police' --role 'Caldicott guardian' >/dev/null
	run -0 history public
	[[ $output == *'Signature absent, so the role is a claim'* ]]
	run -0 "$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 build \
		-o "$BATS_TEST_TMPDIR/site"
	run -1 grep -q 'Signature' "$BATS_TEST_TMPDIR/site/organisations/fen-council.history.html"
}
