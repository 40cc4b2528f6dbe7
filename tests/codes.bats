#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The code lists and the rule book are data that people edit by hand. These
# tests hold together what no schema can: that ids are unique, that nothing
# is left out, and that lists which name each other's codes agree.

bats_require_minimum_version 1.5.0

setup() {
	TOP=${TOP:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)}
	CODES=$TOP/schemas/codes
	RULES=$TOP/schemas/rules.xml
}

lists() {
	find "$CODES" -name '*.xml' ! -name maturity.xml | LC_ALL=C sort
}

# none FILE XPATH: the expression selects nothing; says where it does.
none() {
	local n
	n=$(xmllint --xpath "count($2)" "$1")
	[ "$n" = 0 ] || { echo "$1: $n of $2"; return 1; }
}

# values FILE XPATH: the values of the attributes selected, one a line.
values() {
	xmllint --xpath "$2" "$1" | grep -o '"[^"]*"' | tr -d '"'
}

# ids LIST: the codes of a list.
ids() {
	values "$CODES/$1.xml" "/*/*[local-name()='code']/@id" |
		LC_ALL=C sort
}

# known LIST: every line of the input is a code of the list.
known() {
	local unknown
	unknown=$(LC_ALL=C sort -u | LC_ALL=C comm -23 - <(ids "$1"))
	[ -z "$unknown" ] || { echo "not in $1: $unknown"; return 1; }
}

@test "every code list and the rule book are well-formed" {
	xmllint --noout "$CODES"/*.xml "$RULES"
}

@test "every code list and the rule book are valid to their schema" {
	[ -f "$TOP/schemas/codelist.xsd" ] || skip "no schemas in this tree"
	xmllint --noout --schema "$TOP/schemas/codelist.xsd" "$CODES"/*.xml
	xmllint --noout --schema "$TOP/schemas/rules.xsd" "$RULES"
}

@test "a code list's id is its file name" {
	local f
	for f in $(lists); do
		[ "$(xmllint --xpath 'string(/*/@id)' "$f")" = \
			"$(basename "$f" .xml)" ] || { echo "$f"; return 1; }
	done
}

@test "a code stands in its list once" {
	local f
	for f in $(lists); do
		none "$f" "/*/*[local-name()='code'][not(@id) or
			@id = preceding-sibling::*[local-name()='code']/@id]"
	done
}

@test "every list has a title, a description and a source" {
	local f e
	for f in $(lists) "$CODES/maturity.xml"; do
		for e in title description source; do
			none "$f" "/*[not(normalize-space(
				*[local-name()='$e']))]"
		done
	done
}

@test "every code has a label, a meaning and a source" {
	local f e
	for f in $(lists); do
		none "$f" "/*[not(*[local-name()='code'])]"
		for e in label meaning source; do
			none "$f" "/*/*[local-name()='code'][not(
				normalize-space(*[local-name()='$e']))]"
		done
	done
}

@test "every source says whether it was checked" {
	local f
	for f in "$CODES"/*.xml "$RULES"; do
		none "$f" "//*[local-name()='source'][not(@checked='yes' or
			@checked='no') or not(normalize-space(.))]"
	done
}

@test "no label is used twice in a list" {
	local f
	for f in $(lists); do
		none "$f" "/*/*[local-name()='code'][*[local-name()='label'] =
			preceding-sibling::*/*[local-name()='label']]"
	done
}

@test "the code lists that the schemas name exist" {
	local list
	while read -r list; do
		[ -f "$CODES/$list.xml" ] || { echo "no $list"; return 1; }
	done < <(cat "$TOP"/schemas/*.xsd 2>/dev/null |
		grep -o 'codes="[^"]*"' | cut -d'"' -f2 | sort -u)
}

@test "groups of organisation types and their members agree" {
	local f=$CODES/organisation-type.xml group members named
	local prop="*[local-name()='property']"
	for group in $(values "$f" "//${prop}[@name='group-of']/../@id"); do
		members=$(values "$f" "//${prop}[@name='group' and
			@value='$group']/../@id" | sort)
		named=$(values "$f" "//*[@id='$group']/${prop}[
			@name='group-of']/@value" | tr ' ' '\n' | sort)
		[ "$members" = "$named" ] || { echo "$group"; return 1; }
	done
	values "$f" "//${prop}[@name='group']/@value" | known organisation-type
	none "$f" "/*/*[local-name()='code'][not(${prop}[@name='public'])]"
}

@test "data categories name a special category or none" {
	local f=$CODES/data-category.xml p
	values "$f" "//*[@name='special']/@value" | grep -vx none |
		known special-category
	for p in special direct-identifier sensitive; do
		none "$f" "/*/*[local-name()='code'][
			not(*[@name='$p'])]"
	done
}

@test "a data category that is special is sensitive" {
	none "$CODES/data-category.xml" "/*/*[local-name()='code'][
		*[@name='special']/@value != 'none' and
		*[@name='sensitive']/@value != 'yes']"
}

@test "the properties that rules rest on stand on every code" {
	local pair
	for pair in art6:publicAuthorityTasks art9:needsSchedule1 \
		dpa-sch1:needsPolicyDocument safeguard:kind \
		transfer-method:secure agreement-status:current \
		gateway-status:live consent-state:valid purpose:evaluation \
		identifiability:personal identifiability:row-level \
		risk-level:rank risk-level:high frequency:continuous \
		cohort:child cohort:vulnerable pia-criterion:list \
		pia-status:approved pia-status:current; do
		none "$CODES/${pair%:*}.xml" "/*/*[local-name()='code'][
			not(*[@name='${pair#*:}'])]"
	done
}

@test "every risk matrix is complete and in known words" {
	local f=$CODES/risk-matrix.xml m l s n
	for m in $(ids risk-matrix); do
		m="//*[local-name()='matrix'][@id='$m']/*[@level]"
		values "$f" "$m/@likelihood" | known risk-likelihood
		values "$f" "$m/@severity" | known risk-severity
		values "$f" "$m/@level" | known risk-level
		for l in $(values "$f" "$m/@likelihood" | sort -u); do
			for s in $(values "$f" "$m/@severity" | sort -u); do
				n=$(xmllint --xpath "count(${m}[@likelihood='$l'
					and @severity='$s'])" "$f")
				[ "$n" = 1 ] || { echo "$m $l $s"; return 1; }
			done
		done
	done
	values "$f" "//*[local-name()='matrix']/@id" | known risk-matrix
}

@test "the maturity scale has levels 1 to 4 for each barrier" {
	local f=$CODES/maturity.xml b
	[ "$(values "$f" "/*/*[local-name()='barrier']/@code")" = \
		"$(ids barrier)" ]
	for b in $(ids barrier); do
		[ "$(values "$f" "/*/*[@code='$b']/*/@code" |
			tr '\n' ' ')" = "1 2 3 4 " ]
	done
	none "$f" "//*[local-name()='level'][not(normalize-space(
		*[local-name()='criterion']))]"
	none "$f" "//*[local-name()='signal'][not(@name) or
		not(@atLeast >= 0 and @atLeast <= 100)]"
}

@test "a threshold of the maturity scale never falls as levels rise" {
	none "$CODES/maturity.xml" "//*[local-name()='level'][
		*/@atLeast < preceding-sibling::*/*/@atLeast]"
}

@test "a rule stands in the rule book once" {
	none "$RULES" "/*/*[not(@id) or @id = preceding-sibling::*/@id]"
}

@test "every rule has its text, its reason and its remedy" {
	local e
	for e in title text rationale mend source; do
		none "$RULES" "/*/*[not(normalize-space(
			*[local-name()='$e']))]"
	done
	none "$RULES" "//*[local-name()='needs'][not(normalize-space(.))]"
}

@test "every rule says how severe it is and what absence means" {
	none "$RULES" "/*/*[not(@severity='error' or @severity='warning' or
		@severity='note')]"
	none "$RULES" "/*/*[not(@absence='undecidable' or @absence='fails')]"
	none "$RULES" "/*/*[not(@records) or not(@since)]"
}

@test "no rule gives legal advice" {
	run ! grep -i -n 'unlawful\|illegal' "$RULES"
}
