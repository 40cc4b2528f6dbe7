#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The manual page says what the program does: same commands, same options, and
# its examples run in the order in which they stand.

bats_require_minimum_version 1.5.0

setup()
{
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	GATEHOUSE=${GATEHOUSE:-$TOP/gatehouse}
	PAGE=$TOP/man/gatehouse.1
	export GIT_AUTHOR_NAME='Ada Clerk' GIT_AUTHOR_EMAIL=ada@example.org
	export GIT_COMMITTER_NAME='Ada Clerk' GIT_COMMITTER_EMAIL=ada@example.org
}

# The section of the page with the heading $1, as mdoc.
section()
{
	sed -n "/^\.Sh $1\$/,/^\.Sh /p" "$PAGE"
}

commands()
{
	"$GATEHOUSE" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The long options that help shows for the command $1, the shared ones apart.
options()
{
	"$GATEHOUSE" "$1" --help |
		sed -n '/^Options:/,/^$/s/^ .*--\([a-z-]*\).*/\1/p'
}

@test "mandoc has nothing to say" {
	command -v mandoc >/dev/null || skip 'there is no mandoc'
	run -0 mandoc -Tlint -Wwarning "$PAGE"
	[ "$output" = '' ]
}

@test "the page has the commands of the program, in their order" {
	local in_page

	in_page=$(section COMMANDS | sed -n \
		-e '/^\.It Xo$/{n;s/^\.Cm \([a-z]*\).*/\1/p}' \
		-e 's/^\.It Cm \([a-z]*\).*/\1/p')
	[ "$in_page" = "$(commands)" ]
}

@test "the page has every option of every command" {
	local command option

	for command in $(commands); do
		for option in $(options "$command"); do
			case $option in
			message) option='m ' ;;
			output) option='o ' ;;
			*) option="\\-$option" ;;
			esac
			section COMMANDS | grep -qF -- "Fl $option" ||
				{ echo "$command: $option"; return 1; }
		done
	done
}

@test "each command has a page of its own, which the one page and help make" {
	local command page=$BATS_TEST_TMPDIR/page.1

	for command in $(commands); do
		"$TOP/.ci/man-command" "$GATEHOUSE" "$PAGE" "$command" >"$page"
		[ "$(grep -c '^\.It \\&-' <(sed -n '/^\.Sh OPTIONS/,/^\.Sh /p' \
			"$page" | sed 's/\\-/-/g'))" = \
			"$(options "$command" | wc -l)" ] ||
			{ echo "$command: options"; return 1; }
		command -v mandoc >/dev/null || continue
		run mandoc -Tlint -Wwarning "$page"
		[ "$status$output" = 0 ] ||
			{ echo "$command: $status $output"; return 1; }
	done
	run -1 "$TOP/.ci/man-command" "$GATEHOUSE" "$PAGE" frobnicate
	[[ $output == *"no item of the command 'frobnicate'" ]]
}

@test "the examples run" {
	local -a examples
	local example status

	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/gatehouse"
	PATH=$BATS_TEST_TMPDIR:$PATH
	mkdir "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work"
	mapfile -t examples < <(section EXAMPLES | sed -n 's/^\.Dl //p')
	[ ${#examples[@]} -gt 5 ]
	for example in "${examples[@]}"; do
		status=0
		bash -c "$example" >out 2>err </dev/null || status=$?
		case $example in
		*' check'* | *' diff '* | *' due '*) [ $status -le 1 ] ;;
		*) [ $status -eq 0 ] ;;
		esac || { echo "$status: $example"; cat err; return 1; }
	done
}

@test "gatehouse-rules(7) has every rule, its remedy and its sources" {
	local page=$BATS_TEST_TMPDIR/gatehouse-rules.7
	local rules=$TOP/schemas/rules.xml

	"$GATEHOUSE" --as-of 2026-11-22 explain --all --format mdoc >"$page"
	[ "$(grep -c '^\.Ss ' "$page")" = "$(grep -c '<rule id=' "$rules")" ]
	[ "$(grep -c '^\.It .*Source$' "$page")" = \
		"$(grep -c '<source ' "$rules")" ]
	[ "$(grep -c '^\.Lk ' "$page")" = "$(grep -c ' uri="' "$rules")" ]
	[ "$(grep -c '^\.It .*Mend$' "$page")" = "$(grep -c '<mend>' "$rules")" ]
	grep -qx '\.Dd November 22, 2026' "$page"
	[ "$(LC_ALL=C grep -c '[^ -~]' "$page")" = 0 ]
	command -v mandoc >/dev/null || skip 'there is no mandoc'
	run -0 mandoc -Tlint -Wwarning "$page"
	[ "$output" = '' ]
}

@test "gatehouse-templates(5) has every template with all its keys" {
	local page=$BATS_TEST_TMPDIR/gatehouse-templates.5
	local keys=$TOP/templates/keys.xml

	"$TOP/.ci/man-fill" "$GATEHOUSE" "$TOP/man/gatehouse-templates.5.in" \
		>"$page"
	[ "$(grep -c '^\.Sh VALUES' "$page")" = 1 ]
	[ "$(grep -c '^\.Ss .*\.html:' "$page")" = \
		"$(grep -c '<page ' "$keys")" ]
	[ "$(sed -n '/^\.Sh VALUES/,/^\.Sh EXAMPLES/p' "$page" |
		grep -c '^\.It ')" = "$(grep -c '<key ' "$keys")" ]
	[ "$("$GATEHOUSE" explain --pages | grep -c '^      ')" -ge \
		"$(grep -c '<key ' "$keys")" ]
	command -v mandoc >/dev/null || skip 'there is no mandoc'
	run -0 mandoc -Tlint -Wwarning "$page"
	[ "$output" = '' ]
}

# The fields that the schemas of records declare: $1 of each, on a line.
declared()
{
	local schema

	for schema in "$TOP"/schemas/*.xsd; do
		xmllint --noblanks --format "$schema"
	done | grep -o "<g:field [^>]*" | sed -n "s/.* $1=\"\([^\"]*\)\".*/\1/p" |
		sort -u
}

@test "gatehouse-records(5) has every kind, field and code of the schemas" {
	local page=$BATS_TEST_TMPDIR/gatehouse-records.5 text

	"$TOP/.ci/man-fill" "$GATEHOUSE" "$TOP/man/gatehouse-records.5.in" \
		>"$page"
	[ "$(sed -n '/^\.Sh KINDS/,/^\.Sh CODE/p' "$page" | grep -c '^\.Ss ')" = \
		"$(cat "$TOP"/schemas/*.xsd | grep -c '<g:kind ')" ]
	[ "$(sed -n '/^\.Sh CODE/,/^\.Sh FILES/p' "$page" | grep -c '^\.It ')" = \
		"$(cat "$TOP"/schemas/codes/*.xml | grep -c '<code id=')" ]
	declared label >"$page.labels"
	[ "$(wc -l <"$page.labels")" -gt 250 ]
	while read -r text; do
		grep -qF -- "&$text: " "$page" || { echo "$text"; return 1; }
	done <"$page.labels"
	command -v mandoc >/dev/null || skip 'there is no mandoc'
	run -0 mandoc -Tlint -Wwarning "$page"
	[ "$output" = '' ]
	mandoc -Tutf8 "$page" | sed 's/.\x08//g' | cmp - <("$GATEHOUSE" help records)
}

@test "what a schema says anew stands in gatehouse-records(5)" {
	local schemas=$BATS_TEST_TMPDIR/schemas

	mkdir "$schemas"
	sed 's/label="How far it was read"/label="How well it was read"/
		s/name="readOn" type="dateClaim"/name="readOn" type="countClaim"/' \
		"$TOP/schemas/source.xsd" >"$schemas/source.xsd"
	"$GATEHOUSE" --schemas "$schemas" explain --kinds --format mdoc >"$schemas/page"
	grep -A 1 '^\.It \\&readState$' "$schemas/page" | tail -1 |
		grep -q '^\\&How well it was read: a code of the list'
	grep -A 1 '^\.It \\&readOn$' "$schemas/page" | tail -1 |
		grep -qF 'Read on: a whole number; public edition.'
}

@test "the record that gatehouse-records(5) shows is a good one" {
	"$GATEHOUSE" init "$BATS_TEST_TMPDIR/registers" --title Test
	cd "$BATS_TEST_TMPDIR/registers"
	"$GATEHOUSE" new source council-constitution --set title=Constitution \
		--set summary='What the council is.'
	sed -n '/^\.Bd/,/^\.Ed/{/^\./d;p}' "$TOP/man/gatehouse-records.5.in" \
		>organisations/fenbridge-council.xml
	run -0 --separate-stderr "$GATEHOUSE" check --fail-on warning \
		fenbridge-council
	[[ $output == *'cannot be decided'*'[ORG-07]' ]]
}

# The literal text of example $1 of gatehouse-templates(5), from 1.
template_example()
{
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/p' \
		"$TOP/man/gatehouse-templates.5.in" |
		awk -v n="$1" '/^\.Bd/ { on = ++i == n; next }
			/^\.Ed/ { on = 0 } on'
}

@test "the templates of gatehouse-templates(5) make the site that it shows" {
	local mine=$BATS_TEST_TMPDIR/mine

	mkdir -p "$mine/partials"
	template_example 1 >"$mine/partials/footer.html"
	template_example 2 >"$mine/source.html"
	"$GATEHOUSE" init --example "$BATS_TEST_TMPDIR/registers"
	cd "$BATS_TEST_TMPDIR/registers"
	"$GATEHOUSE" --as-of 2026-11-22 --templates "$mine" \
		build -o "$BATS_TEST_TMPDIR/site"
	grep -q '^ *Gatehouse project,$' "$BATS_TEST_TMPDIR/site/index.html"
	grep -q '>Published by ' "$BATS_TEST_TMPDIR/site/sources/law-accounts.html"
	sed -i 's/{{publisher}}/{{publishr}}/' "$mine/partials/footer.html"
	run "$GATEHOUSE" --templates "$mine" build -o "$BATS_TEST_TMPDIR/site"
	[ "$status" -eq 3 ]
	# As the page shows it, where it fits into fewer columns.
	[ "$output" = "$(sed -n '/^\.Sh DIAG/,$p' \
		"$TOP/man/gatehouse-templates.5.in" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\./d;p}' | sed '1{N;s/\n/ /}')" ]
}

@test "the page's settings are ones that the program takes" {
	"$GATEHOUSE" init "$BATS_TEST_TMPDIR/registers" --title Test
	cd "$BATS_TEST_TMPDIR/registers"
	{
		echo '<settings xmlns="urn:gatehouse:1"><title>Test</title>'
		section FILES | sed -n '/^\.Bd/,/^\.Ed/p' | grep -v '^\.'
		echo '</settings>'
	} >gatehouse.xml
	run -0 --separate-stderr "$GATEHOUSE" check
	[[ $output != *gatehouse.xml* ]]
}
