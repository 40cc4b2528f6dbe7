#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# The local rule book: what gatehouse.xml changes of rules and thresholds, and
# where the reason is shown.

load helpers

# rule ID CHANGE: one line of settings.
rule()
{
	echo "<rule id=\"$1\">$2<reason>Our board has settled this.</reason></rule>"
}

@test "a rule that is off finds nothing, and JSON says why" {
	make_registers
	faulty_agreement
	settings "$(rule AGR-01 '<off>true</off>')"
	run --separate-stderr gh check --format json night-shelter
	[ "$(jq -c '.rules[] | select(.id == "AGR-01") |
		[.passed, .failed, .severity, .off, .reason]' <<<"$output")" = \
		'[0,0,"error",true,"Our board has settled this."]' ]
	[ "$(jq '[.findings[] | select(.rule == "AGR-01")] | length' \
		<<<"$output")" = 0 ]
}

@test "one rule less is counted when one is off" {
	make_registers
	run -0 --separate-stderr gh check
	[[ $stderr =~ against\ ([0-9]+)\ rules ]]
	local all=${BASH_REMATCH[1]}
	settings "$(rule AGR-01 '<off>true</off>')"
	run -0 --separate-stderr gh check
	[[ $stderr == *"against $((all - 1)) rules"* ]]
}

@test "a regraded rule is found at its new level" {
	make_registers
	faulty_agreement
	settings "$(rule AGR-01 '<severity>warning</severity>')"
	run --separate-stderr gh check --format json
	[ "$(jq -r '.findings[] | select(.rule == "AGR-01").level' \
		<<<"$output")" = warning ]
	[ "$(jq -c '.rules[] | select(.id == "AGR-01") |
		[.severity, .off]' <<<"$output")" = '["warning",false]' ]
	run -1 gh check --fail-on warning
}

@test "explain shows the change and its reason, in these registers only" {
	make_registers
	settings "$(rule AGR-01 '<off>true</off>')" \
		"$(rule AGR-03 '<severity>error</severity>')"
	cd "$REGISTERS"
	run -0 "$GATEHOUSE" explain AGR-01
	[[ $output == *$'In these registers\n  switched off, because:\n  Our board has settled this.'* ]]
	run -0 "$GATEHOUSE" explain AGR-03
	[[ $output == *'every breach counts as error, because:'* ]]
	cd "$BATS_TEST_TMPDIR"
	run -0 "$GATEHOUSE" explain AGR-01
	[[ $output != *'In these registers'* ]]
}

@test "CON-18 and REG-02 can be neither switched off nor lowered" {
	make_registers
	settings "$(rule CON-18 '<off>true</off>')" \
		"$(rule REG-02 '<severity>note</severity>')"
	organisation fen-council '<area>Ring 07911 123456</area>'
	run -1 --separate-stderr gh check
	[[ $output == *"gatehouse.xml:4: error: rule 'CON-18' cannot be switched off or lowered"*'[REG-02]'* ]]
	[[ $output == *"gatehouse.xml:5: error: rule 'REG-02' cannot be switched off or lowered"*'[REG-02]'* ]]
	[[ $output =~ fen-council.xml:[0-9]+:\ error:\ .*\[CON-18\] ]]
}

@test "an unknown rule is an error that suggests the nearest" {
	make_registers
	settings "$(rule AGRR-01 '<off>true</off>')"
	run -1 --separate-stderr gh check
	[ "$output" = "gatehouse.xml:4: error: there is no rule 'AGRR-01'; did you mean 'AGR-01'? [REG-02]" ]
}

@test "an unknown threshold is an error that suggests the nearest" {
	make_registers
	settings '<threshold name="large-scale-cohrt"><value>9</value><reason>Few.</reason></threshold>'
	run -1 --separate-stderr gh check
	[[ $output == *"gatehouse.xml:4: error: unknown code 'large-scale-cohrt'"*"did you mean 'large-scale-cohort'"* ]]
}

@test "an unknown severity is an error" {
	make_registers
	settings "$(rule AGR-01 '<severity>warnung</severity>')"
	run -1 --separate-stderr gh check
	[[ $output == *"did you mean 'warning'"* ]]
}
