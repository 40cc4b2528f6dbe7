#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# The program as a whole: help, versions, shared options, misspelt commands.

load helpers

commands()
{
	"$GATEHOUSE" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

@test "help lists the commands" {
	[ "$(commands | tr '\n' ' ')" = \
		'init new edit check save list show log diff due impact explain build verify bundle remove rename sign review migrate export import hook ci completion help ' ]
}

@test "every command has help, in both spellings" {
	local command

	for command in $(commands); do
		run -0 "$GATEHOUSE" "$command" --help
		[[ $output == *"gatehouse $command"* ]]
		[[ $output == *'Examples:'* ]]
		[[ $output == *'Exit status:'* ]]
		[ "$("$GATEHOUSE" help "$command")" = "$output" ]
	done
}

@test "help tells of topics, and of what is near" {
	run -0 "$GATEHOUSE" help
	[[ ${lines[-1]} == "Topics of 'gatehouse help TOPIC': "*publish* ]]
	run -0 "$GATEHOUSE" help publish
	[[ $output == *'NAME'*'gatehouse-publish'*'SEE ALSO'* ]]
	[[ $output != *$'\b'* ]]
	run -2 "$GATEHOUSE" help publsh
	[[ ${lines[0]} == "gatehouse help: there is no command or topic 'publsh'; did you mean 'publish'?" ]]
	run -2 "$GATEHOUSE" help xyzzyplugh
	[[ ${lines[0]} == *"'gatehouse explain'" ]]
}

@test "no command: help on standard error, status 2" {
	run -2 --separate-stderr "$GATEHOUSE"
	[ "$output" = '' ]
	[[ $stderr == 'Usage:'* ]]
}

@test "a misspelt command is met with the nearest" {
	run -2 "$GATEHOUSE" chekc
	[[ ${lines[0]} == "gatehouse: there is no command 'chekc'; did you mean 'check'?" ]]
	run -2 "$GATEHOUSE" xyzzyplugh
	[[ ${lines[0]} == "gatehouse: there is no command 'xyzzyplugh'" ]]
}

@test "the version" {
	run -0 "$GATEHOUSE" --version
	[[ $output =~ ^gatehouse\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "an unknown option and a wrong number of arguments are usage errors" {
	run -2 "$GATEHOUSE" check --frobnicate
	[[ $output == *'--frobnicate'* ]]
	run -2 "$GATEHOUSE" show
	run -2 "$GATEHOUSE" show one two
	[[ $output == *"'two' is one too many"* ]]
	run -2 "$GATEHOUSE" --frobnicate check
}

@test "shared options may stand before or after the command" {
	make_registers
	run -0 --separate-stderr "$GATEHOUSE" check -C "$REGISTERS" --as-of 2026-01-02
	[[ $stderr == *'as of 2026-01-02'* ]]
	run -0 --separate-stderr "$GATEHOUSE" --as-of 2020-01-01 check \
		-C "$REGISTERS" --as-of 2026-01-02
	[[ $stderr == *'as of 2026-01-02'* ]]
}

@test "a date that is none is a usage error" {
	run -2 "$GATEHOUSE" --as-of 2026-02-30 list
	[[ $output == *"--as-of '2026-02-30' is no date; write it as YYYY-MM-DD"* ]]
}

@test "a folder that is not there is a failure" {
	run -3 "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/none" check
	[[ $output == *"cannot go to folder"* ]]
}

@test "the registers are found from a folder inside them" {
	make_registers
	cd "$REGISTERS/organisations"
	run -0 "$GATEHOUSE" list source
	[[ $output == *letter* ]]
}

@test "no registers above the top of a git repository are looked for" {
	make_registers
	mkdir "$REGISTERS/inner"
	git init -q "$REGISTERS/inner"
	run -3 "$GATEHOUSE" -C "$REGISTERS/inner" list
	[[ $output == *'there is no gatehouse.xml'* ]]
}

@test "schemas of one's own take the place of those built in" {
	local own=$BATS_TEST_TMPDIR/own

	make_registers
	mkdir "$own"
	sed 's/label="Type of organisation"/label="Sort of body"/' "$TOP/schemas/organisation.xsd" \
		>"$own/organisation.xsd"
	run -0 gh --schemas "$own" explain organisation.type
	[[ $output == *'Sort of body'* ]]
}
