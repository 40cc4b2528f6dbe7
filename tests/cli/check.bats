#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# check: what is wrong, in text and JSON, and the exit statuses.

load helpers

@test "good registers: nothing on standard output, a summary beside it" {
	make_registers
	run -0 --separate-stderr gh check
	[ "$output" = '' ]
	[[ $stderr == 'checked 2 records against '*' rules as of 2026-11-22, commit '*': 0 errors, 0 warnings, 0 notes, 0 waived' ]]
}

@test "a broken rule is an error with path, line and rule" {
	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check
	[[ $output =~ agreements/night-shelter.xml:3:\ error:\ .*\ \[AGR-01\] ]]
	[[ $stderr == *'work tree, which differs from HEAD'* ]]
}

@test "a plain folder can be checked without git" {
	make_files
	run -0 --separate-stderr gh check --format json
	[ "$(jq .commit <<<"$output")" = null ]
	[[ $stderr == *'a folder without git'* ]]
}

@test "an unborn HEAD is no obstacle" {
	make_files
	git init -q -b main "$REGISTERS"
	run -0 --separate-stderr gh check
	[[ $stderr == *'differs from HEAD'* ]]
}

@test "a detached HEAD is no obstacle" {
	make_registers
	git_in checkout -q --detach
	run -0 --separate-stderr gh check --format json
	[ "$(jq -r .commit <<<"$output")" = "$(head_of)" ]
}

@test "JSON has the documented keys in their order" {
	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check --format json
	[ "$(jq -r 'keys_unsorted | join(" ")' <<<"$output")" = \
		'gatehouse commit asOf records summary rules findings' ]
	[ "$(jq -r '.summary | keys_unsorted | join(" ")' <<<"$output")" = \
		'errors warnings notes waived' ]
	[[ $(jq -r '.rules[0] | keys_unsorted | join(" ")' <<<"$output") == \
		'id passed failed waived undecidable'* ]]
	[[ $(jq -r '.findings[0] | keys_unsorted | join(" ")' <<<"$output") == \
		'level path line column rule record message waiver'* ]]
	[ "$(jq -r .asOf <<<"$output")" = 2026-11-22 ]
	[ "$(jq .commit <<<"$output")" = null ]
	[ "$(jq .records <<<"$output")" = 3 ]
}

@test "--rev checks a commit, whatever the work tree holds" {
	make_registers
	faulty_agreement
	run -0 --separate-stderr gh check --rev HEAD --format json
	[ "$(jq -r .commit <<<"$output")" = "$(head_of)" ]
	run -3 gh check --rev no-such-branch
	[[ $output == *"no revision 'no-such-branch'"* ]]
}

@test "naming records or paths chooses findings" {
	make_registers
	faulty_agreement
	run -0 gh check fen-council
	run -0 gh check organisations
	run -1 gh check night-shelter
	cd "$REGISTERS/agreements"
	run -1 "$GATEHOUSE" --as-of 2026-11-22 check night-shelter.xml
	run -0 --separate-stderr "$GATEHOUSE" --as-of 2026-11-22 check ../sources
	[[ $stderr == 'checked 1 record against'* ]]
}

@test "an unknown name is refused with the nearest id" {
	make_registers
	run -3 gh check fen-counci
	[[ $output == *"no record or path 'fen-counci'; did you mean 'fen-council'?"* ]]
}

@test "--fail-on sets the threshold" {
	make_registers
	organisation fen-council '<from>2009-04-01</from>' \
		'<dissolvedOn>2020-01-01</dissolvedOn>'
	faulty_agreement
	run -1 gh check --fail-on note
	run -2 gh check --fail-on bad
	[[ $output == *"--fail-on is 'error', 'warning' or 'note', not 'bad'"* ]]
}

@test "a waived finding counts no more, and says who waived it" {
	make_registers
	faulty_agreement
	local rule
	for rule in $(gh check --format json 2>/dev/null |
		jq -r '[.findings[] | select(.level == "error").rule] | unique[]'); do
		record "waivers/waive-${rule,,}.xml" <<-END
			<?xml version="1.0" encoding="UTF-8"?>
			<waiver xmlns="urn:gatehouse:1" id="waive-${rule,,}" version="1">
			  <title>While the text is written</title>
			  <rule>$rule</rule>
			  <record ref="night-shelter"/>
			  <reason>The text is being written.</reason>
			  <approverRole>Head of information governance</approverRole>
			  <approvedOn>2026-11-01</approvedOn>
			  <expires>2027-01-31</expires>
			</waiver>
		END
	done
	run -0 --separate-stderr gh check
	[[ $output != *AGR-01* ]]
	gh check --format json 2>/dev/null |
		jq -e 'any(.findings[]; .rule == "AGR-01" and .waiver == "waive-agr-01")'
}

@test "colour only where it is asked for" {
	make_registers
	faulty_agreement
	run -1 gh check
	[[ $output != *$'\033'* ]]
	run -1 gh --color always check
	[[ $output == *$'\033[1;31merror:\033[0m'* ]]
	run -2 gh --color sometimes check
}

@test "two runs give the same bytes" {
	make_registers
	faulty_agreement
	gh check --format json >"$BATS_TEST_TMPDIR/one" || true
	gh check --format json >"$BATS_TEST_TMPDIR/two" || true
	cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
}

@test "a full disk under standard output is a failure" {
	[ -e /dev/full ] || skip 'there is no /dev/full'
	make_registers
	run -3 --separate-stderr sh -c "'$GATEHOUSE' -C '$REGISTERS' check --format json >/dev/full"
	[[ $stderr == *'cannot write to standard output'* ]]
}

@test "personal data in settings, code lists and broken files is found too" {
	make_registers
	sed -i 's|<title>Test registers|<title>Ring 01632 960 983|' \
		"$REGISTERS/gatehouse.xml"
	record codes/team.xml <<-'END'
		<codeList xmlns="urn:gatehouse:1" id="team">
		  <title>Teams</title>
		  <code id="one"><label>NHS number 943 476 5919</label></code>
		</codeList>
	END
	echo '<organisation 943 476 5919' | record organisations/broken.xml
	run -1 --separate-stderr gh check
	[[ $output == *"gatehouse.xml:3: error: 'Title' holds what looks like a telephone number"*'[CON-18]'* ]]
	[[ $output =~ codes/team.xml:3:\ error:\ .*\[CON-18\] ]]
	[[ $output =~ organisations/broken.xml:1:\ error:\ .*\[CON-18\] ]]
	[[ $output != *5919* ]]
}

@test "a rule that itself fails names itself, and the exit status is 3" {
	make_registers
	record barriers/trust.xml <<-'END'
		<barrier xmlns="urn:gatehouse:1" id="trust" version="1" source="letter">
		  <title>Trust</title>
		  <barrier>B1</barrier>
		  <assessment id="a1">
		    <partner ref="fen-council"/>
		    <level>2</level>
		    <assessedOn>2026-01-01</assessedOn>
		  </assessment>
		</barrier>
	END
	mkdir -p "$BATS_TEST_TMPDIR/own/codes"
	cat >"$BATS_TEST_TMPDIR/own/codes/maturity.xml" <<-'END'
		<scale xmlns="urn:gatehouse:1">
		  <barrier code="B1"><level code="1"><signal name="luck" atLeast="1"/></level></barrier>
		</scale>
	END
	run -3 --separate-stderr "$GATEHOUSE" -C "$REGISTERS" \
		--schemas "$BATS_TEST_TMPDIR/own" check
	[[ $output == *"barriers/trust.xml:1: error: rule 'BAR-05' itself failed on this record: the scale of maturity cannot be read: schemas/codes/maturity.xml:2: there is no signal 'luck'"* ]]
	[[ $output == *'[BAR-01]'* ]]
}

@test "files in place of our own that cannot be used: exit status 3" {
	make_registers
	run -3 --separate-stderr "$GATEHOUSE" -C "$REGISTERS" \
		--schemas "$BATS_TEST_TMPDIR/none" check
	[[ $stderr == *"none' is no folder"* ]]
	mkdir -p "$BATS_TEST_TMPDIR/own/codes"
	echo '<codeList' >"$BATS_TEST_TMPDIR/own/codes/art6.xml"
	run -3 --separate-stderr "$GATEHOUSE" -C "$REGISTERS" \
		--schemas "$BATS_TEST_TMPDIR/own" check
	[[ $stderr == *'schemas/codes/art6.xml:'* ]]
}

@test "records that have not changed come from the cache, findings do not" {
	export GATEHOUSE_CACHE=$BATS_TEST_TMPDIR/cache
	"$GATEHOUSE" init --example "$REGISTERS" >/dev/null
	sleep 2.1 # until the files have settled
	gh check >"$BATS_TEST_TMPDIR/cold" 2>/dev/null || [ $? -eq 1 ]
	kept=$(find "$GATEHOUSE_CACHE/trees" -type f -printf '%p %T@ %s\n')
	[ "$kept" != '' ]
	gh check >"$BATS_TEST_TMPDIR/warm" 2>/dev/null || [ $? -eq 1 ]
	cmp "$BATS_TEST_TMPDIR/cold" "$BATS_TEST_TMPDIR/warm"
	[ "$(find "$GATEHOUSE_CACHE/trees" -type f -printf '%p %T@ %s\n')" = "$kept" ]
	# Records that have not changed are wrong because of one that is gone.
	rm "$(find "$REGISTERS/organisations" -name '*council*.xml' | sort | head -n 1)"
	# Who only reads takes what is there, and leaves it as it is.
	for command in list 'list agreement' 'show oldham-tfp' 'impact dfe' due; do
		# shellcheck disable=SC2086
		[ "$(gh $command)" = "$(GATEHOUSE_CACHE='' gh $command)" ]
	done
	[ "$(find "$GATEHOUSE_CACHE/trees" -type f -printf '%p %T@ %s\n')" = "$kept" ]
	run -1 --separate-stderr gh check
	[[ $output == *'[ORG-01]'* ]]
	with=$output
	GATEHOUSE_CACHE='' run -1 --separate-stderr gh check
	[ "$output" = "$with" ]
}
