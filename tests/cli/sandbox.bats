#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# Least privilege: what check and build can reach of the machine, seen from
# outside. What the kernel refuses, tests/unit/test_sandbox.c shows right by
# right; where the kernel has no Landlock there is nothing to refuse.

load helpers

setup()
{
	make_registers
	OUTSIDE=$BATS_TEST_TMPDIR/outside
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir "$OUTSIDE" "$HOME"
	mkdir -m 700 "$HOME/.cache" "$HOME/.cache/gatehouse"
}

# Skips the test where this kernel cannot confine a process.
needs_landlock()
{
	run "$(dirname "$GATEHOUSE")/tests/unit/test_sandbox" --tap \
		-p /sandbox/link
	[[ $output != *SKIP* ]] || skip 'this kernel has no Landlock'
}

# packed: puts all objects into one pack, and prints its path without ending.
packed()
{
	local pack

	git_in repack -adq
	pack=$(echo "$REGISTERS"/.git/objects/pack/*.pack)
	echo "${pack%.pack}"
}

# All below the registers and the home: names, sizes, contents.
state()
{
	find "$REGISTERS" "$HOME" -print0 |
		sort -z | xargs -0 stat -c '%n %F %s %Y %a'
	find "$REGISTERS" -type f -print0 | sort -z | xargs -0 sha256sum
}

@test "check leaves everything as it was" {
	organisation fen-police
	git_in add .
	state >"$BATS_TEST_TMPDIR/before"
	run -0 gh check
	run -0 gh check --staged
	state >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "what was read of a long history is kept, although check is confined" {
	local n

	rm -r "$HOME/.cache"
	for ((n = 1; n <= 70; n++)); do
		printf 'commit refs/heads/main\ncommitter A <a@b.example> %d +0000\n' \
			$((1772366400 + n))
		printf 'data 2\nx\n'
		[ $n -gt 1 ] || echo "from $(head_of)"
	done | git_in fast-import --quiet --force
	run -0 gh check
	[ -n "$(find "$HOME/.cache/gatehouse/history" -type f)" ]
	rm -r "$HOME/.cache"
	run -0 env GATEHOUSE_CACHE="$OUTSIDE/kept" "$GATEHOUSE" -C "$REGISTERS" check
	[ -n "$(find "$OUTSIDE/kept/history" -type f)" ]
	[ ! -e "$HOME/.cache/gatehouse/history" ]
}

@test "check reads nothing outside the repository, and what it borrows from" {
	local pack

	needs_landlock
	pack=$(packed)
	mv "$pack.pack" "$OUTSIDE/x.pack"
	ln -s "$OUTSIDE/x.pack" "$pack.pack"
	run -0 git_in cat-file -e HEAD:gatehouse.xml
	# libgit2 1.5 loses some memory over a pack that it cannot open.
	ASAN_OPTIONS=detect_leaks=0 run -3 gh check
	[[ $output == *'no revision'* ]]
	rm "$pack.pack"
	mv "$OUTSIDE/x.pack" "$pack.pack"
	# A store that git's own files name is part of the repository.
	git clone -q --shared "$REGISTERS" "$BATS_TEST_TMPDIR/shared"
	run -0 "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/shared" check
	git_in worktree add -q "$BATS_TEST_TMPDIR/tree"
	run -0 "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/tree" check
}

@test "build writes beside its site and nowhere else, not even for the asking" {
	needs_landlock
	mkdir "$BATS_TEST_TMPDIR/sites"
	run -0 gh build --publish -o "$BATS_TEST_TMPDIR/sites/one"
	run -0 git_in rev-parse refs/gatehouse/published/public
	rm -r "$REGISTERS/.git/refs/gatehouse"
	ln -s "$OUTSIDE" "$REGISTERS/.git/refs/gatehouse"
	run -3 gh build --publish -o "$BATS_TEST_TMPDIR/sites/two"
	[[ $output == *'Permission denied'* ]]
	[ -z "$(ls -A "$OUTSIDE")" ]
}

@test "build leaves nothing behind, and the records as they were" {
	local scratch=$BATS_TEST_TMPDIR/scratch

	export GATEHOUSE_CACHE=
	mkdir "$scratch"
	state >"$BATS_TEST_TMPDIR/before"
	TMPDIR=$scratch run -0 gh build -o "$BATS_TEST_TMPDIR/site"
	TMPDIR=$scratch run -0 gh build -o "$BATS_TEST_TMPDIR/site"
	TMPDIR=$scratch run -0 gh build --single-file -o "$BATS_TEST_TMPDIR/a.html"
	state >"$BATS_TEST_TMPDIR/after"
	diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	[ -z "$(ls -A "$scratch")" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -name '.*.gatehouse-*')" ]
	[ -d "$BATS_TEST_TMPDIR/site/organisations" ]
	[ -f "$BATS_TEST_TMPDIR/a.html" ]
}

# sockets WORD...: the sockets that the command opens, and its programs do.
sockets()
{
	strace -f -qq -e trace=socket,connect -o "$BATS_TEST_TMPDIR/trace" \
		"$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 "$@" \
		</dev/null >/dev/null 2>&1 || [ $? -lt 3 ]
	grep -c . "$BATS_TEST_TMPDIR/trace" || :
}

@test "no command opens a socket" {
	command -v strace >/dev/null || skip 'there is no strace'
	[[ $GATEHOUSE != */sanitize/* ]] ||
		skip 'the leak sanitizer and strace exclude each other'
	strace -o /dev/null true || skip 'nothing may be traced here'
	organisation fen-police
	git_in remote add origin https://a.example/b.git
	while read -r call; do
		echo "$call"
		# shellcheck disable=SC2086
		[ "$(sockets $call)" = 0 ]
	done <<-'END'
		check
		list
		show fen-council
		log
		diff
		due
		impact fen-council
		explain organisation
		save -m Police
		build -o ../site
		build --publish -o ../site
		verify ../site
		bundle -o ../bundle.tar
		hook install
		init ../new
	END
}

@test "programs that verify signatures run confined, and reach no network" {
	local key=$BATS_TEST_TMPDIR/key

	ssh-keygen -q -t ed25519 -N '' -C '' -f "$key"
	record gatehouse.xml <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<settings xmlns="urn:gatehouse:1">
		  <title>Test registers</title>
		  <signer id="ka"><role>Clerk</role><key>$(sed 's/ *$//' "$key.pub")</key></signer>
		</settings>
	END
	organisation fen-police
	git_in add .
	git_in -c gpg.format=ssh -c user.signingKey="$key" commit -qS -m 'Police' \
		-m 'Approved-by-role: Clerk'
	run -0 gh build -o "$BATS_TEST_TMPDIR/site"
	run -0 grep -A 1 '>Signature</dt>' \
		"$BATS_TEST_TMPDIR/site/organisations/fen-police.history.html"
	[[ $output == *'>verified<'* ]]
	command -v strace >/dev/null && strace -o /dev/null true || return 0
	[[ $GATEHOUSE != */sanitize/* ]] || return 0
	sockets build -o "$BATS_TEST_TMPDIR/other"
	run -1 grep -E 'AF_INET|AF_NETLINK' "$BATS_TEST_TMPDIR/trace"
}
