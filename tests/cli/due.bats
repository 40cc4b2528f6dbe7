#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# due: what is overdue and what comes, how far ahead, in which form.

load helpers

# thing ID DAY: a source with its next review on that day.
thing()
{
	record "sources/$1.xml" <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<source xmlns="urn:gatehouse:1" id="$1" version="1">
		  <title>=Paper, &#8220;$1&#8221;</title>
		  <owner>Head of records</owner>
		  <review><next>$2</next></review>
		</source>
	END
}

setup()
{
	make_registers
	thing late 2026-11-21
	thing today 2026-11-22
	thing soon 2027-02-20
	thing far 2027-02-21
}

@test "a table of what is overdue and what comes within 90 days" {
	run -1 gh due
	[ "$output" = "\
Overdue on 2026-11-22: 1
Date        What    Record
2026-11-21  Review  late

Due by 2027-02-20: 2
Date        What    Record
2026-11-22  Review  today
2027-02-20  Review  soon" ]
}

@test "nothing overdue is status 0, and nothing at all is said so" {
	rm "$REGISTERS/sources/late.xml"
	run -0 gh due
	[[ $output != *Overdue* ]]
	rm "$REGISTERS"/sources/{today,soon,far}.xml
	run -0 --separate-stderr gh due
	[ -z "$output" ]
	[ "$stderr" = "gatehouse due: nothing is overdue on 2026-11-22, and nothing is due by 2027-02-20" ]
	run -0 gh due --format json
	[ "$output" = '[]' ]
}

@test "the window is the call's, else that of the settings" {
	local -a ids=()

	run -1 gh due --within P91D
	[[ $output == *' far' ]]
	run -1 gh due --within 13w
	[[ $output == *' far' ]]
	run -1 gh due --within 0d --format csv
	[ "${#lines[@]}" -eq 3 ]
	record gatehouse.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<settings xmlns="urn:gatehouse:1">
		  <title>Test registers</title>
		  <dueWindow>P1Y</dueWindow>
		</settings>
	END
	mapfile -t ids < <(gh due --format json | jq -r '.[].record')
	[ "${ids[*]}" = 'late today soon far' ]
}

@test "a length of time that is none is refused with a sentence" {
	local text

	for text in soon 90 -P1D PT5H ''; do
		run -2 gh due --within "$text"
		[ "${lines[0]}" = "gatehouse due: --within '$text' is no length of time; write it as P90D or P6M, or as 90d, 12w, 6m or 1y" ]
	done
	run -2 gh due --format xml
	[ "${lines[0]}" = "gatehouse due: --format is 'table', 'csv', 'json' or 'ics', not 'xml'" ]
	run -2 gh due late
}

@test "JSON begins with date, what, record, overdue" {
	run -1 gh due --format json
	[ "$(jq -r '.[0] | keys_unsorted[:4] | join(" ")' <<<"$output")" = \
		'date what record overdue' ]
	[ "$(jq -c '.[] | [.date, .what, .record, .overdue, .part, .responsible]' \
		<<<"$output")" = '["2026-11-21","Review","late",true,null,"Head of records"]
["2026-11-22","Review","today",false,null,"Head of records"]
["2027-02-20","Review","soon",false,null,"Head of records"]' ]
}

@test "CSV names who sees to it and disarms formulas" {
	local csv=$BATS_TEST_TMPDIR/due.csv

	run -1 gh due --format csv
	gh due --format csv >"$csv" || true
	[ "$(head -n 2 "$csv")" = $'date,what,record,overdue,part,responsible,kind,title\r
2026-11-21,Review,late,yes,,Head of records,source,"\'=Paper, “late”"\r' ]
}

@test "the calendar is one that calendar programs read" {
	local ics=$BATS_TEST_TMPDIR/due.ics

	gh due --format ics >"$ics" || [ $? -eq 1 ]
	run -0 "$TOP/tests/calendar" "$ics"
	[ "$output" = '2026-11-21 late.review@registers.invalid Review: =Paper, “late”
2026-11-22 today.review@registers.invalid Review: =Paper, “today”
2027-02-20 soon.review@registers.invalid Review: =Paper, “soon”' ]
}

@test "the check of calendars finds what is wrong" {
	local ics=$BATS_TEST_TMPDIR/due.ics

	gh due --format ics >"$ics" || [ $? -eq 1 ]
	sed -i -e 's/^UID:today/UID:late/' -e '5s/\r$//' "$ics"
	run -1 "$TOP/tests/calendar" "$ics"
	[[ $output == *'a line end that is not CRLF'* ]]
	[[ $output == *'late.review@registers.invalid is there twice'* ]]
}

@test "the table of the worked example fits 80 columns" {
	local dir=$BATS_TEST_TMPDIR/example

	"$GATEHOUSE" init --example "$dir" >/dev/null 2>&1
	run -1 "$GATEHOUSE" -C "$dir" --as-of 2026-11-22 due
	[[ $output == *'Retention ends'* ]]
	[ "$(wc -L <<<"$output")" -le 80 ]
}

@test "--rev goes by the records as they stood" {
	git_in add -A
	git_in commit -q -m All
	rm "$REGISTERS/sources/late.xml"
	run -0 gh due
	[[ $output != *late* ]]
	run -1 gh due --rev HEAD
	[[ $output == *'2026-11-21  Review  late'* ]]
}
