#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The site of the worked example, seen with ordinary tools: every link leads
# somewhere, the manifest is what sha256sum says, two clones give the same
# bytes, and nobody who committed is named.

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export AS_OF=2026-11-22
	export REG=$BATS_FILE_TMPDIR/registers SITE=$BATS_FILE_TMPDIR/site
	mkdir "$REG"
	cp -r "$TOP"/registers/* "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	git init -q -b main "$REG"
	commit 'Enter the example'
	sed -i 's,<title>,<title>Renamed: ,' "$REG"/programmes/*.xml
	commit 'Rename the programmes'
	build "$REG" "$SITE"
}

# commit MESSAGE: all that has changed, by a person who must stay unnamed.
commit() {
	git -C "$REG" add -A
	GIT_AUTHOR_DATE='2014-05-01T12:00:00Z' \
	GIT_COMMITTER_DATE='2026-10-01T12:00:00Z' \
		git -C "$REG" -c user.name='Peregrine Canary' \
		-c user.email=peregrine@canary.example commit -q -m "$1"
}

# build REGISTERS SITE [OPTION...]
build() {
	local registers=$1 site=$2

	shift 2
	"$GATEHOUSE" -C "$registers" --as-of "$AS_OF" build -o "$site" "$@"
}

@test "every page is sound and every link leads somewhere" {
	"$TOP/tests/links" "$SITE"
}

@test "the check of links finds what is wrong" {
	cp -r "$SITE" "$BATS_TEST_TMPDIR/broken"
	rm "$BATS_TEST_TMPDIR/broken/due.html"
	sed -i 's/ id="overdue"//; s/<h1/<h4/' \
		"$BATS_TEST_TMPDIR/broken/index.html"
	run "$TOP/tests/links" "$BATS_TEST_TMPDIR/broken"
	[ "$status" -eq 1 ]
	[[ $output == *"index.html: 'due.html#overdue' leads to no file"* ]]
	[[ $output == *"index.html: has not exactly one h1"* ]]
}

# current PAGE: what its navigation marks, as KIND LABEL.
current() {
	sed -nE 's/.*aria-current="([a-z]+)"><strong[^>]*>([^<]*)<.*/\1 \2/p' \
		"$SITE/$1"
}

@test "the navigation marks where one is" {
	[ -z "$(current index.html)" ]
	[ "$(current findings.html)" = "page Findings" ]
	[ "$(current maturity.html)" = "page Barriers and maturity" ]
	[ "$(current barriers/b6-joint-benefits.html)" = \
		"true Barriers and maturity" ]
	[ "$(current organisations/dwp.html)" = "true Organisations" ]
	[ "$(current agreements.html)" = "page Agreements" ]
}

@test "names of fields that are not stated stand without stray spaces" {
	grep -rq 'gh-label' "$SITE/agreements"
	run grep -rlE '</span> *<span class="gh-label"> | ; ' "$SITE/agreements"
	[ "$status" -eq 1 ]
}

@test "fields that stand beside the law are shown" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	sed -i 's,</agreement>,<codeRegard>Sandpiper</codeRegard>&,
		s,<familyDefinition,<offenceTold>true</offenceTold>&,' \
		agreements/dwp-identification.xml
	sed -i '0,/<sourceOfRisk/s//<theme>stigma<\/theme>&/' \
		pias/pia-leeds-live-risk.xml
	git -c user.name=A -c user.email=a@b.example commit -qam 'Add fields'
	build . "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site"
	grep -q Sandpiper agreements/dwp-identification.html
	grep -q 'Staff told of the offence' agreements/dwp-identification.html
	grep -q '<div>Stigma' pias/pia-leeds-live-risk.html
}

@test "the manifest lists every file with its checksum" {
	cd "$SITE"
	jq -r '.files | to_entries[] | "\(.value)  \(.key)"' manifest.json \
		>"$BATS_TEST_TMPDIR/sums"
	sha256sum --check --quiet "$BATS_TEST_TMPDIR/sums"
	diff <(jq -r '.files | keys_unsorted[]' manifest.json) \
		<(find . -type f ! -path ./manifest.json | sed 's,^\./,,' |
			LC_ALL=C sort)
	[ "$(jq -r .commit manifest.json)" = "$(git -C "$REG" rev-parse HEAD)" ]
	[ "$(jq -r .asOf manifest.json)" = "$AS_OF" ]
	[ "$(jq -r .edition manifest.json)" = public ]
}

@test "the commit is named in about.html and the manifest alone" {
	run grep -rl "$(git -C "$REG" rev-parse HEAD)" "$SITE"
	[ "$(LC_ALL=C sort <<<"$output")" = "$SITE/about.html
$SITE/manifest.json" ]
}

@test "the person who committed is named nowhere, but in the internal edition" {
	run grep -rliE 'peregrine|canary' "$SITE"
	[ "$status" -eq 1 ]
	build "$REG" "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -rq 'Peregrine Canary' "$BATS_TEST_TMPDIR/internal"
	"$TOP/tests/links" "$BATS_TEST_TMPDIR/internal"
}

@test "two clones give the same bytes" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	build "$BATS_TEST_TMPDIR/clone" "$BATS_TEST_TMPDIR/again"
	diff -r "$SITE" "$BATS_TEST_TMPDIR/again"
}

@test "a second build writes nothing and leaves the same site" {
	cp -r "$SITE" "$BATS_TEST_TMPDIR/before"
	run build "$REG" "$SITE"
	[ "$status" -eq 0 ]
	[[ $output == *": 0 written, "* ]]
	diff -r "$BATS_TEST_TMPDIR/before" "$SITE"
	[ -z "$(find "$BATS_FILE_TMPDIR" -maxdepth 1 -name '.site.*')" ]
}

@test "a field that changed is told with both values" {
	local page=$SITE/programmes/troubled-families-2015-2020.history.html

	grep -q '<ins>Renamed: ' "$page"
	grep -q '<del>' "$page"
	grep -q '1 May 2014' "$page"
	grep -q 'entered in the register on 1 October 2026' "$page"
}

@test "an internal note is in no page of the public edition" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	local record
	record=$(printf "%s\n" gateways/*.xml | head -n 1)
	sed -i '0,/<caveat/s//<note>wagtail<\/note><caveat/' "$record"
	grep -q wagtail "$record"
	git -c user.name=A -c user.email=a@b.example commit -qam 'Add a note'
	build . "$BATS_TEST_TMPDIR/public"
	run grep -rl wagtail "$BATS_TEST_TMPDIR/public"
	[ "$status" -eq 1 ]
	build . "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -rq wagtail "$BATS_TEST_TMPDIR/internal"
}

@test "a record that is internal leaves no trace in the public edition" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/<organisation /s//<organisation publication="internal" /' \
		organisations/dwp.xml
	git -c user.name=A -c user.email=a@b.example \
		commit -qam 'Hide the wagtail'
	build . "$BATS_TEST_TMPDIR/public"
	[ ! -e "$BATS_TEST_TMPDIR/public/organisations/dwp.html" ]
	[ ! -e "$BATS_TEST_TMPDIR/public/organisations/dwp.history.html" ]
	run grep -rlE 'organisations/dwp|wagtail' "$BATS_TEST_TMPDIR/public"
	[ "$status" -eq 1 ]
	grep -rq 'a record that is not in this edition' \
		"$BATS_TEST_TMPDIR/public/agreements"
	"$TOP/tests/links" "$BATS_TEST_TMPDIR/public"
}

@test "a history that is cut says so" {
	git clone -q --depth 1 "file://$REG" "$BATS_TEST_TMPDIR/shallow"
	build "$BATS_TEST_TMPDIR/shallow" "$BATS_TEST_TMPDIR/site"
	grep -q 'The history is cut' "$BATS_TEST_TMPDIR/site/about.html"
	grep -q 'The history is cut' \
		"$BATS_TEST_TMPDIR/site/organisations/dwp.history.html"
}

# shy PUBLICATION NAME: an organisation, in the clone that is the work folder.
shy() {
	cat >organisations/shy-body.xml <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<organisation xmlns="urn:gatehouse:1" id="shy-body" version="1" publication="$1">
		  <name>$2</name>
		  <type>charity</type>
		</organisation>
	END
}

# keep MESSAGE: commit all in the work folder.
keep() {
	git add -A
	git -c user.name=A -c user.email=a@b.example commit -q -m "$1"
}

@test "what a record held before it was public stays untold" {
	local page=$BATS_TEST_TMPDIR/site/organisations/shy-body.history.html

	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	shy internal Dunnock
	keep 'Add the dunnock'
	shy public 'Shy body'
	keep 'Let all see the body'
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rliE dunnock "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
	grep -q ': added</h2>' "$page"
	[ "$(grep -c '<h2 class="govuk-heading-m"' "$page")" -eq 1 ]
	grep -q 'Let all see the body' "$page"
}

@test "the reason for a change of a hidden record is not shown" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	shy internal Dunnock
	sed -i '0,/<name/s//<!-- --><name/; s,<name>,<name>New ,' \
		organisations/dwp.xml
	keep 'Chiffchaff'
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rli chiffchaff "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
	grep -q 'The reason is not shown in this edition' \
		"$BATS_TEST_TMPDIR/site/organisations/dwp.history.html"
	build . "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -q Chiffchaff \
		"$BATS_TEST_TMPDIR/internal/organisations/dwp.history.html"
}

# note TEXT FILE: an internal note in a gateway that everyone may see.
note() {
	sed -i "0,/<caveat/s//<note>$1<\/note><caveat/" "$2"
}

@test "a change of an internal field alone leaves no trace" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	note wagtail gateways/ca-2004-s10.xml
	keep 'Chiffchaff'
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rliE 'wagtail|chiffchaff' "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
	run grep -c '<h2 class="govuk-heading-m"' \
		"$BATS_TEST_TMPDIR/site/gateways/ca-2004-s10.history.html"
	[ "$output" -eq 1 ]
}

@test "the reason for a change that is told in part only is not shown" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	note wagtail gateways/ca-2004-s10.xml
	sed -i '0,/<title>/s//<title>Newly: /' gateways/ca-2004-s10.xml
	keep 'Chiffchaff'
	sed -i 's,</settings>,<staffIdentity email="a@b.example" role="Clerk" ref="dwp"/>&,' \
		gatehouse.xml
	sed -i '0,/<title>/s//<title>Newly: /' programmes/*.xml
	keep 'Bullfinch'
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rliE 'wagtail|chiffchaff|bullfinch' "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
	grep -q '<ins>Newly: ' \
		"$BATS_TEST_TMPDIR/site/gateways/ca-2004-s10.history.html"
	build . "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -q Chiffchaff \
		"$BATS_TEST_TMPDIR/internal/gateways/ca-2004-s10.history.html"
}

@test "a record that was withdrawn before it was removed stays untold" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	shy public Dunnock
	keep 'Add the body'
	shy internal Dunnock
	keep 'Withdraw the body'
	git rm -q organisations/shy-body.xml
	keep 'Remove the body'
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rliE 'dunnock|shy-body' "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
}

@test "a finding on an internal field does not say what is there" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/<caveat/s//<note source="dwp">A<\/note>\n&/' \
		gateways/ca-2004-s10.xml
	build . "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -q "refers to &#39;dwp&#39;, which" "$BATS_TEST_TMPDIR/internal/findings.html"
	build . "$BATS_TEST_TMPDIR/site"
	run grep -rl "refers to &#39;dwp&#39;, which" "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 1 ]
}

@test "the partner edition is sound too" {
	build "$REG" "$BATS_TEST_TMPDIR/partner" --edition partner
	"$TOP/tests/links" "$BATS_TEST_TMPDIR/partner"
	grep -q 'Partner edition' "$BATS_TEST_TMPDIR/partner/index.html"
}

@test "a build that fails leaves the old site" {
	mkdir "$BATS_TEST_TMPDIR/templates"
	cp "$TOP/templates/rules.html" "$BATS_TEST_TMPDIR/templates"
	sed -i 's/{{mend}}/{{nothingOfTheKind}}/' \
		"$BATS_TEST_TMPDIR/templates/rules.html"
	cp -r "$SITE" "$BATS_TEST_TMPDIR/site"
	run "$GATEHOUSE" -C "$REG" --as-of 2026-12-01 \
		--templates "$BATS_TEST_TMPDIR/templates" \
		build -o "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 3 ]
	[[ $output == *"no value 'nothingOfTheKind'"* ]]
	diff -r "$SITE" "$BATS_TEST_TMPDIR/site"
}

@test "what the register changes of rules is published with its reason" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/own"
	sed -i 's#<exampleCaveat>#<threshold name="review-interval"><value>P3Y</value><reason>Every third year will do.</reason></threshold><rule id="GWY-24"><off>true</off><reason>Gateways are kept *in store*.</reason></rule><rule id="AGR-13"><severity>note</severity><reason>Benefits come later.</reason></rule><exampleCaveat>#' \
		"$BATS_TEST_TMPDIR/own/gatehouse.xml"
	"$GATEHOUSE" -C "$BATS_TEST_TMPDIR/own" --as-of 2026-12-01 build \
		-o "$BATS_TEST_TMPDIR/site"
	run "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/own" --as-of 2026-12-01 check
	[[ $output != *"gatehouse.xml"* ]]
	local page=$BATS_TEST_TMPDIR/site/rules.html
	grep -q 'The rule is switched off' "$page"
	grep -q 'Gateways are kept <em>in store</em>' "$page"
	grep -q 'Every breach counts as: Note' "$page"
	grep -q 'Every third year will do' "$page"
	"$TOP/tests/links" "$BATS_TEST_TMPDIR/site"
}

@test "a registers repository without records has a sound site" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	cp "$REG/gatehouse.xml" "$BATS_TEST_TMPDIR/empty"
	sed -i 's/ ref="[^"]*"//; s/ source="[^"]*"//g' \
		"$BATS_TEST_TMPDIR/empty/gatehouse.xml"
	git init -q -b main "$BATS_TEST_TMPDIR/empty"
	cd "$BATS_TEST_TMPDIR/empty"
	build . "$BATS_TEST_TMPDIR/site"
	"$TOP/tests/links" "$BATS_TEST_TMPDIR/site"
	grep -q 'There is nothing in this register' \
		"$BATS_TEST_TMPDIR/site/agreements.html"
	grep -q 'No findings' "$BATS_TEST_TMPDIR/site/findings.html"
	grep -q 'differ from every commit' "$BATS_TEST_TMPDIR/site/about.html"
	[ "$(jq .commit "$BATS_TEST_TMPDIR/site/manifest.json")" = null ]
}

@test "what rests on a gateway is the same on its page and in the command" {
	local page=$SITE/impact/wra-2012-s131.html ids

	ids=$("$GATEHOUSE" -C "$REG" --as-of "$AS_OF" impact wra-2012-s131 \
		--format json | jq -r '.[] | "\(.kind)s/\(.id).html"' | sort -u)
	[ -n "$ids" ]
	for id in $ids; do
		grep -qF "\"../$id" "$page"
	done
	grep -q 'id="alone"' "$page"
	grep -qF 'href="../impact/wra-2012-s131.html"' \
		"$SITE/gateways/wra-2012-s131.html"
	grep -qF 'href="impact.html"' "$SITE/gateways.html"
}

@test "each count of the matrix leads to its flows" {
	grep -qF 'href="organisations/dwp.html#gives-to-barnet-council"' \
		"$SITE/matrix.html"
	sed -n '/id="gives-to-barnet-council"/,/<\/tr>/p' \
		"$SITE/organisations/dwp.html" |
		grep -qF 'agreements/dwp-identification.html#part-'
	grep -qF 'href="matrix.html"' "$SITE/organisations.html"
}

@test "an agreement that is not public rests on nothing in public" {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/clone"
	cd "$BATS_TEST_TMPDIR/clone"
	sed -i '0,/ version="/s// publication="internal" version="/' \
		agreements/dwp-identification.xml
	git -c user.name=A -c user.email=a@b.example commit -qam 'Keep it in'
	build . "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site"
	run grep -rl dwp-identification impact impact.html matrix.html gateways \
		organisations
	[ "$status" -eq 1 ]
	grep -q 'tile__count">1</span> Flows that name it' \
		impact/wra-2012-s131.html
}
