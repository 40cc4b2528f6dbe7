#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Pages that are taken from the site that stands there: whatever was changed in
# the registers, the site is the one that would have been made from nothing.
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

save() {
	git add -A
	git commit -q --allow-empty -m "$1"
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

# one_of FOLDER: a record's file, by chance.
one_of() {
	local all=("$1"/*.xml)

	echo "${all[RANDOM % ${#all[@]}]}"
}

# An edit by chance; what it makes of the record need not be valid.
change() {
	local folders=(agreements barriers consents gateways notices
		organisations pias programmes sources)
	local file id

	file=$(one_of "${folders[RANDOM % ${#folders[@]}]}")
	id=$(basename "$file" .xml)
	case $1 in
	0) sed -i "0,/<title>\|<name>/s//&Also /" "$file" ;;
	1) sed -i "s/\bthe\b/any/$((RANDOM % 5 + 1))" "$file" ;;
	2) git rm -q "$file" ;;
	3) sed "s/id=\"$id\"/id=\"$id-too\"/" "$file" >"${file%.xml}-too.xml" ;;
	4) sed -i '0,/version="/s//publication="partner" version="/' "$file" ;;
	5) sed -i "s/<title>/&New /" gatehouse.xml ;;
	6) sed -i 's/20[12][0-9]-/2027-/' "$(one_of agreements)" ;;
	7) sed -i 's/ref="[^"]*"/ref="nobody"/' "$(one_of pias)" ;;
	8) save 'Change something' ;;
	9) sed -i 's/evidence="stated"/evidence="inferred"/' "$file" ;;
	10) for file in consents/*.xml; do
		id=$(basename "$file" .xml)
		sed "s/id=\"$id\"/id=\"$id-new\"/" "$file" \
			>"${file%.xml}-new.xml"
	done ;;
	esac
}

@test "after any edits the site is the one made from nothing" {
	local n=0 i

	RANDOM=7
	build public
	build internal
	for i in 0 10 1 8 9 2 3 4 8 5 6 7 1 0 8 1 9; do
		change $i
		build public
		n=$((n + $(kept)))
		[ $((i % 2)) -eq 0 ] || is_as_from_nothing public
		build internal
		n=$((n + $(kept)))
		[ $((i % 2)) -eq 1 ] || is_as_from_nothing internal
	done
	# Most pages were never made again.
	echo "$n kept"
	[ "$n" -gt 8000 ]
}

@test "where nothing changed, what tells of single records is kept" {
	build
	[ "$(kept)" -eq 0 ]
	build
	[ "$(kept)" -gt 400 ]
	is_as_from_nothing public
}

@test "a change is made again where it shows, and nowhere else" {
	local all

	build
	build
	all=$(kept)
	sed -i '0,/<title>/s//&Also /' agreements/oldham-tfp.xml
	build
	[ "$(kept)" -lt "$all" ]
	[ "$(kept)" -gt $((all * 8 / 10)) ]
	is_as_from_nothing public
}

@test "a page that somebody touched is made again" {
	local all

	build
	build
	all=$(kept)
	echo x >>"$SITE.public/agreements/oldham-tfp.html"
	build
	[ "$(kept)" -eq $((all - 1)) ]
	is_as_from_nothing public
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
