#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Counts of people on the published site: what is hidden is in no file, in no
# version, and cannot be worked out from what is shown. The first numbers of the
# record are so large that they stand nowhere by chance.

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export REG=$BATS_FILE_TMPDIR/registers
	export PUBLIC=$BATS_FILE_TMPDIR/public
	export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b.example
	export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b.example
	"$GATEHOUSE" init --title Fenbridge "$REG"
	mkdir "$REG/consents" "$REG/agreements"
	cat >"$REG/consents/help-consent.xml" <<-XML
		<consent xmlns="urn:gatehouse:1" id="help-consent" version="1">
		  <title>Help</title>
		  <kind>participation</kind>
		  <stats asOf="2025-03-31">
		    <asked>7213476</asked>
		    <given locator="7213473 of them">7213473</given>
		    <refused>3</refused>
		    <withdrawn>0</withdrawn>
		  </stats>
		  <stats asOf="2026-03-31">
		    <asked>8513477</asked>
		    <given>8513459</given>
		    <refused>18</refused>
		    <withdrawn>12</withdrawn>
		  </stats>
		</consent>
	XML
	cat >"$REG/agreements/help-agreement.xml" <<-XML
		<agreement xmlns="urn:gatehouse:1" id="help-agreement" version="1">
		  <title>Help</title>
		  <type>isa</type>
		  <status>draft</status>
		  <consent ref="help-consent"/>
		  <flow id="list"><title>List</title>
		    <cohortSize>7213476</cohortSize></flow>
		</agreement>
	XML
	commit 'Count 7213476 people'
	sed -i 's,7213473<,7213472<,; s,<refused>3,<refused>4,' \
		"$REG/consents/help-consent.xml"
	commit 'Correct 7213473 to 7213472'
	build "$PUBLIC"
}

commit() {
	git -C "$REG" add -A
	git -C "$REG" -c user.name=A -c user.email=a@b.example \
		commit -q -m "$1"
}

# build SITE [OPTION...]
build() {
	local site=$1

	shift
	"$GATEHOUSE" -C "$REG" --as-of 2026-11-22 build -o "$site" "$@"
}

# control ATTRIBUTES: sets disclosure control anew, without a commit.
control() {
	sed -i '/disclosureControl/d; s,</title>,&\n<disclosureControl '"$1"'/>,' \
		"$REG/gatehouse.xml"
}

teardown() {
	git -C "$REG" checkout -q .
}

numbers='72134[0-9]{2}|85134[0-9]{2}'

# shown SITE: every number of the record that stands in a file but in a group
# of five, which a download gives by its first number.
shown() {
	grep -rhoE "($numbers)( to [0-9]+)?" "$1" | grep -v ' to ' |
		grep -v '[05]$' | sort -u
}

@test "no file of the public and partner sites has an exact count" {
	[ -z "$(shown "$PUBLIC")" ]
	build "$BATS_TEST_TMPDIR/partner" --edition partner
	[ -z "$(shown "$BATS_TEST_TMPDIR/partner")" ]
	grep -q '8513455 to 8513459' "$PUBLIC/consent.html"
	grep -q '<em>fewer than 5</em>' "$PUBLIC/consents/help-consent.html"
	grep -q '<em>not shown</em>' "$PUBLIC/consents/help-consent.html"
	grep -q 'not shown' "$PUBLIC/agreements/help-agreement.html"
}

@test "history shows no count, nor that one changed" {
	[ -f "$PUBLIC/consents/help-consent.history.html" ]
	run grep -iE 'counts|agreed|fewer than| to 7213' \
		"$PUBLIC/consents/help-consent.history.html"
	[ "$status" -eq 1 ]
}

@test "the internal edition has the counts and their history" {
	build "$BATS_TEST_TMPDIR/site" --edition internal
	cd "$BATS_TEST_TMPDIR/site"
	grep -q '>7213476<' consent.html
	grep -q '>7213472<' consents/help-consent.html
	grep -q 7213473 consents/help-consent.history.html
}

@test "what is hidden cannot be worked out from the site" {
	run "$TOP/tests/recompute" "$PUBLIC"
	[ "$output" = "Answers so far: Help | 31 March 2025 | Refused | 0 | 4
Answers so far: Help | 31 March 2025 | Withdrew | 0 | 4" ]
}

@test "without secondary suppression it can be worked out" {
	control 'rounding="1" secondarySuppression="false"'
	build "$BATS_TEST_TMPDIR/exact"
	run "$TOP/tests/recompute" "$BATS_TEST_TMPDIR/exact"
	[[ $output == *"| Refused | 4 | 4"* ]]
	control 'secondarySuppression="false"'
	build "$BATS_TEST_TMPDIR/rounded"
	run "$TOP/tests/recompute" "$BATS_TEST_TMPDIR/rounded"
	[[ $output == *"| Refused | 1 | 4"* ]]
}

@test "a higher threshold hides more, in wider groups" {
	control 'threshold="15"'
	build "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site"
	grep -q '>fewer than 15<' consents/help-consent.html
	grep -q '>8513445 to 8513459<' consents/help-consent.html
	run "$TOP/tests/recompute" .
	[ "$(grep -c '| 0 | 14$' <<<"$output")" = 3 ]
}

@test "findings do not tell of counts" {
	control 'threshold="3" rounding="1"'
	run "$GATEHOUSE" -C "$REG" check
	[[ $output == *"count 'refused' is below '5'"*"[REG-08]"* ]]
	build "$BATS_TEST_TMPDIR/site"
	run grep -q 'REG-08' "$BATS_TEST_TMPDIR/site/findings.html"
	[ "$status" -eq 1 ]
	build "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -q 'REG-08' "$BATS_TEST_TMPDIR/internal/findings.html"
}

@test "every page is sound, also where counts stand" {
	"$TOP/tests/links" "$PUBLIC"
}
