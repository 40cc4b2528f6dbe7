#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whole outputs on the worked example, against tests/golden/. UPDATE=1 make
# check rewrites them; read what git diff then shows: each line of the findings
# was held against the document it is about.

setup_file() {
	export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b.example
	export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b.example
	export SOURCE_DATE_EPOCH=1795305600
	export REGISTERS=$BATS_FILE_TMPDIR/registers
	"$GATEHOUSE" init --example "$REGISTERS" >/dev/null
}

# golden NAME ARGUMENT...: what the program prints is what it printed before.
# The ids of commits change with every letter of the example and are left out.
golden() {
	local file=$TOP/tests/golden/$1 said=$BATS_TEST_TMPDIR/said status=0

	shift
	"$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 "$@" >"$said" ||
		status=$?
	[ "$status" -le 1 ]
	sed -i -E 's/^commit [0-9a-f]{40}$/commit/' "$said"
	if [ -n "${UPDATE:-}" ]; then
		cp "$said" "$file"
	fi
	diff -u "$file" "$said"
}

@test "the findings of the worked example" {
	golden findings.txt check
}

@test "the registers of the worked example" {
	golden list.txt list
}

@test "an agreement of the worked example" {
	golden agreement.txt show waltham-forest-isa
}

@test "the history of a gateway" {
	golden log.txt log wra-2012-s131
}
