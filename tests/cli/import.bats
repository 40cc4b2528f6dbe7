#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154
#
# import csv: sheets as people and spreadsheets send them back.

load helpers

SHEETS=$BATS_TEST_TMPDIR/sheets

setup()
{
	make_registers
	record agreements/night-shelter.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<!-- kept by hand -->
		<agreement xmlns="urn:gatehouse:1" id='night-shelter' version="1"
		  source="letter">
		  <title>Sharing  about the night shelter</title>
		  <caveat>A first doubt.</caveat>
		  <caveat>A second doubt.</caveat>
		  <status>draft</status>
		  <party ref="fen-council">
		    <role source="letter">controller</role> <!-- since 2014 -->
		    <role>recipient</role>
		  </party>
		  <start>2014-04-03</start>
		  <end evidence="not-stated"/>
		  <flow id="lists">
		    <title>Lists of rough sleepers</title>
		    <format>007</format>
		  </flow>
		</agreement>
	END
	git_in add .
	git_in commit -q -m 'Add an agreement'
	gh export csv -o "$SHEETS"
}

# change SHEET OLD NEW: in a sheet, as a text.
change()
{
	grep -qF -- "$2" "$SHEETS/$1.csv"
	perl -pi -e 'BEGIN { ($old, $new) = splice @ARGV, 0, 2 }
		s/\Q$old\E/$new/' -- "$2" "$3" "$SHEETS/$1.csv"
}

# sheet NAME: standard input becomes the whole sheet; others are gone.
sheet()
{
	rm -f "$SHEETS"/*.csv
	cat >"$SHEETS/$1.csv"
}

import()
{
	gh import csv "$SHEETS" "$@"
}

clean()
{
	[ "$(git_in status --porcelain)" = '' ]
}

@test "what was exported changes nothing" {
	run -0 import
	[ "$output" = 'gatehouse import: nothing differs from the registers' ]
	clean
}

@test "only the bytes of what differs change, and a dry run shows them" {
	cp -r "$REGISTERS" "$BATS_TEST_TMPDIR/before"
	change agreements 2014-04-03 2015-05-04
	change agreements.flow "'007" "'0070"
	run -0 import --dry-run
	[[ $output == *'agreement night-shelter changed'* ]]
	[[ $output == *2014-04-03*2015-05-04*007*0070* ]]
	[[ $output == *'if this were no dry run'* ]]
	clean
	run -0 import
	run diff "$BATS_TEST_TMPDIR/before/agreements/night-shelter.xml" \
		"$REGISTERS/agreements/night-shelter.xml"
	[ "$output" = '13c13
<   <start>2014-04-03</start>
---
>   <start>2015-05-04</start>
17c17
<     <format>007</format>
---
>     <format>0070</format>' ]
}

@test "a value that moves in its cell takes along what the file does not show" {
	sheet agreements.party <<-'END'
		Agreement [record],Number,Role
		night-shelter,1,"recipient
		controller
		discloser"
	END
	run -0 import
	run grep '<role' "$REGISTERS/agreements/night-shelter.xml"
	[ "$output" = '    <role>recipient</role> <!-- since 2014 -->
    <role source="letter">controller</role>
    <role>discloser</role>' ]
}

@test "rows become records and parts; rows that are missing stay" {
	sheet organisations <<-'END'
		Id,Record version,Name,Type
		new-trust,1,The New Trust,voluntary-sector
	END
	cat >"$SHEETS/agreements.caveat.csv" <<-'END'
		record,number,text
		night-shelter,2,A better doubt.
		night-shelter,,A third doubt.
	END
	run -0 import
	[[ $output == *'1 created, 1 changed'* ]]
	[[ $output == *'1 row of the register is not in the file, and stays; --remove takes parts away'* ]]
	run -0 gh show new-trust
	[[ $output == *'The New Trust'* ]]
	run grep caveat "$REGISTERS/agreements/night-shelter.xml"
	[ "$output" = '  <caveat>A first doubt.</caveat>
  <caveat>A better doubt.</caveat>
  <caveat>A third doubt.</caveat>' ]
}

@test "--remove takes away parts, and never a whole record" {
	sheet agreements.caveat <<-'END'
		record,number,text
		night-shelter,2,A second doubt.
	END
	run -0 import --remove
	[[ $output == *'A first doubt.'* ]]
	run grep caveat "$REGISTERS/agreements/night-shelter.xml"
	[ "$output" = '  <caveat>A second doubt.</caveat>' ]
	sheet agreements <<<'Id,Title'
	run -0 import --remove
	[[ $output == *"is not in the file, and stays; 'gatehouse remove' takes records away"* ]]
	[ -e "$REGISTERS/agreements/night-shelter.xml" ]
}

@test "other encodings and separators are recognised and said" {
	printf 'record;number;text\r\nnight-shelter;1;"Caf\xe9; \x93so\x94\r\nand on"\r\n' |
		sheet agreements.caveat
	run -0 import
	[[ $output == *'agreements.caveat.csv: note: not UTF-8; read as Windows-1252'* ]]
	[[ $output == *'cells are separated by semicolons'* ]]
	grep -q 'Café; “so”' "$REGISTERS/agreements/night-shelter.xml"
	printf '\xef\xbb\xbfrecord\tnumber\ttext\nnight-shelter\t1\tOnly, this\n' |
		sheet agreements.caveat
	run -0 import
	[[ $output == *'cells are separated by tabs'* ]]
	grep -q 'Only, this' \
		"$REGISTERS/agreements/night-shelter.xml"
}

@test "a whole column says whether days stand first; one date alone is refused" {
	sheet agreements <<-'END'
		Id,Start
		night-shelter,03/04/2026
	END
	run -1 import
	[ "${lines[1]}" = "gatehouse import: nothing was written; mend what does not fit, or take what fits with --partial" ]
	[[ $output == *"agreements.csv:2:2: error: 'Start' in B2: '03/04/2026' could be 2026-04-03 or 2026-03-04; write which, or say --day-first if the day stands first in the whole file"* ]]
	clean
	run -0 import --day-first
	grep -q '<start>2026-04-03</start>' \
		"$REGISTERS/agreements/night-shelter.xml"
	cat >>"$SHEETS/agreements.csv" <<-'END'
		second,25/12/2026
	END
	perl -pi -e 's/Id,/Id,Version,Title,Status,/; s/^(second|night-shelter),/$1,1,T,draft,/' \
		"$SHEETS/agreements.csv"
	perl -pi -e 's/,Version,/,Record version,/; s{03/04/2026}{05/06/2026}' \
		"$SHEETS/agreements.csv"
	run -0 import
	[[ $output == *"'Start': dates were read with the day first, as '25/12/2026' has it in row 3"* ]]
	grep -q '<start>2026-06-05</start>' \
		"$REGISTERS/agreements/night-shelter.xml"
}

@test "codes are known by their label, and the nearest is named" {
	sheet agreements <<-'END'
		Id,Status
		night-shelter,active
	END
	perl -pi -e 's/active/Active/' "$SHEETS/agreements.csv"
	run -0 import
	[[ $output == *"'Status': 1 cell was read by the label of a code, for example 'Active' as active"* ]]
	grep -q '<status>active</status>' \
		"$REGISTERS/agreements/night-shelter.xml"
	sheet agreements <<-'END'
		Id,Status
		night-shelter,activ
	END
	run -1 import
	[[ $output == *"'Status' in B2: 'activ' is no code of the list 'agreement-status'; did you mean 'active' "* ]]
}

@test "what does not fit is named with file, row and column" {
	sheet agreements <<-'END'
		Id,Titel,Status,,Start
		night-shelter,T,draft,x,2026-02-31
	END
	run -1 import
	[[ $output == *"agreements.csv:1:2: error: there is no column 'Titel' in 'agreements'; did you mean 'Title'?"* ]]
	sheet agreements <<-'END'
		Id,Title,Status,,Start,End
		night-shelter,T,draft,x,2026-02-31,soon
		night-shelter,T,draft,,,
		,T,draft,,,
		fen-council,T,draft,,,
		new-one,T,,,,
	END
	run -1 import
	[[ $output == *"agreements.csv:2:4: error: D2 holds something, but the column has no heading"* ]]
	[[ $output == *"agreements.csv:2:5: error: 'Start' in E2: '2026-02-31' is no day; write it as 2026-04-03"* ]]
	[[ $output == *"agreements.csv:2:6: error: 'End' in F2: 'soon' is no day"* ]]
	[[ $output == *"agreements.csv:3:1: error: 'Id' in A3: 'night-shelter' stands in row 2 already"* ]]
	[[ $output == *"agreements.csv:4:1: error: 'Id' in A4: expected an id"* ]]
	[[ $output == *"agreements.csv:5:1: error: 'Id' in A5: 'fen-council' is the id of a record of another kind (organisation)"* ]]
	[[ $output == *"agreements.csv:6:3: error: 'Status' in C6: expected a value; no record is without"* ]]
	clean
}

@test "parts of what is not there are refused, with the nearest name" {
	sheet agreements.flow.dataCategory <<-'END'
		record,in.flow,number,code
		night-shelte,lists,1,identity
		night-shelter,list,,identity
	END
	run -1 import
	[[ $output == *"'Agreement' in A2: there is no record 'night-shelte', nor a row for it in 'agreements'; did you mean 'night-shelter'?"* ]]
	[[ $output == *"'Flow' in B3: 'night-shelter' has no such part 'list'"* ]]
	clean
}

@test "--partial takes the records that fit, and nothing that rests on others" {
	sheet organisations <<-'END'
		Id,Record version,Name,Type
		good-body,1,Good,voluntary-sector
		bad body,1,Bad,voluntary-sector
	END
	cat >"$SHEETS/agreements.party.csv" <<-'END'
		record,number,ref,role
		night-shelter,,bad-body,recipient
	END
	run -1 import --partial
	[[ $output == *"'bad body' is no id"* ]]
	[[ $output == *"agreements.party.csv:2: error: the record 'night-shelter' does not fit: "*bad-body* ]]
	[ -e "$REGISTERS/organisations/good-body.xml" ]
	[ "$(git_in status --porcelain)" = '?? organisations/good-body.xml' ]
}

@test "a new record needs no version; a dry run of what does not fit says so" {
	sheet organisations <<-'END'
		Id,Name,Type
		good-body,Good,voluntary-sector
	END
	run -0 import --dry-run
	[[ $output == *'Record version: 1'* ]]
	sheet organisations <<-'END'
		Id,Name,Type
		bad body,Bad,voluntary-sector
	END
	run -1 import --dry-run
	[[ $output == *'nothing that fits differs from the registers' ]]
	clean
}

@test "files that are no sheets are refused in a sentence" {
	sheet agreement <<<'Id'
	run -1 import
	[[ $output == *"agreement.csv: error: there is no sheet of this name; did you mean 'agreements.csv'?"* ]]
	printf 'PK\x03\x04rest' | sheet agreements
	run -1 import
	[[ $output == *"agreements.csv: error: this is a workbook, not CSV; open it and save each sheet as 'CSV UTF-8'"* ]]
	echo '<table><tr><td>Id' | sheet agreements
	run -1 import
	[[ $output == *"agreements.csv: error: this is HTML or XML, not CSV; open it in a spreadsheet"* ]]
	printf 'PK\x03\x04rest' >"$BATS_TEST_TMPDIR/book.xlsx"
	run -1 gh import csv "$BATS_TEST_TMPDIR/book.xlsx"
	[[ $output == *"book.xlsx: error: this is no .csv file; save each sheet of a workbook"* ]]
	: | sheet agreements
	run -1 import
	[[ $output == *'the file is empty'* ]]
	printf 'Id,Title\nnight-shelter,"open' | sheet agreements
	run -1 import
	[[ $output == *'row 2: a quotation mark begins a cell and none ends it'* ]]
	rm "$SHEETS"/*
	run -3 import
	[[ $output == *'there is no .csv file in the folder'* ]]
	run -3 gh import csv "$BATS_TEST_TMPDIR/nowhere"
	run -2 gh import csvs "$SHEETS"
	[[ $output == *"there is no format 'csvs'; did you mean 'csv'?"* ]]
}

@test "an id that was used before, a false reference and personal data do not fit" {
	gh remove night-shelter --reason 'It was entered twice'
	gh save --draft -m 'Remove the agreement'
	sheet agreements <<-'END'
		Id,Record version,Title,Status
		night-shelter,1,T,draft
	END
	run -1 import
	[[ $output == *"agreements.csv:2:1: error: 'Id' in A2: 'night-shelter' was the id of a record that was removed (removals/night-shelter.xml); ids are never used again"* ]]
	git_in revert --no-edit HEAD >/dev/null
	sheet agreements.caveat <<-'END'
		record,number,text
		night-shelter,1,NHS number 943 476 5919
	END
	run -1 import
	[[ $output == *'NHS number'* ]]
	sheet agreements <<-'END'
		Id,programme.ref
		night-shelter,nowhere
	END
	run -1 import
	[[ $output == *"agreements.csv:2: error: the record 'night-shelter' does not fit: "*nowhere* ]]
	clean
}
