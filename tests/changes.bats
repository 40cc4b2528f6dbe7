#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# What the site tells of changes and of what is due: the pages, the feed, the
# calendar, and that they agree.

load cli/helpers

SITE=$BATS_TEST_TMPDIR/site

setup()
{
	make_registers
}

# on DAY MESSAGE: commit everything on that day.
on()
{
	git_in add -A
	GIT_AUTHOR_DATE=${3:-$1}T12:00:00Z GIT_COMMITTER_DATE=$1T12:00:00Z \
		git_in commit -q -m "$2"
}

build()
{
	gh build -o "$SITE" "$@" >/dev/null 2>&1
}

# settings LINE...: the settings with further lines.
settings()
{
	{
		echo '<settings xmlns="urn:gatehouse:1">'
		echo '  <title>Test registers</title>'
		printf '  %s\n' "$@"
		echo '</settings>'
	} | record gatehouse.xml
}

# feed XPATH: of the feed, whose elements are written without a namespace.
feed()
{
	sed 's, xmlns="http://www.w3.org/2005/Atom",,' "$SITE/changes.atom" |
		xmllint --xpath "$1" -
}

is_atom()
{
	xmllint --noout --relaxng "$TOP/tests/atom.rng" "$SITE/changes.atom"
	[ "$(feed 'count(//feed/link[@rel="alternate"])')" -eq 1 ]
	[ "$(feed 'count(//entry[count(link[@rel="alternate"])!=1])')" -eq 0 ]
	[ -z "$(feed '//id' | sort | uniq -d)" ]
}

# said PAGE: its text without tags, in one line.
said()
{
	sed 's/<[^>]*>//g' "$SITE/$1" | tr -s '[:space:]' ' '
}

@test "a change is told in words, with its reason, newest first" {
	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day' 2026-03-30
	organisation fen-police
	on 2026-05-03 'Enter the police'
	build
	run said changes.html
	[[ $output == *'3 May 2026'*'Enter the police'*'Organisation Body fen-police added'*'2 April 2026'*'dated 30 March 2026'*'Correct the day'*'Organisation Body fen-council changed: Existed from: “1 May 2011”, before “1 April 2009”'*'1 March 2026'*'Begin'* ]]
	grep -q 'href="organisations/fen-council.history.html"' \
		"$SITE/changes.html"
	run -0 "$TOP/tests/links" "$SITE"
}

@test "sources and evidence alone are said to be that" {
	organisation fen-council '<from locator="p. 3">2009-04-01</from>'
	on 2026-04-02 'Say where'
	organisation fen-council '<from locator="p. 4">2011-05-01</from>' \
		'<dissolvedOn evidence="not-stated"/>'
	on 2026-04-03 'Say another day'
	build
	run said changes.html
	[[ $output == *'changed: Existed from: “1 May 2011”, before “1 April 2009” Whole'*'changed: Only sources and evidence, not what is said Whole'* ]]
}

@test "counts are by year and by register" {
	organisation fen-council '<from>2011-05-01</from>'
	organisation fen-police
	on 2025-12-31 'Two'
	rm "$REGISTERS/organisations/fen-police.xml"
	on 2026-06-01 'One'
	build
	run said changes.html
	[[ $output == *' 2026 2 0 0 1 0 2025 1 1 0 0 0 '* ]]
	[[ $output == *' Sources 1 0 0 0 0 Organisations 2 1 0 1 0 '* ]]
	run said changes/2025.html
	[[ $output == *'Changes in 2025'*'31 December 2025'*'Two'* ]]
	[[ $output != *'1 June 2026'* ]]
	grep -q 'href="../changes.html">Changes</a>' "$SITE/changes/2025.html"
}

@test "a year with very many changes has a page a month" {
	local i

	for i in {1..1001}; do
		organisation "o$i"
	done
	on 2026-04-02 'Enter all'
	settings '<!-- nothing new -->'
	organisation o1 '<from>2011-05-01</from>'
	on 2025-05-03 'Correct one'
	build
	[ ! -e "$SITE/changes/2026.html" ]
	[ -e "$SITE/changes/2026-03.html" ]
	[ -e "$SITE/changes/2025.html" ]
	run said changes/2026-04.html
	[[ $output == *'Changes in April 2026'*'And 801 more records.'* ]]
	run said changes.html
	[[ $output == *'And 981 more records.'* ]]
	[ "$(feed 'count(//entry)')" -eq 100 ]
	run -0 "$TOP/tests/links" "$SITE"
}

@test "the feed is Atom, newest first, with links that lead somewhere" {
	local href

	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day'
	rm "$REGISTERS/sources/letter.xml"
	on 2026-04-03 'Take the letter away'
	build
	is_atom
	[ "$(feed 'string(//feed/updated)')" = 2026-04-03T00:00:00Z ]
	[ "$(feed '//entry/title/text()')" = 'Source removed: A letter about sharing
Organisation changed: Body fen-council
Organisation added: Body fen-council
Source added: A letter about sharing' ]
	[[ $(feed 'string(//entry[2]/content)') == \
		'<p>Correct the day</p><ul><li>Existed from: “1 May 2011”, before “1 April 2009”</li></ul>' ]]
	for href in $(feed '//link/@href' | sed 's/.*"\(.*\)".*/\1/'); do
		[ -e "$SITE/$href" ]
	done
	[ "$(feed 'count(//link[@rel="self"])')" -eq 0 ]
	grep -q 'type="application/atom+xml" title="Changes" href="../changes.atom"' \
		"$SITE/organisations/fen-council.html"
}

@test "an entry keeps its name when others follow" {
	build
	feed '//entry/id' | sort >"$BATS_TEST_TMPDIR/before"
	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day'
	build
	feed '//entry/id' | sort >"$BATS_TEST_TMPDIR/after"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/before")" -eq 2 ]
	[ "$(comm -13 "$BATS_TEST_TMPDIR"/{before,after} | wc -l)" -eq 1 ]
	[ "$(comm -23 "$BATS_TEST_TMPDIR"/{before,after} | wc -l)" -eq 0 ]
	run grep -c "$(head_of | cut -c 1-8)" "$SITE/changes.atom"
	[ "$output" = 0 ]
}

@test "the address of the site names the feed and is the base of links" {
	settings '<baseUrl>https://example.org/a?x=1&amp;y</baseUrl>'
	on 2026-04-02 'Set the address'
	build
	is_atom
	[ "$(feed 'string(//feed/id)')" = \
		'https://example.org/a?x=1&y/changes.atom' ]
	grep -qF ' xml:base="https://example.org/a?x=1&amp;y/"' \
		"$SITE/changes.atom"
	[ "$(feed 'string(//link[@rel="self"]/@href)')" = changes.atom ]
}

@test "nothing that a message or a record says breaks the feed" {
	organisation fen-council "<from>2011-05-01</from>" \
		'<summary><![CDATA[</name><script>alert(1)</script> & ]]></summary>'
	git_in add -A
	printf 'Odd ]]> </content><x> & \001\033[31m \xe2\x80\xae end' |
		GIT_COMMITTER_DATE=2026-04-02T12:00:00Z git_in commit -q -F -
	build
	is_atom
	[[ $(feed 'string(//entry[1]/content)') == \
		'<p>Odd ]]&gt; &lt;/content&gt;&lt;x&gt; &amp; [31m  end</p>'* ]]
	run grep -lP '\x01|\x1b|\xe2\x80\xae|<script' \
		"$SITE"/changes{.html,.atom,/2026.html}
	[ "$status" -eq 1 ]
}

@test "the public edition tells role and organisation, never who it was" {
	settings '<staffIdentity email="ada@example.org" role="Lead" ref="fen-council"/>'
	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day'
	build
	[[ $(said changes.html) == *'Lead, Body fen-council '* ]]
	[ "$(feed 'string(//entry[1]/author/name)')" = 'Lead, Body fen-council' ]
	run grep -ril 'Ada Clerk\|ada@' "$SITE"
	[ "$status" -eq 1 ]
	build --edition internal
	grep -q 'Ada Clerk' "$SITE/changes.html"
	grep -q 'Ada Clerk' "$SITE/changes.atom"
}

@test "what is internal leaves no trace in pages and feed" {
	organisation fen-council '<from>2011-05-01</from>' \
		'<note>Wagtail</note>'
	sed -i 's,\(<note>.*</note>\),,; s,<type>,<note>Wagtail</note><type>,' \
		"$REGISTERS/organisations/fen-council.xml"
	on 2026-04-02 'About the Dunnock'
	build --edition internal
	grep -q Wagtail "$SITE/changes.html"
	grep -q Dunnock "$SITE/changes.atom"
	build
	run grep -rliE 'wagtail|dunnock' "$SITE"
	[ "$status" -eq 1 ]
	[[ $(feed 'string(//entry[1]/content)') == \
		'<p>The reason is not shown in this edition.</p>'* ]]
}

@test "without any commit the pages say so and the feed is Atom" {
	rm -rf "$REGISTERS/.git"
	build
	[[ $(said changes.html) == *'No changes are recorded yet.'* ]]
	is_atom
	[ "$(feed 'count(//entry)')" -eq 0 ]
	[ "$(feed 'string(//feed/updated)')" = 2026-11-22T00:00:00Z ]
	[ ! -e "$SITE/changes" ]
	run -0 "$TOP/tests/links" "$SITE"
}

@test "a cut history is said to be cut" {
	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day'
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	REGISTERS=$BATS_TEST_TMPDIR/shallow build
	[[ $(said changes.html) == *'The history is cut'* ]]
}

@test "the home page tells the latest changes by the same days" {
	organisation fen-council '<from>2011-05-01</from>'
	on 2026-04-02 'Correct the day' 2026-03-30
	build
	[[ $(said index.html) == *'Latest changes 2 April 2026 '*'dated 30 March 2026'*'Organisation Body fen-council changed '* ]]
	grep -q 'href="changes.html"' "$SITE/index.html"
	grep -q 'href="changes.atom">in a feed reader' "$SITE/index.html"
	grep -q 'href="due.ics"' "$SITE/index.html"
}

# review ID DAY: a source to be reviewed on that day.
review()
{
	record "sources/$1.xml" <<-END
		<source xmlns="urn:gatehouse:1" id="$1" version="1">
		  <title>Paper $1</title>
		  ${3-}<review><next>$2</next></review>
		</source>
	END
}

@test "what is due stands by matter, by month and beyond" {
	review late 2026-11-21 '<owner ref="fen-council">Head of records</owner>'
	review soon 2026-12-01
	review next 2026-12-31
	review year 2027-01-01
	review far 2027-02-21
	record waivers/old.xml <<-'END'
		<waiver xmlns="urn:gatehouse:1" id="old" version="1">
		  <title>Old waiver</title><rule>AGR-01</rule>
		  <expires>2020-01-01</expires>
		</waiver>
	END
	build
	run said due.html
	[[ $output == *'1 due later'* ]]
	[[ $output == *' 2 overdue on 22 November 2026 3 due by 20 February 2027 1 due later '* ]]
	[[ $output == *' Overdue '*' Review By What Record Who sees to it 21 November 2026 Review Paper late Head of records, Body fen-council Waiver expires '*'1 January 2020'* ]]
	[[ $output == *' Due by 20 February 2027 December 2026 By'*'1 December 2026 Review Paper soon not stated 31 December 2026 '*' January 2027 By'*'1 January 2027'* ]]
	[[ $output == *' Later What comes later, by date '*'21 February 2027'* ]]
	[[ $(said index.html) == *' 2 overdue on 22 November 2026 3 due by 20 February 2027 '* ]]
	run -0 "$TOP/tests/links" "$SITE"
}

@test "an empty list of what is due says so" {
	build
	run said due.html
	[[ $output == *'Nothing is overdue.'*'Nothing is due by then.'*'The records state no later day.'* ]]
	run -0 "$TOP/tests/calendar" "$SITE/due.ics"
	[ -z "$output" ]
}

@test "the site's calendar holds every day, and an event moves with its day" {
	review late 2026-11-21
	review far 2036-02-21
	build
	run -0 "$TOP/tests/calendar" "$SITE/due.ics"
	[ "$output" = '2026-11-21 late.review@registers.invalid Review: Paper late
2036-02-21 far.review@registers.invalid Review: Paper far' ]
	review late 2026-12-24
	settings '<baseUrl>https://share.example.org/site</baseUrl>'
	build
	run -0 "$TOP/tests/calendar" "$SITE/due.ics"
	[ "${lines[0]}" = '2026-12-24 late.review@share.example.org Review: Paper late' ]
	grep -q $'^URL:https://share.example.org/site/sources/late.html\r$' \
		"$SITE/due.ics"
	gh due --within 20y --format ics | cmp - "$SITE/due.ics"
}
