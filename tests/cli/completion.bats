#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# What shells complete: commands, options, values, kinds, rules, ids.

load helpers

# words WORD...: what may stand for the last one, without what it means.
words()
{
	"$GATEHOUSE" completion words -- "$@" | cut -f 1 | tr '\n' ' '
}

setup()
{
	make_files
	cd "$REGISTERS"
}

@test "commands, and what they are" {
	[ "$(words s)" = 'save show sign ' ]
	run -0 "$GATEHOUSE" completion words -- ver
	[ "$output" = $'verify\tSay whether a site is what its registers yield' ]
	[ "$(words -C /tmp --as-of 2026-01-01 ver)" = 'verify ' ]
}

@test "options of the command and of all commands" {
	[ "$(words due --w)" = '--within ' ]
	[ "$(words due --a)" = '--as-of ' ]
	[ "$(words --a)" = '--as-of ' ]
	[ "$(words frobnicate --w)" = '' ]
}

@test "values of options, in both spellings" {
	[ "$(words due --format '')" = 'csv ics json table ' ]
	[ "$(words due --format=j)" = '--format=json ' ]
	[ "$(words --color '')" = 'always auto never ' ]
	[ "$(words -C '')" = ':folders ' ]
	[ "$(words bundle -o '')" = ':files ' ]
	[ "$(words due --within '')" = '' ]
}

@test "each value that is offered for a format is taken" {
	local command format

	git init -q && git add . && git commit -q -m Begin
	for command in check list log diff due; do
		for format in $(words "$command" --format ''); do
			run -0 "$GATEHOUSE" "$command" --format "$format"
		done
	done
}

@test "ids are the names of files, wherever they lie" {
	mkdir -p organisations/deep codes
	cp organisations/fen-council.xml organisations/deep/fen-trust.xml
	ln -s fen-council.xml organisations/fen-link.xml
	echo 'not read' >organisations/fen-broken.xml
	echo >codes/fen-codes.xml
	[ "$(words show fen)" = 'fen-broken fen-council fen-trust ' ]
	cd organisations
	[ "$(words show fen-c)" = 'fen-council ' ]
	[ "$(words show fen-council fen)" = '' ]
	[ "$(words check fen-council let)" = ':files letter ' ]
}

@test "kinds, rules, topics and words that are written as they are" {
	[ "$(words list org)" = 'organisation ' ]
	[ "$(words explain CON-18)" = 'CON-18 ' ]
	[ "$(words help publ)" = 'publish ' ]
	[ "$(words completion '')" = 'bash fish zsh ' ]
}

@test "bash completes with it" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/bin/gatehouse"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	eval "$("$GATEHOUSE" completion bash)"
	COMP_WORDS=(gatehouse show fen) COMP_CWORD=2
	_gatehouse
	[ "${COMPREPLY[*]}" = fen-council ]
	COMP_WORDS=(gatehouse due --format '=' j) COMP_CWORD=4
	_gatehouse
	[ "${COMPREPLY[*]}" = json ]
	COMP_WORDS=(gatehouse due --format '=') COMP_CWORD=3
	_gatehouse
	[ "${COMPREPLY[*]}" = 'csv ics json table' ]
}

@test "fish completes with it" {
	command -v fish >/dev/null || skip 'there is no fish'
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/bin/gatehouse"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	"$GATEHOUSE" completion fish >"$BATS_TEST_TMPDIR/script"
	run -0 fish --no-config -c "source $BATS_TEST_TMPDIR/script
		complete -C 'gatehouse show fen'"
	[ "$output" = fen-council ]
}

@test "zsh can read its script" {
	command -v zsh >/dev/null || skip 'there is no zsh'
	"$GATEHOUSE" completion zsh >"$BATS_TEST_TMPDIR/script"
	run -0 zsh -n "$BATS_TEST_TMPDIR/script"
}

@test "a shell that it does not know" {
	run -2 "$GATEHOUSE" completion tcsh
	[[ ${lines[0]} == *"a shell is 'bash', 'zsh' or 'fish', not 'tcsh'" ]]
}
