#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is kept from run to run, pages and findings: whatever was changed in the
# registers, the site is the one that would have been made from nothing, and
# check says what it would have said.
#
# shellcheck disable=SC2164

setup() {
	REG=$BATS_TEST_TMPDIR/registers SITE=$BATS_TEST_TMPDIR/site
	cp -r "$TOP/registers" "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	cd "$REG"
	git init -q -b main
	git config user.name 'A Tester'
	git config user.email tester@example.org
	save 'Enter all'
}

# save MESSAGE [OPTION...]
save() {
	local -x GIT_AUTHOR_DATE='2026-11-02 12:00 +0000'
	local -x GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE

	git add -A
	git commit -q --allow-empty -m "$@"
}

# build [EDITION [OPTION...]]: sets output to what is said on stderr.
build() {
	local edition=${1:-public}

	[ $# -eq 0 ] || shift
	output=$("$GATEHOUSE" build --as-of 2026-11-22 --edition "$edition" \
		-o "$SITE.$edition" "$@" 2>&1 >/dev/null)
}

# kept: how many pages the last build has kept.
kept() {
	local n=0

	[[ ! $output =~ ,\ ([0-9]+)\ pages\ kept ]] || n=${BASH_REMATCH[1]}
	echo "$n"
}

# The site of an edition is what is made with nothing known of it.
is_as_from_nothing() {
	local new=$BATS_TEST_TMPDIR/new

	rm -rf "$new"
	GATEHOUSE_CACHE='' "$GATEHOUSE" build --as-of 2026-11-22 \
		--edition "$1" -o "$new" >/dev/null 2>&1
	diff -r "$new" "$SITE.$1"
}

# Findings and counts are those with nothing known; sets anew to how many
# records were looked at.
findings_are_as_from_nothing() {
	local now=$BATS_TEST_TMPDIR/now.json new=$BATS_TEST_TMPDIR/new.json
	local said

	said=$("$GATEHOUSE" --as-of 2026-11-22 check --format json 2>&1 \
		>"$now") || true
	GATEHOUSE_CACHE='' "$GATEHOUSE" --as-of 2026-11-22 check \
		--format json >"$new" 2>/dev/null || true
	diff "$new" "$now"
	anew=all
	[[ ! $said =~ ,\ ([0-9]+)\ of\ them\ anew ]] || anew=${BASH_REMATCH[1]}
}

# chance N: sets n to a number below N, the same ones in every run.
chance() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	n=$((seed / 65536 % $1))
}

# one_of FOLDER...: sets file to a record's, by chance.
one_of() {
	local files n

	chance $#
	files=("${@:n+1:1}"/*.xml)
	chance ${#files[@]}
	file=${files[n]}
}

# Findings on an agreement are waived.
waive() {
	mkdir -p waivers
	cat >waivers/first.xml <<EOF
<waiver xmlns="urn:gatehouse:1" id="first" version="1">
  <title>It is known</title>
  <rule>REG-13</rule>
  <record ref="dwp-identification"/>
  <reason>It is known.</reason>
  <approverRole>Head of information governance</approverRole>
  <expires>2027-01-01</expires>
</waiver>
EOF
}

# An edit by chance; what it makes of the record need not be valid.
change() {
	local file id

	one_of agreements barriers consents gateways notices organisations \
		pias programmes sources
	id=$(basename "$file" .xml)
	case $1 in
	0) sed -i "0,/<title>\|<name>/s//&Also /" "$file" ;;
	1) sed -i "s/\bthe\b/any/" "$file" ;;
	2) rm "$file" ;;
	3) sed "s/id=\"$id\"/id=\"$id-too\"/" "$file" >"${file%.xml}-too.xml" ;;
	4) sed -i '0,/version="/s//publication="partner" version="/' "$file" ;;
	5) sed -i "s/<title>/&New /" gatehouse.xml ;;
	6) one_of agreements && sed -i 's/20[12][0-9]-/2027-/' "$file" ;;
	7) one_of pias && sed -i 's/ref="[^"]*"/ref="nobody"/' "$file" ;;
	8) save 'Change something' ;;
	9) sed -i 's/evidence="stated"/evidence="inferred"/' "$file" ;;
	10) for file in consents/*.xml; do
		id=$(basename "$file" .xml)
		sed "s/id=\"$id\"/id=\"$id-new\"/" "$file" \
			>"${file%.xml}-new.xml"
	done ;;
	11) sed -i 's/>in-force</>repealed</' gateways/*.xml ;;
	12) waive ;;
	13) rm -rf waivers ;;
	14) sed -i '/<\/settings>/i <rule id="GWY-24"><reason>No.</reason></rule>' \
		gatehouse.xml ;;
	15) save 'Say it otherwise' --amend ;;
	16) one_of organisations && sed -i \
		'0,/<name>/s//<dissolvedOn>2026-11-01<\/dissolvedOn>&/' "$file" ;;
	esac
}

@test "after any edits the site is the one made from nothing" {
	local all=0 seed=9 i

	build public
	build internal
	for i in 0 10 11 8 9 2 3 4 8 5 6 7 1 0 8 1 9 8; do
		change $i
		build internal
		is_as_from_nothing internal
		findings_are_as_from_nothing
		all=$((all + $(kept)))
	done
	build public
	is_as_from_nothing public
	# Most pages were never made again.
	echo "$all kept"
	[ "$all" -gt 3000 ]
}

@test "after any edits check finds what it finds with nothing known" {
	local seed=5 i

	findings_are_as_from_nothing
	for i in 0 16 8 2 8 10 12 1 15 11 8 13 6 7 14 3 8 9 4 0 8; do
		change $i
		findings_are_as_from_nothing
	done
}

@test "rules look again at what could differ, and at nothing else" {
	findings_are_as_from_nothing
	[ "$anew" = all ]
	findings_are_as_from_nothing
	[ "$anew" -lt 20 ]
	sed -i '0,/<title>/s//&Also /' agreements/oldham-tfp.xml
	findings_are_as_from_nothing
	[ "$anew" -gt 1 ]
	[ "$anew" -lt 60 ]
	# A commit may be one that others were not reviewed after.
	save 'Say also'
	findings_are_as_from_nothing
	[ "$anew" -gt 1 ]
	[ "$anew" -lt 60 ]
	# A file of its id that came and went is in a record's past, too.
	sed -i '/<publicAuthority/s/>true</>false</' organisations/dwp.xml
	save 'Correct it'
	findings_are_as_from_nothing
	mkdir agreements/more
	cp agreements/dwp-identification.xml agreements/more
	save 'Have it twice'
	rm -r agreements/more
	save 'Have it once'
	findings_are_as_from_nothing
	[ "$anew" -lt 60 ]
	# Saving, which looks at no past, leaves what is known of it.
	sed -i 's/<title>Also /<title>/' agreements/oldham-tfp.xml
	"$GATEHOUSE" --as-of 2026-11-22 save --draft -m 'Say it again' >/dev/null 2>&1
	findings_are_as_from_nothing
	[ "$anew" -gt 1 ]
	[ "$anew" -lt 60 ]
	# Of another past nothing is known.
	save 'Say it otherwise' --amend
	findings_are_as_from_nothing
	[ "$anew" = all ]
}

# From branches A and B, which each have two commits more than main; in each of
# two clones the older one of A or of B is not there.
@test "of a history that is cut off nothing is believed" {
	local body=waltham-forest-council branch
	local -x GIT_AUTHOR_DATE='2026-11-03 12:00 +0000'
	local -x GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE

	for branch in a b; do
		git checkout -q -b $branch main
		sed -i '0,/<title>/s//&Also /' agreements/*.xml
		save 'Say also'
		sed -i '/<publicAuthority/s/>true</>false</' organisations/$body.xml
		save 'Correct it'
		body=dwp
	done
	git merge -q -m 'Bring them together' a
	git rev-parse a~1 b~1 | sort >.git/shallow
	findings_are_as_from_nothing
	git rev-parse a b^1~1 | sort >.git/shallow
	findings_are_as_from_nothing
}

@test "what could differ is made again, and nothing else" {
	local all

	build
	[ "$(kept)" -eq 0 ]
	build
	all=$(kept)
	[ "$all" -gt 400 ]
	sed -i '0,/<title>/s//&Also /' agreements/oldham-tfp.xml
	build
	[ "$(kept)" -lt "$all" ]
	[ "$(kept)" -gt $((all * 8 / 10)) ]
	is_as_from_nothing public
	# Nor is what somebody touched kept.
	echo x >>"$SITE.public/agreements/oldham-tfp.html"
	build
	[ "$(kept)" -eq $((all - 1)) ]
	is_as_from_nothing public
}

# record KIND ID TEXT...
record() {
	local kind=$1 id=$2

	shift 2
	mkdir -p "${kind}s"
	printf '<%s xmlns="urn:gatehouse:1" id="%s" version="1">%s</%s>\n' \
		"$kind" "$id" "$*" "$kind" >"${kind}s/$id.xml"
}

# few: a register of its own, and its site: Oak has published a notice, which a
# consent names, and so does an agreement that Oak has no part in.
few() {
	local id

	REG=$BATS_TEST_TMPDIR/few
	git init -q -b main "$REG"
	cd "$REG"
	git config user.name 'A Tester'
	git config user.email tester@example.org
	printf '<settings xmlns="urn:gatehouse:1"><title>Few</title></settings>\n' \
		>gatehouse.xml
	for id in ash elm oak; do
		record organisation $id "<name>${id^}</name>" \
			'<type>unitary-council</type>'
	done
	record notice told '<title>Told</title><publisher ref="oak"/>' \
		'<retentionPromise><until>2025-12-31</until></retentionPromise>'
	record consent form '<title>Form</title><kind>lawful-basis</kind>' \
		'<notice ref="told"/>'
	record agreement share '<title>Share</title>' \
		'<review><lastOn>2020-06-01</lastOn></review>' \
		'<status>active</status><party ref="ash"><role>discloser</role>' \
		'<signature><status>signed</status><signedOn>2020-03-01</signedOn>' \
		'</signature></party><party ref="elm"><role>recipient</role></party>' \
		'<start>2020-01-01</start><flow id="list"><title>A list</title>' \
		'<discloser ref="ash"/><recipient ref="elm"/></flow>' \
		'<notice ref="told"/>'
	record pia risk '<title>Risk</title><kind>full</kind><linked>' \
		'<agreement ref="share"/></linked>'
	save 'Enter all'
	sed -i 's/2020-01-01/2020-01-02/' agreements/share.xml
	save 'Correct a day'
	build
}

# Of each edit, all that the page asks for is as it was, but for one answer.
@test "what a page shows of others than its records is seen" {
	few
	# Whether the history has the record as it is shown.
	echo '<!-- -->' >>agreements/share.xml
	build
	is_as_from_nothing public
	grep -q 'not in the history yet' "$SITE.public/agreements/share.html"
	git checkout -q .
	# What is suspect, since the history tells of a change.
	sed -i 's/2025-12-31/2025-11-30/' notices/told.xml
	build
	[ "$(grep -c rests-on-changed "$SITE.public/consents/form.html")" -eq 0 ]
	save 'Promise less'
	build
	is_as_from_nothing public
	grep -q rests-on-changed "$SITE.public/consents/form.html"
	# What is due of Oak, until the partners of others have reviewed it.
	grep -q '30 November 2025' "$SITE.public/organisations/oak.html"
	sed -i 's,2020-06-01</lastOn>,2026-06-01</lastOn><lastOutcome>Kept</lastOutcome>,' \
		agreements/share.xml
	build
	is_as_from_nothing public
	[ "$(grep -c '30 November 2025' "$SITE.public/organisations/oak.html")" -eq 0 ]
	# What the public sees, in another edition.
	sed -i '1s/ version/ publication="partner"&/' agreements/share.xml
	build internal
	sed -i '1s/ publication="partner"//' agreements/share.xml
	build internal
	is_as_from_nothing internal
}

@test "pages of another day, edition or site are not kept" {
	build
	output=$("$GATEHOUSE" build --as-of 2026-11-23 -o "$SITE.public" 2>&1)
	[ "$(kept)" -eq 0 ]
	build internal
	[ "$(kept)" -eq 0 ]
	mv "$SITE.public" "$SITE.partner"
	build partner
	[ "$(kept)" -eq 0 ]
}

@test "what is published is made anew, all of it" {
	build
	build public --publish
	[ "$(kept)" -eq 0 ]
	build
	[ "$(kept)" -gt 0 ]
}

@test "with nowhere to keep what is known, nothing is kept" {
	export GATEHOUSE_CACHE=

	build
	build
	[ "$(kept)" -eq 0 ]
}
