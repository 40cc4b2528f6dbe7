#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# new -i: asked field by field, on a terminal that "script" makes.

load helpers

setup()
{
	make_registers
	unset VISUAL EDITOR
}

# interview KIND ID: type the lines of standard input, one as each is asked for.
interview()
{
	local words="$GATEHOUSE --color never -C $REGISTERS --as-of 2026-11-22"

	script -qec "$words new -i $1 $2" /dev/null | tr -d '\r'
	return "${PIPESTATUS[0]}"
}

@test "answers become a record; codes by name, back, skip, help" {
	run -0 interview organisation night-shelter <<-'END'


		Night Shleter
		<
		Night Shelter
		One paragraph.
		nobody
		fen
		Manager
		yes
		1 May 2027
		2027-05-01
		a year
		P1Y


		Ring 07700 900123 first


		NS



		?
		proba
		voluntary
		!
		w
	END
	[[ $output == *'Name (required)'*"The body's full name"* ]]
	[[ $output == *"there is no record 'nobody'"* ]]
	[[ $output == *'Owner, which organisation'*'= fen-council'* ]]
	[[ $output == *"'1 May 2027' is no date; write it as YYYY-MM-DD"* ]]
	[[ $output == *"'a year' is no length of time"* ]]
	[[ $output == *'what looks like a telephone number'* ]]
	[[ $output == *"'proba' can be probation (Any probation body), probation-provider (Probation provider)"* ]]
	[[ $output == *"voluntary-sector  Voluntary organisation"* ]]
	[[ $output == *'= voluntary-sector'* ]]
	run -0 gh show night-shelter
	[[ $output == *'Name: Night Shelter'*'One paragraph.'*'Manager'*'1 May 2027'*'Other name: NS'*'Voluntary organisation'* ]]
	[[ $output != *Shleter* ]]
	run -0 gh check --fail-on error night-shelter
	[ -z "$(ls "$REGISTERS/.git/gatehouse/drafts")" ]
}

@test "an interrupt loses nothing; what was answered is offered again" {
	local answers=$REGISTERS/.git/gatehouse/drafts/night-note.answers
	local i

	# The interrupt is typed: the terminal makes a signal of it.
	run interview source night-note < <(
		printf '\nA note\nIts summary\n'
		for ((i = 0; i < 300; i++)); do
			grep -q 'Its summary' "$answers" 2>/dev/null && break
			sleep 0.1
		done
		printf '\003'
	)
	[ "$status" -ne 0 ]
	[ ! -e "$REGISTERS/sources/night-note.xml" ]
	run -1 interview source night-note <<-'END'
		c
		.
	END
	[[ $output == *'There are answers from before.'*'the answers are kept'* ]]
	[[ $output != *'Title (required)'* ]]
	run -0 interview source night-note <<-'END'
		c
		!
		w
	END
	run -0 gh show night-note
	[[ $output == *'Title: A note'*'Summary: Its summary'* ]]
}

@test "groups and lists: parties with their roles" {
	run -0 interview agreement night-list <<-'END'


		Night list







		draft





		y
		fen-council
		controller




		!
		w
	END
	run -0 gh show night-list
	[[ $output == *'Status: Draft'*'Party: Body fen-council (fen-council)'*'Role: Controller'* ]]
}

@test "who may see it, which source says it, and what the source does not say" {
	run -0 interview organisation night-shelter <<-'END'
		part
		let
		Night Shelter
		+
		A paragraph.
		inf

		page 3


		n


		NS
		2001-01-01

		-
		voluntary
		-
		!
		w
	END
	[[ $output == *'And now the answer; more is asked after it.'* ]]
	[[ $output == *'Other name, used from (YYYY-MM-DD)'* ]]
	[[ $output == *'Other name, number 2; an empty answer: no more'* ]]
	[[ $output == *'written: organisations/night-shelter.xml'* ]]
	diff - "$REGISTERS/organisations/night-shelter.xml" <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<organisation xmlns="urn:gatehouse:1" id="night-shelter" version="1" publication="partner" source="letter">
		  <name>Night Shelter</name>
		  <summary evidence="inferred" locator="page 3">A paragraph.</summary>
		  <altName from="2001-01-01">NS</altName>
		  <type>voluntary-sector</type>
		  <publicAuthority evidence="not-stated"/>
		</organisation>
	END
}

@test "what a form asks for is asked at once, and what has to be there" {
	run -0 interview organisation night-shelter < <(
		printf '\n\nNight Shelter\n'
		printf '\n%.0s' {1..21}
		printf 'y\n\nnobody\nnight at example\nnight@example.org\n'
		printf '\n\n\ny\n\nAPD\napd\nPolicy\n\n\nnight.example\n'
		printf 'https://night.example\nno\nw\n'
	)
	[[ $output == *"'night at example' is no e-mail address"* ]]
	[[ $output == *"This cannot be left out; '<' goes back."* ]]
	[[ $output == *"'APD' is no id; write small letters"* ]]
	[[ $output == *"'night.example' is no web address"* ]]
	run -0 gh show night-shelter
	[[ $output == *'https://night.example'* ]]
}

@test "a record that is refused leaves the answers" {
	local drafts=$REGISTERS/.git/gatehouse/drafts

	mkdir -p "$drafts"
	{
		printf 'source\n\nA note'
		printf '\n%.0s' {1..12}
		printf 'night example'
	} >"$drafts/night-note.answers"
	run -1 interview source night-note <<-'END'
		c
		!
		w
	END
	[[ $output == *"the answers are kept; 'gatehouse new -i source night-note' goes on"* ]]
	[ ! -e "$REGISTERS/sources/night-note.xml" ]
}

@test "without a terminal it says what to do instead" {
	run -2 gh new -i source night-note </dev/null
	[[ $output == *'asks on a terminal, and there is none; use --set'* ]]
	run -2 gh new -i source night-note --set title=x </dev/null
	[[ $output == *'goes without --set'* ]]
}
