#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154
#
# import cnil and export cnil: assessments from and for the CNIL's PIA tool.

load helpers

IN=$BATS_TEST_TMPDIR/pia.json
OUT=$BATS_TEST_TMPDIR/out.json

setup()
{
	make_registers
}

clean()
{
	[ -z "$(git_in status --porcelain -uall)" ]
}

# Every oddity that files of the tool have been seen with.
odd_file()
{
	cat >"$IN" <<-'END'
		{"pia": {"id": 7, "dbVersion": 201707071818, "status": "3",
		  "is_archive": false, "is_example": 0, "name": "Night\n shelter",
		  "category": "Housing", "author_name": "Quilla Zebedee",
		  "dpos_names": "Quilla Zebedee", "people_names": "tenants",
		  "dpo_status": 1, "dpo_opinion": "Fine.\nBut &lt;soon&gt;.",
		  "concerned_people_searched_opinion": true,
		  "concerned_people_searched_content": "left over",
		  "concerned_people_status": "0",
		  "concerned_people_opinion": "undefined",
		  "rejection_reason": "undefined",
		  "applied_adjustements": "Mended", "structure_id": null,
		  "structure_name": "Our template", "progress": 12.5,
		  "surprise": {"a": 1}},
		 "answers": [
		  {"reference_to": "111", "data": {"text":
		   "<div style='color: red'>Caf&eacute;&nbsp;<b>night</b>\r\n<br/>two</div><script>x</script><ul><li>a<li>b</ul>"}},
		  {"reference_to": 112, "data": {"text": "Council", "list": ["odd"]}},
		  {"reference_to": 121, "data": {}},
		  {"reference_to": 122},
		  {"reference_to": 211, "data": {"text": "first", "gauge": null}},
		  {"reference_to": "211", "data": {"text": "second", "gauge": "3"}},
		  {"reference_to": 2210, "data": {"text": "own", "list": ["x", "- y"]}},
		  {"reference_to": 321, "data": {"text": null, "gauge": null, "list": ["Fear", "# 1. *Loss*"]}},
		  {"reference_to": 322, "data": {"list": ["Theft"]}},
		  {"reference_to": 323, "data": {"list": ["Staff"]}},
		  {"reference_to": 324, "data": {"list": ["Locks", "Guards"]}},
		  {"reference_to": 325, "data": {"text": "<p>bad</p>", "gauge": "3"}},
		  {"reference_to": 326, "data": {"gauge": 2}}],
		 "measures": [
		  {"id": 41, "title": "Locks", "content": "<em>Good</em> ones",
		   "placeholder": "slug", "created_at": null},
		  {"id": 42, "title": "", "content": ""}],
		 "evaluations": [
		  {"reference_to": "1.1", "status": 3, "global_status": 2,
		   "gauges": {"x": 0, "y": 0}},
		  {"reference_to": "3.1.41", "status": "2",
		   "action_plan_comment": "<p>More</p>",
		   "estimated_implementation_date": "2027-03-01T00:00:00.000Z",
		   "evaluation_date": null, "person_in_charge": "Quilla Zebedee"},
		  {"reference_to": "3.1.[object Object]", "status": 1, "gauges": {}},
		  {"reference_to": "3.2", "status": 3, "gauges": {"x": 2, "y": 1},
		   "evaluation_date": "soon"}],
		 "comments": [
		  {"description": "Why?", "reference_to": 211, "for_measure": false},
		  {"description": "How?", "reference_to": 41, "for_measure": true},
		  {"description": "Who?", "reference_to": 9, "for_measure": true}]}
	END
}

# text XPATH ID: a value of the record.
text()
{
	xmllint --xpath "string($(sed 's#/\([a-z]\)#/*[local-name()="\1#g; s#"\([A-Za-z]*\)#"\1"]#g' <<<"$1"))" \
		"$REGISTERS/pias/$2.xml"
}

@test "import cnil makes a record and its source of a file full of oddities" {
	odd_file
	run -0 --separate-stderr gh import cnil "$IN"
	[[ $stderr == *'2 created, 0 changed'* ]]
	[ "$(text /pia/title pia-night-shelter)" = 'Night shelter' ]
	[ "$(text /pia/status pia-night-shelter)" = approved ]
	[ "$(text /pia/need pia-night-shelter)" = $'Café **night**\\\ntwo\n\n- a\n- b' ]
	[ "$(text /pia/context pia-night-shelter)" = $'## Responsibilities\n\nCouncil' ]
	[ "$(text /pia/purposes pia-night-shelter)" = first ]
	[ "$(text /pia/scope/@evidence pia-night-shelter)" = not-stated ]
	[ "$(text /pia/risk/impact pia-night-shelter)" = $'- Fear\n- \\# 1. \\*Loss\\*\n\n## Severity: important (3 of 4)\n\nbad' ]
	[ "$(text /pia/risk/sourceOfRisk pia-night-shelter)" = $'## Threats\n\n- Theft\n\n## Sources\n\n- Staff\n\n## Likelihood: limited (2 of 4)' ]
	[ "$(text /pia/risk/severity pia-night-shelter)" = severe ]
	[ "$(text /pia/risk/likelihood pia-night-shelter)" = possible ]
	[ "$(text /pia/risk/overall pia-night-shelter)" = high ]
	[ "$(text /pia/risk/residual/severity pia-night-shelter)" = significant ]
	[ "$(text /pia/risk/residual/likelihood pia-night-shelter)" = remote ]
	[ "$(text /pia/measure/option pia-night-shelter)" = $'**Locks**\n\n*Good* ones' ]
	[ "$(text /pia/measure/@risk pia-night-shelter)" = illegitimate-access ]
	[ "$(text /pia/measure/due pia-night-shelter)" = 2027-03-01 ]
	[ "$(text /pia/dpoAdvice/summary pia-night-shelter)" = $'## Opinion: the processing could be carried out\n\nFine.\\\nBut \\<soon>.' ]
	[ "$(text /pia/note pia-night-shelter)" = "$(cat <<-'END'
		## Answer 112

		### List

		- odd

		## Answer 211, gauge 3

		second

		## Answer 2210

		own

		### List

		- x
		- \- y

		## Evaluation of 1.1: acceptable

		## Evaluation of measure locks: improvable; planned for 2027-03-01

		### Action plan

		More

		## Evaluation of an unnamed measure: to be corrected

		## Evaluation of 3.2: acceptable; severity 2; likelihood 1

		## Comment on question 211

		Why?

		## Comment on measure locks

		How?

		## Comment on an unnamed measure

		Who?

		## Reason for not asking, though people were asked

		left over

		## Category

		Housing

		## Adjustments made

		Mended
	END
	)" ] || { text /pia/note pia-night-shelter; false; }
	grep -q '<published evidence="not-stated"/>' \
		"$REGISTERS/sources/pia-night-shelter-export.xml"
}

@test "import cnil tells with its place what is left out, and repeats no name" {
	odd_file
	run -0 --separate-stderr gh import cnil "$IN" --dry-run
	clean
	for place in pia.author_name pia.dpos_names pia.people_names \
		pia.structure_name pia.surprise pia.concerned_people_opinion \
		pia.rejection_reason 'evaluations[1].person_in_charge' \
		'evaluations[2]' 'evaluations[3].evaluation_date' \
		'answers[0].data.text' 'answers[5]' 'answers[10].data.list' \
		'measures[1]' pia.status; do
		[[ $stderr == *"$IN: note: $place: "* ]] || { echo "$place"; false; }
	done
	[[ $stderr == *"left out as the tool's own: evaluations[].global_status (1), measures[].created_at (1), measures[].id (2), measures[].placeholder (1), pia.dbVersion (1), pia.id (1), pia.is_example (1), pia.progress (1)"* ]]
	[[ $output$stderr != *Zebedee* ]]
}

@test "import, export and import again give the same record" {
	odd_file
	gh import cnil "$IN" --id first
	run -0 gh export cnil first -o "$OUT"
	jq -e '.pia.status == 2 and .pia.dpo_opinion == "Fine.\nBut &lt;soon&gt;."
		and (.answers | length) == 39
		and ([.answers[] | select(.reference_to == 325)][0].data.gauge) == 3
		and .measures[0].title == "Locks" and
		.evaluations[1].reference_to == "3.1.1"' "$OUT"
	gh import cnil "$OUT" --id again
	diff "$REGISTERS/pias/first.xml" \
		<(sed '2s/again/first/g' "$REGISTERS/pias/again.xml")
}

@test "the back office's list of assessments is read too" {
	odd_file
	jq '[.pia + {answers, measures, evaluations, comments},
		{name: "Night shelter", answers: []}]' "$IN" >"$OUT"
	gh import cnil "$IN" --id alone
	gh import cnil "$OUT"
	diff "$REGISTERS/pias/alone.xml" \
		<(sed '2s/pia-night-shelter/alone/g' "$REGISTERS/pias/pia-night-shelter.xml")
	[ -e "$REGISTERS/pias/pia-night-shelter-2.xml" ]
	run -2 gh import cnil "$OUT" --id one
}

@test "export cnil says what the tool has no place for" {
	odd_file
	gh import cnil "$IN" --id pp
	sed -i 's#<kind>full</kind>#<caveat>A **doubt**.</caveat>&#; s#<risk id="illegitimate-access"#<risk id="mix-up"><title>Mix-up</title><theme>wrong-match</theme><impact>Harm</impact></risk>&#; s#<necessity evidence="not-stated"/>#<necessity>Needed.</necessity>#' "$REGISTERS/pias/pp.xml"
	run -0 --separate-stderr gh export cnil pp -o "$OUT"
	[[ $stderr == *'no place for it: risk.theme, risk.overall'* ]]
	jq -re '.answers[0].data.text' "$OUT" >"$BATS_TEST_TMPDIR/text"
	grep -q '<strong>doubt</strong>' "$BATS_TEST_TMPDIR/text"
	grep -q '<h4>Risk: Mix-up</h4>' "$BATS_TEST_TMPDIR/text"
	jq -e '[.answers[] | select(.reference_to == 211)][0].data.text |
		test("Needed")' "$OUT"
	run -2 gh export cnil -o "$OUT"
	run -2 gh export csv pp -o "$OUT"
	run -3 gh export cnil nothing -o "$OUT"
	run -3 gh export cnil letter -o "$OUT"
	[[ $output == *"'letter' is of kind 'source'; expected a pia"* ]]
}

# refused STATUS SENTENCE: the file says why it is refused; nothing is written.
refused()
{
	run "-$1" gh import cnil "$IN"
	[[ $output == *"$2"* ]] || { echo "$output"; false; }
	clean
}

@test "what is no assessment gets a sentence, and nothing is written" {
	echo '{"a": 1}' >"$IN"
	refused 3 "$IN': this is no assessment; expected"
	echo '{"structure": {"name": "x", "data": {"sections": []}}}' >"$IN"
	refused 3 "this is a template ('structure')"
	echo '[{"pia": {}}, 3]' >"$IN"
	refused 3 'item 2 of the list is no assessment'
	echo '[]' >"$IN"
	refused 3 'the list holds no assessment'
	truncate -s 50M "$IN"
	refused 3 'the file is larger than 16 MiB'
	perl -e 'print "[" x 10000, "]" x 10000' >"$IN"
	refused 3 'line 1: values stand deeper than 64 levels'
	printf '{"pia":\n{"name": "\xe9"}}' >"$IN"
	refused 3 'line 2: the text is not UTF-8'
	printf '{"pia": {"name": "a",\n"name": "b"}}' >"$IN"
	refused 3 'line 2: an object has the same key twice'
	echo '{"pia": {"name": "a\u0000"}}' >"$IN"
	refused 3 'a text holds a NUL'
	echo '{"pia": {"name": "a"}, "answers": {}, "measures": [3]}' >"$IN"
	refused 1 'answers: expected a list; this is an object'
	echo '{"pia": {"name": "a"}, "answers": [{"reference_to": "x"}]}' >"$IN"
	refused 1 "answers[0]: 'reference_to' is not the number of a question"
	jq -n '{pia: {name: "a"}, answers: [{reference_to: 324,
		data: {list: [range(5001) | tostring]}}]}' >"$IN"
	refused 1 'answers[0].data.list: the list has 5001 items'
	echo '{"pia": {"name": "a", "category": "call 07700 900123"}}' >"$IN"
	refused 1 '[CON-18]'
	echo '{"pia": {"name": "a"}}' >"$IN"
	run -2 gh import cnil "$IN" --id 'A b'
	run -1 gh import cnil "$IN" --id letter
	[[ $output == *"id 'letter' is used already"* ]]
	clean
}
