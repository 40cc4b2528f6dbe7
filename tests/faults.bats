#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2030,SC2031,SC2154,SC2164
#
# A sample of what 'make check-faults' tries: each fault in some calls of each
# kind. The sanitizers' libraries have to be loaded first and leave no room.

load cli/helpers

LIBRARY=$(dirname "$GATEHOUSE")/tests/faults/inject.so

setup()
{
	[[ $GATEHOUSE != */sanitize/* ]] || skip 'not under sanitizers'
}

@test "a fault in any call of a writing command loses nothing" {
	run -0 "$(dirname "$LIBRARY")/faults" "$GATEHOUSE" "$LIBRARY" \
		--at-most 1 init 'init (empty folder)' save build \
		'build --publish' bundle 'hook install' edit rename 'import csv'
	[[ ${lines[-1]} =~ ^([0-9]+)\ faults\ tried,\ ([0-9]+)\ survived$ ]]
	[ "${BASH_REMATCH[1]}" -gt 100 ]
	[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
}

@test "a change that was stopped half-way is finished by the next" {
	make_registers
	# Killed at the second name that it exchanges: the first is its own note.
	LD_PRELOAD=$LIBRARY FAULT_KIND=rename FAULT_AT=3 FAULT_HOW=KILL \
		run gh rename letter report
	[ "$status" -eq 137 ]
	run -1 gh check
	run -3 gh rename letter report
	[[ $output == *'changes that an earlier run was stopped in are finished'* ]]
	[[ $output == *"there is no record 'letter'"* ]]
	run -0 gh check
	[ -z "$(find "$REGISTERS" -name '.*.xml.*')" ]
}

@test "a record that the disk does not give back is not left out of a site" {
	local n failed=0

	make_registers
	# One of these reads is that of the record.
	for ((n = 8; n < 80 && !failed; n++)); do
		LD_PRELOAD=$LIBRARY FAULT_KIND=read FAULT_AT=$n FAULT_HOW=EIO \
			run gh build -o "$BATS_TEST_TMPDIR/site-$n"
		[[ $status == [03] ]]
		if [[ $output == *"'organisations/fen-council.xml' cannot be read: Input/output error"* ]]; then
			failed=1
			[ ! -e "$BATS_TEST_TMPDIR/site-$n" ]
		fi
		[ "$status" -eq 3 ] ||
			[ -e "$BATS_TEST_TMPDIR/site-$n/organisations/fen-council.html" ]
	done
	[ "$failed" -eq 1 ]
}

@test "what init cannot put into an empty folder whole, it takes out again" {
	local renames

	cd "$BATS_TEST_TMPDIR"
	mkdir counted empty
	LD_PRELOAD=$LIBRARY FAULT_COUNT=$PWD/counts \
		"$GATEHOUSE" init counted
	renames=$(sed -n 's/^rename //p' counts)
	# The last is that of the repository.
	LD_PRELOAD=$LIBRARY FAULT_KIND=rename FAULT_HOW=ENOSPC \
		FAULT_AT=$((renames - 1)) run "$GATEHOUSE" init empty
	[ "$status" -eq 3 ]
	[[ $output == *"No space left on device"* ]]
	[ -z "$(ls -A empty)" ]
	"$GATEHOUSE" init empty
}

@test "a file that the disk does not give back is of no version" {
	local n failed=0

	make_registers
	for ((n = 8; n < 40 && !failed; n++)); do
		LD_PRELOAD=$LIBRARY FAULT_KIND=read FAULT_AT=$n FAULT_HOW=EIO \
			run gh migrate
		[[ $status == [03] ]]
		[[ $output != *"cannot be read: Input/output error"* ]] ||
			failed=1
	done
	[ "$status" -eq 3 ]
	[ "$failed" -eq 1 ]
}

@test "standard output that is full is a failure, and the commit stands" {
	make_registers
	organisation fen-police
	run -3 sh -c '"$1" -C "$2" --as-of 2026-11-22 save -m Police >/dev/full' \
		- "$GATEHOUSE" "$REGISTERS"
	[[ $output == *'cannot write to standard output'* ]]
	[ "$(git_in rev-list --count HEAD)" -eq 2 ]
}

# unread N COMMAND...: the N-th opening for reading fails.
unread()
{
	LD_PRELOAD=$LIBRARY FAULT_KIND=read FAULT_HOW=EIO FAULT_AT=$1 \
		run --separate-stderr gh "${@:2}"
}

@test "a hook that the disk does not give back is not passed over" {
	local n failed=0

	make_registers
	for ((n = 5; n < 15; n++)); do
		gh hook install >/dev/null
		unread "$n" hook uninstall
		if [ "$status" -eq 0 ]; then
			[ ! -e "$REGISTERS/.git/hooks/pre-commit" ]
			[ ! -e "$REGISTERS/.git/hooks/commit-msg" ]
			continue
		fi
		[ "$status" -eq 3 ]
		[ "$output" = '' ]
		[ -e "$REGISTERS/.git/hooks/pre-commit" ]
		[ -e "$REGISTERS/.git/hooks/commit-msg" ]
		[[ $stderr != *'cannot tell whose hook this is: '*'/hooks/commit-msg'*'Input/output error'* ]] ||
			failed=1
	done
	[ "$failed" -eq 1 ]
}

@test "what an import compares with is not absent for being unreadable" {
	local n sheet=$BATS_TEST_TMPDIR/sheets/organisations.csv failed=0

	make_registers
	gh export csv -o "$BATS_TEST_TMPDIR/sheets" >/dev/null
	sed -i 's/Body/Band/' "$sheet"
	for ((n = 10; n < 45 && failed < 2; n++)); do
		unread "$n" import csv "$sheet" --dry-run
		[[ $status == [03] ]]
		[[ $stderr != *"'sources/letter.xml' cannot be read: Input/output error"* ]] ||
			failed=$((failed + 1))
	done
	# The first time it is read with all others.
	[ "$failed" -eq 2 ]
}

@test "a check that could not read every file says so, and ends with 3" {
	local n failed=0

	make_registers
	faulty_agreement
	for ((n = 8; n < 40 && !failed; n++)); do
		unread "$n" check organisations
		[[ $stderr != *"'agreements/night-shelter.xml' cannot be read: Input/output error"* ]] ||
			failed=$n
	done
	[ "$failed" -gt 0 ]
	[ "$status" -eq 3 ]
	[ "$output" = '' ]
	unread "$failed" check --format sarif
	[ "$status" -eq 3 ]
	[[ $output == *'"executionSuccessful": false'* ]]
	[[ $output == *'cannot be read: Input/output error'* ]]
}

@test "a file that the disk does not give back was not removed" {
	local n failed=0

	make_registers
	for ((n = 8; n < 40; n++)); do
		unread "$n" diff
		[[ $status == [03] ]]
		[[ $stderr != *"'sources/letter.xml' cannot be read: Input/output error"* ]] ||
			failed=1
	done
	[ "$failed" -eq 1 ]
}

@test "packed references that cannot be mapped are not gone" {
	make_registers
	git_in gc -q
	export FAULT_KIND=mmap FAULT_AT=1 FAULT_HOW=EACCES
	LD_PRELOAD=$LIBRARY run -3 gh build -o "$BATS_TEST_TMPDIR/site"
	[[ $output == *'cannot read the repository at '*'Permission denied'* ]]
	[ ! -e "$BATS_TEST_TMPDIR/site" ]
	LD_PRELOAD=$LIBRARY run -3 gh log
	[[ $output != *'no commit yet'* ]]
}
