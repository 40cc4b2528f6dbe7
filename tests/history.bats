#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# What the program tells of a history in which everything happens
# (tests/make-history), and of one that is not what was written.

bats_require_minimum_version 1.5.0

TOP=${TOP:-$BATS_TEST_DIRNAME/..}
GATEHOUSE=${GATEHOUSE:-$TOP/gatehouse}

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME='Ada Clerk' GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME='Ada Clerk' GIT_COMMITTER_EMAIL=ada@example.org

setup_file()
{
	export REG=$BATS_FILE_TMPDIR/registers
	"$TOP/tests/make-history" "$REG" >/dev/null
}

# copy: a clone of the registers, in which a test may do as it likes.
copy()
{
	COPY=$BATS_TEST_TMPDIR/copy
	git clone -q "file://$REG" "$COPY"
}

gh()
{
	"$GATEHOUSE" -C "${COPY:-$REG}" --as-of 2026-11-22 "$@"
}

# log_of ARGUMENT...: standard output and standard error of log.
log_of()
{
	run -0 --separate-stderr gh log "$@"
}

@test "everything that can happen to a record and to a history" {
	local said=$BATS_TEST_TMPDIR/said

	gh log >"$said"
	# A message of a megabyte is a thousand lines of the same letter; ids
	# follow from git's own way of merging.
	sed -i -E -e '/^    a{1000}$/d' -e 's/a{20,}/aaa/' \
		-e 's/[0-9a-f]{40}/ID/' "$said"
	if [ -n "${UPDATE:-}" ]; then
		cp "$said" "$TOP/tests/golden/history.txt"
	fi
	diff -u "$TOP/tests/golden/history.txt" "$said"
}

@test "what is sound is not doubted" {
	log_of
	[ -z "$stderr" ]
}

@test "a record is followed through moves, another id and merges" {
	log_of fen-unitary --format json
	[ "$(jq -r '[.[].changes[0].change] | join(" ")' <<<"$output")" = \
		'renamed moved changed changed changed changed changed changed added' ]
	[ "$(jq -c '[.[] | select(.message == "Settle the name") |
		.changes[0].fields[] | [.field, .new]]' <<<"$output")" = \
		'[["name","Fen Unitary Council"]]' ]
	[ "$(jq -c '[.[] | select(.message | startswith("Bring both")) |
		.changes[0].fields[]]' <<<"$output")" = '[]' ]
}

@test "JSON holds zones, trailers, whole texts and what is no XML" {
	log_of --format json
	[ "$(jq -r '.[] | select(.message == "Enter the council") |
		.author.date + " " + .committer.date + " " + .committer.name' \
		<<<"$output")" = \
		'2014-11-27T17:30:00+05:30 2026-01-01T14:00:00+00:00 Ben Keeper' ]
	[ "$(jq -c '.[] | select(.message | startswith("Enter the trust")) |
		[.trailers[].key]' <<<"$output")" = \
		'["Saved-by-role","Reviewed-by-role"]' ]
	[[ $(jq -r '.[] | select(.message == "Count the boats again") |
		.changes[0].fields[0].new' <<<"$output") == \
		'The trust has run'*'three boats'*'every year.' ]]
	[[ $(jq -r '.[] | select(.message == "Break the text") |
		.changes[0] | .fault + .fields[0].label + .fields[0].new' \
		<<<"$output") == *'not well-formed'*'Text of the file'*'<motto>Hold fast'* ]]
	[ "$(jq -r '.[] | select(.message | startswith("A long story")) |
		.trailers[0].value' <<<"$output")" = 'Records officer' ]
}

@test "no text of a commit reaches the terminal as a command" {
	log_of
	[[ $output != *$'\033'* && $output != *$'\007'* && $output != *$'\b'* ]]
	[[ $output == *'Café at the pier'* ]]
}

@test "a shallow clone is told from one that has lost commits" {
	local parent

	git clone -q --depth 3 "file://$REG" "$BATS_TEST_TMPDIR/shallow"
	COPY=$BATS_TEST_TMPDIR/shallow log_of
	[[ $stderr == *'cut here (a shallow clone)'*'--unshallow'* ]]

	copy
	parent=$(git -C "$COPY" rev-parse 'HEAD~3')
	git -C "$COPY" unpack-objects -q <"$(mv "$COPY"/.git/objects/pack/*.pack \
		"$BATS_TEST_TMPDIR/pack" && echo "$BATS_TEST_TMPDIR/pack")"
	rm -f "$COPY"/.git/objects/pack/* "$COPY/.git/objects/${parent:0:2}/${parent:2}"
	log_of
	[[ $stderr == *'commits are missing from this repository'*'git fsck'* ]]
	[[ $stderr != *unshallow* ]]
	[ "$(grep -c ^commit <<<"$output")" -eq 3 ]
}

@test "replacements and grafts of git are not followed, and named" {
	copy
	gh log >"$BATS_TEST_TMPDIR/before"
	git -C "$COPY" replace --graft HEAD~4
	log_of
	[[ $stderr == *'refs/replace'*'the one that was written'* ]]
	[ "$output" = "$(<"$BATS_TEST_TMPDIR/before")" ]
	git -C "$COPY" replace -d "$(git -C "$COPY" replace -l)" >/dev/null
	git -C "$COPY" rev-parse HEAD~4 >"$COPY/.git/info/grafts"
	log_of
	[[ $stderr == *'info/grafts'* ]]
	[ "$output" = "$(<"$BATS_TEST_TMPDIR/before")" ]
}

@test "a branch that was rewritten under its followers is named" {
	local lost

	git clone -q --bare "$REG" "$BATS_TEST_TMPDIR/hub"
	COPY=$BATS_TEST_TMPDIR/copy
	git clone -q "$BATS_TEST_TMPDIR/hub" "$COPY"
	lost=$(git -C "$COPY" rev-parse HEAD)
	git -C "$BATS_TEST_TMPDIR/hub" update-ref refs/heads/main HEAD~2
	git -C "$COPY" fetch -q
	log_of
	[[ $stderr == *"history was rewritten: 'origin/main' led to commit $lost"* ]]
}

@test "published commits that are no longer in the history are named" {
	local lost

	copy
	lost=$(git -C "$COPY" rev-parse HEAD)
	git -C "$COPY" update-ref refs/gatehouse/published/public HEAD
	log_of
	[ -z "$stderr" ]
	git -C "$COPY" checkout -q --detach HEAD~2
	log_of
	[[ $stderr == *"rewritten: 'refs/gatehouse/published/public' led to commit $lost"* ]]
}

@test "a text that is not in the repository is told from one that is no XML" {
	local blob

	copy
	git -C "$COPY" unpack-objects -q <"$(mv "$COPY"/.git/objects/pack/*.pack \
		"$BATS_TEST_TMPDIR/pack" && echo "$BATS_TEST_TMPDIR/pack")"
	blob=$(git -C "$COPY" log --format=%H --grep='Mend the text')
	blob=$(git -C "$COPY" rev-parse "$blob:organisations/pier-club.xml")
	rm -f "$COPY"/.git/objects/pack/* "$COPY/.git/objects/${blob:0:2}/${blob:2}"
	log_of pier-club
	[[ $output == *'a text is missing from this repository'* ]]
}

# said FILE: its text without tags, in one line.
said()
{
	sed 's/<[^>]*>/ /g' "$1" | tr -s '[:space:]' ' '
}

# same_log: with the cache log says what it says without.
same_log()
{
	local arguments

	for arguments in "" "--format json" "--since 2026-01-01" \
		"--format json $1"; do
		# shellcheck disable=SC2086
		GATEHOUSE_CACHE='' gh log $arguments >"$BATS_TEST_TMPDIR/without" 2>&1
		# shellcheck disable=SC2086
		gh log $arguments >"$BATS_TEST_TMPDIR/with" 2>&1
		cmp "$BATS_TEST_TMPDIR/without" "$BATS_TEST_TMPDIR/with"
	done
}

@test "what log has told before it tells again, as long as the texts are there" {
	local file kept blob

	export GATEHOUSE_CACHE=$BATS_TEST_TMPDIR/cache
	copy
	file=$(git -C "$COPY" ls-files organisations | head -1)
	sed -i 's/<name>/&New /' "$COPY/$file"
	git -C "$COPY" commit -qam 'another name'
	same_log "$(basename "$file" .xml)"
	kept=("$GATEHOUSE_CACHE"/changes/*)
	[ "${#kept[@]}" -eq 1 ]
	same_log "$(basename "$file" .xml)"
	printf x | dd of="${kept[0]}" bs=1 seek=2000 conv=notrunc status=none
	same_log "$(basename "$file" .xml)"
	blob=$(git -C "$COPY" rev-parse "HEAD:$file")
	sed -i 's/<name>New /<name>/' "$COPY/$file"
	git -C "$COPY" commit -qam 'and back'
	same_log "$(basename "$file" .xml)"
	rm -f "$COPY/.git/objects/${blob:0:2}/${blob:2}"
	same_log "$(basename "$file" .xml)"
	grep -q 'missing' "$BATS_TEST_TMPDIR/with"
}

@test "history pages: the internal one has it all, the public one no secrets" {
	local internal=$BATS_TEST_TMPDIR/internal public=$BATS_TEST_TMPDIR/public
	local text

	gh build --edition internal -o "$internal" >/dev/null 2>&1
	gh build -o "$public" >/dev/null 2>&1
	text=$(said "$internal/organisations/fen-unitary.history.html")
	[[ $text == *'27 November 2014, 17:30 (UTC+05:30), by Ada Clerk'* ]]
	[[ $text == *'1 January 2026, 14:00 (UTC+00:00), by Ben Keeper'* ]]
	[[ $text == *': renamed '*': moved '*'brought together. What is listed is in none of them. '*'Every field that this edition shows is as in one of them. '*': added'* ]]
	text=$(said "$internal/organisations/harbour-trust.history.html")
	[[ $text == *'2 sentences as before It owns three boats. It owns four boats.'* ]]
	[[ $text == *'Reviewed-by-role: Data protection officer'* ]]
	text=$(said "$internal/notices/old-notice.history.html")
	[[ $text == *'changed'*'withdrawn'*'added'* ]]
	text=$(said "$internal/organisations/pier-club.history.html")
	[[ $text == *'not well-formed XML'*'The lines that differ'*'Text of the file'*'Hold fast'* ]]
	text=$(said "$public/organisations/pier-club.history.html")
	[[ $text == *'not well-formed XML, so they cannot be compared field by field. '* ]]
	[[ $text != *'Hold fast'* && $text != *'Text of the file'* ]]
	[[ $text != *'Break the text'* ]]
	run grep -rlE 'Ben Keeper|ada@example|UTC\+05' "$public"
	[ "$status" -eq 1 ]
	run -0 "$TOP/tests/links" "$internal"
}

# changes N: a stream for git fast-import, in which one record changes N times.
changes()
{
	local i text

	for ((i = 1; i <= $1; i++)); do
		text="<organisation xmlns='urn:gatehouse:1' id='busy-body' version='1'><name>Busy Body</name><type>charity</type><note>Body $i</note></organisation>"
		printf 'commit refs/heads/main\ncommitter A <a@b.example> %d +0000\ndata 6\nChange\nM 100644 inline organisations/busy-body.xml\ndata %d\n%s\n' \
			$((1577836800 + i * 3600)) ${#text} "$text"
	done
}

@test "ten thousand changes to one record leave pages that can be used" {
	local site=$BATS_TEST_TMPDIR/site

	COPY=$BATS_TEST_TMPDIR/busy
	git init -q -b main "$COPY"
	{
		printf 'commit refs/heads/main\ncommitter A <a@b.example> 1577836800 +0000\ndata 5\nBegin\nM 100644 inline gatehouse.xml\ndata 93\n%-93s\n' \
			'<settings xmlns="urn:gatehouse:1" id="gatehouse" version="1"><title>T</title></settings>'
		changes 10000
	} | git -C "$COPY" fast-import --quiet
	git -C "$COPY" reset -q --hard
	gh build --edition internal -o "$site" >/dev/null 2>&1
	[ "$(find "$site/organisations" -name 'busy-body.history*.html' | wc -l)" -eq 100 ]
	[ -z "$(find "$site/organisations" -name 'busy-body.history*' -size +400k)" ]
	[[ $(said "$site/organisations/busy-body.history.html") == \
		*'Body 9999 Body 10000'*'Older changes 2021 Changes 9801 to 9900, entered'* ]]
	[[ $(said "$site/organisations/busy-body.history-1.html") == \
		*'Changes 1 to 100, entered 1 January 2020 to 5 January 2020'*'Body 99 Body 100 '* ]]
	grep -q 'href="../organisations/busy-body.history-2.html">Newer' \
		"$site/organisations/busy-body.history-1.html"
	run -0 "$TOP/tests/links" "$site"
	cp "$site/organisations/busy-body.history-7.html" "$BATS_TEST_TMPDIR/seven"
	changes 1 | sed '4a from refs/heads/main^0' |
		git -C "$COPY" fast-import --quiet
	git -C "$COPY" reset -q --hard
	gh build --edition internal -o "$site" >/dev/null 2>&1
	diff "$BATS_TEST_TMPDIR/seven" "$site/organisations/busy-body.history-7.html"
}

@test "a long message is cut on a page, and says so" {
	local site=$BATS_TEST_TMPDIR/site

	copy
	sed -i 's/Pier Club/Pier Society/' "$COPY/organisations/pier-club.xml"
	{
		echo Society
		echo
		printf 'word %.0s' {1..3000}
	} | git -C "$COPY" commit -qa -F -
	gh build -o "$site" >/dev/null 2>&1
	[[ $(said "$site/organisations/pier-club.history.html") == \
		*'word'*'The rest is left out here. The whole text has 1500'*' characters.'* ]]
	[ "$(stat -c %s "$site/organisations/pier-club.history.html")" -lt 60000 ]
}
