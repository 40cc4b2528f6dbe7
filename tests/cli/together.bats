#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# Several at once: nobody's change is lost, and whoever was too late is told.

load helpers

SITE=$BATS_TEST_TMPDIR/site

setup()
{
	make_registers
}

# side NAME COMMAND...: run it beside the others; said NAME and ended NAME tell.
side()
{
	local name=$1

	shift
	{
		local status=0

		"$@" >"$BATS_TEST_TMPDIR/$name.said" 2>&1 || status=$?
		echo "$status" >"$BATS_TEST_TMPDIR/$name.ended"
	} 3>&- &
}

said()
{
	cat "$BATS_TEST_TMPDIR/$1.said"
}

ended()
{
	cat "$BATS_TEST_TMPDIR/$1.ended"
}

assert_sound()
{
	git_in fsck --strict --no-dangling
	[ -z "$(git_in status --porcelain)" ]
	[ -z "$(find "$REGISTERS/.git" -name '*.lock' -o -name 'gatehouse-*')" ]
}

# Every file of the site is as its manifest says, and there are no others.
assert_whole()
{
	jq -r '.files | to_entries[] | "\(.value)  \(.key)"' \
		"$SITE/manifest.json" >"$BATS_TEST_TMPDIR/sums"
	(cd "$SITE" && sha256sum --quiet --strict -c "$BATS_TEST_TMPDIR/sums")
	[ "$(find "$SITE" -type f ! -name manifest.json ! -name published.jsonl |
		wc -l)" -eq "$(wc -l <"$BATS_TEST_TMPDIR/sums")" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '.site*')" ]
}

@test "two saves at once: one commit, and the other is told" {
	local round

	for round in 1 2 3; do
		organisation "body-$round"
		side a gh save -m 'Side a'
		side b gh save -m 'Side b'
		wait
		[[ "$(ended a) $(ended b)" == @(0 0|0 3|3 0) ]]
		for name in a b; do
			[ "$(ended $name)" -eq 0 ] ||
				[[ $(said $name) =~ ^gatehouse\ save:.*run\ the\ command\ again[^$'\n']*$ ]]
		done
		[ "$(git_in rev-list --count HEAD)" -eq $((round + 1)) ]
		git_in cat-file -e "HEAD:organisations/body-$round.xml"
	done
	assert_sound
}

@test "a save and a git commit at once: both changes are kept" {
	local round

	for round in 1 2 3; do
		organisation "body-$round"
		echo "$round" >"$REGISTERS/notes.txt"
		git_in add notes.txt
		side a gh save -m 'A body'
		side b git_in commit -qm 'Notes'
		wait
		if [ "$(ended a)" -ne 0 ]; then
			[[ $(said a) == *'run the command again'* ]]
			gh save -m 'A body'
		fi
		if [ "$(ended b)" -ne 0 ]; then
			[[ $(said b) == *lock* ]]
			git_in commit -qm 'Notes'
		fi
		[ "$(git_in show HEAD:notes.txt)" = "$round" ]
		git_in cat-file -e "HEAD:organisations/body-$round.xml"
		[[ $(said a) != *'git reset'* ]] || git_in reset -q
		assert_sound
	done
}

@test "a save during a build: the site is whole" {
	side a gh build -o "$SITE"
	organisation fen-police
	side b gh save -m 'Police join'
	wait
	[ "$(ended a) $(ended b)" = '0 0' ]
	assert_whole
	assert_sound
}

# one_or_both: at least one of a and b has ended well. The other has as well, or
# it was told that what came meanwhile stands.
one_or_both()
{
	local run

	[[ " $(ended a) $(ended b) " == *' 0 '* ]]
	for run in a b; do
		[ "$(ended $run)" = 0 ] ||
			grep -q 'another run has put a site at .* meanwhile, which stands; build again$' \
				"$BATS_TEST_TMPDIR/$run.said" ||
			{ echo "$run: $(said $run)"; return 1; }
	done
}

@test "two builds to one folder at once: the site is that of one of them" {
	local round

	for round in 1 2; do
		side a gh build -o "$SITE"
		side b gh build -o "$SITE" --edition internal
		wait
		one_or_both
		assert_whole
	done
}

@test "two that publish at once: each that ends well has its line" {
	local run published=1

	gh build --publish -o "$SITE"
	organisation fen-police
	gh save -m 'Police join'
	side a gh build --publish -o "$SITE"
	side b gh build --publish -o "$SITE" --edition internal
	wait
	one_or_both
	for run in a:public b:internal; do
		[ "$(ended "${run%:*}")" = 0 ] || continue
		published=$((published + 1))
		[ "$(git_in rev-parse "refs/gatehouse/published/${run#*:}")" = \
			"$(head_of)" ]
	done
	[ "$(wc -l <"$SITE/published.jsonl")" -eq $published ]
	[ "$(jq -s '[.[1:], .[:-1]] | transpose |
		all(.[0].previousRoot == .[1].root)' \
		"$SITE/published.jsonl")" = true ]
	assert_whole
	assert_sound
}

# push_new N: clone N adds a record to what is there and pushes it.
push_new()
{
	local dir=$BATS_TEST_TMPDIR/clone-$1

	REGISTERS=$dir organisation "body-$1"
	git -C "$dir" add .
	git -C "$dir" commit -qm "Body $1"
	git -C "$dir" push -q origin main
}

@test "pushes at once: the hook lets one in, the others are told, none is lost" {
	local server=$BATS_TEST_TMPDIR/server.git n failed=0

	git clone -q --bare "$REGISTERS" "$server"
	"$GATEHOUSE" -C "$server" hook install --server
	for n in 1 2 3; do
		git clone -q "$server" "$BATS_TEST_TMPDIR/clone-$n"
	done
	for n in 1 2 3; do
		side "$n" push_new "$n"
	done
	wait
	for n in 1 2 3; do
		[ "$(ended "$n")" -ne 0 ] || continue
		[[ $(said "$n") == *rejected* ]]
		failed=$((failed + 1))
		git -C "$BATS_TEST_TMPDIR/clone-$n" pull -q --rebase
		git -C "$BATS_TEST_TMPDIR/clone-$n" push -q origin main
	done
	[ "$failed" -le 2 ]
	for n in 1 2 3; do
		git -C "$server" cat-file -e "main:organisations/body-$n.xml"
	done
	git -C "$server" fsck --strict --no-dangling
}

@test "a lock that git has left is named, with who may hold it" {
	organisation fen-police
	touch "$REGISTERS/.git/refs/heads/main.lock"
	run -3 gh save -m 'Police join'
	[[ $output == *"the lock '$REGISTERS/.git/refs/heads/main.lock' is there since 20"* ]]
	[[ $output == *'nothing was done'*'if nobody is at work here, remove it' ]]
	[ "${#lines[@]}" -eq 1 ]
	rm "$REGISTERS/.git/refs/heads/main.lock"
	gh save -m 'Police join'
	assert_sound
}

@test "an index that is locked is left, and save says so" {
	organisation fen-police
	touch "$REGISTERS/.git/index.lock"
	run -0 --separate-stderr gh save -m 'Police join'
	[[ $stderr == *"run 'git reset'"* ]]
	rm "$REGISTERS/.git/index.lock"
	git_in reset -q
	assert_sound
}
