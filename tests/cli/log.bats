#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# log: commits with their changes, field by field.

load helpers

setup()
{
	make_registers
	organisation fen-council '<from>2010-04-01</from>'
	gh save -m 'Correct the date' --role 'Records officer' >/dev/null
}

@test "old and new value of a field, the reason, the author" {
	run -0 gh log
	[[ ${lines[0]} == "commit $(head_of)" ]]
	[[ $output == *'Author:    Ada Clerk <ada@example.org>, 2026-03-01T12:00:00+00:00'* ]]
	[[ $output == *'    Correct the date'* ]]
	[[ $output == *'    Approved-by-role: Records officer'* ]]
	[[ $output == *$'  organisation fen-council changed\n    '*': 2009-04-01 → 2010-04-01'* ]]
	[[ $output == *'settings gatehouse added'* ]]
}

@test "one record only" {
	run -0 gh log letter
	[[ $output == *'source letter added'* ]]
	[[ $output != *fen-council* ]]
}

@test "a record follows its file to another folder and its former id" {
	mkdir "$REGISTERS/organisations/local"
	mv "$REGISTERS/organisations/fen-council.xml" "$REGISTERS/organisations/local/"
	gh save -m 'Sort the folders' >/dev/null
	run -0 gh log fen-council
	[[ $output == *'organisation fen-council moved, was organisations/fen-council.xml'* ]]
	[[ $output == *'→ 2010-04-01'* ]]
}

@test "JSON has the documented keys" {
	run -0 gh log --format json
	[ "$(jq -r '.[0] | keys_unsorted | join(" ")' <<<"$output")" = \
		'commit author committer message trailers signature changes' ]
	[ "$(jq -r '.[0].changes[0] | keys_unsorted | join(" ")' <<<"$output")" = \
		'kind record path change fields' ]
	[ "$(jq -r '.[0].changes[0].fields[0] | [.field, .old, .new] | join(" ")' \
		<<<"$output")" = 'from 2009-04-01 2010-04-01' ]
	[ "$(jq -c '.[0].trailers' <<<"$output")" = \
		'[{"key":"Approved-by-role","value":"Records officer"}]' ]
	[ "$(jq length <<<"$output")" -eq 2 ]
}

@test "--since counts from the day of the commit" {
	run -0 gh log --since 2026-03-02
	[ "$output" = '' ]
	run -0 gh log --since 2026-03-01
	[ -n "$output" ]
	run -2 gh log --since yesterday
	[[ $output == *'YYYY-MM-DD'* ]]
}

@test "an unknown record is met with the nearest" {
	run -3 gh log fen-conucil
	[[ $output == *"did you mean 'fen-council'?" ]]
}

@test "a shallow clone says that its history is cut" {
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	run -0 --separate-stderr "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/shallow" log
	[[ $stderr == *'the history is cut here (a shallow clone)'* ]]
	[[ $output == "commit $(head_of)"* ]]
}

@test "an unborn HEAD has no commits" {
	rm -rf "$REGISTERS/.git"
	git init -q -b main "$REGISTERS"
	run -0 --separate-stderr gh log --format json
	[ "$output" = '[]' ]
	[[ $stderr == *'no commit yet'* ]]
}

@test "a name in a commit cannot control the terminal" {
	organisation fen-police
	GIT_AUTHOR_NAME=$'Ada \033[31mClerk' run -0 gh save -m 'Police join'
	run -0 gh log
	[[ $output != *$'\033'* ]]
}

@test "a version that git gives back damaged is no version without fields" {
	local id object

	make_registers
	organisation fen-council '<from>2010-04-01</from>'
	gh save -m 'Council' >/dev/null 2>&1
	id=$(git_in rev-parse HEAD~1:organisations/fen-council.xml)
	object=$REGISTERS/.git/objects/${id:0:2}/${id:2}
	chmod u+w "$object"
	truncate -s -6 "$object"
	run -3 --separate-stderr gh log
	[ "$output" = '' ]
	[[ $stderr == *"cannot read file '$id'"* ]]
}
