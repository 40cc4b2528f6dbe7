#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# The worked example: committed in the stages of its sources, and with the
# findings that it is there to show.

load helpers

setup_file()
{
	export EXAMPLE=$BATS_FILE_TMPDIR/example

	unset GIT_AUTHOR_DATE
	"$GATEHOUSE" init --example "$EXAMPLE" >"$BATS_FILE_TMPDIR/said"
	"$GATEHOUSE" -C "$EXAMPLE" --as-of 2026-11-22 check --format json \
		>"$BATS_FILE_TMPDIR/findings" 2>/dev/null || [ $? -eq 1 ]
}

# found RULE: the findings of a rule that are no notes, as "path:line".
found()
{
	jq -r --arg rule "$1" '.findings[] |
		select(.rule == $rule and .level != "note") |
		"\(.path):\(.line)"' "$BATS_FILE_TMPDIR/findings"
}

# right_lines RULE: each finding lies on a line of a file that is there.
right_lines()
{
	local place n=0

	for place in $(found "$1"); do
		[ -n "$(sed -n "${place##*:}p" "$EXAMPLE/${place%:*}")" ]
		n=$((n + 1))
	done
	[ $n -gt 0 ]
}

@test "one commit for each stage, dated as its source" {
	[ "$(git -C "$EXAMPLE" log --reverse --format=%ad --date=format:%Y-%m-%d)" = \
		"$(xmllint --xpath '//@date' "$TOP/registers/history.xml" |
			sed 's/.*"\(.*\)"/\1/')" ]
	[ "$(git -C "$EXAMPLE" log --format=%ad --date=format:%H:%M:%S%z | sort -u)" = \
		12:00:00+0000 ]
	[ "$(git -C "$EXAMPLE" log --format=%ct | sort -u)" = "$SOURCE_DATE_EPOCH" ]
}

@test "the last stage is the example as it stands" {
	local file

	[ -z "$(git -C "$EXAMPLE" status --short)" ]
	for file in $(cd "$TOP/registers" && find . -name '*.xml' \
		! -name history.xml ! -path './history/*'); do
		cmp "$TOP/registers/$file" "$EXAMPLE/$file"
	done
	git -C "$EXAMPLE" fsck --strict
}

@test "consent as a condition of the service" {
	right_lines CON-02
}

@test "a dissolved partner" {
	right_lines ORG-04
}

@test "a deletion date that has passed without evidence" {
	right_lines AGR-30
}

@test "a gateway used beyond its purpose" {
	right_lines GWY-04 || right_lines GWY-05
}

@test "every file fits its schema, and every reference leads somewhere" {
	[ -z "$(found REG-02)" ]
	[ -z "$(found REG-11)" ]
	[ -z "$(found ORG-01)" ]
}

@test "each earlier stage can be checked, too" {
	local revision

	for revision in $(git -C "$EXAMPLE" rev-list HEAD); do
		run -1 --separate-stderr "$GATEHOUSE" -C "$EXAMPLE" \
			--as-of 2026-11-22 check --rev "$revision" --format json
		[ "$(jq '[.findings[] | select(.rule == "REG-02" or
			.rule == "REG-11" or .rule == "ORG-01")] | length' \
			<<<"$output")" -eq 0 ]
	done
}

@test "log and diff speak in fields" {
	run -0 "$GATEHOUSE" -C "$EXAMPLE" log
	[[ $output == *' → '* ]]
	run -1 "$GATEHOUSE" -C "$EXAMPLE" diff HEAD~1
	[[ $output == *' → '* ]]
}

@test "the same seconds give the same commits" {
	unset GIT_AUTHOR_DATE
	"$GATEHOUSE" init --example "$BATS_TEST_TMPDIR/again" >/dev/null
	[ "$(git -C "$BATS_TEST_TMPDIR/again" rev-parse HEAD)" = \
		"$(git -C "$EXAMPLE" rev-parse HEAD)" ]
}
