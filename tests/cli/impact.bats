#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# impact: what rests on a record, and what it would lose.

load helpers

setup()
{
	make_registers
	organisation fen-police
	gateway old-act '<validFrom>2010-01-01</validFrom>'
	gateway new-act '<validFrom>2020-06-01</validFrom>'
	record agreements/lists.xml <<-'END'
		<agreement xmlns="urn:gatehouse:1" id="lists" version="1">
		  <title>Lists</title>
		  <review><lastOn>2019-01-01</lastOn></review>
		  <status>active</status>
		  <party ref="fen-council"><role>controller</role></party>
		  <start>2015-01-01</start>
		  <flow id="daily">
		    <title>Daily list</title>
		    <gateway ref="old-act"/>
		  </flow>
		  <flow id="weekly">
		    <title>Weekly list</title>
		    <gateway ref="old-act"/>
		    <gateway ref="new-act"/>
		  </flow>
		</agreement>
	END
	record barriers/doubt.xml <<-'END'
		<barrier xmlns="urn:gatehouse:1" id="doubt" version="1">
		  <title>Doubt</title>
		  <barrier>B3</barrier>
		  <affects ref="lists#weekly"/>
		</barrier>
	END
}

# gateway ID DATES
gateway()
{
	record "gateways/$1.xml" <<-END
		<gateway xmlns="urn:gatehouse:1" id="$1" version="1">
		  <title>The $1</title>
		  <kind>express-permissive</kind>
		  <version id="v1">$2<status>in-force</status>
		    <citation>The $1</citation><checked>no</checked>
		  </version>
		</gateway>
	END
}

@test "what rests on a gateway, with the way, and what rests on that" {
	run -0 gh impact old-act
	[ ${#lines[@]} -eq 4 ]
	[[ ${lines[0]} =~ ^Kind\ +Id\ +'Rests by way of'\ +Through$ ]]
	[[ ${lines[1]} =~ ^agreement\ +lists\ +"flow 'Daily list', legal gateway" ]]
	[[ ${lines[3]} =~ ^barrier\ +doubt\ +affects\ +lists$ ]]
}

@test "a flow carries on only to what is about it" {
	run -0 gh impact lists#daily
	[ "$output" = 'gatehouse impact: nothing rests on it' ]
	run -0 gh impact lists#weekly
	[[ ${lines[1]} == barrier* ]]
}

@test "on a day: what runs, what it would have left, who looked since" {
	run -0 gh impact old-act --on 2021-01-01
	[[ ${lines[1]} =~ yes\ +'nothing else'\ +yes$ ]]
	[[ ${lines[2]} =~ yes\ +'other: new-act'\ +yes$ ]]
	[[ $output == *'on 1 January 2021:'* ]]
	[[ $output == *'  1 flow would have no gateway that is in force'* ]]
	run -0 gh impact old-act --on 2019-01-01
	[[ ${lines[2]} =~ yes\ +'nothing else'\ +yes$ ]]
	run -0 gh impact old-act --on 2014-12-31
	[[ ${lines[2]} =~ no\ +'nothing else' ]]
	run -0 gh impact new-act --on 2021-01-01
	[[ ${lines[1]} =~ yes\ +'other: old-act'\ +no$ ]]
}

@test "JSON begins with kind, id, via" {
	run -0 gh impact new-act --format json
	[ "$(jq -r '.[0] | keys_unsorted[:3] | join(" ")' <<<"$output")" = \
		'kind id via' ]
	[ "$(jq -c '.[0] | [.depth, .through, .flow, .live, .left, .others,
		.reviewedSinceChange]' <<<"$output")" = \
		'[1,null,"weekly",true,"other",["old-act"],false]' ]
	[ "$(jq -c '.[1] | [.id, .depth, .through, .live]' <<<"$output")" = \
		'["doubt",2,"lists",null]' ]
	run -0 gh impact doubt --format json
	[ "$output" = '[]' ]
}

@test "CSV has all columns" {
	gh impact new-act --format csv >"$BATS_TEST_TMPDIR/impact.csv"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/impact.csv")" = \
		$'kind,id,via,through,live,left,reviewed\r' ]
	grep -q "^agreement,lists,\"flow 'Weekly list', legal gateway\",,yes,other: old-act,no" \
		"$BATS_TEST_TMPDIR/impact.csv"
}

@test "any record may be asked" {
	run -0 gh impact fen-council
	[[ ${lines[1]} =~ ^agreement\ +lists\ +party ]]
	[[ ${lines[2]} =~ ^barrier\ +doubt\ +affects\ +lists$ ]]
	run -0 gh impact letter
	[[ $output == *'the record as a whole'* ]]
}

@test "what is not there is refused" {
	run -3 gh impact old-atc
	[ "$output" = \
		"gatehouse impact: there is no record 'old-atc'; did you mean 'old-act'?" ]
	run -3 gh impact old-act#v9
	[ "$output" = "gatehouse impact: record 'old-act' has no part 'v9'" ]
	run -2 gh impact old-act --on 2021-02-30
	[[ ${lines[0]} == *"--on '2021-02-30' is no date"* ]]
	run -2 gh impact old-act --format xml
	[[ ${lines[0]} == *"not 'xml'"* ]]
}

@test "--rev goes by the records as they stood" {
	git_in add -A
	git_in commit -q -m All
	rm "$REGISTERS/agreements/lists.xml" "$REGISTERS/barriers/doubt.xml"
	run gh impact new-act
	[[ $output != *lists* ]]
	run -0 gh impact --rev HEAD new-act
	[[ $output == *lists* ]]
}
