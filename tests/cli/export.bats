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
	run ! grep -q broken "$OUT/organisations.csv"
	grep -q fen-council "$OUT/organisations.csv"
}

@test "--rev takes the records of a commit" {
	organisation later
	run -0 gh export csv --rev HEAD -o "$OUT"
	run ! grep -q later "$OUT/organisations.csv"
}

# part FILE NAME: a file of the workbook.
part()
{
	perl -MIO::Uncompress::Unzip=unzip,:all -e \
		'unzip $ARGV[0] => "-", Name => $ARGV[1] or die $UnzipError' \
		"$1" "xl/$2"
}

# The sheet of the workbook with that name, as XML.
sheet()
{
	local number

	number=$(part "$OUT/book.xlsx" workbook.xml |
		grep -o '<sheet [^>]*>' | grep -n "name=\"$1\"" | cut -d: -f1)
	part "$OUT/book.xlsx" "worksheets/sheet$number.xml"
}

@test "export xlsx helps those who fill it in" {
	faulty_agreement
	sed -i 's|</title>|</title><caveat>=1+1</caveat>|; s|</party>|</party><start>2014-04-03</start>|' \
		"$REGISTERS/agreements/night-shelter.xml"
	mkdir "$OUT"
	run -0 gh export xlsx -o "$OUT/book.xlsx"
	[ "$output" = '' ]
	# lists to choose from, which lie in a hidden sheet
	part "$OUT/book.xlsx" workbook.xml | grep -q 'name="lists" [^>]*state="hidden"'
	run sheet agreements
	[[ $output == *'<dataValidation type="list"'*'lists!$'* ]]
	# a frozen heading, a day that is a number, columns that are folded away
	[[ $output == *'<pane '*'state="frozen"'* ]]
	[[ $output == *'<v>41732</v>'* ]]
	[[ $output == *' hidden="1" '*'outlineLevel="1"'* ]]
	[[ $output != *'<f>'* ]]
	# a text that looks like a formula is a text
	run sheet agreements.caveat
	[[ $output == *'t="s"'* && $output != *'<f>'* ]]
	part "$OUT/book.xlsx" sharedStrings.xml | grep -q '<t>=1+1</t>'
	# hints as notes
	part "$OUT/book.xlsx" comments1.xml | grep -q "The record's short name"
}

@test "the same commit gives the same workbook" {
	mkdir "$OUT"
	gh export xlsx -o "$OUT/a.xlsx"
	git clone -q "$REGISTERS" "$BATS_TEST_TMPDIR/clone"
	sleep 1
	TZ=Asia/Tokyo "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/clone" \
		--as-of 2027-01-01 export xlsx -o "$OUT/b.xlsx"
	cmp "$OUT/a.xlsx" "$OUT/b.xlsx"
	[ "$(ls "$OUT")" = $'a.xlsx\nb.xlsx' ]
}

@test "a text too long for a cell is refused, and nothing is left behind" {
	record sources/wordy.xml <<-END
		<source xmlns="urn:gatehouse:1" id="wordy" version="1">
		  <title>T</title><summary>$(printf 'word %.0s' {1..7000})</summary>
		</source>
	END
	mkdir "$OUT"
	run -3 gh export xlsx -o "$OUT/book.xlsx"
	[ "$output" = "gatehouse export: 'Summary' of 'wordy' is longer than the 32767 characters that a cell of a workbook holds; export csv instead" ]
	[ "$(ls -A "$OUT")" = '' ]
}

@test "the examples of gatehouse-formats(5) run, one after another" {
	local -a examples
	local example

	record pias/pia-night-shelter.xml <<-'END'
		<pia xmlns="urn:gatehouse:1" id="pia-night-shelter" version="1">
		  <title>Night shelter</title><kind>full</kind>
		</pia>
	END
	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/gatehouse"
	PATH=$BATS_TEST_TMPDIR:$PATH
	cd "$REGISTERS"
	mapfile -t examples < <(sed -n 's/^\.Dl //p' "$TOP/man/gatehouse-formats.5" |
		sed 's/[\]-/-/g')
	[ ${#examples[@]} -gt 2 ]
	for example in "${examples[@]}"; do
		bash -c "$example" </dev/null
	done
}
