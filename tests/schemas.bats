#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The schemas, seen with xmllint alone: good records pass, bad ones fail for
# the reason they were written for, and each declaration is annotated.

setup() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	SCHEMAS=$TOP/schemas
	CASES=$TOP/tests/schemas
}

# The schema file that describes the root element of file $1.
schema_of() {
	local kind

	kind=$(xmllint --xpath 'local-name(/*)' "$1")
	case $kind in
	codeList | maturity) kind=codelist ;;
	esac
	echo "$SCHEMAS/$kind.xsd"
}

# Count what XPath $2 selects in file $1.
count() {
	xmllint --xpath "count($2)" "$1"
}

@test "every valid record passes the schema of its kind" {
	local file

	for file in "$CASES"/valid/*.xml; do
		xmllint --noout --schema "$(schema_of "$file")" "$file"
	done
}

@test "every valid record passes the schema of all kinds" {
	xmllint --noout --schema "$SCHEMAS/register.xsd" "$CASES"/valid/*.xml
}

@test "every kind has a valid record" {
	local schema kind

	for schema in "$SCHEMAS"/*.xsd; do
		for kind in $(xmllint --xpath \
			'/*/*[local-name()="element"]/@name' "$schema" \
			2>/dev/null | sed 's/.*="\(.*\)"/\1/'); do
			grep -lq "^<$kind xmlns=" "$CASES"/valid/*.xml || {
				echo "no valid record of kind $kind"
				return 1
			}
		done
	done
}

@test "the valid records use every declared element and attribute" {
	local schema name

	for schema in "$SCHEMAS"/*.xsd; do
		for name in $(xmllint --xpath \
			'//*[local-name()="element"]/@name' "$schema" \
			2>/dev/null | sed 's/.*="\(.*\)"/\1/'); do
			grep -Eq "<${name}([ />]|\$)" "$CASES"/valid/*.xml || {
				echo "no valid record has <$name>"
				return 1
			}
		done
		for name in $(xmllint --xpath \
			'//*[local-name()="attribute"]/@name' "$schema" \
			2>/dev/null | sed 's/.*="\(.*\)"/\1/'); do
			grep -Eq "(^| )$name=\"" "$CASES"/valid/*.xml || {
				echo "no valid record has the attribute $name"
				return 1
			}
		done
	done
}

@test "every invalid record fails, for the reason it names" {
	local file schema expect

	for file in "$CASES"/invalid/*.xml; do
		expect=$(sed -n 's/^<!-- expect: \(.*\) -->$/\1/p' "$file")
		[ -n "$expect" ]
		for schema in "$(schema_of "$file")" "$SCHEMAS/register.xsd"; do
			run xmllint --noout --schema "$schema" "$file"
			echo "$file: $output"
			[ "$status" -eq 3 ]
			[[ $output == *"$expect"* ]]
			# One fault a file, so that no other reason hides it.
			[ "$(grep -c 'validity error' <<<"$output")" -le 2 ]
		done
	done
}

@test "there are invalid records to try" {
	[ "$(find "$CASES/invalid" -name '*.xml' | wc -l)" -ge 12 ]
}

@test "every declaration has a hint, a label and an edition" {
	local schema bad

	bad='//*[(local-name()="element" and parent::*[local-name()!="schema"])
		or local-name()="attribute"]
		[not(*[local-name()="annotation"]
			[normalize-space(*[local-name()="documentation"]) != ""]
			/*[local-name()="appinfo"]/*[local-name()="field"
				and namespace-uri()="urn:gatehouse:schema:1"
				and normalize-space(@label) != ""
				and (@edition="public" or @edition="partner"
					or @edition="internal")])]'
	for schema in "$SCHEMAS"/*.xsd; do
		echo "$schema: $(xmllint --xpath "$bad/@name" "$schema" 2>&1)"
		[ "$(count "$schema" "$bad")" -eq 0 ]
	done
}

@test "every kind has a hint, a label and a plural, a register a title" {
	local schema bad

	bad='/*/*[local-name()="element"]
		[not(*[local-name()="annotation"]
			[normalize-space(*[local-name()="documentation"]) != ""]
			/*[local-name()="appinfo"]/*[local-name()="kind"
				and namespace-uri()="urn:gatehouse:schema:1"
				and @label and @plural
				and (@folder and @title or @file)])]'
	for schema in "$SCHEMAS"/*.xsd; do
		echo "$schema: $(xmllint --xpath "$bad/@name" "$schema" 2>&1)"
		[ "$(count "$schema" "$bad")" -eq 0 ]
	done
}

@test "the registers have a folder each" {
	local folders

	folders=$(cat "$SCHEMAS"/*.xsd |
		sed -n 's/.*<g:kind folder="\([a-z]*\)".*/\1/p' | sort | xargs)
	echo "$folders"
	[ "$folders" = "agreements barriers consents gateways notices \
organisations pias programmes removals sources waivers" ]
}

# The names of the fields declared for edition $1, once a declaration.
fields_of_edition() {
	local schema

	for schema in "$SCHEMAS"/*.xsd; do
		xmllint --xpath "//*[*[local-name()='annotation']
			/*[local-name()='appinfo']
			/*[@edition='$1']]/@name" "$schema" 2>/dev/null || :
	done | sed 's/.*="\(.*\)"/\1/' | LC_ALL=C sort | xargs
}

@test "what must not be published is held back" {
	run fields_of_edition internal
	echo "$output"
	[ "$output" = "email formerId key note note ref reference role signatoryName staffIdentity" ]
	run fields_of_edition partner
	echo "$output"
	[ "$output" = "certificateRef document documentRef reference" ]
}

@test "the schemas keep to the constructs that the program reads" {
	local schema odd inline

	odd='//*[namespace-uri()="http://www.w3.org/2001/XMLSchema"]
		[not(contains(" schema include element attribute attributeGroup
 annotation documentation appinfo complexType simpleType sequence simpleContent
 complexContent extension restriction union enumeration maxLength maxInclusive
 minInclusive pattern ", concat(" ", local-name(), " ")))]'
	odd=$(tr -s '\n\t' '  ' <<<"$odd")
	inline='//*[(local-name()="element" or local-name()="attribute")
		and not(@type and @name)]
		| //*[local-name()="sequence"]//*[local-name()="sequence"]'
	for schema in "$SCHEMAS"/*.xsd; do
		echo "$schema: $(xmllint --xpath "$odd" "$schema" 2>&1)"
		[ "$(count "$schema" "$odd")" -eq 0 ]
		[ "$(count "$schema" "$inline")" -eq 0 ]
	done
}

@test "each list that a field takes its codes from is there" {
	local list

	while read -r list; do
		echo "$list"
		[ -f "$SCHEMAS/codes/$list.xml" ]
	done < <(cat "$SCHEMAS"/*.xsd |
		grep -o 'codes="[^"]*"' | cut -d'"' -f2 | sort -u)
}

@test "the code lists and the rule book pass their schemas" {
	xmllint --noout --schema "$SCHEMAS/codelist.xsd" "$SCHEMAS"/codes/*.xml
	xmllint --noout --schema "$SCHEMAS/rules.xsd" "$SCHEMAS/rules.xml"
}

@test "a required attribute that no word can stand in for is public" {
	local schema

	# The settings are not given away.
	for schema in "$SCHEMAS"/*.xsd; do
		[[ $schema != */settings.xsd ]] || continue
		[ "$(count "$schema" '//*[local-name()="attribute"]
			[@use="required"][not(@type="id" or @type="ref" or
			@type="refs" or @type="code" or @type="line")]
			//*[local-name()="field"][@edition!="public"]')" -eq 0 ]
	done
	[ "$(count "$SCHEMAS/common.xsd" '//*[local-name()="attribute"]
		[@use="required"][@type="recordVersion"]
		//*[local-name()="field"][@edition="public"]')" -eq 1 ]
}
