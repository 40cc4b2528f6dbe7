#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The page that a partner reads before it signs, and again afterwards: what
# changed since each signature, from a register whose commits are known; and
# the summary of an assessment for the public.
#
# shellcheck disable=SC2164

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export REG=$BATS_FILE_TMPDIR/registers SITE=$BATS_FILE_TMPDIR/site
	mkdir "$REG"
	git init -q -b main "$REG"
	cd "$REG"
	mkdir agreements consents gateways organisations pias
	printf '<settings xmlns="urn:gatehouse:1"><title>T</title></settings>' \
		>gatehouse.xml
	for name in ash elm oak yew; do
		record organisation organisations "$name" \
			"<name>${name^} Council</name>" \
			'<type>unitary-council</type>'
	done
	record gateway gateways act '<title>The Act</title>' \
		'<kind>express-permissive</kind><version id="v1">' \
		'<validFrom>2010-01-01</validFrom><status>in-force</status>' \
		'<citation>Act s 1</citation><checked>yes</checked></version>'
	record consent consents form '<title>The form</title>' \
		'<kind>lawful-basis</kind>' \
		'<refusalConsequence code="no-effect">Nothing.</refusalConsequence>'
	agreement
	assessment
	commit 2020-01-10 2020-01-10 'Enter all'
	signed ash 2020-03-01
	commit 2020-03-05 2020-03-05 'Record the signature of Ash'
	sed -i 's/2022-12-31/2030-12-31/; s/Curlew/Dunlin/; s/version="1"/version="2"/' \
		agreements/share.xml
	sed -i 's/code="no-effect">Nothing/code="service-refused">No help/' \
		consents/form.xml
	commit 2020-09-01 2020-09-01 'Keep data longer'
	signed elm 2021-06-01
	commit 2021-06-03 2021-06-03 'Record the signature of Elm'
	sed -i 's/Act s 1/Act s 1A/' gateways/act.xml
	commit 2021-05-20 2021-07-01 'Correct the citation'
	sed -i 's/Dunlin/Curlew/' agreements/share.xml
	commit 2022-02-02 2022-02-02 'Change a note'
	# A record that is not valid would show less.
	"$GATEHOUSE" check >"$SITE.check" || true
	[ "$(grep -c REG-02 "$SITE.check")" -eq 0 ]
	build "$SITE"
	build "$SITE.internal" --edition internal
}

# record KIND FOLDER ID TEXT...
record() {
	local kind=$1 folder=$2 id=$3

	shift 3
	printf '<%s xmlns="urn:gatehouse:1" id="%s" version="1">%s</%s>\n' \
		"$kind" "$id" "$*" "$kind" >"$folder/$id.xml"
}

agreement() {
	record agreement agreements share '<title>Share</title>' \
		'<note>Curlew</note><status>active</status>' \
		'<party ref="ash"><role>discloser</role></party>' \
		'<party ref="elm"><role>recipient</role>' \
		'<signature evidence="not-stated"/></party>' \
		'<party ref="oak"><role>controller</role><signature><status>not-signed</status>' \
		'</signature></party><party ref="yew"><role>controller</role><signature>' \
		'<status>signed</status></signature></party>' \
		'<start>2020-01-01</start><flow id="list"><title>A list</title>' \
		'<discloser ref="ash"/><recipient ref="elm"/>' \
		'<gateway ref="act"/></flow><consent ref="form"/>' \
		'<retention><until>2022-12-31</until></retention>'
}

assessment() {
	record pia pias risk '<title>Assessment</title><note>Whimbrel</note>' \
		'<kind>full</kind><status>draft</status><linked>' \
		'<agreement ref="share"/></linked><risk id="r1">' \
		'<title>Seen by others</title><overall>high</overall></risk>' \
		'<measure id="m1" risk="r1"><option>Lock it.</option></measure>' \
		'<art36><reference>Godwit</reference></art36>'
}

# signed PARTY DAY: enters a signature.
signed() {
	sed -i "s,\(<party ref=\"$1\"><role>[a-z]*</role>\)\( *<signature evidence=\"not-stated\"/>\)\?,\1<signature><status>signed</status><signedOn>$2</signedOn></signature>," \
		agreements/share.xml
}

# commit DATED ENTERED MESSAGE
commit() {
	git -C "$REG" add -A
	GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$2T12:00:00Z" \
		git -C "$REG" -c user.name=A -c user.email=a@example.org \
		commit -q -m "$3"
}

# build SITE [OPTION...]
build() {
	local site=$1

	shift
	"$GATEHOUSE" -C "$REG" --as-of 2026-11-22 build -o "$site" "$@"
}

# since DAY [SITE]: what the page says of the signatures of that day, as text.
since() {
	sed -n "/<h3[^>]*>Since $1</,/<\/section>/p" \
		"${2:-$SITE}/agreements/share.html" | sed 's/<[^>]*>/ /g' |
		tr -s ' \n' ' '
}

# section FROM TO [SITE]: what the page says between two headings, as text.
section() {
	sed -n "/<h2[^>]*id=\"$1\"/,/<h2[^>]*id=\"$2\"/p" \
		"${3:-$SITE}/agreements/share.html" | sed 's/<[^>]*>/ /g' |
		tr -s ' \n' ' '
}

# labels DAY [SITE]: the fields listed as changed, one a line.
labels() {
	sed -n "/<h3[^>]*>Since $1</,/<\/section>/p" \
		"${2:-$SITE}/agreements/share.html" |
		sed -nE 's/.*<th scope="row"[^>]*>([^<]*)<.*/\1/p' |
		sed "s/&#39;/'/g"
}

@test "a signature is followed by exactly the fields that changed after it" {
	[ "$(labels '1 March 2020')" = "Retention, until
Version 'v1', citation
If people refuse, code
If people refuse" ]
	[[ $(since '1 March 2020') == *"Ash Council"*"at version 1 then. It is at version 2 now."*"31 December 2022"*"31 December 2030"* ]]
}

@test "a change that is dated back to before a signature is not hidden" {
	[ "$(labels '1 June 2021')" = "Version 'v1', citation" ]
	[[ $(since '1 June 2021') == *"Act s 1 "*"Act s 1A"*"20 May 2021"*"entered in the register on 1 July 2021, after the signature"* ]]
	[[ $(since '1 June 2021') == *"at version 2 then, and still is"* ]]
}

@test "what records the signatures of a day is no change since that day" {
	[[ $(since '1 March 2020') == *"Signed on that day: Ash Council "* ]]
	[[ $(labels '1 March 2020') != *signature* ]]
	[[ $(labels '1 June 2021') != *signature* ]]
}

@test "a field that the edition does not show is not in what changed" {
	[[ $(labels '1 March 2020' "$SITE.internal") == *"Note"* ]]
	[[ $(since '1 June 2021' "$SITE.internal") == *Dunlin*Curlew* ]]
	[[ $(since '1 June 2021' "$SITE.internal") != *"does not show"* ]]
	run grep -rliE 'curlew|dunlin|whimbrel|godwit' "$SITE"
	[ "$status" -eq 1 ]
	grep -q 'does not show are not listed' "$SITE/agreements/share.html"
}

@test "who signed, when and which version stands beside who did not" {
	run section parties findings
	[[ $output == *"Parties: 4. Of these the record says that 3 signed."* ]]
	[[ $output == *"Ash Council 1 March 2020; the record was then at version 1 "* ]]
	[[ $output == *"Elm Council 1 June 2021; the record was then at version 2 "* ]]
	[[ $output == *"Yew Council date not stated "* ]]
	[[ $output == *"Has not signed Oak Council "* ]]
	run section since history
	[[ $output == *"on a day that the record does not state"*"Yew Council"* ]]
}

# copy: the register and its history, to be changed by one test.
copy() {
	git clone -q "$REG" "$BATS_TEST_TMPDIR/copy"
	REG=$BATS_TEST_TMPDIR/copy
	cd "$REG"
	OUT=$BATS_TEST_TMPDIR/site
}

@test "a history that begins after the signature says so" {
	copy
	sed -i 's/2020-03-01/2019-06-01/' agreements/share.xml
	commit 2022-03-01 2022-03-01 'Correct the day'
	build "$OUT"
	run since '1 June 2019' "$OUT"
	[[ $output == *"begins on 10 January 2020, after the signature. This register cannot say what changed before that day."* ]]
	[[ $output != *"at version 1 then"* ]]
	[[ $output == *"31 December 2022"* ]]
	[[ $output != *"The record as a whole"* ]]
}

@test "an agreement that no commit holds has no history to tell" {
	copy
	sed 's/id="share"/id="fresh"/; s/>Share</>Fresh</' \
		agreements/share.xml >agreements/fresh.xml
	build "$OUT"
	# Of an agreement that has no part in it, nothing of the kind is said.
	run section since history "$OUT"
	[[ $output == *"Since 1 March 2020"* ]]
	[[ $output != *"not in the history yet"* ]]
	mv "$OUT/agreements/fresh.html" "$OUT/agreements/share.html"
	run since '1 March 2020' "$OUT"
	[[ $output == *"The register has no history of this agreement, so it cannot say what changed."* ]]
	[[ $output != *"Nothing changed"* ]]
	run section since history "$OUT"
	[[ $output == *"changes that are not in the history yet"* ]]
}

@test "a signature after all changes is followed by none" {
	copy
	sed -i 's/2021-06-01/2022-06-01/' agreements/share.xml
	commit 2022-06-02 2022-06-02 'Correct the day'
	build "$OUT"
	[[ $(since '1 June 2022' "$OUT") == *"Nothing changed."* ]]
	# To the others it is a change.
	[[ $(labels '1 March 2020' "$OUT") == *"Party 'elm', signature, date"* ]]
}

@test "a change on the day of the signature is told apart" {
	copy
	sed -i 's/2021-06-01/2022-06-01/; s/2030-12-31/2031-12-31/' \
		agreements/share.xml
	commit 2022-06-01 2022-06-01 'Sign and change'
	build "$OUT"
	run since '1 June 2022' "$OUT"
	[[ $output == *"Whether they came before or after the signature is not known"* ]]
	[[ $output == *"Nothing changed."* ]]
}

@test "a family is told what the record says and no more" {
	run section family short
	[[ $output == *"It is not the notice that people were shown"* ]]
	[[ $output == *"The form . If people refuse: Service refused"* ]]
	[[ $output == *"Until 31 December 2030 "* ]]
	[[ $output != *"has passed"* ]]
	[[ $output == *"Whom can we ask? not recorded"* ]]
	grep -q 'The record has no summary in plain words' \
		"$SITE/agreements/share.html"
	copy
	sed -i 's/2030-12-31/2024-12-31/; s,</title>,&<summary>Plover</summary>,' \
		agreements/share.xml
	build "$OUT"
	run section family short "$OUT"
	[[ $output == *"Until 31 December 2024. That day has passed, and nothing recorded shows that the information was destroyed"* ]]
	run section retention pias "$OUT"
	[[ $output == *"31 December 2024 none recorded The day has passed"* ]]
	run grep 'The record has no summary' "$OUT/agreements/share.html"
	[ "$status" -eq 1 ]
}

@test "the power is shown with the version in force and what it leaves out" {
	copy
	sed -i 's,</checked>,&<exclude code="identifiable">No names.</exclude>,' \
		gateways/act.xml
	build "$OUT"
	run section law withheld "$OUT"
	[[ $output == *"The Act Version: Act s 1A , In force, relied on since 1 January 2020 Act s 1A "* ]]
	[[ $output == *"Not stated Ash Council Elm Council Oak Council Yew Council "* ]]
	run section withheld consent "$OUT"
	[[ $output == *"Not covered by the power ( Act s 1A ): "*"No names."* ]]
}

@test "an agreement without signatures compares nothing" {
	copy
	sed -i 's,<signature>.*</signature>,,' agreements/share.xml
	build "$OUT"
	grep -q 'states no day on which a party signed' \
		"$OUT/agreements/share.html"
}

@test "the summary of an assessment is the same in every edition" {
	local name=pias/risk.summary.html

	diff <(sed -n '/<main/,/<\/main>/p' "$SITE/$name") \
		<(sed -n '/<main/,/<\/main>/p' "$SITE.internal/$name")
	grep -q Whimbrel "$SITE.internal/pias/risk.html"
	grep -q Godwit "$SITE.internal/pias/risk.html"
	grep -q 'Seen by others' "$SITE/$name"
	grep -q 'href="../pias/risk.summary.html"' "$SITE/pias/risk.html"
	grep -q 'href="../pias/risk.summary.html"' "$SITE/agreements/share.html"
}

@test "an assessment that is not public has no public summary" {
	copy
	sed -i 's/version="1"/version="1" publication="partner"/' pias/risk.xml
	build "$OUT" --edition partner
	[ -f "$OUT/pias/risk.html" ]
	[ ! -e "$OUT/pias/risk.summary.html" ]
	run grep -r 'risk.summary' "$OUT"
	[ "$status" -eq 1 ]
}

@test "every page is sound and every link leads somewhere" {
	"$TOP/tests/links" "$SITE"
	"$TOP/tests/links" "$SITE.internal"
}
