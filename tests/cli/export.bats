#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# export: where it writes, and what it does not write over.

load helpers

OUT=$BATS_TEST_TMPDIR/out

setup()
{
	make_registers
}

@test "export csv makes a new folder, whole" {
	run -0 gh export csv -o "$OUT/inner/sheets"
	[ "$output" = '' ]
	grep -q '^fen-council,' "$OUT/inner/sheets/organisations.csv"
	[ "$(ls -A "$OUT/inner")" = sheets ]
}

@test "nothing that is there is lost, and no record is written over" {
	mkdir -p "$OUT"
	echo mine >"$OUT/organisations.csv"
	run -3 gh export csv -o "$OUT"
	[[ $output == *"there is something in the folder '$OUT'; choose a new one"* ]]
	[ "$(cat "$OUT/organisations.csv")" = mine ]
	run -3 gh export csv -o agreements/sheets
	[[ $output == *"is in 'agreements', where records are"* ]]
	[ ! -e "$REGISTERS/agreements" ]
	[ "$(git_in status --porcelain)" = '' ]
}

@test "wrong usage says what would be right" {
	run -2 gh export csvs -o "$OUT"
	[[ $output == *"there is no format 'csvs'; did you mean 'csv'?"* ]]
	run -2 gh export spreadsheet -o "$OUT"
	[[ $output == *"there is no format 'spreadsheet'; there is "*"'csv'"* ]]
	run -2 gh export csv
	[[ $output == *'expected: -o FILE'* ]]
	run -2 gh export
}

@test "a record that is not valid is left out and named" {
	record organisations/broken.xml <<<'<organisation xmlns="urn:gatehouse:1" id="broken" version="1"><names/></organisation>'
	run -1 gh export csv -o "$OUT"
	[ "$output" = "gatehouse export: left out, since it is not valid ('gatehouse check broken' says why): organisations/broken.xml" ]
	! grep -q broken "$OUT/organisations.csv"
	grep -q fen-council "$OUT/organisations.csv"
}

@test "--rev takes the records of a commit" {
	organisation later
	run -0 gh export csv --rev HEAD -o "$OUT"
	! grep -q later "$OUT/organisations.csv"
}
