#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154
#
# The sheets in a real spreadsheet: what LibreOffice opens and saves comes back
# as it was, and what is edited there arrives. Skipped where there is none: it
# is far too large to be installed for a test.

load cli/helpers

WORK=$BATS_TEST_TMPDIR/work

# LibreOffice's filter for CSV: comma, quotes, UTF-8, cells as shown.
csv_filter='Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true,false,false,false'

setup()
{
	command -v soffice >/dev/null || skip 'there is no LibreOffice'
	[[ $GATEHOUSE != */sanitize/* ]] ||
		skip 'the sheets are the same, and other tests write them'
	mkdir "$WORK"
	make_registers
	record agreements/night-shelter.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<agreement xmlns="urn:gatehouse:1" id="night-shelter" version="1"
		  source="letter">
		  <title>=1+1</title>
		  <summary>
		    First line, "quoted"; and more.

		    - a point
		  </summary>
		  <note>'=2+2</note>
		  <note>not stated</note>
		  <note evidence="not-stated"/>
		  <note>_x0041_ Łódź 👪</note>
		  <status>draft</status>
		  <party ref="fen-council">
		    <role source="letter" locator="March 2014">controller</role>
		    <role>recipient</role>
		  </party>
		  <start>2014-04-03</start>
		  <end evidence="not-stated"/>
		  <flow id="may-2014">
		    <title>+44 20 7946 0000</title>
		    <format>007</format>
		    <standard>3/4</standard>
		    <volume>TRUE</volume>
		    <cohortSize>0120</cohortSize>
		    <areaWide>true</areaWide>
		  </flow>
		</agreement>
	END
	git_in add .
	git_in commit -q -m 'Add an agreement'
}

# office FORMAT FILE...: convert into $WORK/out.
office()
{
	local to=$1 from=()

	shift
	[[ $1 != *.csv ]] || from=("--infilter=$csv_filter,0")
	HOME=$WORK soffice --headless \
		"-env:UserInstallation=file://$BATS_FILE_TMPDIR/profile" \
		"${from[@]}" --convert-to "$to" \
		--outdir "$WORK/out" "$@" >/dev/null 2>&1
}

@test "a workbook and its sheets, opened and saved, change nothing" {
	gh export xlsx -o "$WORK/book.xlsx"
	office "csv:$csv_filter,-1" "$WORK/book.xlsx"
	grep -q '^night-shelter,' "$WORK/out/book-agreements.csv"
	run -0 gh import csv "$WORK/out"
	[ "$output" = 'gatehouse import: nothing differs from the registers' ]
	rm -r "$WORK/out"

	gh export csv -o "$WORK/sheets"
	office "csv:$csv_filter,0" "$WORK/sheets/agreements.csv" \
		"$WORK/sheets/agreements.note.csv" \
		"$WORK/sheets/agreements.party.csv" \
		"$WORK/sheets/agreements.flow.csv"
	run -0 gh import csv "$WORK/out"
	[ "$output" = 'gatehouse import: nothing differs from the registers' ]
}

@test "a workbook that was edited and saved as CSV is imported" {
	gh export xlsx -o "$WORK/book.xlsx"
	office fods "$WORK/book.xlsx"
	sed -i -e 's/office:date-value="2014-04-03"/office:date-value="2015-05-04"/' \
		-e 's|<text:p>2014-04-03</text:p>|<text:p>2015-05-04</text:p>|' \
		-e 's|<text:p>=1+1</text:p>|<text:p>Night \&amp; day</text:p>|' \
		"$WORK/out/book.fods"
	mv "$WORK/out/book.fods" "$WORK"
	office "csv:$csv_filter,-1" "$WORK/book.fods"
	run -0 gh import csv "$WORK/out"
	[[ $output == *'0 created, 1 changed'* ]]
	run git_in diff -U0 --no-color
	[ "$(grep '^[-+] ' <<<"$output")" = '-  <title>=1+1</title>
+  <title>Night &amp; day</title>
-  <start>2014-04-03</start>
+  <start>2015-05-04</start>' ]
}
