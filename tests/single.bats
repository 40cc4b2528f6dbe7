#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031
#
# build --single-file: one file that stands alone, for all registers or for a
# record, and never half a file nor another's.

bats_require_minimum_version 1.5.0

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export AS_OF=2026-11-22
	export REG=$BATS_FILE_TMPDIR/registers
	export ALL=$BATS_FILE_TMPDIR/all.html ONE=$BATS_FILE_TMPDIR/one.html
	mkdir "$REG"
	cp -r "$TOP"/registers/* "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	local record=$REG/agreements/dwp-identification.xml
	sed -i '0,/<caveat/s//<note>wagtail<\/note><caveat/' "$record"
	git init -q -b main "$REG"
	commit 'Enter the example'
	sed -i '0,/<note>wagtail/s//<note>sandpiper/' "$record"
	commit 'Change a note'
	make_one "$ALL"
	make_one "$ONE" dwp-identification
}

commit() {
	git -C "$REG" add -A
	GIT_AUTHOR_DATE='2026-10-01T12:00:00Z' \
	GIT_COMMITTER_DATE='2026-10-01T12:00:00Z' \
		git -C "$REG" -c user.name='Peregrine Canary' \
		-c user.email=peregrine@canary.example commit -q -m "$1"
}

# make_one FILE [ARGUMENT...]
make_one() {
	local file=$1

	shift
	"$GATEHOUSE" -C "$REG" --as-of "$AS_OF" build --single-file \
		-o "$file" "$@"
}

# titles FILE LEVEL: its headings of a level, without markup.
titles() {
	grep -oP "<h$2[ >].*?</h$2>" "$1" | sed 's/<[^>]*>//g' | LC_ALL=C sort
}

@test "everything that a file refers to is in it" {
	"$TOP/tests/one-file" "$ALL"
	"$TOP/tests/one-file" "$ONE"
}

@test "the check of a file finds what is wrong" {
	sed 's/ id="file:contents"//; s/<style>/<style> /
		s,<main ,<img src="a.png"><main ,
		s/<h1/<h1>x<\/h1><h1/' "$ONE" >"$BATS_TEST_TMPDIR/broken.html"
	run "$TOP/tests/one-file" "$BATS_TEST_TMPDIR/broken.html"
	[ "$status" -eq 1 ]
	[[ $output == *"'#file:contents' leads to no id"* ]]
	[[ $output == *"names 'file:contents', which is no id"* ]]
	[[ $output == *"'a.png' leads out of the file"* ]]
	[[ $output == *"has not the policy for its styles"* ]]
	[[ $output == *"has not exactly one h1"* ]]
	[[ $output == *"has something that is fetched or run"* ]]
}

@test "a parser of HTML takes it" {
	run xmllint --html --noout "$ALL"
	[ "$status" -eq 0 ]
	# HTML 4, which the parser knows, lacks these elements.
	run grep -vE 'Tag (main|header|footer|nav|article|aside|section|details|summary|figure|figcaption|svg|title|desc|defs|marker|path|g|rect|text|tspan|line|circle|polyline|polygon|time|mark) invalid|^ *\^|^ *<|^[^:]*$' \
		<(xmllint --html --noout "$ALL" 2>&1 | grep 'HTML parser error')
	[ "$status" -eq 1 ]
}

@test "all registers: every page of the site but search, data and about" {
	"$GATEHOUSE" -C "$REG" --as-of "$AS_OF" build -o "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site"
	diff <(find . -name '*.html' | sed 's,^\./,,; s,\.html$,,' |
		grep -vxE 'about|search|data|data/.*' | LC_ALL=C sort) \
		<(grep -oP '<article class="gh-single" id="\K[^"]*' "$ALL" |
			LC_ALL=C sort)
	local page
	while read -r page; do
		titles "$page" 1
	done < <(find . -name '*.html' ! -name about.html ! -name search.html \
		! -name data.html ! -path './data/*') |
		LC_ALL=C sort -u >"$BATS_TEST_TMPDIR/wanted"
	[ -z "$(LC_ALL=C comm -23 "$BATS_TEST_TMPDIR/wanted" \
		<(titles "$ALL" 2 | LC_ALL=C sort -u))" ]
}

@test "a register stands before its records, a record before its history" {
	local order
	order=$(grep -oP '<article class="gh-single" id="\K[^"]*' "$ALL")
	[ "$(head -n 1 <<<"$order")" = index ]
	[[ $order == *$'\nagreements\n'*$'\nagreements/dwp-identification\nagreements/dwp-identification.history\n'* ]]
	[[ $order == *$'\nagreements/dwp-identification\n'*$'\npias\n'* ]]
}

@test "a record: its page, its history, what it refers to, sources last" {
	local order
	order=$(grep -oP '<article class="gh-single" id="\K[^"]*' "$ONE")
	[ "$(sed -n 1p <<<"$order")" = agreements/dwp-identification ]
	[ "$(sed -n 2p <<<"$order")" = agreements/dwp-identification.history ]
	grep -qx organisations/dwp <<<"$order"
	[[ $(tail -n 1 <<<"$order") == sources/* ]]
	local id
	while read -r id; do
		grep -q "/$id\$" <<<"$order"
	done < <(grep -oP '\b(ref|source)="\K[^"#]+' \
		"$REG/agreements/dwp-identification.xml" | sort -u)
	[ "$(grep -c . <<<"$order")" -lt 40 ]
}

@test "an agreement comes with its impact assessment" {
	make_one "$BATS_TEST_TMPDIR/leeds.html" leeds-live-risk
	grep -q '<article class="gh-single" id="pias/pia-leeds-live-risk">' \
		"$BATS_TEST_TMPDIR/leeds.html"
}

@test "a source beside a record does not list all that rests on it" {
	grep -q 'What else in the registers rests on this source' "$ONE"
	run grep -q 'What else in the registers rests on this source' "$ALL"
	[ "$status" -eq 1 ]
	local id
	id=$(grep -oP '\bsource="\K[^"]+' \
		"$REG/agreements/dwp-identification.xml" | head -n 1)
	make_one "$BATS_TEST_TMPDIR/source.html" "$id"
	grep -q 'Every record with a claim that names this source' \
		"$BATS_TEST_TMPDIR/source.html"
}

@test "what an edition may not show is not in the file" {
	run grep -ciE 'wagtail|sandpiper|peregrine|canary' "$ALL" "$ONE"
	[ "$status" -eq 1 ]
	make_one "$BATS_TEST_TMPDIR/in.html" --edition internal \
		dwp-identification
	grep -q wagtail "$BATS_TEST_TMPDIR/in.html"
	grep -q sandpiper "$BATS_TEST_TMPDIR/in.html"
	"$TOP/tests/one-file" "$BATS_TEST_TMPDIR/in.html"
}

@test "a record that the edition does not show has no file" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/<agreement /s//<agreement publication="internal" /' \
		"$BATS_TEST_TMPDIR/clone/agreements/dwp-identification.xml"
	REG=$BATS_TEST_TMPDIR/clone
	run -3 make_one "$BATS_TEST_TMPDIR/x.html" dwp-identification
	[[ $output == *"the public edition shows no record 'dwp-identification'"* ]]
	[ ! -e "$BATS_TEST_TMPDIR/x.html" ]
	run -3 make_one "$BATS_TEST_TMPDIR/x.html" dwp-identificatoin
	[[ $output == *"did you mean 'dwp-identification'?"* ]]
}

@test "it says what it was made from, and can be made again" {
	local file
	for file in "$ALL" "$ONE"; do
		grep -q "$(git -C "$REG" rev-parse HEAD)" "$file"
		grep -q '22 November 2026' "$file"
		grep -q 'Public edition' "$file"
		grep -q "content=\"$("$GATEHOUSE" --version | sed 's/g/G/')\"" \
			"$file"
	done
	local command
	command=$(grep -oP '<span class="gh-code">gatehouse \K[^<]*' "$ONE")
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	# shellcheck disable=SC2086
	"$GATEHOUSE" $command
	cmp "$ONE" ../again.html
}

@test "links to other pages are text, or lead to the published site" {
	run grep -oP '<a>[^<]*</a>' "$ONE"
	[ "$status" -eq 0 ]
	run grep -q 'families.example' "$ONE"
	[ "$status" -eq 1 ]
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/<\/description>/s//&<baseUrl>https:\/\/families.example\/s<\/baseUrl>/' \
		"$BATS_TEST_TMPDIR/clone/gatehouse.xml"
	REG=$BATS_TEST_TMPDIR/clone
	make_one "$BATS_TEST_TMPDIR/based.html" dwp-identification
	grep -q 'href="https://families.example/s/rules.html#' \
		"$BATS_TEST_TMPDIR/based.html"
	run grep -oP '<a>[^<]*</a>' "$BATS_TEST_TMPDIR/based.html"
	[ "$status" -eq 1 ]
	"$TOP/tests/one-file" "$BATS_TEST_TMPDIR/based.html"
}

@test "what cannot be downloaded is not offered" {
	run grep -cE 'Download|due\.ics|feed reader' "$ALL"
	[ "$output" = 0 ]
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/<\/description>/s//&<baseUrl>https:\/\/families.example<\/baseUrl>/' \
		"$BATS_TEST_TMPDIR/clone/gatehouse.xml"
	REG=$BATS_TEST_TMPDIR/clone
	make_one "$BATS_TEST_TMPDIR/based.html"
	grep -q 'href="https://families.example/data/agreements.csv"' \
		"$BATS_TEST_TMPDIR/based.html"
	grep -q 'href="https://families.example/due.ics"' \
		"$BATS_TEST_TMPDIR/based.html"
}

@test "it is named after what it holds, where the user is" {
	cd "$BATS_TEST_TMPDIR"
	git clone -q "$REG" clone
	cd clone
	run -0 "$GATEHOUSE" --as-of "$AS_OF" build --single-file dwp-identification
	[[ ${lines[0]} =~ ^1\ file:\ [0-9]+\ pages,\ [0-9.]+\ MB,\ in\ .*/dwp-identification.html$ ]]
	cmp dwp-identification.html "$ONE"
	sed -i '0,/<title>[^<]*/s//<title>Größe: a "Test" /' gatehouse.xml
	"$GATEHOUSE" --as-of "$AS_OF" build --single-file
	[ -f grosse-a-test.html ] || [ -f groesse-a-test.html ]
}

@test "another's file is left alone, an own one is replaced" {
	cd "$BATS_TEST_TMPDIR"
	echo mine >mine.html
	run -3 make_one "$PWD/mine.html" dwp-identification
	[[ $output == *"mine.html' is not a file that 'build --single-file' has made"* ]]
	[ "$(cat mine.html)" = mine ]
	cp "$ALL" own.html
	make_one "$PWD/own.html" dwp-identification
	cmp own.html "$ONE"
	run -2 make_one "$REG/agreements/x.html"
	run -3 make_one "$PWD"
	[[ $output == *'is a folder'* ]]
	run -2 "$GATEHOUSE" -C "$REG" build dwp-identification
	[[ $output == *'needs --single-file'* ]]
}

@test "a build that is killed leaves the old file, the next clears up" {
	mkdir "$BATS_TEST_TMPDIR/out"
	cd "$BATS_TEST_TMPDIR/out"
	cp "$ONE" a.html
	local delay
	for delay in 0.02 0.05 0.1 0.2 0.4; do
		timeout -s KILL "$delay" "$GATEHOUSE" -C "$REG" \
			--as-of "$AS_OF" build --single-file -o "$PWD/a.html" \
			>/dev/null 2>&1 || true
		cmp -s a.html "$ONE" || cmp a.html "$ALL"
		[ "$(ls)" = a.html ]
	done
	make_one "$PWD/a.html"
	cmp a.html "$ALL"
	[ "$(ls -A)" = a.html ]
}

@test "a template or style that cannot be in one file is an error" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p templates/partials templates/assets
	sed 's/<h1/<iframe src="x"><\/iframe><h1/' \
		"$TOP/templates/partials/record-head.html" \
		>templates/partials/record-head.html
	run -3 make_one "$PWD/x.html" --templates "$PWD/templates" dwp
	[[ $output == *'organisations/dwp.html: there is an element <iframe>'* ]]
	rm templates/partials/record-head.html
	echo 'p::after { content: "</style>" }' >templates/assets/site.css
	run -3 make_one "$PWD/x.html" --templates "$PWD/templates" dwp
	[[ $output == *"'templates/assets/site.css' cannot stand in a single file"* ]]
	printf 'p { margin: 0 }\r\n' >templates/assets/site.css
	make_one "$PWD/x.html" --templates "$PWD/templates" dwp
	"$TOP/tests/one-file" x.html
}
