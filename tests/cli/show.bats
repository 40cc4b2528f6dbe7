#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# show: one record as text, XML and JSON.

load helpers

setup()
{
	make_registers
	faulty_agreement
}

@test "fields under their labels, references with title and id" {
	run -0 gh show night-shelter
	[ "${lines[0]}" = 'Sharing about the night shelter' ]
	[[ ${lines[1]} == 'Agreement night-shelter, agreements/night-shelter.xml [letter]' ]]
	[[ $output == *$'\nStatus: Draft\n'* ]]
	[[ $output == *$'\nParty: Body fen-council (fen-council)\n  Role: Controller\n'* ]]
}

@test "what refers to a record" {
	run -0 gh show fen-council
	[[ $output == *$'Referred to by:\n  agreement night-shelter, line 6, party: Sharing about the night shelter'* ]]
}

@test "evidence and source stand behind the value" {
	organisation fen-council \
		'<from evidence="inferred" locator="page 2">2009-04-01</from>' \
		'<dissolvedOn evidence="not-stated"/>'
	run -0 gh show fen-council
	[[ $output == *$'1 April 2009 [inferred, page 2]\n'* ||
		$output == *$'1 April 2009 [inferred; page 2]\n'* ]]
	[[ $output == *'not stated'* ]]
}

@test "XML is the file, byte for byte" {
	gh show fen-council --format xml >"$BATS_TEST_TMPDIR/out"
	cmp "$BATS_TEST_TMPDIR/out" "$REGISTERS/organisations/fen-council.xml"
}

@test "JSON has the documented keys" {
	run -0 gh show fen-council --format json
	[[ $(jq -r 'keys_unsorted | join(" ")' <<<"$output") == \
		'kind id title path '*'fields referredToBy' ]]
	[ "$(jq -r '.referredToBy[0].id' <<<"$output")" = night-shelter ]
	[ "$(jq -r '.fields[] | select(.field == "from").value' <<<"$output")" = 2009-04-01 ]
}

@test "--rev shows what a commit held" {
	organisation fen-council '<from>2010-04-01</from>'
	run -0 gh show fen-council --rev HEAD
	[[ $output == *'1 April 2009'* ]]
	[[ $output == *'as in commit'* ]]
	run -0 gh show fen-council
	[[ $output == *'1 April 2010'* ]]
}

@test "an unknown id is met with the nearest" {
	run -3 gh show fen-conucil
	[ "$output" = "gatehouse show: there is no record 'fen-conucil'; did you mean 'fen-council'?" ]
}

@test "a record that cannot be read says why" {
	echo '<organisation' | record organisations/broken.xml
	run -3 gh show broken
	[[ $output == *'organisations/broken.xml:'*'[REG-02]'* ]]
	run -0 gh show broken --format xml
	[ "$output" = '<organisation' ]
}
