#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# build --publish: what is recorded of it, on the site and in the repository.

load helpers

SITE=$BATS_TEST_TMPDIR/site
LOG=$SITE/published.jsonl

publish()
{
	gh build --publish -o "$SITE" "$@"
}

# entry N FILTER: of line N of the log.
entry()
{
	sed -n "$1p" "$LOG" | jq -r "$2"
}

published_ref()
{
	git_in rev-parse --verify -q "refs/gatehouse/published/${1:-public}"
}

next_commit()
{
	organisation "$1"
	git_in add .
	git_in commit -q -m "Add $1"
}

@test "a build that is only tried out is not recorded" {
	make_registers
	run -0 gh build -o "$SITE"
	[ ! -e "$LOG" ]
	[ -z "$(git_in for-each-ref refs/gatehouse)" ]
}

@test "a published build is recorded on the site and in the repository" {
	make_registers
	run -0 --separate-stderr publish
	[[ $stderr == *'published; published.jsonl has a line for it'* ]]
	[ "$(wc -l <"$LOG")" -eq 1 ]
	[ "$(entry 1 .time)" = 2026-03-01T12:00:00Z ]
	[ "$(entry 1 .commit)" = "$(head_of)" ]
	[ "$(entry 1 .asOf)" = 2026-11-22 ]
	[ "$(entry 1 .edition)" = public ]
	[ "$(entry 1 .root)" = "$(sha256sum <"$SITE/manifest.json" | cut -c 1-64)" ]
	[ "$(entry 1 '[.previousRoot, .previousLine, .reason] | unique | .[0]')" = null ]
	[ "$(entry 1 '.rewritten or .older or .restarted')" = false ]
	[ "$(published_ref)" = "$(head_of)" ]
	run ! jq -e '.files["published.jsonl"]' "$SITE/manifest.json"
}

@test "each line holds the checksums of the one before it" {
	make_registers
	publish
	next_commit fen-police
	publish
	[ "$(wc -l <"$LOG")" -eq 2 ]
	[ "$(entry 2 .previousRoot)" = "$(entry 1 .root)" ]
	[ "$(entry 2 .previousLine)" = "$(sed -n 1p "$LOG" | sha256sum | cut -c 1-64)" ]
	[ "$(entry 2 .rewritten)" = false ]
	[ "$(published_ref)" = "$(head_of)" ]
}

@test "the same site is recorded once, but a reason is added" {
	make_registers
	publish
	publish
	[ "$(wc -l <"$LOG")" -eq 1 ]
	publish --reason 'The board has seen it.'
	publish --reason 'The board has seen it.'
	[ "$(wc -l <"$LOG")" -eq 2 ]
	[ "$(entry 2 .reason)" = 'The board has seen it.' ]
}

@test "each edition has its own reference" {
	make_registers
	publish --edition partner
	[ "$(entry 1 .edition)" = partner ]
	[ "$(published_ref partner)" = "$(head_of)" ]
	run ! published_ref public
}

@test "only a commit can be published" {
	make_registers
	organisation fen-police
	run -3 publish
	[[ $output == *'only a commit can be published'*'name a commit with --rev'* ]]
	[ ! -e "$SITE" ]
	run -0 publish --rev HEAD
	[ "$(entry 1 .commit)" = "$(head_of)" ]
	rm -rf "$REGISTERS/.git"
	run -3 publish
	[[ $output == *'here is no git repository'* ]]
}

@test "a shallow clone cannot tell, and says so" {
	make_registers
	next_commit fen-police
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	run -3 "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/shallow" build --publish -o "$SITE"
	[[ $output == *'shallow clone'*'--unshallow'* ]]
	[ ! -e "$SITE" ]
}

@test "rewritten history is said on stderr, in the file and by verify" {
	make_registers
	next_commit fen-police
	publish
	git_in commit -q --amend -m 'Another past'
	run -0 --separate-stderr publish
	[[ $stderr == *'history was rewritten: commit '*'publish again with --reason'* ]]
	[ "$(entry 2 .rewritten)" = true ]
	[ "$(published_ref)" = "$(head_of)" ]
	run -0 --separate-stderr gh verify "$SITE"
	[[ $output == *'line 2, 2026-03-01T12:00:00Z: history was rewritten before this build, and no reason is given'* ]]
	git_in commit -q --amend -m 'A third past'
	run -0 --separate-stderr publish --reason 'A name was taken out.'
	[[ $stderr == *', with your reason'* ]]
	[ "$(entry 3 '[.rewritten, .reason] | @text')" = '[true,"A name was taken out."]' ]
	run -0 --separate-stderr gh verify "$SITE"
	[[ $output == *'line 3'*'rewritten before this build; the reason given: A name was taken out.'* ]]
}

@test "a rewrite is noticed when the old commits are gone" {
	make_registers
	publish
	git_in commit -q --amend -m 'Another past'
	git_in update-ref -d refs/gatehouse/published/public
	git_in reflog expire --expire=now --all
	git_in gc -q --prune=now
	run -0 publish
	[ "$(entry 2 .rewritten)" = true ]
}

@test "a rewrite is noticed by the reference where the site is not there" {
	make_registers
	publish
	rm -r "$SITE"
	git_in commit -q --amend -m 'Another past'
	run -0 publish
	[ "$(entry 1 '[.rewritten, .restarted] | @text')" = '[true,true]' ]
}

@test "an older commit is said to be older, not rewritten" {
	make_registers
	next_commit fen-police
	publish
	run -0 --separate-stderr publish --rev HEAD~1
	[[ $stderr == *'what is published is older'* ]]
	[ "$(entry 2 '[.older, .rewritten] | @text')" = '[true,false]' ]
	run -0 --separate-stderr gh verify "$SITE"
	[[ $output == *'of an older commit than the one before it'* ]]
}

@test "a log that is missing is said to begin anew" {
	make_registers
	publish
	rm -r "$SITE"
	run -0 --separate-stderr publish
	[[ $stderr == *'says that it begins anew'* ]]
	[ "$(entry 1 '[.restarted, .rewritten] | @text')" = '[true,false]' ]
	run -0 gh verify "$SITE"
	[[ $output == *'what was recorded of them is missing'* ]]
}

@test "a log alone in a folder is carried on" {
	make_registers
	publish
	mkdir "$BATS_TEST_TMPDIR/fresh"
	cp "$LOG" "$BATS_TEST_TMPDIR/fresh"
	next_commit fen-police
	run -0 gh build --publish -o "$BATS_TEST_TMPDIR/fresh"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/fresh/published.jsonl")" -eq 2 ]
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/fresh/published.jsonl")" = "$(cat "$LOG")" ]
}

@test "nothing is added to a log that was tampered with" {
	make_registers
	publish
	next_commit fen-police
	publish
	sed -i '1s/2026-03-01/2025-03-01/' "$LOG"
	cp -r "$SITE" "$BATS_TEST_TMPDIR/before"
	next_commit fen-homes
	run -3 publish
	[[ $output == *"line 2: it does not follow on the line above"* ]]
	diff -r "$SITE" "$BATS_TEST_TMPDIR/before"
	[ "$(published_ref)" = "$(git_in rev-parse HEAD~1)" ]
}

@test "a preview over a published site keeps the log, and both say so" {
	make_registers
	publish
	cp "$LOG" "$BATS_TEST_TMPDIR/log"
	next_commit fen-police
	run -0 --separate-stderr gh build -o "$SITE"
	[[ $stderr == *'this build is not published'* ]]
	cmp "$LOG" "$BATS_TEST_TMPDIR/log"
	run -1 --separate-stderr gh verify "$SITE"
	[[ $output == *'the last build that was published is not the one that stands here'* ]]
}

@test "a run that got no further than the site is completed by the next" {
	make_registers
	publish
	next_commit fen-police
	touch "$REGISTERS/.git/refs/gatehouse/published/public.lock"
	run -3 publish
	[[ $output == *"'refs/gatehouse/published/public'"*'run the command again'* ]]
	[ "$(published_ref)" != "$(head_of)" ]
	run -0 gh verify "$SITE"
	[[ $output == *'was published last, not'* ]]
	rm "$REGISTERS/.git/refs/gatehouse/published/public.lock"
	next_commit fen-homes
	publish
	[ "$(published_ref)" = "$(head_of)" ]
	[ "$(jq -s 'map(.rewritten) | any' "$LOG")" = false ]
	[ "$(wc -l <"$LOG")" -eq 3 ]
}

@test "killed at any moment: the site is whole and the next run completes it" {
	local pid delay

	make_registers
	publish
	for delay in 0 0.005 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08 0.1 0.13 0.3; do
		next_commit "fen-${delay/./-}"
		"$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 build --publish \
			-o "$SITE" >/dev/null 2>&1 3>&- &
		pid=$!
		sleep "$delay"
		kill -9 "$pid" 2>/dev/null || true
		wait "$pid" || true
		# What a run that dies while it holds the lock asks to be removed.
		rm -f "$REGISTERS/.git/refs/gatehouse/published/public.lock"
		run -0 gh verify "$SITE"
	done
	publish
	run -0 --separate-stderr gh verify "$SITE"
	[ "$output" = '' ]
	[ "$(published_ref)" = "$(head_of)" ]
	[ "$(jq -r .commit "$LOG" | sort | uniq -d)" = '' ]
	[ "$(jq -s 'map(.rewritten or .older) | any' "$LOG")" = false ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '.site.*')" ]
}

@test "a reason is a sentence, and goes with --publish" {
	make_registers
	run -2 gh build --reason 'Because'
	[[ $output == *'--reason goes with --publish'* ]]
	run -2 publish --reason '  '
	run -2 publish --reason $'\xff'
	[ ! -e "$SITE" ]
}

@test "the time comes from SOURCE_DATE_EPOCH, or is refused" {
	make_registers
	SOURCE_DATE_EPOCH=soon run -3 publish
	[[ $output == *'SOURCE_DATE_EPOCH is not a number'* ]]
	[ ! -e "$SITE" ]
}

# The commands of a section of the manual page, without mdoc's escapes.
commands_of()
{
	sed -n "/^\.Sh $1\$/,/^\.Sh /p" "$TOP/man/gatehouse-publish.7" |
		sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/d;p}' |
		sed 's/\\&//g; s/\\-/-/g; s/\\(aq/'\''/g; s/\\e/\\/g'
}

@test "the manual page on publishing is sound" {
	command -v mandoc >/dev/null || skip 'there is no mandoc'
	run -0 mandoc -Tlint -Wwarning "$TOP/man/gatehouse-publish.7"
	[ "$output" = '' ]
}

@test "personal data can be removed as the manual page says" {
	local objects

	make_registers
	organisation fen-police '<contact>Jane Doe</contact>'
	sed -i '/contact/d; s/Body fen-police/Jane Doe of the police/' \
		"$REGISTERS/organisations/fen-police.xml"
	git_in add .
	git_in commit -q -m 'Add what Jane Doe said'
	git_in tag -a -m 'As signed' signed
	organisation fen-police
	git_in add .
	git_in commit -q -m 'Take the name out'
	publish
	gh build --publish --edition internal -o "$BATS_TEST_TMPDIR/internal"
	grep -rq 'Jane Doe' "$BATS_TEST_TMPDIR/internal"
	commands_of 'REMOVING PERSONAL DATA' >"$BATS_TEST_TMPDIR/commands"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -gt 5 ]
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(realpath "$GATEHOUSE")" "$BATS_TEST_TMPDIR/bin/gatehouse"
	(
		cd "$REGISTERS"
		PATH=$BATS_TEST_TMPDIR/bin:$PATH FILTER_BRANCH_SQUELCH_WARNING=1 \
			sh -e "$BATS_TEST_TMPDIR/commands" >&2 3>&-
	)
	objects=$(git_in cat-file --batch --batch-all-objects | tr -d '\0')
	[[ $objects != *'Jane Doe'* ]]
	[[ $objects == *'Take the name out'* ]]
	run ! grep -rq 'Jane Doe' "$SITE" "$BATS_TEST_TMPDIR/internal"
	for site in "$SITE" "$BATS_TEST_TMPDIR/internal"; do
		[ "$(tail -n 1 "$site/published.jsonl" | jq .rewritten)" = true ]
		[[ $(tail -n 1 "$site/published.jsonl" | jq -r .reason) == *'by mistake'* ]]
		run -0 gh verify "$site"
		[[ $output == *'history was rewritten before this build; the reason given: '*'by mistake'* ]]
	done
	[ "$(git_in cat-file -t signed)" = tag ]
	git_in fsck --strict
}
