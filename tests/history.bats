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
