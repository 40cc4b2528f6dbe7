#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# Approvals: which changes the settings ask them for, and what save makes of
# the roles it is given.

load helpers

# approval ID KIND INSIDE: one line of settings.
approval()
{
	echo "<approval id=\"$1\" kind=\"$2\">$3<reason>Policy 7.</reason></approval>"
}

# shelter STATUS [TITLE]: an agreement, valid, though rules find fault with it.
shelter()
{
	record agreements/night-shelter.xml <<-END
		<agreement xmlns="urn:gatehouse:1" id="night-shelter" version="1"
		  source="letter">
		  <title>${2:-Sharing about the night shelter}</title>
		  <status>$1</status>
		  <party ref="fen-council"><role>controller</role></party>
		</agreement>
	END
}

# begin [LINE...]: registers with a draft agreement and these settings.
begin()
{
	make_files
	shelter draft
	settings "$@"
	git init -q -b main "$REGISTERS"
	git_in add .
	git_in commit -q -m 'Begin'
}

GUARDIAN='<approverRole>Caldicott guardian</approverRole>'
IN_FORCE='<when field="status">active</when>'

# refused: the save was, and no commit was made.
save_refused()
{
	local before

	before=$(head_of)
	run -1 --separate-stderr gh save --draft "$@"
	[ "$output" = '' ]
	[ "$(head_of)" = "$before" ]
}

@test "without approvals in the settings no role is asked for" {
	begin
	shelter active
	run -0 gh save --draft -m 'Goes live'
}

@test "a change that needs a role is refused without it, and the role named" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	shelter active
	save_refused -m 'Goes live'
	[ "${stderr_lines[0]}" = "gatehouse: agreements/night-shelter.xml needs \
the approval of 'Caldicott guardian' (in-force): Policy 7." ]
	[[ ${stderr_lines[1]} == *"--role 'Caldicott guardian'"* ]]
	save_refused -m 'Goes live' --role 'Team lead'
	save_refused -m 'Goes live' --reviewer 'Caldicott guardian'
}

@test "the role lets it through, in any case of letters, as a trailer" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	shelter active
	run -0 gh save --draft -m 'Goes live' --role ' caldicott Guardian'
	[ "$(git_in log -1 --format='%(trailers)')" = \
		$'Draft: yes\nApproved-by-role: caldicott Guardian' ]
}

@test "what is not in that state needs nobody; what leaves it does" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	shelter draft 'Another title'
	run -0 gh save --draft -m 'A draft yet'
	shelter active
	run -0 gh save --draft -m 'Goes live' --role 'Caldicott guardian'
	shelter ended
	save_refused -m 'Ends'
	rm "$REGISTERS/agreements/night-shelter.xml"
	save_refused -m 'Gone'
}

@test "an approval for a field asks only when that field changes" {
	begin "$(approval parties agreement "<field>party</field>$GUARDIAN")"
	shelter draft 'Another title'
	run -0 gh save --draft -m 'Title'
	sed -i 's/controller/processor/' "$REGISTERS/agreements/night-shelter.xml"
	save_refused -m 'Role'
	[[ $stderr == *'(parties)'* ]]
}

@test "another kind of record needs nobody" {
	begin "$(approval all agreement "$GUARDIAN")"
	organisation fen-police
	run -0 gh save -m 'Police join'
}

@test "one of several roles will do; several approvals all have to be met" {
	begin "$(approval one agreement \
		"$GUARDIAN<approverRole>SIRO</approverRole>")" \
		"$(approval two agreement '<approverRole>Chair</approverRole>')"
	shelter active
	save_refused -m 'Goes live' --role SIRO
	[[ $stderr == *"approval of 'Chair' (two)"* ]]
	[[ $stderr != *'(one)'* ]]
	save_refused -m 'Goes live'
	[[ $stderr == *"approval of 'Caldicott guardian' or 'SIRO' (one)"* ]]
	run -0 gh save --draft -m 'Goes live' --role SIRO --role Chair
}

@test "a review is asked for apart from the approval" {
	begin "$(approval both agreement \
		"<reviewerRole>DPO</reviewerRole>$GUARDIAN")"
	shelter active
	save_refused -m 'Goes live' --role 'Caldicott guardian'
	[[ $stderr == *"needs the review of 'DPO' (both)"* ]]
	[[ $stderr == *"--reviewer 'DPO'"* ]]
	run -0 gh save --draft -m 'Goes live' --role 'Caldicott guardian' \
		--reviewer DPO
	[ "$(git_in log -1 --format='%(trailers:key=Reviewed-by-role)')" = \
		'Reviewed-by-role: DPO' ]
}

@test "the settings of before count: no change grants itself what it needs" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	settings
	shelter active
	save_refused -m 'No more rules'
	[[ $stderr == *'gatehouse.xml needs the approval'* ]]
	[[ $stderr == *'agreements/night-shelter.xml needs the approval'* ]]
	shelter draft
	save_refused -m 'No more rules'
	run -0 gh save -m 'No more rules' --role 'Caldicott guardian'
	shelter active
	run -0 gh save --draft -m 'Goes live'
}

@test "other settings may change without approval" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	sed -i 's/Test registers/Our registers/' "$REGISTERS/gatehouse.xml"
	run -0 gh save -m 'Title'
}

@test "a text that could not be read needs every approval of its kind" {
	begin "$(approval in-force agreement "$IN_FORCE$GUARDIAN")"
	echo '<agreement' | record agreements/night-shelter.xml
	git_in commit -q -am 'Broken by hand'
	shelter draft
	save_refused -m 'Mended'
	[[ $stderr == *'(in-force)'* ]]
}

@test "an approval that cannot work is an error in the settings" {
	begin
	settings "$(approval na agreemnt "$GUARDIAN")" \
		"$(approval nb agreement "<when field=\"state\">x</when>$GUARDIAN")" \
		"$(approval nc agreement "<field>retention.untill</field>$GUARDIAN")" \
		"$(approval nd agreement '<approverRole evidence="not-stated"/>')" \
		"$(approval na pia "$GUARDIAN")"
	run -1 --separate-stderr gh check
	[[ $output == *"gatehouse.xml:4: error: approval 'na' is for the kind \
'agreemnt', which there is not; did you mean 'agreement'? [REG-02]"* ]]
	[[ $output == *"the field 'state', which no agreement has"* ]]
	[[ $output == *"the field 'retention.untill', which no agreement has"* ]]
	[[ $output == *"approval 'nd' names no approver role"* ]]
	[[ $output == *"approval 'na' is there twice"* ]]
}

@test "approvals of the kinds and fields that there are pass the check" {
	begin
	settings "$(approval na agreement "$IN_FORCE$GUARDIAN")" \
		"$(approval nb pia "<field>signOff</field>$GUARDIAN")" \
		"$(approval nc waiver "$GUARDIAN")" \
		"$(approval nd settings "$GUARDIAN")" \
		"$(approval ne codeList "$GUARDIAN")" \
		"$(approval nf agreement "<field>flow.retention.until</field>$GUARDIAN")"
	run --separate-stderr gh check
	[[ $output != *gatehouse.xml* ]] || { echo "$output"; return 1; }
}

@test "a key that is none, or a private one, is an error in the settings" {
	begin
	settings '<signer id="ka"><role>SIRO</role><key>ssh-ed25519 AAAA</key></signer>' \
		'<signer id="kb"><role>SIRO</role><key>-----BEGIN OPENSSH PRIVATE KEY-----</key></signer>'
	run -1 --separate-stderr gh check
	[[ $output == *"the key of signer 'ka' is neither one line of an SSH"* ]]
	[[ $output == *"the key of signer 'kb' is a private key"* ]]
}

@test "with keys set, an approval for whose roles there is none is an error" {
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$BATS_TEST_TMPDIR/key"
	begin
	settings "$(approval na agreement "$GUARDIAN")" \
		"<signer id=\"k1\"><role>SIRO</role><key>$(cat \
			"$BATS_TEST_TMPDIR/key.pub")</key></signer>"
	run -1 --separate-stderr gh check
	[[ $output == *"nobody can give approval 'na'"* ]]
}

@test "where approval needs a signature, save says how to give one" {
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$BATS_TEST_TMPDIR/key"
	begin "$(approval na agreement "$GUARDIAN")" \
		"<signer id=\"k1\"><role>Caldicott guardian</role><key>$(cat \
			"$BATS_TEST_TMPDIR/key.pub")</key></signer>"
	shelter active
	save_refused -m 'Goes live' --role 'Caldicott guardian'
	[[ $stderr == *"git commit -S --trailer 'Approved-by-role: Caldicott guardian'"* ]]
	organisation fen-police
	git_in checkout -q agreements
	run -0 gh save -m 'Police join' --role 'Caldicott guardian'
}

@test "explain tells what an approval in the settings may say" {
	run -0 "$GATEHOUSE" explain settings.approval
	[[ $output == *approverRole* ]]
	run -0 "$GATEHOUSE" explain settings.signer
	[[ $output == *'verified signature'* ]]
}
