#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# explain: rules, kinds, fields and code lists.

load helpers

@test "a rule, in any case of letters, with its sources" {
	run -0 "$GATEHOUSE" explain con-02
	[[ ${lines[0]} == 'CON-02  '* ]]
	[[ $output == *$'\nWhy\n'* ]]
	[[ $output == *$'\nHow to mend it\n'* ]]
	[[ $output == *'UK GDPR, Article 7(4) (law; checked: '* ]]
}

@test "a kind with its fields" {
	run -0 "$GATEHOUSE" explain agreement
	[ "${lines[0]}" = Agreement ]
	[[ $output == *'  status  Status: a code of the list '* ]]
}

@test "a field with its codes" {
	run -0 "$GATEHOUSE" explain agreement.status
	[[ ${lines[0]} == 'agreement.status  Status' ]]
	[[ $output == *$'\n  active  Active\n'* ]]
}

@test "an attribute of a field" {
	run -0 "$GATEHOUSE" explain agreement.party.ref
	[[ ${lines[0]} == 'agreement.party.ref  Organisation' ]]
}

@test "a bare field is found in every kind that has it" {
	run -0 "$GATEHOUSE" explain status
	[[ $output == *'agreement.status  '* ]]
	[[ $output == *'gateway.'*'status  '* ]]
}

@test "a code list" {
	run -0 "$GATEHOUSE" explain maturity-level
	[[ $output == *"Code list 'maturity-level'"* ]]
}

@test "an unknown word is met with the nearest" {
	run -2 "$GATEHOUSE" explain agreement.statsu
	[[ ${lines[0]} == *"did you mean 'agreement.status'?" ]]
	run -2 "$GATEHOUSE" explain zzzzzz
	[[ ${lines[0]} == *"'gatehouse help rules' and 'gatehouse help records' have them" ]]
}

@test "every rule and every kind can be explained" {
	local word

	for word in $(sed -n 's/.*<rule id="\([^"]*\)".*/\1/p' "$TOP/schemas/rules.xml") \
		source organisation programme gateway notice consent agreement \
		pia barrier waiver settings; do
		run -0 "$GATEHOUSE" explain "$word"
		[[ $output != *CRITICAL* ]]
	done
}

@test "a rule with a good and a bad line out of its tests" {
	local mutation=$TOP/tests/rules/CON-01/mutation

	run -0 "$GATEHOUSE" explain CON-01
	[[ $output == *$'\nExample\n  Good: '"$(sed -n 's/^replace: //p' "$mutation")"$'\n  Bad:  '* ]]
}

@test "a threshold with its default" {
	run -0 "$GATEHOUSE" explain settings.threshold.name
	[[ $output == *'  review-interval  Review of an agreement; unless set P24M'* ]]
}

@test "--all explains every rule, and takes no word" {
	local rules

	rules=$(grep -c '<rule id=' "$TOP/schemas/rules.xml")
	run -0 --separate-stderr "$GATEHOUSE" explain --all
	[ "$(grep -c '^How to mend it$' <<<"$output")" = "$rules" ]
	run -2 "$GATEHOUSE" explain --all CON-01
	run -2 "$GATEHOUSE" explain
	[[ ${lines[0]} == *'expected: RULE|KIND|FIELD, or --all, --kinds or --pages alone' ]]
	run -2 "$GATEHOUSE" explain --format mdoc CON-01
	run -2 "$GATEHOUSE" explain --format html --all
}

@test "--kinds explains every kind, and where its files are" {
	run -0 --separate-stderr "$GATEHOUSE" explain --kinds
	[[ $output == *$'\nRecord of kind \'waiver\', in the folder \'waivers\'\n'* ]]
	[[ $output == *$'\nThe file gatehouse.xml\n'*$'\nThe file codes/LIST.xml\n'* ]]
	run -2 "$GATEHOUSE" explain --kinds agreement
	run -2 "$GATEHOUSE" explain --kinds --all
}

@test "--pages explains what templates are given" {
	run -0 --separate-stderr "$GATEHOUSE" explain --pages
	[[ $output == *$'\nagreement.html  An agreement\n  all of '* ]]
	[[ $output == *$'\n  signing  map: signing\n      Who signed, and '* ]]
	run -2 "$GATEHOUSE" explain --pages CON-01
	run -2 "$GATEHOUSE" explain --pages --all
}

@test "--pages says where a table of one's own is wrong" {
	mkdir "$BATS_TEST_TMPDIR/templates"
	cd "$BATS_TEST_TMPDIR"
	echo '<keys><page template="a"><key name="b" type="txt">C.</key></page></keys>' \
		>templates/keys.xml
	run -3 "$GATEHOUSE" --templates templates explain --pages
	[[ $output == *"templates/keys.xml:1: 'type' is text, url, html"* ]]
}

@test "a rule that is not checked, and why" {
	run -0 "$GATEHOUSE" explain REG-03
	[[ ${lines[1]} == *'; not checked by this program' ]]
	[[ $output == *$'\nWhy it is not checked\n'* ]]
}
