#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# bundle: one archive with everything, the same from every clone.

load helpers

FILE=$BATS_TEST_TMPDIR/evidence.tar

setup()
{
	local i

	make_registers
	for i in 1 2 3 4 5 6; do
		organisation "body-$i" "<from>201$i-04-01</from>"
		git_in add .
		git_in commit -q -m "Add $i"
	done
}

bundle()
{
	run -0 gh bundle -o "$FILE"
	mkdir "$BATS_TEST_TMPDIR/out"
	tar -xf "$FILE" -C "$BATS_TEST_TMPDIR/out"
	cd "$BATS_TEST_TMPDIR/out/gatehouse-internal-$(head_of | head -c 10)"
}

# follow N: the Nth command of the README, as it stands.
follow()
{
	sh -c "$(sed -n 's/^  \(git\|gatehouse\|sha256sum\|cd\) /\1 /p' \
		"$BATS_TEST_TMPDIR"/out/*/README.txt | sed -n "$1p")"
}

@test "two clones give the same bytes, however they store their objects" {
	local clone=$BATS_TEST_TMPDIR/clone

	git clone -q "$REGISTERS" "$clone"
	git -C "$clone" gc -q --aggressive
	git -C "$clone" tag -a -m 'A tag' signed HEAD~2
	git -C "$clone" tag newer HEAD~1
	git -C "$clone" tag older HEAD~4
	git -C "$clone" checkout -q -b elsewhere
	git -C "$clone" config core.bigFileThreshold 100
	git -C "$clone" config pack.windowMemory 1
	run -0 gh bundle -o "$FILE"
	umask 077
	TZ=Asia/Tokyo LC_ALL=C SOURCE_DATE_EPOCH=1 run -0 "$GATEHOUSE" -C "$clone" \
		--as-of 2026-11-22 bundle -o "$BATS_TEST_TMPDIR/again.tar"
	cmp "$FILE" "$BATS_TEST_TMPDIR/again.tar"
	run -0 gh bundle -o "$FILE"
	cmp "$FILE" "$BATS_TEST_TMPDIR/again.tar"
}

@test "it is labelled internal, and belongs to nobody" {
	bundle
	[ "$(head -n 1 README.txt)" = 'INTERNAL: NOT FOR PUBLICATION' ]
	[[ $output == *'internal, not for publication'* ]]
	[ "$(stat -c %a "$FILE")" = 600 ]
	[ "$(jq -r .edition site/manifest.json)" = internal ]
	[ "$(TZ=UTC tar --numeric-owner --full-time -tvf "$FILE" |
		awk '{print $1, $2, $4, $5}' | sort -u)" = \
		'-rw-r--r-- 0/0 2026-03-01 12:00:00' ]
}

@test "it holds what its README says, and nothing else" {
	bundle
	[ "$(LC_ALL=C ls -x -w 0)" = \
		'README.txt  SHA256SUMS  findings.json  registers.bundle  site' ]
	gh check --rev HEAD --format json 2>/dev/null | cmp - findings.json
	gh build --edition internal -o "$BATS_TEST_TMPDIR/internal"
	diff -r site "$BATS_TEST_TMPDIR/internal"
	[ "$(cut -c 67- SHA256SUMS | LC_ALL=C sort)" = \
		"$(find . -type f ! -name SHA256SUMS | cut -c 3- | LC_ALL=C sort)" ]
}

@test "the instructions of its README" {
	bundle
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(realpath "$GATEHOUSE")" "$BATS_TEST_TMPDIR/bin/gatehouse"
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	run -0 follow 1
	[ "$output" = '' ]
	run -0 follow 2
	[ "$(sed -n 's/^  cd //p' README.txt)" = registers ]
	cd registers
	[ "$(git rev-parse HEAD)" = "$(head_of)" ]
	[ "$(git branch --show-current)" = main ]
	git fsck --strict
	[ "$(git log --format=%s | wc -l)" -eq 7 ]
	run -0 follow 4
	[[ $output == *'no difference'* ]]
	run -0 --separate-stderr follow 5
	[ "$output" = '' ]
	run -0 follow 6
	cmp again.tar "$FILE"
	echo x >>../site/index.html
	cd "$OLDPWD"
	run -1 follow 1
}

@test "a commit that is not HEAD, with its own history" {
	local head

	head=$(git_in rev-parse HEAD~2)
	run -0 gh bundle --rev HEAD~2 -o "$FILE"
	tar -xf "$FILE" -C "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR/gatehouse-internal-${head:0:10}"
	git clone -q registers.bundle registers
	[ "$(git -C registers rev-parse HEAD)" = "$head" ]
	run ! git -C registers cat-file -e "$(head_of)"
}

@test "only a commit with its whole history can be bundled" {
	organisation fen-homes
	run -3 gh bundle -o "$FILE"
	[[ $output == *'only a commit can be bundled'* ]]
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	run -3 "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/shallow" bundle -o "$FILE"
	[[ $output == *'cannot be handed on whole'* ]]
	rm -rf "$REGISTERS/.git"
	run -3 gh bundle -o "$FILE"
	run ! compgen -G "$BATS_TEST_TMPDIR/*evidence*"
	run ! compgen -G "$BATS_TEST_TMPDIR/.evidence*"
}

@test "what cannot be written leaves what was there" {
	run -2 gh bundle
	[[ $output == *'-o FILE'* ]]
	run -3 gh bundle -o "$BATS_TEST_TMPDIR/no/where.tar"
	mkdir "$FILE"
	run -3 gh bundle -o "$FILE"
	[ -d "$FILE" ]
	run ! compgen -G "$BATS_TEST_TMPDIR/.evidence*"
}
