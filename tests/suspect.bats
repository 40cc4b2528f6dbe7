#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# What was not reviewed since what it rests on changed: on both pages, in each
# edition, and in check.

load cli/helpers

SITE=$BATS_TEST_TMPDIR/site

# council NAME: the organisation under that name.
council()
{
	record organisations/fen-council.xml <<-END
		<organisation xmlns="urn:gatehouse:1" id="fen-council" version="1">
		  <name>$1</name>
		  <type>unitary-council</type>
		</organisation>
	END
}

# framework REFERENCE: an agreement whose contract stands in a partner's file.
framework()
{
	record agreements/framework.xml <<-END
		<agreement xmlns="urn:gatehouse:1" id="framework" version="1">
		  <title>Framework of the county</title>
		  <status>active</status>
		  <processorContract ref="fen-office">
		    <document>$1</document>
		  </processorContract>
		</agreement>
	END
}

# pilot [REVIEWED]: an agreement of the council under the framework.
pilot()
{
	record agreements/pilot.xml <<-END
		<agreement xmlns="urn:gatehouse:1" id="pilot" version="1">
		  <title>Pilot of the county</title>
		  ${1:+<review><lastOn>$1</lastOn></review>}
		  <status>active</status>
		  <parent ref="framework"/>
		  <party ref="fen-council">
		    <role>controller</role>
		  </party>
		</agreement>
	END
}

setup()
{
	make_files
	council 'Fen Council'
	organisation fen-office
	framework FILE-1
	pilot 2026-03-01
	git init -q -b main "$REGISTERS"
	on 2026-03-01 'Begin'
}

# on DAY MESSAGE: commit everything on that day.
on()
{
	git_in add -A
	GIT_AUTHOR_DATE=$1T12:00:00Z GIT_COMMITTER_DATE=$1T12:00:00Z \
		git_in commit -q -m "$2"
}

found()
{
	gh check 2>/dev/null | grep -F '[REG-13]'
}

build()
{
	gh build -o "$SITE" "$@" >/dev/null 2>&1
}

# said PAGE: its text without tags, in one line.
said()
{
	sed 's/<[^>]*>//g' "$SITE/$1" | tr -s '[:space:]' ' '
}

@test "a change after the review is found, a review of that day clears it" {
	run ! found
	council 'Fen Borough Council'
	on 2026-05-01 'A new name'
	run -0 found
	[[ $output == agreements/pilot.xml:*"organisation 'fen-council', on which this rests, changed on 2026-05-01 (Name); the last review was on 2026-03-01"* ]]
	pilot 2026-04-30
	on 2026-05-02 'Reviewed too early'
	run -0 found
	pilot 2026-05-01
	on 2026-05-03 'Reviewed'
	run ! found
}

@test "a version that git gives back damaged is told, not passed over" {
	local id object

	council 'Fen Borough Council'
	on 2026-05-01 'A new name'
	id=$(git_in rev-parse HEAD~1:organisations/fen-council.xml)
	object=$REGISTERS/.git/objects/${id:0:2}/${id:2}
	chmod u+w "$object"
	truncate -s -6 "$object"
	run --separate-stderr gh check
	[[ $stderr == *'the history cannot be read'*"'$id'"* ]]
}

@test "several changes are one finding, which counts them" {
	council 'Fen Borough'
	on 2026-05-01 'One'
	council 'Fen City'
	on 2026-05-02 'Two'
	run -0 found
	[[ $output == *"changed 2 times, last on 2026-05-02 (Name)"* ]]
	[ "${#lines[@]}" -eq 1 ]
}

@test "a change dated back counts from the day it came in" {
	council 'Fen Borough'
	git_in add -A
	GIT_AUTHOR_DATE=2025-01-01T12:00:00Z \
		GIT_COMMITTER_DATE=2026-05-01T12:00:00Z \
		git_in commit -q -m 'A name of last year'
	run -0 found
	[[ $output == *'changed on 2026-05-01'* ]]
}

@test "what the work tree holds is not reviewed by being edited" {
	council 'Fen Borough'
	on 2026-05-01 'A new name'
	pilot 2026-05-02
	run ! found
	git_in add -A
	run gh check --staged
	[[ $output != *REG-13* ]]
	git_in checkout -q HEAD -- agreements
	run gh check --rev HEAD
	[[ $output == *REG-13* ]]
	run gh check --rev '@{2026-04-30}'
	[[ $output != *REG-13* ]]
}

@test "both pages say so, with fields and days" {
	council 'Fen Borough'
	on 2026-05-01 'A new name'
	build
	[[ $(said agreements/pilot.html) == *'Something that this record rests on has changed, and no review since is recorded.'* ]]
	[[ $(said agreements/pilot.html) == *'What this rests on has changed since'*'Fen Borough (Organisation)'*'last reviewed, approved or signed on 1 March 2026'*'Name Fen Council Fen Borough 1 May 2026'* ]]
	[[ $(said organisations/fen-council.html) == *'These records have not been reviewed since'*'Pilot of the county Agreement 1 May 2026 1 March 2026'* ]]
	pilot 2026-05-01
	on 2026-05-03 'Reviewed'
	build
	[[ $(said agreements/pilot.html) != *'has changed since'* ]]
	[[ $(said organisations/fen-council.html) != *'not been reviewed since'* ]]
}

@test "an edition that hides the change does not tell of it" {
	framework FILE-2
	on 2026-05-01 'Another file'
	run -0 found
	[[ $output == *"agreement 'framework'"* ]]
	build --edition internal
	[[ $(said agreements/pilot.html) == *'What this rests on has changed since'*FILE-1*FILE-2* ]]
	[[ $(said agreements/framework.html) == *'not been reviewed since'* ]]
	grep -q 'REG-13' "$SITE/agreements/pilot.html"
	rm -r "$SITE"
	build --edition public
	[[ $(said agreements/pilot.html) != *'has changed'* ]]
	[[ $(said agreements/framework.html) != *'not been reviewed since'* ]]
	run ! grep -rq 'on which this rests' "$SITE"
	run ! grep -q 'REG-13' "$SITE/agreements/pilot.html" "$SITE/findings.html"
}

@test "a folder without git has no finding, a cut history says that it is cut" {
	council 'Fen Borough'
	on 2026-05-01 'A new name'
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/cut"
	run "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/cut" --as-of 2026-11-22 check
	[[ $output == *'the history is cut off (a shallow clone), so REG-13'* ]]
	[[ $output != *'[REG-13]'* ]]
	rm -rf "$REGISTERS/.git"
	run gh check
	[[ $output != *'REG-13'* ]]
}
