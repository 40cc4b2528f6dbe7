#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# init: a new registers repository, or nothing at all.

load helpers

setup()
{
	unset GIT_AUTHOR_DATE
	cd "$BATS_TEST_TMPDIR"
}

@test "a new repository: settings, gateways, their sources, one commit" {
	run -0 "$GATEHOUSE" init new --title 'Sharing in Fenshire & beyond'
	[[ $output == *'gatehouse -C new check'* ]]
	REGISTERS=$PWD/new
	[ "$(git_in rev-list --count HEAD)" -eq 1 ]
	[ "$(git_in symbolic-ref HEAD)" = refs/heads/main ]
	[ -z "$(git_in status --short)" ]
	[ -f new/gateways/wra-2012-s131.xml ]
	grep -q '<title>Sharing in Fenshire &amp; beyond</title>' new/gatehouse.xml
	[ "$(git_in log -1 --format='%an %ae')" = 'Ada Clerk ada@example.org' ]
}

@test "a new repository has no errors, and its files pass the schemas" {
	"$GATEHOUSE" init new
	run -0 "$GATEHOUSE" -C new --as-of 2026-11-22 check
	xmllint --noout --schema "$TOP/schemas/gateway.xsd" new/gateways/*.xml
	xmllint --noout --schema "$TOP/schemas/settings.xsd" new/gatehouse.xml
	git -C new fsck --strict
}

@test "an empty folder and an empty repository are filled" {
	mkdir empty
	run -0 "$GATEHOUSE" init empty
	git init -q -b trunk bare-bones
	run -0 "$GATEHOUSE" init bare-bones
	[ "$(git -C bare-bones symbolic-ref HEAD)" = refs/heads/trunk ]
	[ -z "$(git -C bare-bones status --short)" ]
}

@test "what dead runs have left is taken away, whatever comes of this one" {
	mkdir made
	"$GATEHOUSE" init made
	mkdir -p made/.gatehouse-AbCdEf/tree .made.gatehouse-AbCdEf/tree
	touch made/.gatehouse-AbCdEf/{lock,ready} .made.gatehouse-AbCdEf/lock
	run "$GATEHOUSE" init made
	[ "$status" -eq 0 ]
	[[ $output == *"has the registers now that a run before"* ]]
	[ ! -e made/.gatehouse-AbCdEf ]
	[ ! -e .made.gatehouse-AbCdEf ]
	git -C made fsck --strict
	mkdir .made.gatehouse-AbCdEf
	touch .made.gatehouse-AbCdEf/lock
	run "$GATEHOUSE" init made
	[ "$status" -eq 3 ]
	[ ! -e .made.gatehouse-AbCdEf ]
}

@test "a folder that holds anything is refused and left as it is" {
	mkdir taken
	echo mine >taken/notes.txt
	run -3 "$GATEHOUSE" init taken
	[[ $output == *"'taken' is not empty"* ]]
	[ "$(ls -A taken)" = notes.txt ]
	make_registers
	rm "$REGISTERS"/gatehouse.xml
	rm -r "$REGISTERS"/organisations "$REGISTERS"/sources
	run -3 "$GATEHOUSE" init "$REGISTERS"
	[ "$(ls -A "$REGISTERS")" = .git ]
	run -3 "$GATEHOUSE" init taken/notes.txt
}

@test "without an identity nothing is made" {
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR \
		run -3 "$GATEHOUSE" init new
	[[ $output == *'git config --global user.name'* ]]
	[ ! -e new ]
}

@test "the identity of the repository alone will do" {
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	export HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR
	git init -q own
	git -C own config user.name 'Demonstration'
	git -C own config user.email demo@example.org
	run -0 "$GATEHOUSE" init own
	[ "$(git -C own log -1 --format=%an)" = Demonstration ]
}

@test "titles that cannot be" {
	run -2 "$GATEHOUSE" init new --title ''
	run -2 "$GATEHOUSE" init new --title $'two\nlines'
	run -2 "$GATEHOUSE" init new --title "$(printf '%0501d' 0)"
	run -2 "$GATEHOUSE" init new --example --title 'Mine'
	[ ! -e new ]
}

@test "a failure half-way leaves nothing" {
	[ "$(id -u)" -ne 0 ] || skip 'root may write anywhere'
	mkdir locked
	chmod a-w locked
	run -3 "$GATEHOUSE" init locked/new
	[ ! -e locked/new ]
}

@test "the same seconds give the same commit" {
	"$GATEHOUSE" init one
	"$GATEHOUSE" init two
	[ "$(git -C one rev-parse HEAD)" = "$(git -C two rev-parse HEAD)" ]
}

@test "a folder name with spaces is quoted where it is to be typed" {
	run -0 "$GATEHOUSE" init 'my registers'
	[[ $output == *"gatehouse -C 'my registers' check"* ]]
}
