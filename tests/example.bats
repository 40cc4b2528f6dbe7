#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The worked example, seen with xmllint alone: each record is valid, each stage
# of its history is a register that stands on its own, and the last stage
# leaves the records as they are now.

setup() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	REGISTERS=$TOP/registers
	HISTORY=$REGISTERS/history.xml
}

# Paths of the present records below the registers, the settings among them.
present() {
	(cd "$REGISTERS" && find . -path ./history -prune -o -name '*.xml' \
		! -path ./history.xml -print) | sed 's,^\./,,' | LC_ALL=C sort
}

stages() {
	xmllint --xpath '//*[local-name()="stage"]/@id' "$HISTORY" |
		sed 's/^ *id="//; s/"$//'
}

# "path from" of each record of stage $1; from is the path itself if absent.
records_of() {
	local node="//*[local-name()='stage'][@id='$1']/*[local-name()='record']"
	local i n

	n=$(xmllint --xpath "count($node)" "$HISTORY")
	for ((i = 1; i <= n; i++)); do
		echo "concat(($node)[$i]/@path, ' ', ($node)[$i]/@from)"
	done | while read -r expression; do
		xmllint --xpath "$expression" "$HISTORY"
	done | awk '{ print $1, (NF > 1 ? $2 : $1) }'
}

# Put the records of stage $1 into folder $2, as the stage commits them.
apply_stage() {
	local path from

	records_of "$1" | while read -r path from; do
		mkdir -p "$(dirname "$2/$path")"
		cp "$REGISTERS/$from" "$2/$path"
	done
}

# Check each record below folder $1 against the schema of its kind.
validate() {
	local folder kind

	for folder in "$1"/*/; do
		kind=$(basename "$folder")
		[ "$kind" = history ] && continue
		xmllint --noout --schema "$TOP/schemas/${kind%s}.xsd" \
			"$folder"*.xml 2>&1 | sed '/ validates$/d'
	done
}

# References of the records below folder $1 that name no record there.
dangling() {
	local ids=$BATS_TEST_TMPDIR/ids refs=$BATS_TEST_TMPDIR/refs

	find "$1" -mindepth 2 -name '*.xml' |
		sed 's,.*/,,; s,\.xml$,,' | LC_ALL=C sort -u >"$ids"
	grep -ohE ' (ref|source)="[^"]*"' -r --include='*.xml' "$1" |
		sed 's/.*="//; s/["#].*//' | LC_ALL=C sort -u >"$refs"
	LC_ALL=C comm -13 "$ids" "$refs"
}

@test "every record is valid against the schema of its kind" {
	run validate "$REGISTERS"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	xmllint --noout --schema "$TOP/schemas/settings.xsd" \
		"$REGISTERS/gatehouse.xml"
	xmllint --noout --schema "$TOP/schemas/history.xsd" "$HISTORY"
}

@test "every earlier text is valid against the schema of its kind" {
	local stage

	for stage in "$REGISTERS"/history/*/; do
		run validate "$stage"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "the id of every record is the name of its file" {
	local file

	for file in "$REGISTERS"/*/*.xml "$REGISTERS"/history/*/*/*.xml; do
		[ "$(xmllint --xpath 'string(/*/@id)' "$file")" = \
			"$(basename "$file" .xml)" ]
	done
}

@test "the stages are in order of time" {
	xmllint --xpath '//*[local-name()="stage"]/@date' "$HISTORY" |
		sed 's/.*="//; s/"$//' | LC_ALL=C sort -c
}

@test "every stage names files that exist, and none twice" {
	local stage path from

	for stage in $(stages); do
		records_of "$stage" >"$BATS_TEST_TMPDIR/records"
		[ -s "$BATS_TEST_TMPDIR/records" ]
		while read -r path from; do
			[ -f "$REGISTERS/$from" ]
			[ -f "$REGISTERS/$path" ]
		done <"$BATS_TEST_TMPDIR/records"
		[ -z "$(cut -d' ' -f1 "$BATS_TEST_TMPDIR/records" | sort |
			uniq -d)" ]
	done
}

@test "every earlier text is used by a stage" {
	local stage

	for stage in $(stages); do
		records_of "$stage"
	done | awk '$1 != $2 { print $2 }' | LC_ALL=C sort >"$BATS_TEST_TMPDIR/used"
	(cd "$REGISTERS" && find history -name '*.xml') | LC_ALL=C sort |
		diff "$BATS_TEST_TMPDIR/used" -
}

@test "every stage refers only to records that it has" {
	local stage

	for stage in $(stages); do
		apply_stage "$stage" "$BATS_TEST_TMPDIR/tree"
		run dangling "$BATS_TEST_TMPDIR/tree"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "each stage that changes a record raises its version" {
	local stage path from old new tree=$BATS_TEST_TMPDIR/tree

	mkdir -p "$tree"
	for stage in $(stages); do
		records_of "$stage" >"$BATS_TEST_TMPDIR/records"
		while read -r path from; do
			[ -f "$tree/$path" ] || continue
			run cmp -s "$tree/$path" "$REGISTERS/$from"
			[ "$status" -eq 1 ]
			old=$(xmllint --xpath 'string(/*/@version)' "$tree/$path")
			new=$(xmllint --xpath 'string(/*/@version)' \
				"$REGISTERS/$from")
			[ "$new" -eq $((old + 1)) ]
		done <"$BATS_TEST_TMPDIR/records"
		apply_stage "$stage" "$tree"
	done
}

@test "the last stage leaves the records as they are now" {
	local stage tree=$BATS_TEST_TMPDIR/tree

	for stage in $(stages); do
		apply_stage "$stage" "$tree"
	done
	(cd "$tree" && find . -name '*.xml') | sed 's,^\./,,' | LC_ALL=C sort |
		diff <(present) -
	present | while read -r path; do
		cmp "$tree/$path" "$REGISTERS/$path"
	done
}
