#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The privacy notices that the site generates: what a family reads of the
# worked example and of registers made for the question, what stays out of the
# public edition, and how hard the words are.

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export AS_OF=2026-11-22
	export REG=$BATS_FILE_TMPDIR/registers SITE=$BATS_FILE_TMPDIR/site
	export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b.example
	export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b.example
	mkdir "$REG"
	cp -r "$TOP"/registers/* "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	git init -q -b main "$REG"
	git -C "$REG" add -A
	git -C "$REG" commit -q -m 'Enter the example'
	build "$REG" "$SITE"
}

# build REGISTERS SITE [OPTION...]
build() {
	local registers=$1 site=$2

	shift 2
	"$GATEHOUSE" -C "$registers" --as-of "$AS_OF" build -o "$site" "$@"
}

# words FILE: the text of the page, on one line.
words() {
	sed 's/<[^>]*>/ /g' "$1" | tr -s ' \n' ' '
}

# generated SITE: its generated notices.
generated() {
	grep -l 'Generated privacy notice</span>' "$1"/notices/*.html
}

# copy: a copy of the registers to change, in $COPY.
copy() {
	COPY=$BATS_TEST_TMPDIR/copy
	git clone -q "$REG" "$COPY"
}

# publish: commit what is changed in the copy; its site in $OUT.
publish() {
	OUT=$BATS_TEST_TMPDIR/out
	git -C "$COPY" add -A
	git -C "$COPY" commit -q -m 'Change'
	build "$COPY" "$OUT"
}

@test "bodies and programmes with sharing in use have a notice, others none" {
	[ -f "$SITE/notices/wandsworth-council.html" ]
	[ -f "$SITE/notices/west-yorkshire-police.html" ]
	[ -f "$SITE/notices/troubled-families-2015-2020.html" ]
	[ ! -e "$SITE/notices/supporting-families.html" ]
	[ ! -e "$SITE/notices/home-office.html" ]
}

@test "notices are linked from home, footer, organisation and programme" {
	grep -q 'href="privacy.html"' "$SITE/index.html"
	grep -q 'href="../privacy.html"' "$SITE/agreements/leeds-live-risk.html"
	grep -q 'href="../notices/dwp.html"' "$SITE/organisations/dwp.html"
	grep -q 'href="../notices/troubled-families-phase-1.html"' \
		"$SITE/programmes/troubled-families-phase-1.html"
	run grep -q 'Privacy notice in plain words' \
		"$SITE/organisations/home-office.html"
	[ "$status" -eq 1 ]
	grep -q 'href="notices/dwp.html"' "$SITE/privacy.html"
}

@test "every notice says what it is made from and that it is no evidence" {
	local page

	for page in $(generated "$SITE"); do
		words "$page" | grep -q 'as they stood on 22 November 2026'
		words "$page" |
			grep -q 'not evidence of the wording that people were'
	done
}

@test "a notice leads to those that people were shown, or says there is none" {
	grep -q 'id="shown"' "$SITE/notices/waltham-forest-council.html"
	grep -q 'href="../notices/tfp-evaluation-notice.html"' \
		"$SITE/notices/waltham-forest-council.html"
	words "$SITE/notices/leeds-council.html" |
		grep -q 'holds no notice that people were shown'
}

# partners ID: whom the notice says that the organisation shares with.
partners() {
	words "$SITE/notices/$1.html" |
		sed 's/.*It shares with//; s/Who decides how.*//'
}

@test "those on the same side of a flow do not count as sharing with it" {
	[[ $(partners wandsworth-council) == *"Work and Pensions"* ]]
	[[ $(partners wandsworth-council) != *"Barnet"* ]]
	[[ $(partners dwp) == *"Oldham Metropolitan Borough Council"* ]]
	[[ $(partners dwp) != *"Positive Steps"* ]]
}

@test "a programme that has ended says so, and the list comes by title" {
	words "$SITE/notices/troubled-families-phase-1.html" |
		grep -q 'This programme ended on 31 March 2015\.'
	run grep -q 'This programme ended' "$SITE/notices/dwp.html"
	[ "$status" -eq 1 ]
	sed -nE 's,.*<th scope="row".*href="notices/[^"]*">([^<]*)<.*,\1,p' \
		"$SITE/privacy.html" >"$BATS_TEST_TMPDIR/titles"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/titles")" = "Children&#39;s centres" ]
	grep -n 'London Borough of Barnet\|Leeds City Council' \
		"$BATS_TEST_TMPDIR/titles" | head -n 1 | grep -q Leeds
}

@test "the sources of what is said about rights are told, read or not" {
	grep -q 'href="../privacy.html#sources"' "$SITE/notices/dwp.html"
	words "$SITE/privacy.html" | grep -q 'Article 17(1), the European text.*(read)'
	words "$SITE/privacy.html" | grep -q 'UK GDPR, Article 18 (from memory)'
}

@test "a service that is lost by saying no is said plainly" {
	words "$SITE/notices/wandsworth-council.html" |
		grep -q 'You do not get the help\.'
	words "$SITE/notices/wandsworth-council.html" |
		grep -q 'Saying yes is a condition of getting the service'
}

@test "what the register does not say is said where it is asked, and again" {
	local page=$SITE/notices/leeds-council.html

	words "$page" | grep -q 'does not say how long it is kept'
	words "$page" | grep -q 'does not say what happens if you say no'
	words "$page" | sed 's/.*What this register does not say//' |
		grep -q 'how long it is kept'
}

@test "consent as basis shows how to withdraw, once a record states it" {
	copy
	words "$SITE/notices/wandsworth-council.html" |
		grep -q 'How to change a yes to a no This register does not say'
	sed -i 's,<withdrawalMethod evidence="not-stated"/>,<withdrawalMethod code="letter">Write to the kingfisher team.</withdrawalMethod>,' \
		"$COPY/consents/wandsworth-frp-consent.xml"
	publish
	words "$OUT/notices/wandsworth-council.html" |
		grep -q 'How to change a yes to a no Write a letter\.'
	grep -q 'kingfisher' "$OUT/notices/wandsworth-council.html"
	words "$OUT/notices/wandsworth-council.html" |
		grep -q 'take back your yes at any time'
}

@test "public task shows the right to object and offers no deletion" {
	copy
	sed -i 's,<legal evidence="not-stated"/>,<legal><art6 code="A6-1-e">Task.</art6></legal>,' \
		"$COPY/agreements/leeds-live-risk.xml"
	publish
	words "$OUT/notices/leeds-council.html" | grep -q 'You can object'
	run grep -q 'ask for the information to be deleted' \
		"$OUT/notices/leeds-council.html"
	[ "$status" -eq 1 ]
}

@test "only a notice with consent as basis offers deletion for withdrawing" {
	local page

	for page in $(generated "$SITE"); do
		if grep -q 'If you take back your yes' "$page"; then
			grep -q 'Where the reason is: Consent' "$page"
		fi
	done
	run grep -l 'If you take back your yes' "$SITE"/notices/*.html
	[[ $output == *wandsworth-council* ]]
	[[ $output != *leeds-council* ]]
}

@test "for the police it is said that other rules may apply, and which rights" {
	words "$SITE/notices/west-yorkshire-police.html" |
		grep -q 'does not say which of them is used'
	words "$SITE/notices/west-yorkshire-police.html" |
		grep -q 'There is no right to object\.'
	run grep -q 'There is no right to object' \
		"$SITE/notices/leicestershire-council.html"
	[ "$status" -eq 1 ]
}

@test "drafts and what is over are left out, and named" {
	run grep -q 'use-[0-9]*".*GP pilot' "$SITE/notices/staffordshire-council.html"
	[ "$status" -eq 1 ]
	words "$SITE/notices/staffordshire-council.html" |
		sed 's/.*What is left out//' | grep -q '(not begun)'
	copy
	sed -i 's,<end evidence="not-stated"/>,<end>2026-11-21</end>,' \
		"$COPY/agreements/leeds-live-risk.xml"
	publish
	[ ! -e "$OUT/notices/leeds-council.html" ]
	build "$COPY" "$OUT-before" --as-of 2026-11-21
	[ -f "$OUT-before/notices/leeds-council.html" ]
}

@test "what an edition does not show is in none of its notices" {
	copy
	cd "$COPY"
	sed -i '0,/<caveat/s//<note>wagtail<\/note><caveat/' \
		agreements/wandsworth-frp-protocol.xml \
		organisations/wandsworth-council.xml \
		consents/wandsworth-frp-consent.xml
	sed -i '0,/<signature evidence="not-stated"\/>/s//<signature><signatoryName>Nightjar<\/signatoryName><documentRef>dotterel<\/documentRef><\/signature>/' \
		agreements/wandsworth-frp-protocol.xml
	sed -i 's,<consent ,&publication="internal" ,
		s,<title>,&Sanderling ,' consents/wandsworth-frp-consent.xml
	sed -i 's,<organisation ,&publication="partner" ,
		s,<name[^>]*>,&Whimbrel ,' organisations/metropolitan-police.xml
	publish
	run grep -liE 'wagtail|nightjar|dotterel|sanderling|whimbrel' \
		"$OUT"/notices/*.html "$OUT/privacy.html"
	[ "$status" -eq 1 ]
	[ ! -e "$OUT/notices/metropolitan-police.html" ]
	words "$OUT/notices/wandsworth-council.html" |
		grep -q 'a record that is not in this edition'
	build "$COPY" "$OUT-internal" --edition internal
	grep -q Sanderling "$OUT-internal/notices/wandsworth-council.html"
	grep -q Whimbrel "$OUT-internal/notices/metropolitan-police.html"
	"$TOP/tests/links" "$OUT"
}

@test "our own words have a reading age of 14 at most" {
	local pages

	mapfile -t pages < <(generated "$SITE")
	[ "${#pages[@]}" -gt 20 ]
	"$TOP/tests/reading-age" --max-age 14 "${pages[@]}" "$SITE/privacy.html"
}

@test "the measure of reading age tells hard words from easy ones" {
	local page=$BATS_TEST_TMPDIR/page.html

	echo '<main><p>The cat sat on the mat. It was a big cat.</p></main>' \
		>"$page"
	"$TOP/tests/reading-age" --max-age 14 "$page"
	echo '<main><p>Notwithstanding jurisdictional considerations,
		organisational representatives systematically operationalise
		interdepartmental accountability responsibilities.</p></main>' \
		>"$page"
	run "$TOP/tests/reading-age" --max-age 14 "$page"
	[ "$status" -eq 1 ]
	echo '<main><p>It is so. <span class="gh-record">Organisational
		accountability notwithstanding.</span></p></main>' >"$page"
	run "$TOP/tests/reading-age" --max-age 14 "$page"
	[ "$status" -eq 0 ]
	[[ $output == *"words of records: reading age"* ]]
	echo '<main><h1>Only a heading</h1></main>' >"$page"
	run "$TOP/tests/reading-age" --max-age 14 "$page"
	[ "$status" -eq 1 ]
}
