#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# list: which records, in which form.

load helpers

setup()
{
	make_registers
	organisation fen-police
	faulty_agreement
}

@test "a table of all records, sorted by kind and id" {
	run -0 gh list
	[[ ${lines[0]} =~ ^Kind\ +Id\ +Title\ +Status$ ]]
	[ "$(printf '%s\n' "${lines[@]:1}" | awk '{ print $2 }' | tr '\n' ' ')" = \
		'letter fen-council fen-police night-shelter ' ]
}

@test "one kind, by its name or by its folder" {
	run -0 gh list organisation
	[ ${#lines[@]} -eq 3 ]
	[ "$(gh list organisations)" = "$output" ]
}

@test "a field, an attribute and a field of all kinds" {
	run -0 gh list organisation --where from=2009-04-01
	[ ${#lines[@]} -eq 2 ]
	[[ ${lines[1]} == *fen-council* ]]
	run -0 gh list --where party.ref=fen-council
	[[ ${lines[1]} == *night-shelter* ]]
	run -0 gh list --where party.role=controller --where status=draft
	[[ ${lines[1]} == *night-shelter* ]]
	run -0 gh list --where status=active --format json
	[ "$output" = '[]' ]
}

@test "an unknown field or kind is refused with the nearest" {
	run -2 gh list agreement --where statsu=draft
	[[ ${lines[0]} == "gatehouse list: agreement has no field 'statsu'; did you mean 'status'?" ]]
	run -2 gh list --where qwertyuiop=x
	[[ ${lines[0]} == "gatehouse list: no kind has a field 'qwertyuiop'; "* ]]
	run -2 gh list agrement
	[[ ${lines[0]} == "gatehouse list: there is no kind 'agrement'; did you mean 'agreement'?" ]]
	run -2 gh list --where status
	[[ $output == *'FIELD=VALUE'* ]]
}

@test "JSON begins with kind, id, title, path" {
	run -0 gh list organisation --format json
	[ "$(jq -r '.[0] | keys_unsorted[:4] | join(" ")' <<<"$output")" = \
		'kind id title path' ]
	[ "$(jq -r '.[0].path' <<<"$output")" = organisations/fen-council.xml ]
}

@test "CSV keeps to RFC 4180 and disarms formulas" {
	local csv=$BATS_TEST_TMPDIR/list.csv

	record organisations/odd.xml <<-'END'
		<organisation xmlns="urn:gatehouse:1" id="odd" version="1">
		  <name>=HYPERLINK("x"), it says</name>
		  <type>local-authority</type>
		</organisation>
	END
	gh list organisation --format csv >"$csv"
	[ "$(head -c 40 "$csv")" = $'kind,id,title,status,path,publication\r\no' ]
	grep -qF "organisation,odd,\"'=HYPERLINK(\"\"x\"\"), it says\"," "$csv"
	[ "$(grep -c $'\r$' "$csv")" -eq 4 ]
}

@test "what could control a terminal does not reach it" {
	record organisations/odd.xml <<-'END'
		<organisation xmlns="urn:gatehouse:1" id="odd" version="1">
		  <name>Odd &#x9b;31m &#x202e;body</name>
		  <type>local-authority</type>
		</organisation>
	END
	run -0 gh list organisation
	[[ $output == *'Odd �31m �body'* ]]
}

@test "columns are aligned by width, not by bytes" {
	record organisations/wide.xml <<-'END'
		<organisation xmlns="urn:gatehouse:1" id="wide" version="1">
		  <name>Cyngor Môn</name>
		  <type>local-authority</type>
		</organisation>
	END
	run -0 gh list organisation
	[[ $output == *'organisation  wide         Cyngor Môn'* ]]
}

@test "--rev lists the registers as they stood" {
	organisation fen-police
	git_in add -A
	GIT_COMMITTER_DATE=2026-05-01T12:00:00Z git_in commit -q -m More
	run -0 gh list organisation
	[[ $output == *fen-police* ]]
	run -0 gh list --rev '@{2026-04-30}' organisation
	[[ $output == *fen-council* && $output != *fen-police* ]]
	run -3 gh list --rev nowhere
	[[ $output == *"no revision 'nowhere'"* ]]
	[ -e "$REGISTERS/organisations/fen-police.xml" ]
}
