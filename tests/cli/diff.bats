#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# diff: two points in the register's words.

load helpers

setup()
{
	make_registers
}

@test "nothing differs: nothing printed, status 0" {
	run -0 gh diff
	[ "$output" = '' ]
}

@test "HEAD against the work tree" {
	organisation fen-council '<from>2010-04-01</from>'
	organisation fen-police
	rm "$REGISTERS/sources/letter.xml"
	run -1 gh diff
	[[ $output == *$'organisation fen-council changed\n  '*$': 2009-04-01 → 2010-04-01\n'* ]]
	[[ $output == *'organisation fen-police added'* ]]
	[[ $output == *'source letter removed'* ]]
}

@test "one revision, two revisions, and one record" {
	organisation fen-council '<from>2010-04-01</from>'
	gh save -m 'Correct' >/dev/null
	organisation fen-police
	run -1 gh diff HEAD~1
	[[ $output == *fen-police* ]]
	run -1 gh diff HEAD~1 HEAD
	[[ $output == *'→ 2010-04-01'* && $output != *fen-police* ]]
	run -0 gh diff HEAD~1 HEAD letter
	run -1 gh diff fen-police
	[[ $output != *fen-council\ changed* ]]
}

@test "a word that is neither is refused" {
	run -3 gh diff fen-conucil
	[[ $output == *"'fen-conucil' is neither a revision nor a record"* ]]
	run -3 gh diff no-such HEAD
	[[ $output == *"no revision 'no-such'"* ]]
}

@test "an added field and a removed one say so" {
	organisation fen-council '<dissolvedOn>2020-01-01</dissolvedOn>'
	run -1 gh diff
	[[ $output == *$'\n  added '*': 2020-01-01'* ]]
	[[ $output == *$'\n  removed '*': 2009-04-01'* ]]
}

@test "a file written otherwise is no change of a field" {
	sed -i 's/^  </    </' "$REGISTERS/organisations/fen-council.xml"
	run -1 gh diff
	[[ $output == *'no field differs, only the way it is written'* ]]
}

@test "a file that is not well-formed says so" {
	echo '<organisation' | record organisations/fen-council.xml
	run -1 gh diff
	[[ $output == *'a text is not well-formed XML'* ]]
}

@test "a moved file is one record moved" {
	mkdir "$REGISTERS/organisations/local"
	mv "$REGISTERS/organisations/fen-council.xml" "$REGISTERS/organisations/local/"
	run -1 gh diff --format json
	[ "$(jq -c '.[0] | [.record, .change, .oldPath]' <<<"$output")" = \
		'["fen-council","moved","organisations/fen-council.xml"]' ]
	[ "$(jq length <<<"$output")" -eq 1 ]
}

@test "before the first commit everything is added" {
	rm -rf "$REGISTERS/.git"
	git init -q -b main "$REGISTERS"
	run -1 gh diff --format json
	[ "$(jq -r '[.[].change] | unique[]' <<<"$output")" = added ]
}
