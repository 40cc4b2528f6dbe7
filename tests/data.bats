#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# The files to take away, read with ordinary tools: CSV with a strict reader,
# JSON with its JSON Schema, XML with the XML schemas that lie beside it.

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export NODE_PATH=$TOP/node_modules
	export REG=$BATS_FILE_TMPDIR/registers SITES=$BATS_FILE_TMPDIR/sites
	mkdir "$REG"
	cp -r "$TOP"/registers/* "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	commit "$REG"
	for edition in public partner internal; do
		build "$REG" "$SITES/$edition" --edition $edition
	done
}

# commit REGISTERS: all that stands there.
commit() {
	[ -d "$1/.git" ] || git init -q -b main "$1"
	git -C "$1" add -A
	git -C "$1" -c user.name=A -c user.email=a@b.example commit -qm 'Change'
}

# build REGISTERS SITE [OPTION...]
build() {
	local registers=$1 site=$2

	shift 2
	"$GATEHOUSE" -C "$registers" --as-of 2026-11-22 ${SCHEMAS:+--schemas "$SCHEMAS"} \
		build -o "$site" "$@"
}

# sound SITE: every file of its data folder is what it should be. What the
# program writes under sanitizers is the same: it is enough that it does.
sound() {
	[[ $GATEHOUSE != */sanitize/* ]] || return 0
	find "$1/data" -mindepth 2 -name '*.xml' -print0 |
		xargs -0 xmllint --noout --schema "$1/data/schemas/register.xsd" \
			2>"$BATS_TEST_TMPDIR/xmllint" || {
		grep -v validates "$BATS_TEST_TMPDIR/xmllint"
		return 1
	}
	"$TOP/tests/validate-json" "$1/data"
	"$TOP/tests/read-csv" "$1"/data/*.csv >"$BATS_TEST_TMPDIR/rows"
}

# small: registers with one record of each kind that uses all there is.
small() {
	local file kind

	mkdir -p "$BATS_TEST_TMPDIR/small"
	cd "$BATS_TEST_TMPDIR/small"
	mkdir sources organisations programmes gateways notices consents \
		agreements pias barriers waivers removals
	for file in "$TOP"/tests/schemas/valid/*.xml; do
		kind=$(xmllint --xpath 'local-name(/*)' "$file")
		if [ -d "${kind}s" ]; then
			cp "$file" "${kind}s"
		elif [ "$kind" = settings ]; then
			cp "$file" gatehouse.xml
		fi
	done
}

# rows FILE FILTER: what jq's filter gives of the rows of a CSV file.
rows() {
	"$TOP/tests/read-csv" "$1" | jq -r "$2"
}

@test "the files of every edition are sound" {
	local edition

	for edition in public partner internal; do
		sound "$SITES/$edition"
	done
}

@test "every register has its files, and every page its record's" {
	local page folder

	cd "$SITES/public"
	for folder in sources agreements gateways waivers; do
		[ -s "data/$folder.csv" ] && [ -s "data/$folder.json" ]
	done
	for page in agreements/*.html sources/*.html; do
		[[ $page == *.history.html ]] && continue
		[ -s "data/${page%.html}.xml" ] && [ -s "data/${page%.html}.json" ]
		grep -q "href=\"../data/${page%.html}.xml\"" "$page"
		grep -q "href=\"../data/${page%.html}.json\"" "$page"
	done
	grep -q 'href="./data/agreements.csv"' agreements.html
	grep -q 'href="data.html"' index.html
}

@test "a wrong document does not fit the JSON Schema" {
	local data=$SITES/public/data filter

	cd "$BATS_TEST_TMPDIR"
	for filter in \
		'del(.records[0].fields[] | select(.field == "title"))' \
		'.records[0].fields += [.records[0].fields[0]]' \
		'.records[0].fields += [{"field": "later", "value": ""}]' \
		'(.records[].fields[] | select(.field == "readState").value) = "x-"' \
		'(.records[].fields[] | select(.field == "published").value) = "2014"' \
		'.records[0].attributes.later = ""' \
		'del(.records[0].attributes.version)' \
		'.kind = "gateway"'; do
		jq "$filter" "$data/sources.json" >wrong.json
		! cmp -s "$data/sources.json" wrong.json
		run "$TOP/tests/validate-json" "$data/sources.schema.json" wrong.json
		[ "$status" -eq 1 ]
	done
}

@test "the JSON of a record is what show says of it" {
	local id=leeds-live-risk

	"$GATEHOUSE" -C "$REG" --as-of 2026-11-22 show $id --format json |
		jq 'del(.referredToBy) | walk(if type == "object" then
			del(.label, .line) | if .words == .value then
			del(.words) else . end else . end)' \
			>"$BATS_TEST_TMPDIR/show"
	jq 'del(.publication, .valid)' \
		"$SITES/internal/data/agreements/$id.json" |
		diff "$BATS_TEST_TMPDIR/show" -
}

@test "the register's JSON holds the same as the records' files" {
	cd "$SITES/public/data"
	diff <(jq -s -S . agreements/*.json) \
		<(jq -S '.records | sort_by(.id)' agreements.json)
}

@test "a table holds each record once, and what it says" {
	local data=$SITES/public/data flows

	diff <(rows "$data/agreements.csv" '.[].id' | sort) \
		<(jq -r '.records[].id' "$data/agreements.json" | sort)
	diff <(rows "$data/agreements.csv" '.[] | .id + " " + .status') \
		<(jq -r '.records[] | .id + " " +
			(.fields[] | select(.field == "status").value)' \
			"$data/agreements.json")
	flows=$(cat "$data"/agreements/*.xml | grep -c '<flow ')
	[ "$(rows "$data/agreements.flow.csv" length)" = "$flows" ]
	diff <(rows "$data/agreements.flow.csv" '.[] | .record + "#" + .id' | sort) \
		<(jq -r '.records[] | .id as $id | .fields[] |
			select(.field == "flow") | $id + "#" + .attributes.id' \
			"$data/agreements.json" | sort)
}

@test "values that repeat keep their places from column to column" {
	small
	cat >organisations/fen-body.xml <<-'END'
		<organisation xmlns="urn:gatehouse:1" id="fen-body" version="1">
		  <name>Fen body</name>
		  <altName to="2001-01-01">One</altName>
		  <altName>Two</altName>
		  <altName from="2003-01-01">Three</altName>
		  <type>police-force</type>
		  <from evidence="not-stated"/>
		  <dpContact evidence="not-stated"/>
		</organisation>
	END
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site/data"
	[ "$(rows organisations.csv '.[] | select(.id == "fen-body") |
		[.altName, .["altName.from"], .["altName.to"], .type,
		.["type.words"], .from, .dissolvedOn, .["dpContact.role"]] |
		join("|")')" = "One; Two; Three|; ; 2003-01-01|2001-01-01; ; |police-force|Police force|not stated||not stated" ]
}

@test "columns.csv explains every column of every table" {
	local table

	cd "$SITES/public/data"
	rows columns.csv '.[] | .file + " " + .column' >"$BATS_TEST_TMPDIR/said"
	for table in *.csv; do
		[ "$table" = columns.csv ] || head -n 1 "$table" |
			tr -d '\r"\357\273\277' | tr , '\n' | sed "s/^/$table /"
	done | diff <(LC_ALL=C sort "$BATS_TEST_TMPDIR/said") <(LC_ALL=C sort)
	[ "$(rows columns.csv '[.[] | select(.label == "" or .meaning == "" or
		.form == "")] | length')" = 0 ]
}

@test "awkward text comes back whole, and no formula does" {
	local data=$BATS_TEST_TMPDIR/site/data title summary escaped

	small
	title='=HYPERLINK("http://x","y"), <b> & ]]> it'"'"'s 🏠'
	summary=$'-1\n  two, "2"\n\n@three \u202eevil ]]> 𐍈\nend'
	escaped=${summary//>/"&gt;"}
	cat >sources/awkward.xml <<-END
		<source xmlns="urn:gatehouse:1" id="awkward" version="1">
		  <title>=HYPERLINK("http://x","y"), &lt;b&gt; &amp; ]]&gt; it's 🏠</title>
		  <summary>$escaped</summary>
		  <publisher>+44</publisher>
		</source>
	END
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	sound "$BATS_TEST_TMPDIR/site"
	[ "$(jq -r '.fields[] | select(.field == "title").value' \
		"$data/sources/awkward.json")" = "$title" ]
	[ "$(jq -r '.fields[] | select(.field == "summary").value' \
		"$data/sources/awkward.json")" = "$summary" ]
	[ "$(xmllint --xpath 'string(//*[local-name()="title"])' \
		"$data/sources/awkward.xml")" = "$title" ]
	[ "$(rows "$data/sources.csv" '.[] | select(.id == "awkward").title')" = \
		"'$title" ]
	[ "$(rows "$data/sources.csv" '.[] | select(.id == "awkward").summary')" = \
		"'${summary/$'\u202e'/}" ]
	[ "$(rows "$data/sources.csv" '.[] | select(.id == "awkward").publisher')" = \
		"'+44" ]
}

@test "no cell of any table begins a formula" {
	"$TOP/tests/read-csv" "$SITES"/*/data/*.csv >"$BATS_TEST_TMPDIR/rows"
	[ "$(jq -s 'length' "$BATS_TEST_TMPDIR/rows")" -gt 60 ]
	[ "$(jq -s '[.[][][] | select(test("^[\\s\"]*[-=+@]"))] | length' \
		"$BATS_TEST_TMPDIR/rows")" = 0 ]
}

@test "what the schema requires and the edition hides is kept as withheld" {
	local edition

	small
	sed -i -E 's/ publication="(partner|internal)"//' ./*/*.xml
	SCHEMAS=$BATS_TEST_TMPDIR/schemas
	cp -r "$TOP/schemas" "$SCHEMAS"
	# Every element that must be there, and every id of a part, internal.
	perl -0777 -pi -e '
		s{(<xs:element\b(?:(?!minOccurs="0")[^>])*>\s*<xs:annotation>
			(?:(?!</xs:annotation>).)*?edition=")public"}{$1internal"}gsx;
		s{(<xs:attribute\s+name="(?:id|ref)"[^>]*use="required"[^>]*>\s*
			<xs:annotation>(?:(?!</xs:annotation>).)*?edition=")public"}
			{$1internal"}gsx unless $ARGV =~ /common/' \
		"$SCHEMAS"/{source,organisation,programme,gateway,notice}.xsd \
		"$SCHEMAS"/{consent,agreement,flow,pia,barrier,waiver,common}.xsd
	commit .
	for edition in public partner; do
		build . "$BATS_TEST_TMPDIR/$edition" --edition $edition
		sound "$BATS_TEST_TMPDIR/$edition"
		cd "$BATS_TEST_TMPDIR/$edition/data"
		[ "$(cat ./*/*.json | jq -s 'map(.valid) | all')" = true ]
		[ "$(cat ./*/*.json | jq -s 'length')" -eq 11 ]
		grep -q '<title evidence="withheld"/>' agreements/*.xml
		grep -q '<name evidence="withheld"/>' organisations/*.xml
		grep -q '<version .*evidence="withheld"' gateways/*.xml
		grep -q 'id="withheld-1"' pias/*.xml
		[ "$(jq -r '.fields[] | select(.field == "status").words' \
			agreements/*.json)" = withheld ]
		run grep -rl '<name[^>]*>Fenbridge Council<' .
		[ "$status" -eq 1 ]
		cd "$BATS_TEST_TMPDIR/small"
	done
	build . "$BATS_TEST_TMPDIR/internal" --edition internal
	run grep -rl 'evidence="withheld"' "$BATS_TEST_TMPDIR/internal/data"
	[ "$status" -eq 1 ]
	grep -q 'Fenbridge Council<' \
		"$BATS_TEST_TMPDIR"/internal/data/organisations/*.xml
}

@test "a record that names a hidden one stays valid, and says so" {
	local data=$BATS_TEST_TMPDIR/site/data

	small
	sed -i 's/ version="/ publication="internal"&/' \
		organisations/fenbridge-council.xml
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	sound "$BATS_TEST_TMPDIR/site"
	# The hints of the schemas name such a council as an example.
	run grep -rlE 'fenbridge-council|Fenbridge Council' "$data" \
		--exclude-dir=schemas --exclude='*.schema.json' \
		--exclude=columns.csv --exclude='*.html'
	[ -z "$output" ]
	[ "$status" -eq 1 ]
	grep -q '<party .*evidence="withheld".*>$' "$data"/agreements/*.xml
	grep -q '<role evidence="withheld"/>' "$data"/agreements/*.xml
	grep -q 'evidence="withheld".*>a record that is not in this edition<' \
		"$data"/agreements/*.xml
	[ "$(rows "$data/agreements.party.csv" \
		'[.[].evidence] | index("withheld") != null')" = true ]
}

@test "a claim whose source is hidden does not rest on another" {
	local data=$BATS_TEST_TMPDIR/site/data place

	small
	cat >sources/kept-minutes.xml <<-'END'
		<source xmlns="urn:gatehouse:1" id="kept-minutes" version="1"
		  publication="internal"><title>Minutes</title></source>
	END
	sed -i 's/<type>/<type source="kept-minutes" locator="item 4">/' \
		organisations/fenbridge-council.xml
	sed -i 's/ id="/ source="kept-minutes" locator="item 5"&/' \
		programmes/*.xml
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	sound "$BATS_TEST_TMPDIR/site"
	run grep -rlE 'kept-minutes|item [45]' "$BATS_TEST_TMPDIR/site"
	[ -z "$output" ]
	[ "$status" -eq 1 ]
	grep -q '<type source="withheld">' "$data/organisations/fenbridge-council.xml"
	[ "$(jq -r '.fields[] | select(.field == "type").attributes.source' \
		"$data/organisations/fenbridge-council.json")" = withheld ]
	[ "$(jq -r .attributes.source "$data"/programmes/*.json)" = withheld ]
	[ "$(cat "$data"/*/*.json | jq -s 'map(.valid) | all')" = true ]
	for place in organisations/fenbridge-council programmes; do
		grep -rq 'Source not published in this edition' \
			"$BATS_TEST_TMPDIR/site/$place"*
	done
}

@test "a record that does not fit says so, and is given away as it is" {
	local data=$BATS_TEST_TMPDIR/site/data

	small
	sed -i 's,<published[^<]*<,<published>soon<,' sources/*.xml
	grep -q soon sources/*.xml
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	"$TOP/tests/validate-json" "$data/sources.schema.json" "$data/sources.json"
	[ "$(jq -c '[.records[] | .valid] | unique' "$data/sources.json")" = '[false]' ]
	grep -q '<published>soon<' "$data"/sources/*.xml
}

@test "codes that the registers add are given away with the list" {
	local data=$BATS_TEST_TMPDIR/site/data

	small
	mkdir codes
	cat >codes/source-kind.xml <<-'END'
		<codeList xmlns="urn:gatehouse:1" id="source-kind">
		  <title>Kinds</title>
		  <description>More kinds.</description>
		  <source checked="yes">The partnership</source>
		  <code id="postcard">
		    <label>Postcard</label>
		    <meaning>A card.</meaning>
		    <source checked="yes">The partnership</source>
		  </code>
		</codeList>
	END
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	sound "$BATS_TEST_TMPDIR/site"
	grep -q 'id="postcard"' "$data/schemas/codes/source-kind.xml"
	grep -q 'id="report"' "$data/schemas/codes/source-kind.xml"
	[ "$(jq '[."$defs"["codes.source-kind"].oneOf[].const] |
		index("postcard") != null' "$data/sources.schema.json")" = true ]
}

@test "withheld is refused in a register" {
	small
	sed -i '0,/<published[^>]*>/s//<published evidence="withheld">/' sources/*.xml
	grep -q withheld sources/*.xml
	commit .
	run "$GATEHOUSE" --as-of 2026-11-22 check
	[ "$status" -eq 1 ]
	[[ $output == *"element 'published' is marked withheld, which only published files are"*'[REG-02]'* ]]
	git mv sources/*.xml sources/withheld.xml
	sed -i 's/ id="[^"]*"/ id="withheld"/' sources/withheld.xml
	run "$GATEHOUSE" --as-of 2026-11-22 check
	[[ $output == *"sources/withheld.xml:"*": error: id 'withheld' is what published files write for a record that they do not show; choose another [REG-02]"* ]]
}

@test "the page of downloads counts the records and states the licence" {
	local data

	small
	commit .
	build . "$BATS_TEST_TMPDIR/site"
	grep -q 'Open Government Licence' "$BATS_TEST_TMPDIR/site/data.html"
	grep -q 'do not state a licence' "$SITES/public/data.html"
	data=$(rows "$SITES/public/data/agreements.csv" length)
	grep -q "Agreements</a> ($data)" "$SITES/public/data.html"
	grep -q 'must not be passed on' "$SITES/internal/data.html"
	run grep -q 'must not be passed on' "$SITES/public/data.html"
	[ "$status" -eq 1 ]
}
