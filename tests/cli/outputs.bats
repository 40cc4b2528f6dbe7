#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2030,SC2031,SC2154,SC2164
#
# The findings as other programs and people at a terminal get them: SARIF,
# JUnit, the line of source; and those of what is staged. The published schemas
# are not part of the project: what they ask for is asserted here.

load helpers

# A waiver of AGR-01 for the faulty agreement.
waive()
{
	record waivers/waive-parties.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<waiver xmlns="urn:gatehouse:1" id="waive-parties" version="1">
		  <title>While the parties are found</title>
		  <rule>AGR-01</rule>
		  <record ref="night-shelter"/>
		  <reason>The parties are being found.</reason>
		  <approverRole>Head of information governance</approverRole>
		  <approvedOn>2026-11-01</approvedOn>
		  <expires>2027-01-31</expires>
		</waiver>
	END
}

# is EXPRESSION: what jq says of the SARIF log in $output is true.
is()
{
	jq -e "$1" <<<"$output" >/dev/null || {
		echo "not so: $1"
		return 1
	}
}

# xpath EXPRESSION: of the JUnit report in $output.
xpath()
{
	xmllint --xpath "$1" - <<<"$output"
}

# On a terminal: gh ARG..., standard output being one.
on_terminal()
{
	local command

	printf -v command '%q ' "$GATEHOUSE" -C "$REGISTERS" \
		--as-of 2026-11-22 --color never "$@"
	script -qec "$command" /dev/null </dev/null | tr -d '\r'
}

@test "SARIF has what its schema requires" {
	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check --format sarif
	is '.version == "2.1.0" and (.["$schema"] | type == "string")'
	is '.runs | length == 1'
	is '.runs[0].tool.driver.name == "gatehouse"'
	is '[.runs[0].tool.driver.rules[].id] | length == (unique | length)'
	is '.runs[0].tool.driver.rules | all(.name and
		.shortDescription.text and .fullDescription.text and
		.help.text and .help.markdown and
		(.defaultConfiguration.level | IN("error", "warning", "note"))
		and (.properties.sources | length > 0))'
	is '.runs[0].results | length > 0 and all(
		.message.text and (.ruleIndex | type == "number") and
		(.kind | IN("fail", "open")) and
		(.level | IN("none", "note", "warning", "error")) and
		(.kind == "fail" or .level == "none") and
		(.locations | length == 1) and
		(.suppressions | type == "array"))'
	is '.runs[0].results | all(.locations[0].physicalLocation |
		(.artifactLocation.uri | test("^[A-Za-z0-9._/%-]+$")) and
		(.region == null or .region.startLine >= 1))'
	is '.runs[0].invocations[0].executionSuccessful == true'
	is '.runs[0].automationDetails.id == "gatehouse/check/2026-11-22"'
	is '.runs[0].columnKind == "unicodeCodePoints"'
}

@test "a result of SARIF points at its rule and place" {
	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check --format sarif
	is '.runs[0] as $run | $run.results |
		all($run.tool.driver.rules[.ruleIndex].id == .ruleId)'
	is '[.runs[0].results[] | select(.ruleId == "AGR-01")][0] |
		.level == "error" and (.locations[0].physicalLocation |
			.artifactLocation.uri == "agreements/night-shelter.xml"
			and .region.startLine == 3 and .region.startColumn == 3)'
}

@test "a waived finding is suppressed in SARIF, with the reason" {
	make_registers
	faulty_agreement
	waive
	run --separate-stderr gh check --format sarif
	is '[.runs[0].results[] | select(.ruleId == "AGR-01")][0].suppressions
		== [{"kind": "external", "status": "accepted",
			"justification": "The parties are being found."}]'
}

@test "SARIF tells what the settings change" {
	make_registers
	record gatehouse.xml <<-'END'
		<settings xmlns="urn:gatehouse:1">
		  <title>Test registers</title>
		  <rule id="AGR-01"><off>true</off><reason>So.</reason></rule>
		</settings>
	END
	run -0 --separate-stderr gh check --format sarif
	is '.runs[0] as $run | $run.invocations[0].ruleConfigurationOverrides |
		length == 1 and (.[0] | .configuration.enabled == false and
		.properties.reason == "So." and .descriptor.id == "AGR-01" and
		$run.tool.driver.rules[.descriptor.index].id == "AGR-01")'
}

@test "SARIF names the repository of a commit, without who fetched it" {
	make_registers
	run -0 --separate-stderr gh check --format sarif
	is '.runs[0].versionControlProvenance == null'
	git_in remote add origin 'https://me:secret@git.example.org/registers.git'
	run -0 --separate-stderr gh check --format sarif
	is ".runs[0].versionControlProvenance == [{
		\"repositoryUri\": \"https://git.example.org/registers.git\",
		\"revisionId\": \"$(head_of)\"}]"
	faulty_agreement
	run -1 --separate-stderr gh check --format sarif
	is '.runs[0].versionControlProvenance == null'
}

# Is the output what readers of JUnit XML take?
is_junit()
{
	xmllint --noout --schema "$TOP/tests/cli/junit.xsd" - <<<"$output"
}

@test "JUnit has what the common schema requires" {
	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check --format junit
	is_junit
	[ "$(xpath 'sum(//@tests)')" = "$(xpath 'count(//testcase)')" ]
	[ "$(xpath 'sum(//@failures)')" = "$(xpath 'count(//failure)')" ]
	[ "$(xpath 'sum(//@skipped)')" = "$(xpath 'count(//skipped)')" ]
}

@test "JUnit: failures from the threshold on, the rest in the output" {
	local agr='//testsuite[@name="AGR-01"]'

	make_registers
	faulty_agreement
	run -1 --separate-stderr gh check --format junit
	[[ $(xpath "string($agr//failure)") == *'agreements/night-shelter.xml:3: error:'* ]]
	[ "$(xpath "string($agr//property[@name='asOf']/@value)")" = 2026-11-22 ]
	[ "$(xpath "count($agr//property[@name='commit'])")" = 0 ]
	sed -i 's|</title>|&<rule id="AGR-01"><severity>note</severity><reason>So.</reason></rule>|' \
		"$REGISTERS/gatehouse.xml"
	run --separate-stderr gh check --format junit
	is_junit
	[ "$(xpath "count($agr//failure)")" = 0 ]
	[[ $(xpath "string($agr/system-out)") == *'night-shelter.xml:3: note:'* ]]
}

@test "JUnit: what is waived, undecidable or off is skipped" {
	make_registers
	faulty_agreement
	waive
	run --separate-stderr gh check --format junit
	is_junit
	[[ $(xpath 'string(//testsuite[@name="AGR-01"]//skipped)') == *'waived by waive-parties'* ]]
	[[ $output == *'<skipped>'*'cannot be decided'* ]]
	sed -i 's|</title>|&<rule id="AGR-05"><off>true</off><reason>So.</reason></rule>|' \
		"$REGISTERS/gatehouse.xml"
	run --separate-stderr gh check --format junit
	[ "$(xpath 'string(//testsuite[@name="AGR-05"]//skipped)')" = 'switched off: So.' ]
}

@test "settings that cannot be read still give a whole SARIF and JUnit" {
	make_registers
	echo '<settings' >"$REGISTERS/gatehouse.xml"
	run -1 --separate-stderr gh check --format sarif
	is '.runs[0].invocations[0].executionSuccessful == false and
		(.runs[0].results | length > 0)'
	run -1 --separate-stderr gh check --format junit
	is_junit
	[ "$(xpath 'count(//failure)')" = 1 ]
}

@test "an unknown format is refused" {
	make_registers
	run -2 gh check --format yaml
	[[ $output == *"--format is 'text', 'json', 'sarif' or 'junit', not 'yaml'"* ]]
}

@test "a terminal shows the line and marks the element, a pipe does not" {
	command -v script >/dev/null || skip 'there is no script(1)'
	make_registers
	faulty_agreement
	run on_terminal check
	[[ $output == *'night-shelter.xml:3: error: '*$'\n     3 |   source="letter">\n       |   ^~~~'* ]]
	run -1 --separate-stderr gh check
	[[ $output != *' | '* ]]
}

@test "a line that holds personal data is not shown" {
	command -v script >/dev/null || skip 'there is no script(1)'
	make_registers
	organisation fen-council '<area>Ring 07911 123456</area>' \
		'<from>2009-04-01</from>'
	run on_terminal check
	[[ $output == *'[CON-18]'* ]]
	[[ $output != *123456* ]]
	organisation fen-council '<unknown>Ring 07911 123456</unknown>'
	run on_terminal check
	[[ $output == *fen-council.xml:6:*'[REG-02]'* ]]
	[[ $output != *123456* ]]
}

@test "--staged checks the index, not the work tree" {
	make_registers
	faulty_agreement
	run -0 --separate-stderr gh check --staged
	[[ $stderr == *"commit $(head_of | head -c 10)"* ]]
	git_in add .
	rm -r "$REGISTERS/agreements"
	run -1 --separate-stderr gh check --staged
	[[ $output == *'agreements/night-shelter.xml:3: error: '*'[AGR-01]'* ]]
	[[ $stderr == *'index, which differs from HEAD'* ]]
	run -0 gh check
}

@test "--staged sees links, and nothing that is only meant to be added" {
	make_registers
	faulty_agreement
	git_in add -N .
	ln -s letter.xml "$REGISTERS/sources/note.xml"
	git_in add sources
	run -1 --separate-stderr gh check --staged
	[ "$output" = 'sources/note.xml: error: is a symbolic link; put the file itself here [REG-02]' ]
}

@test "--staged refuses an index in conflict, a folder without git, and --rev" {
	make_registers
	git_in checkout -q -b other
	organisation fen-council '<from>2010-04-01</from>'
	git_in commit -q -a -m Other
	git_in checkout -q main
	organisation fen-council '<from>2011-04-01</from>'
	git_in commit -q -a -m Main
	run -1 git_in merge other
	run -3 gh check --staged
	[[ $output == *"'organisations/fen-council.xml' is in conflict in the index"* ]]
	git_in merge --abort
	run -2 gh check --staged --rev HEAD
	rm -rf "$REGISTERS/.git"
	run -3 gh check --staged
	[[ $output == *'no git repository'* ]]
}

@test "the summary gives records, rules, seconds and counts" {
	make_registers
	run -0 --separate-stderr gh check
	[[ $stderr =~ ^checked\ 2\ records\ against\ [0-9]+\ rules\ as\ of\ 2026-11-22,\ commit\ [0-9a-f]{10},\ in\ [0-9]+\.[0-9]\ s:\ 0\ errors,\ 0\ warnings,\ 0\ notes,\ 0\ waived$ ]]
}
