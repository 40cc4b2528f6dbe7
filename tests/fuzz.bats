#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Each reader of outside text takes its seeds, and thousands of changes to them,
# without a crash, a leak or a broken promise. Only under sanitizers: without
# them most of what is looked for would not show. 'make fuzz' goes further.

bats_require_minimum_version 1.5.0

setup()
{
	FOLDER=$(dirname "$GATEHOUSE")
	[ -x "$FOLDER/tests/fuzz/fuzz_record" ] ||
		skip 'the fuzz targets are built with the sanitizers only'
	cd "${TOP:-$BATS_TEST_DIRNAME/..}" || return
}

# replay RUNS TARGET...
replay()
{
	run -0 tests/fuzz/run --replay "$FOLDER" "$@"
}

@test "every target takes its seeds and what becomes of them" {
	local -a quick=()
	local target

	for target in tests/fuzz/fuzz_*.c; do
		target=${target##*/fuzz_}
		case ${target%.c} in
		record | codes | settings | gitdir | revision | sheet | values) ;;
		*) quick+=("${target%.c}") ;;
		esac
	done
	replay 300 "${quick[@]}"
	replay 20 record codes settings gitdir revision sheet values
}
