#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2030,SC2031,SC2154,SC2164
#
# new, edit, remove, rename, sign, review, migrate: the life of a record.

load helpers

setup()
{
	make_registers
	faulty_agreement
	git_in add .
	git_in commit -qm 'Agreement'
	unset VISUAL EDITOR
}

# editor SCRIPT: an editor that runs sed on the file that it is given.
editor()
{
	printf '#!/bin/sh\nsed -i "$1" "$2"\n' >"$BATS_TEST_TMPDIR/ed it"
	chmod +x "$BATS_TEST_TMPDIR/ed it"
	export VISUAL="'$BATS_TEST_TMPDIR/ed it' '$1'"
}

is_clean()
{
	[ -z "$(git_in status --porcelain)" ]
}

@test "new: a skeleton with hints, codes and what is required" {
	run -0 --separate-stderr gh new agreement flood-plan
	[[ $stderr == *"element 'title' is empty"*'written: agreements/flood-plan.xml'* ]]
	local file=$REGISTERS/agreements/flood-plan.xml
	xmllint --noout "$file"
	grep -q 'Title (required): The name people use' "$file"
	grep -q 'active (Active)' "$file"
	grep -q 'Required: title, status' "$file"
	[ "$(xmllint --xpath 'count(/*/*)' "$file")" = 2 ]
	run -3 gh new agreement flood-plan
	[[ $output == *"id 'flood-plan' is used already, by agreements/flood-plan.xml"* ]]
}

@test "new --set: fields where they belong, slips with what would be right" {
	run -0 --separate-stderr gh new organisation day-centre \
		--set name='Night & Day' --set type=voluntary-sector \
		--set owner.ref=fen-council --set review.next=2027-01-01 \
		--set 'note[1]=one' --set 'note[2]=two'
	[[ $output == *'organisation day-centre added'*'Name: Night & Day'* ]]
	[[ $stderr == *"save with 'gatehouse save -m REASON'"* ]]
	run -0 gh check --fail-on error day-centre
	run -0 gh list organisation --where review.next=2027-01-01
	[[ $output == *day-centre* ]]
	git_in clean -fdq
	run -1 gh new organisation day-centre --set type=voluntary-secto
	[[ $output == *"did you mean 'voluntary-sector'"*'nothing was changed'* ]]
	run -2 gh new organisation day-centre --set nam=x
	[[ $output == *"'organisation' has no field 'nam'; did you mean 'name'?"* ]]
	run -2 gh edit fen-council --set zzzzzz=x
	[[ $output == *"'organisation' has no field 'zzzzzz'; 'gatehouse explain organisation' tells which it has"* ]]
	run -3 gh edit zzzzzz --set name=x
	[[ $output == *"there is no record 'zzzzzz'; 'gatehouse list' shows all" ]]
	run -2 gh new organisation day-centre --set name
	[[ $output == *"--set takes FIELD=VALUE, not 'name'"* ]]
	run -1 gh new organisation day-centre --set owner.ref=fen-counci
	[[ $output == *"fen-counci"*'nothing was changed'* ]]
	run -1 gh new organisation day-centre --set 'note[1]=born 1 May 1980'
	[[ $output == *CON-18* ]]
	run -2 gh new organisatio day-centre
	[[ $output == *"there is no kind 'organisatio'; did you mean 'organisation'?"* ]]
	run -2 gh new organisation Night_Shelter
	[[ $output == *"is no id"* ]]
	run -2 gh new removal day-centre
	is_clean
}

@test "new --from: a copy without dates, signatures and former id" {
	gh sign night-shelter --party fen-council --role Chief --on 2026-01-02 \
		2>/dev/null
	gh edit night-shelter --set start=2026-01-01 2>/dev/null
	run -0 --separate-stderr gh new agreement day-shelter --from night-shelter
	local file=$REGISTERS/agreements/day-shelter.xml
	grep -q '<title>Sharing about the night shelter</title>' "$file"
	grep -q 'id="day-shelter"' "$file"
	[ "$(xmllint --xpath 'count(//*[local-name()="signature" or
		local-name()="start"])' "$file")" = 0 ]
	run -3 gh new source day-note --from night-shelter
	[[ $output == *"is of kind 'agreement', not 'source'"* ]]
	run -3 gh new agreement day-two --from night-shelte
	[[ $output == *"did you mean 'night-shelter'?"* ]]
}

@test "edit --set changes these bytes and no others" {
	local file=$REGISTERS/agreements/night-shelter.xml
	sed -i "s|<status>|<!-- ours --> <status  locator='p. 1' >|" "$file"
	git_in commit -qam 'Comment'
	sed "s|>draft<|>active<|" "$file" >"$BATS_TEST_TMPDIR/expected"
	run -0 gh edit night-shelter --set status=active
	[[ $output == *'Status: Draft → Active'* ]]
	cmp "$file" "$BATS_TEST_TMPDIR/expected"
	run -0 gh edit night-shelter --set status=active
	[[ $output == *'nothing to change'* ]]
	run -0 gh edit night-shelter --set 'party[fen-council].joinedOn=2026-01-01'
	grep -q '^    <joinedOn>2026-01-01</joinedOn>$' "$file"
	run -0 gh edit night-shelter --unset 'party[fen-council].joinedOn'
	cmp "$file" "$BATS_TEST_TMPDIR/expected"
	run -1 gh edit night-shelter --set status=activ
	[[ $output == *"unknown code 'activ'"*"did you mean 'active'"* ]]
	run -2 gh edit night-shelter --unset end
	[[ $output == *"the record has no 'end'"* ]]
	run -1 gh edit night-shelter --unset title
	cmp "$file" "$BATS_TEST_TMPDIR/expected"
	run -3 gh edit night-shelte --set status=active
	[[ $output == *"did you mean 'night-shelter'?"* ]]
}

@test "edit: the editor's words are split without a shell; drafts are offered" {
	local drafts=$REGISTERS/.git/gatehouse/drafts
	run -3 gh edit fen-council
	[[ $output == *'set VISUAL or EDITOR'* ]]
	editor 's/Body fen-council/Fen $(touch owned) Council/'
	run -0 gh edit fen-council </dev/null
	[[ $output == *'Name: Body fen-council → Fen $(touch owned) Council'* ]]
	[ ! -e "$REGISTERS/owned" ]
	[ -z "$(ls "$drafts")" ]
	editor 's/x/x/'
	run -0 gh edit fen-council </dev/null
	[[ $output == *'nothing was changed'* ]]

	git_in checkout -q .
	editor 's/<name>/<nam>/'
	run -1 gh edit fen-council <<<'k'
	[[ $output == *'organisations/fen-council.xml:4:31: error: '*'[k]eep as a draft'*'kept as a draft'* ]]
	is_clean
	grep -q '<nam>' "$drafts/fen-council.xml"
	# Reopened, it is mended; what was kept is what the editor sees.
	editor 's/<nam>Body/<name>Kept/'
	run -0 gh edit fen-council <<<'c'
	[[ $output == *'There is a draft from before.'*'→ Kept fen-council'* ]]
	[ ! -e "$drafts/fen-council.xml" ]

	git_in checkout -q .
	editor 's/<name>/<nam>/'
	run -1 gh edit fen-council < <(printf 'x\nr\nd\n')
	[[ $output == *'dropped; nothing was changed'* ]]
	[ ! -e "$drafts/fen-council.xml" ]
	is_clean
	# A finding of the rules can be written all the same.
	editor 's/<status>draft/<status>active/'
	run -0 gh edit night-shelter <<<'w'
	[[ $output == *'AGR-'*'[w]rite it as it is'*'Draft → Active'* ]]
	git_in checkout -q .
	VISUAL='truncate -s 0' run -1 gh edit fen-council <<<'d'
	[[ $output == *'organisations/fen-council.xml:1:1: error: not well-formed XML: document is empty'* ]]
	VISUAL=false run -3 gh edit fen-council </dev/null
	is_clean
}

@test "remove: not while it is needed; its id is never used again" {
	run -1 gh remove fen-council --reason 'Merged'
	[[ $output == *'agreements/night-shelter.xml:6: Party refers to it'*"was not removed"* ]]
	run -2 gh remove night-shelter
	[[ $output == *'--reason'* ]]
	run -1 gh remove night-shelter --reason 'Asked by jo.bloggs@gmail.com'
	[[ $output == *CON-18* ]]
	is_clean
	gh edit night-shelter --set @publication=partner 2>/dev/null
	gh save --draft -m 'For partners'
	run -0 gh remove night-shelter --reason 'Entered twice & wrong'
	[ ! -e "$REGISTERS/agreements/night-shelter.xml" ]
	grep -q 'publication="partner"' "$REGISTERS/removals/night-shelter.xml"
	run -0 gh show night-shelter
	[[ $output == *'Was a record of kind: agreement'*'Removed on: 22 November 2026'*'Entered twice & wrong'* ]]
	run -0 gh save -m 'Remove it'
	[[ $output == *'removed agreement night-shelter'* ]]
	run -0 gh log night-shelter --format json
	[ "$(jq -r '[.[0].changes[] | .kind + " " + .change] | join(", ")' <<<"$output")" = \
		'agreement removed, removal added' ]
	run -3 gh new agreement night-shelter
	[[ $output == *'was removed (removals/night-shelter.xml); ids are never used again'* ]]
	gh build -o "$BATS_TEST_TMPDIR/site" --edition partner
	grep -q 'Entered twice &amp; wrong' "$BATS_TEST_TMPDIR/site/removals.html"
	run -3 gh rename fen-council night-shelter
	run -3 gh edit night-shelter --set title=x
	[[ $output == *'removals/night-shelter.xml says why'* ]]
	faulty_agreement
	run -1 gh check night-shelter
	[[ $output == *"id 'night-shelter' is used already"*'[REG-01]'* ]]
	# Without what is left of it, the history still knows.
	rm "$REGISTERS"/{removals,agreements}/night-shelter.xml
	run -3 gh new agreement night-shelter
	[[ $output == *"is in the history"* ]]
}

@test "rename: former id, every reference, nothing else" {
	record pias/night-pia.xml <<-'END'
		<pia xmlns="urn:gatehouse:1" id="night-pia" version="1" source="letter">
		  <title>Assessment of night-shelter</title>
		  <kind>full</kind>
		  <linked>
		    <agreement ref='night-shelter'/> <!-- night-shelter -->
		    <flow ref="night-shelter#nightly"/>
		  </linked>
		</pia>
	END
	sed -i 's|</party>|&\n  <flow id="nightly"><title>Nightly</title></flow>|' \
		"$REGISTERS/agreements/night-shelter.xml"
	run gh check night-pia
	[[ $output != *REG-02* ]]
	git_in add .
	git_in commit -qm 'Assess'
	run -0 gh rename night-shelter bed-list
	[[ $output == *'agreement bed-list renamed'*'2 references mended, in 1 file'* ]]
	[ ! -e "$REGISTERS/agreements/night-shelter.xml" ]
	run -0 git_in diff --unified=0 -- pias
	[[ $output == *"+    <agreement ref='bed-list'/> <!-- night-shelter -->"* ]]
	[[ $output == *'+    <flow ref="bed-list#nightly"/>'* ]]
	[ "$(grep -c '^+ ' <<<"$output")" = 2 ]
	grep -q 'id="bed-list" version="1"' "$REGISTERS/agreements/bed-list.xml"
	grep -q 'formerId="night-shelter"' "$REGISTERS/agreements/bed-list.xml"
	gh save --draft -m 'Rename'
	run -0 gh log bed-list
	[[ $output == *'agreement bed-list renamed'*'agreement night-shelter added'* ]]
	run -3 gh new agreement night-shelter
	[[ $output == *"was that of 'bed-list' before"* ]]
	run -2 gh rename bed-list BED
	run -3 gh rename bed-list fen-council
	[[ $output == *'used already'* ]]
	is_clean
}

@test "sign: a party's signature" {
	run -3 gh sign night-shelter --party fen --role Chief --on 2026-11-02
	[[ $output == *"'fen' is no party of 'night-shelter'; its parties are: fen-council"* ]]
	run -2 gh sign night-shelter --party fen-council --role Chief --on 02/11/2026
	run -2 gh sign night-shelter --party fen-council --role Chief --on 2026-11-23
	[[ $output == *'has yet to come'* ]]
	run -2 gh sign night-shelter --party fen-council
	run -3 gh sign fen-council --party fen-council --role Chief --on 2026-11-02
	[[ $output == *'only agreements are signed'* ]]
	is_clean
	run -0 gh sign night-shelter --party fen-council --role Chief \
		--on 2026-11-02 --document IG/14
	[[ $output == *'signature, status: Signed'*'2026-11-02'*'Chief'*'IG/14'* ]]
	run -0 gh check --fail-on error letter
	run -1 gh sign night-shelter --party fen-council --role Chief --on 2026-11-03
	[[ $output == *'has signed on 2026-11-02 already'* ]]
}

@test "review: what changed since is seen" {
	export GIT_AUTHOR_DATE=2026-05-01T12:00:00Z GIT_COMMITTER_DATE=2026-05-01T12:00:00Z
	sed -i 's|</from>|&<dissolvedOn>2026-04-01</dissolvedOn>|' \
		"$REGISTERS/organisations/fen-council.xml"
	git_in commit -qam 'Dissolved'
	run gh check night-shelter
	[[ $output == *"organisation 'fen-council', on which this rests, changed"*REG-13* ]]
	run -2 gh review night-shelter
	run -2 gh review night-shelter --outcome kept --on 2027-01-01
	run -2 gh review night-shelter --outcome kept --next 2026-01-01
	run -0 gh review night-shelter --outcome 'kept' --on 2026-06-01 --next 2027-06-01
	[[ $output == *'Review, last done: 2026-06-01'* ]]
	run gh check night-shelter
	[[ $output != *REG-13* ]]
	run -1 gh review night-shelter --outcome kept --on 2026-01-01
	[[ $output == *'a later review, of 2026-06-01, is recorded already'* ]]
	gh edit night-shelter --set review.interval=P6M 2>/dev/null
	run -0 gh review night-shelter --outcome 'kept again'
	[[ $output == *'Review, next: 2027-06-01 → 2027-05-22'* ]]
	gh edit night-shelter --unset review.interval --set review.next=2026-07-01 \
		2>/dev/null
	run -0 gh review night-shelter --outcome 'kept once more'
	[[ $output == *'still due on 2026-07-01; say when with --next'* ]]
}

@test "migrate: all files are of the present version, or are named" {
	run -0 gh migrate
	[[ $output == 'all 4 files are of version 1'* ]]
	printf '<g:source xmlns:g="urn:gatehouse:2" id="a-b"/>' |
		record sources/a-b.xml
	printf '<source id="b-c"/>' | record sources/b-c.xml
	run -1 gh migrate
	[[ ${lines[0]} == "sources/a-b.xml:1: error: is of version '2' of the schemas"* ]]
	[[ ${lines[1]} == 'sources/b-c.xml:1: error: is in no namespace'* ]]
}

@test "what a kill leaves behind is no record" {
	# What a crash may leave: names with a dot, which are no records.
	printf 'half' >"$REGISTERS/agreements/.night-shelter.xml.0badcafe"
	run -0 gh edit night-shelter --set title=Whole
	run -0 gh show night-shelter
	[[ $output == Whole* ]]
}
