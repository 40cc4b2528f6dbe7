#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# diff: two points in the register's words.

load helpers

setup()
{
	make_registers
}

@test "nothing differs: nothing printed, status 0" {
	run -0 gh diff
	[ "$output" = '' ]
}

@test "HEAD against the work tree" {
	organisation fen-council '<from>2010-04-01</from>'
	organisation fen-police
	rm "$REGISTERS/sources/letter.xml"
	run -1 gh diff
	[[ $output == *$'organisation fen-council changed\n  '*$': 2009-04-01 → 2010-04-01\n'* ]]
	[[ $output == *'organisation fen-police added'* ]]
	[[ $output == *'source letter removed'* ]]
}

@test "one revision, two revisions, and one record" {
	organisation fen-council '<from>2010-04-01</from>'
	gh save -m 'Correct' >/dev/null
	organisation fen-police
	run -1 gh diff HEAD~1
	[[ $output == *fen-police* ]]
	run -1 gh diff HEAD~1 HEAD
	[[ $output == *'→ 2010-04-01'* && $output != *fen-police* ]]
	run -0 gh diff HEAD~1 HEAD letter
	run -1 gh diff fen-police
	[[ $output != *fen-council\ changed* ]]
}

@test "a word that is neither is refused" {
	run -3 gh diff fen-conucil
	[[ $output == *"'fen-conucil' is neither a revision nor a record"* ]]
	run -3 gh diff no-such HEAD
	[[ $output == *"no revision 'no-such'"* ]]
}

@test "an added field and a removed one say so" {
	organisation fen-council '<dissolvedOn>2020-01-01</dissolvedOn>'
	run -1 gh diff
	[[ $output == *$'\n  added '*': 2020-01-01'* ]]
	[[ $output == *$'\n  removed '*': 2009-04-01'* ]]
}

@test "a file written otherwise is no change of a field" {
	sed -i 's/^  </    </' "$REGISTERS/organisations/fen-council.xml"
	run -1 gh diff
	[[ $output == *'no field differs, only the way it is written'* ]]
}

@test "a file that is not well-formed says so" {
	echo '<organisation' | record organisations/fen-council.xml
	run -1 gh diff
	[[ $output == *'a text is not well-formed XML'* ]]
}

@test "a moved file is one record moved" {
	mkdir "$REGISTERS/organisations/local"
	mv "$REGISTERS/organisations/fen-council.xml" "$REGISTERS/organisations/local/"
	run -1 gh diff --format json
	[ "$(jq -c '.[0] | [.record, .change, .oldPath]' <<<"$output")" = \
		'["fen-council","moved","organisations/fen-council.xml"]' ]
	[ "$(jq length <<<"$output")" -eq 1 ]
}

@test "before the first commit everything is added" {
	rm -rf "$REGISTERS/.git"
	git init -q -b main "$REGISTERS"
	run -1 gh diff --format json
	[ "$(jq -r '[.[].change] | unique[]' <<<"$output")" = added ]
}

@test "A..B is two revisions, and either may be left out" {
	organisation fen-council '<from>2010-04-01</from>'
	gh save -m 'Correct' >/dev/null
	organisation fen-police
	run -1 gh diff HEAD~1..HEAD
	[[ $output == *'→ 2010-04-01'* && $output != *fen-police* ]]
	run -1 gh diff HEAD~1..
	[[ $output == *'→ 2010-04-01'* && $output != *fen-police* ]]
	run -1 gh diff ..HEAD~1 fen-council
	[[ $output == *'→ 2009-04-01'* ]]
	run -0 gh diff HEAD~1..HEAD letter
	run -2 gh diff HEAD~1...HEAD
	[[ $output == *"write A..B, not 'HEAD~1...HEAD'"* ]]
	run -2 gh diff HEAD~1..HEAD letter fen-council
}

@test "a day is the branch as it stood at the end of it" {
	organisation fen-council '<from>2010-04-01</from>'
	git_in add -A
	GIT_COMMITTER_DATE=2026-05-01T12:00:00Z git_in commit -q -m 'Correct'
	run -1 gh diff '@{2026-04-30}..main@{2026-05-01}'
	[[ $output == *'→ 2010-04-01'* ]]
	run -0 gh diff '@{2026-03-01}..@{2026-04-30}'
	run -3 gh diff '@{2026-02-28}..HEAD'
	[[ $output == *"on or before 2026-02-28"* ]]
}

@test "the page holds all it needs and shows text as text" {
	organisation fen-council '<altName>Fen &amp; &lt;b&gt;</altName>'
	organisation fen-police
	run -1 gh diff --format html
	[[ $output == *'<h2 class="govuk-heading-l">Organisations</h2>'* ]]
	[[ $output == *'Body fen-police: added</h3>'* ]]
	[[ $output == *'<ins>Fen &amp; &lt;b&gt;</ins>'* ]]
	[[ $output == *"From HEAD (commit $(head_of | cut -c 1-10)) to the work tree."* ]]
	page=$output
	run ! grep -Eq '<link|<script|src=|https?://[^ ]*\.css' <<<"$page"
	hash=$(sed -n '/<style>/,/<\/style>/p' <<<"$page" |
		sed 's/.*<style>//; s/<\/style>.*//' | head -c -1 |
		openssl dgst -sha256 -binary | base64)
	[[ $page == *"style-src 'sha256-$hash'"* ]]
	git_in add -A
	git_in commit -q -m All
	run -0 gh diff --format html
	[[ $output == *'Nothing differs.'* ]]
}

# pact [TITLE]: an agreement that the council signed on 1 April.
pact()
{
	record agreements/pact.xml <<-END
		<agreement xmlns="urn:gatehouse:1" id="pact" version="1">
		  <title>${1:-A pact}</title>
		  <status>active</status>
		  <party ref="fen-council">
		    <role>controller</role>
		    <signature>
		      <status>signed</status>
		      <signedOn>2026-04-01</signedOn>
		    </signature>
		  </party>
		</agreement>
	END
}

@test "since a party signed, as the site says it" {
	pact
	git_in add -A
	git_in commit -q -m 'The pact'
	run -0 gh diff --since-signed fen-council
	[ "$output" = $'pact: signed on 1 April 2026\n  nothing changed' ]
	pact 'A new pact'
	git_in add -A
	GIT_AUTHOR_DATE=2026-05-01T12:00:00Z \
		GIT_COMMITTER_DATE=2026-05-02T12:00:00Z \
		git_in commit -q -m 'Another name'
	run -1 gh diff --since-signed fen-council pact
	[[ $output == *$'\n  1 May 2026 (entered 2 May 2026)  Title: A pact → A new pact'* ]]
	gh build -o "$BATS_TEST_TMPDIR/site" >/dev/null 2>&1
	[[ $(sed 's/<[^>]*>//g' "$BATS_TEST_TMPDIR/site/agreements/pact.html" |
		tr -s '[:space:]' ' ') == *'Title'*'A pact A new pact 1 May 2026entered in the register on 2 May 2026'* ]]
	run -3 gh diff --since-signed fen-council letter
	[[ $output == *"'fen-council' is no party to agreement 'letter'"* ]]
	run -3 gh diff --since-signed fen-conucil
	[[ $output == *"did you mean 'fen-council'?"* ]]
	run -2 gh diff --since-signed
	run -2 gh diff --since-signed --format json fen-council
}

# pact_owned BODY SENTENCE: the same with an owner and a summary of two.
pact_owned()
{
	pact
	sed -i "s|</title>|&<summary>Homes are found. $2</summary><owner ref=\"$1\">Clerk</owner>|" \
		"$REGISTERS/agreements/pact.xml"
}

@test "of a long text the sentences that differ, references by title" {
	local words

	organisation fen-police
	pact_owned fen-council 'Names are shared.'
	git_in add -A
	git_in commit -q -m 'The pact'
	pact_owned fen-police 'Nothing else is.'
	sed -i 's/<representsClass>true/<representsClass>false/' \
		"$REGISTERS/organisations/fen-police.xml"
	run -1 gh diff
	[[ $output == *$'Summary: 1 sentence as before\n    - Names are shared.\n    + Nothing else is.'* ]]
	[[ $output == *'Body fen-council (fen-council) → Body fen-police (fen-police)'* ]]
	[[ $output == *'Stands for a class: yes → no'* ]]
	run -1 gh diff --format html
	words=$(echo "$output" | sed 's/<[^>]*>/ /g' | tr -s '[:space:]' ' ')
	[[ $words == *'1 sentence as before Names are shared. Nothing else is.'* ]]
	[[ $words == *'Body fen-council (fen-council) Body fen-police (fen-police)'* ]]
	[[ $words == *'Stands for a class yes no'* ]]
	run -1 gh diff --format json
	[ "$(jq -c '[.[].fields[] | select(.field == "owner@ref") | .old, .new]' \
		<<<"$output")" = '["fen-council","fen-police"]' ]
	GIT_AUTHOR_DATE=2026-05-01T12:00:00Z \
		GIT_COMMITTER_DATE=2026-05-01T12:00:00Z \
		git_in commit -qam 'Another owner'
	run -1 gh diff --since-signed fen-council pact
	[[ $output == *'Summary: 1 sentence as before; Names are shared. → Nothing else is.'* ]]
	[[ $output == *'Body fen-council (fen-council) → Body fen-police (fen-police)'* ]]
	gh build -o "$BATS_TEST_TMPDIR/site" >/dev/null 2>&1
	for page in pact pact.history; do
		words=$(sed 's/<[^>]*>/ /g' \
			"$BATS_TEST_TMPDIR/site/agreements/$page.html" |
			tr -s '[:space:]' ' ')
		[[ $words == *'1 sentence as before '*'Names are shared. Nothing else is.'* ]]
		[[ $words == *'Body fen-council (fen-council) Body fen-police (fen-police)'* ]]
	done
}
