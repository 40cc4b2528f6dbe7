#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2034,SC2154
#
# export to the formats of others: json, jsonld, kantara, hdruk, ics; one
# repository for all.

load helpers

REGISTERS=$BATS_FILE_TMPDIR/registers
OUT=$BATS_FILE_TMPDIR/out

setup_file()
{
	make_registers
	organisation fen-clinic '<identifier scheme="GB-NHS">RX1</identifier>' \
		'<dpContact><role>Records team</role><mailbox>records@clinic.example</mailbox></dpContact>'
	record consents/visits.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<consent xmlns="urn:gatehouse:1" id="visits" version="3" source="letter">
		  <title>Home visits</title>
		  <kind>lawful-basis</kind>
		  <controller ref="fen-council"/>
		  <recipient ref="fen-clinic"/>
		  <purpose code="P-SUPPORT" separateChoice="true">To visit you</purpose>
		  <dataCategory code="mental-health"/>
		  <dataCategory code="contact"/>
		  <perPerson>true</perPerson>
		  <captureMethod code="signed-form"/>
		  <explicitness>explicit</explicitness>
		  <validity>P1Y</validity>
		  <withdrawalMethod code="letter" asEasyAsGiving="false"/>
		  <state>given</state>
		  <stats asOf="2026-01-01"><given>31415</given></stats>
		</consent>
	END
	record consents/group.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<consent xmlns="urn:gatehouse:1" id="group" version="1" source="letter"
		  publication="partner">
		  <title>A group that is kept among partners</title>
		  <kind>participation</kind>
		</consent>
	END
	record agreements/visits-share.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<agreement xmlns="urn:gatehouse:1" id="visits-share" version="1"
		  source="letter">
		  <title>Sharing for visits</title>
		  <review><next>2027-01-05</next></review>
		  <status>active</status>
		  <party ref="fen-council"><role>controller</role>
		    <signature><signatoryName>Zebedee Quill</signatoryName></signature>
		  </party>
		  <benefit>=Fewer visits</benefit>
		  <legal><art9 code="A9-2-h"/></legal>
		  <start>2026-01-02</start>
		  <flow id="lists">
		    <title>Weekly list</title>
		    <discloser ref="fen-council"/>
		    <recipient ref="fen-clinic"/>
		    <dataCategory code="contact">Addresses</dataCategory>
		    <identifiability>pseudonymised</identifiability>
		    <purpose code="P-SUPPORT"/>
		    <lawfulBasis code="A6-1-e"/>
		    <method>sftp</method>
		    <frequency>weekly</frequency>
		  </flow>
		</agreement>
	END
	git_in add .
	git_in commit -q -m 'Add what is shared'
	mkdir "$OUT"
}

# cell COLUMN: of the first row of hdruk.csv.
cell()
{
	python3 -c 'import csv, sys
row = next(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")))
assert len(row) == 32
print(row[sys.argv[2]])' "$OUT/hdruk.csv" "$1"
}

# of FILE EXPRESSION: what a JSON file says, v being the value.
of()
{
	node -e 'const v = JSON.parse(require("fs").readFileSync(process.argv[1]));
		console.log(JSON.stringify(eval(process.argv[2])));' "$OUT/$1" "$2"
}

@test "json is valid by the schema beside it" {
	run -0 gh export json -o "$OUT/all.json"
	[[ $output == *'this holds what the public and partner editions leave out'* ]]
	grep -q 'Zebedee Quill' "$OUT/all.json"
	[ "$(of all.json 'v.registers.consents.map((c) => c.id)')" = '["group","visits"]' ]
	[ "$(of all.json v.commit)" = "\"$(head_of)\"" ]
	cd "$TOP"
	run -0 node -e 'const Ajv = require("ajv/dist/2020").default;
		const fs = require("fs");
		const read = (f) => JSON.parse(fs.readFileSync(process.argv[1] + f));
		const ajv = new Ajv({ strict: true, strictTypes: false, inlineRefs: false });
		const holds = ajv.compile(read("/all.schema.json"));
		const all = read("/all.json");
		if (!holds(all)) { console.log(holds.errors); process.exit(1); }
		all.registers.consents[1].fields.push({ field: "nonsense" });
		if (holds(all)) process.exit(2);' "$OUT"
}

@test "an edition holds nothing that it does not show" {
	for format in json jsonld kantara ics; do
		run -0 gh export "$format" --edition public -o "$OUT/$format.json"
		[[ $output != *'this holds'* ]]
	done
	run -0 gh export csv --edition public -o "$OUT/edition.csv"
	grep -q 'visits' "$OUT/json.json"
	run ! grep -rE 'Zebedee|kept among partners' "$OUT"/{json,jsonld,kantara,ics}.json "$OUT/edition.csv"
	run -0 gh export json --edition partner -o "$OUT/partner.json"
	grep -q 'kept among partners' "$OUT/partner.json"
	run ! grep -q Zebedee "$OUT/partner.json"
	run -2 gh export json --edition secret -o "$OUT/x.json"
	[[ $output == *"expected --edition 'public', 'partner' or 'internal', not 'secret'"* ]]
	[ ! -e "$OUT/x.json" ]
}

@test "jsonld says a consent arrangement in terms of the DPV" {
	gh export jsonld --edition internal -o "$OUT/c.jsonld"
	at='v["@graph"][1]'
	[ "$(of c.jsonld "${at}['@type']")" = '"gh:ConsentArrangement"' ]
	[ "$(of c.jsonld "${at}['dpv:hasLegalBasis']['@id']")" = '"dpv:ExplicitlyExpressedConsent"' ]
	[ "$(of c.jsonld "${at}['dpv:hasConsentStatus']['@id']")" = '"dpv:ConsentGiven"' ]
	[ "$(of c.jsonld "${at}['dpv:hasPersonalData'].map((d) => d['@type'])")" = '["dpv:SpecialCategoryPersonalData","dpv:PersonalData"]' ]
	[ "$(of c.jsonld "${at}['dpv:hasPurpose'][0]['gh:separateChoice']")" = true ]
	[ "$(of c.jsonld "${at}['dpv:hasRecipient'][0]['dpv:hasContact']")" = '"records@clinic.example"' ]
	# Agreement to take part is no legal basis.
	[ "$(of c.jsonld "v['@graph'][0]['dpv:hasLegalBasis']")" = undefined ]
	run ! grep -q 31415 "$OUT/c.jsonld"
}

@test "kantara makes a receipt without a person" {
	run -0 gh export kantara --edition internal -o "$OUT/receipts"
	[[ $output == *"no person and no 'consentTimestamp'"* ]]
	[ "$(ls "$OUT/receipts")" = $'group.json\nvisits.json' ]
	[ "$(of receipts/visits.json '[v.version, v.piiPrincipalId, v.consentTimestamp, v.sensitive, v.spiCat, v.collectionMethod]')" = \
		'["KI-CR-v1.1.0","",null,true,["Mental health"],"Signed form"]' ]
	[ "$(of receipts/visits.json 'v.services[0].purposes[0]')" = \
		'{"purpose":"To visit you","purposeCategory":["Support families"],"consentType":"EXPLICIT","piiCategory":["Mental health","Contact details"],"termination":"1 year","thirdPartyDisclosure":true,"thirdPartyName":"Body fen-clinic"}' ]
	[ "$(of receipts/group.json v.sensitive)" = undefined ]
	gh export kantara --edition internal -o "$OUT/all-receipts.json"
	[ "$(of all-receipts.json v.length)" = 2 ]
}

@test "hdruk has a row for each recipient of a flow" {
	gh export hdruk --edition internal -o "$OUT/hdruk.csv"
	[ "$(cell 'Lead applicant organisation name')" = 'Body fen-clinic' ]
	[ "$(cell 'Organisation ID')" = GB-NHS:RX1 ]
	[ "$(cell 'Project ID')" = 'visits-share#lists' ]
	[ "$(cell 'Data sensitivity level')" = De-Personalised ]
	[ "$(cell 'Legal basis for provision of data under Article 6')" = 'Public task' ]
	[ "$(cell 'Lawful conditions for provision of data under Article 9')" = 'Health or social care' ]
	[ "$(cell 'Request category type')" = 'Support families' ]
	[ "$(cell 'Request frequency')" = Recurring ]
	[ "$(cell 'Access type')" = Release ]
	[ "$(cell 'Public benefit statement')" = "'=Fewer visits" ]
	[ "$(cell 'Applicant names')" = '' ]
	run ! grep -q Zebedee "$OUT/hdruk.csv"
}

@test "ics has all that is due, however far away" {
	gh export ics --edition internal -o "$OUT/due.ics"
	grep -q '^BEGIN:VCALENDAR' "$OUT/due.ics"
	grep -q 'DTSTART;VALUE=DATE:20270105' "$OUT/due.ics"
}
