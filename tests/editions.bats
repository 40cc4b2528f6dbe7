#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is not for an edition is in no byte of it, and cannot be told from what
# is. tests/editions/plant makes registers with a canary in every place that is
# not public, now or in the past, from the schema; tests/editions/leaks looks
# for them in whatever a build writes.

AS_OF=2026-11-22

setup_file() {
	export TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	local mode job
	local -a jobs=()

	for mode in a b with without; do
		make_mode "$mode" 3>&- &
		jobs+=($!)
	done
	for job in "${jobs[@]}"; do
		wait "$job"
	done
}

# make_mode MODE: its registers and the sites of them that tests look at.
make_mode() {
	plant "$1"
	build "$1" public
	if [ "$1" = a ]; then
		build a partner
		build a internal
	fi
}

# registers MODE, list MODE, site MODE EDITION: where things are.
registers() { echo "$BATS_FILE_TMPDIR/$1.registers"; }
list() { echo "$BATS_FILE_TMPDIR/$1.states/canaries"; }
site() { echo "$BATS_FILE_TMPDIR/$1.$2"; }

# plant MODE: the registers, with a commit for each of their states.
plant() {
	local states=$BATS_FILE_TMPDIR/$1.states registers state
	registers=$(registers "$1")

	"${GATEHOUSE%/*}/tests/editions/plant" "$states" "$1"
	git init -q -b main "$registers"
	for state in 1 2 3; do
		find "$registers" -mindepth 1 -maxdepth 1 ! -name .git \
			-exec rm -r {} +
		cp -r "$states/$state/." "$registers/"
		commit "$registers" "2026-0$state-01" \
			"$(cat "$states/$state.author")" \
			"$(cat "$states/$state.message")"
	done
	cd "$registers/programmes" || return
	sed -i 's/Shown steady programme/Shown again/' steady-programme.xml
	commit . 2026-04-01 clerk 'Call it something else'
	git mv back-programme.xml moved-programme.xml
	sed -i 's/id="back-programme"/id="moved-programme" formerId="back-programme"/' \
		moved-programme.xml
	commit . 2026-05-01 clerk 'Give it another id'
}

# commit REGISTERS DAY WHO MESSAGE
commit() {
	git -C "$1" add -A
	GIT_AUTHOR_DATE="$2T12:00:00Z" GIT_COMMITTER_DATE="$2T12:00:00Z" \
		git -C "$1" -c user.name="$3" \
		-c user.email="$3@council.example" commit -q -m "$4"
}

# build MODE EDITION
build() {
	"$GATEHOUSE" -C "$(registers "$1")" --as-of "$AS_OF" build \
		--edition "$2" -o "$(site "$1" "$2")"
	"$GATEHOUSE" -C "$(registers "$1")" --as-of "$AS_OF" build \
		--edition "$2" --single-file -o "$(site "$1" "$2")/all.html"
}

leaks() {
	"$TOP/tests/editions/leaks" "$(list "$1")" "$2" "$3"
}

@test "the public edition holds nothing that is not public" {
	leaks a public "$(site a public)"
	leaks with public "$(site with public)"
}

@test "the partner edition holds nothing that is internal" {
	leaks a partner "$(site a partner)"
	run leaks a public "$(site a partner)"
	[ "$status" -eq 1 ]
}

@test "the internal edition holds all that was planted" {
	leaks a internal "$(site a internal)"
}

@test "no kind of record and no field was left out of the planting" {
	local schema kind label
	local -a schemas

	mapfile -t schemas < <(grep -l '<g:kind.*folder=' "$TOP"/schemas/*.xsd)
	for schema in "${schemas[@]}"; do
		kind=$(basename "$schema" .xsd)
		grep -q "	$kind/note (steady, state 3)" "$(list a)"
		grep -q "	$kind/.* (inside, state 3)" "$(list a)"
	done
	[ "$kind" = waiver ]
	for label in settings/staffIdentity/email \
		agreement/party/signature/signatoryName \
		agreement/flow/destruction/certificateRef; do
		grep -q "	$label (" "$(list a)"
	done
}

@test "what may be shown is shown" {
	local page

	page=$(site a public)/programmes/steady-programme.history.html
	grep -q 'Call it something else' "$page"
	grep -q 'Clerk of records' "$page"
	page=$(site a public)/programmes/moved-programme.history.html
	grep -q 'Give it another id' "$page"
	grep -q 'Shown steady agreement' "$(site a public)/agreements.html"
	grep -q 'Shown opened pia' "$(site a public)/pias.html"
}

@test "leaks finds a canary however it is written" {
	local word number day text made=$BATS_TEST_TMPDIR/site

	word=$(awk -F '\t' '$1 ~ /^zq/ { print $1; exit }' "$(list a)")
	number=$(awk -F '\t' '$1 ~ /^777/ { print $1; exit }' "$(list a)")
	day=$(awk -F '\t' '$1 ~ /^15..-/ { print $1; exit }' "$(list a)")
	for text in "$word" "${word^^}" "z&#113;${word#zq}" \
		"z\\u0071${word#zq}" "z<b>q</b>${word#zq}" "z%71${word#zq}" \
		"z"$'\r\n '"${word#z}" \
		"$(printf 'Here it is: %s, and more\n' "$word" | base64)" \
		"${number:0:2},${number:2:3},${number:5}" "P${number}D" \
		"${day//-/}" "$(LC_ALL=C date -d "$day" '+%-d %B %Y')"; do
		rm -rf "$made"
		mkdir "$made"
		printf '%s' "$text" >"$made/file"
		run leaks a public "$made"
		[ "$status" -eq 1 ] || { echo "not found: $text" && false; }
		[[ $output == *"1 found, 1 faults"* ]]
	done
	echo "$word" | gzip >"$made/file"
	run leaks a public "$made"
	[[ $output == *"1 found, 1 faults"* ]]
	mv "$made/file" "$made/$word"
	: >"$made/$word"
	run leaks a public "$made"
	[[ $output == *"1 found, 1 faults"* ]]
}

# lines MODE: every line of the public site behind the name of its file, but for
# the commit and what is worked out from it.
lines() {
	local commit

	commit=$(git -C "$(registers "$1")" rev-parse HEAD)
	cd "$(site "$1" public)" || return
	find . -type f ! -name manifest.json -print0 | LC_ALL=C sort -z |
		xargs -0 grep -aH '' |
		sed -E "s/${commit:0:10}[0-9a-f]*/COMMIT/g
			s/urn:uuid:[0-9a-f-]{36}/URN/g"
}

# same MODE MODE: the public sites do not differ.
same() {
	lines "$1" >"$BATS_TEST_TMPDIR/$1"
	lines "$2" >"$BATS_TEST_TMPDIR/$2"
	[ -s "$BATS_TEST_TMPDIR/$1" ]
	diff "$BATS_TEST_TMPDIR/$1" "$BATS_TEST_TMPDIR/$2"
}

@test "the public edition does not depend on what hidden values are" {
	same a b
}

@test "the public edition does not tell that anything is hidden" {
	same with without
}
