#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2034,SC2154
#
# import dea, export dea: the register of the Digital Economy Act, as it was
# kept; one repository for all.

load helpers

FILES=$BATS_FILE_TMPDIR
REGISTERS=$BATS_FILE_TMPDIR/registers

HEAD=$'information-sharing-agreement-0001\tname\tpurpose\tinformation-sharing-benefits\tlegal-power-disclosure\tdisclosed-information\tcontrollers\tcontroller-names\tinformation-sharing-method\tprocessors\tprocessor-names\tretention-period\tstart-date\tend-date\treview-date\tcontact\tareas\tarea-names'
POWERS=information-sharing-agreement-powers-and-objectives-0001

# row KEY POWER CODES NAMES TO TO-NAMES RETENTION CONTACT [AREAS AREA-NAMES]
row()
{
	printf '%s\tHelp %s\tTo help ● with bills\tLess debt\t%s\tNames, “sums”\t%s\t%s\tSecure post\t%s\t%s\t%s\t2019-02-18\t2019-12-31\t2019-07-01\t%s\t%s\t%s\n' \
		"$1" "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "${9-}" "${10-}"
}

setup_file()
{
	make_registers
	record gateways/fuel.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<gateway xmlns="urn:gatehouse:1" id="fuel" version="1" source="letter">
		  <title>Fuel poverty</title>
		  <kind>express-permissive</kind>
		  <version id="v1">
		    <status>in-force</status>
		    <objective>fuel-poverty</objective>
		  </version>
		</gateway>
	END
	organisation hmrc '<identifier scheme="register-curie">government-organisation:D25</identifier>'
	git_in add .
	git_in commit -q -m 'Add a gateway'
	{
		echo "$HEAD"
		row 1 "$POWERS:2" 'government-organisation:D2; government-organisation:D4' \
			'Cabinet Office; Homes' local-authority-eng:FEN 'Fen Town' \
			P2Y dpo@fen.example \
			statistical-geography-unitary-authority-eng:E06000001 Fenland
		row 2 "$POWERS:2" government-organisation:D2 '' '' 'Fuel Trust' \
			P11M dataprotection@fen.example
	} >"$FILES/good.tsv"
}

dry()
{
	run "$@"
	[ "$(git_in status --porcelain)" = '' ]
}

# says LEVEL FIELD WORDS: a line of the output.
says()
{
	grep -qF -- "$1: '$2': $3" <<<"$output" ||
		{ echo "expected $1: '$2': $3"; echo "$output"; return 1; }
}

# other: a registers repository like the first, without what was imported.
other()
{
	rm -rf "$FILES/other"
	git clone -q "$BATS_FILE_TMPDIR/registers" "$FILES/other"
}

in_other()
{
	"$GATEHOUSE" -C "$FILES/other" --as-of 2026-11-22 "$@"
}

@test "a dry run says what would be made, and makes nothing" {
	dry -0 gh import dea "$FILES/good.tsv" --dry-run
	[[ $output == *'agreement dea-isa-1 added'* ]]
	[[ $output == *"Flow 'shared', retention, duration: P2Y"* ]]
	[[ $output == *"legal gateway 'fuel'"* ]]
	[[ $output == *'organisation cabinet-office added'* ]]
	[[ $output == *'7 created, 0 changed, if this were no dry run'* ]]
}

@test "every slip of a file is told, with its line" {
	{
		echo "$HEAD"
		row 4 "${POWERS/objectives/objecitves}:2" \
			'specified-persn:6; government-organisation:D2;' \
			' BEIS; DWP' government-organisation:D25 '"Homes"' \
			'P3Y11M ' dpo@fen.example
		row 5 "$POWERS:9" government-organisation:D2 '' '' '' \
			'two years' dpo@fen.example
	} >"$FILES/slips.tsv"
	dry -0 gh import dea "$FILES/slips.tsv" --dry-run
	says "2: warning" legal-power-disclosure "'${POWERS/objectives/objecitves}:2' leads nowhere"
	says "2: warning" controllers "the list ends with ';'; read as a list of 2"
	says "2: warning" controllers "'specified-persn:6' is in no register"
	says "2: warning" controller-names "there are blanks around 'BEIS'"
	says "2: warning" processor-names '"Homes" is in quotation marks'
	says "2: warning" processors "'government-organisation:D25' is 'Body hmrc' ('hmrc') in the registers, not 'Homes'"
	says "2: warning" retention-period "there are blanks around 'P3Y11M'"
	says "2: warning" areas "the list is empty, and so is 'area-names'"
	says "3: warning" legal-power-disclosure "'$POWERS:9' leads nowhere, since there is no objective"
	says "3: warning" controllers "there is a code without a name"
	says "3: warning" processors "the list is empty"
	says "3: warning" retention-period "'two years' is no period"
	# Nothing is mended on the way.
	[[ $output == *"domestic law: ${POWERS/objectives/objecitves}:2"* ]]
	[[ $output == *"retention, "*": two years"* ]]
}

@test "what would have to be guessed is refused, and nothing is written" {
	{
		echo "$HEAD"
		row 6 "$POWERS:2" 'government-organisation:D2; government-organisation:D4' \
			'Cabinet Office' '' '' P1Y dpo@fen.example
		row 7 "$POWERS:2" D2 '' '' '' P1Y jane.smith@fen.example
		row 7 "$POWERS:2" government-organisation:D2 '' '' '' P1Y dpo@fen.example
		row 'no/key' "$POWERS:2" '' '' '' '' P1Y dpo@fen.example
		row 8 "$POWERS:2" '' '' '' '' P1Y dpo@fen.example | sed 's/2019-12-31/31.12.2019/'
		row 9 "$POWERS:2" '' '' '' '' P1Y dpo@fen.example | sed 's/Less debt/Less\x1f debt/'
	} >"$FILES/bad.tsv"
	dry -1 gh import dea "$FILES/bad.tsv"
	says "2: error" controllers "there are 2 in the list and 1 in 'controller-names'"
	says "3: error" controllers "'D2' is no reference to a register"
	says "3: error" contact "it looks like the address of a person"
	[[ $output != *jane.smith* ]]
	says "4: error" information-sharing-agreement-0001 "there are two records '7'"
	says "5: error" information-sharing-agreement-0001 "'no/key' cannot be the number"
	says "6: error" end-date "'31.12.2019' is no day"
	says "7: error" information-sharing-benefits 'the control character U+001F cannot be taken; remove it'
	[[ $output == *'nothing was written'* ]]
}

@test "what is no register is refused in a sentence" {
	echo 'a,b' >"$FILES/x.csv"
	dry -3 gh import dea "$FILES/x.csv"
	[[ $output == *'this is no register of the Digital Economy Act'* ]]
	: >"$FILES/x.csv"
	dry -3 gh import dea "$FILES/x.csv"
	[[ $output == *'x.csv: the file is empty; expected the register as TSV'* ]]
	sed '1s/purpose/purpos/' "$FILES/good.tsv" >"$FILES/x.tsv"
	dry -1 gh import dea "$FILES/x.tsv"
	[[ $output == *"there is no field 'purpos'; did you mean 'purpose'?"* ]]
	dry -3 gh import dea "$FILES/none.tsv"
	printf '%s\n1\tshort\n' "$HEAD" >"$FILES/x.tsv"
	dry -1 gh import dea "$FILES/x.tsv"
	[[ $output == *'there are 2 cells in this row, and 18 headings'* ]]
	dry -2 gh export dea -o "$FILES/x.json"
	[[ $output == *"ends with '.tsv', '.csv' or '.rsf'"* ]]
}

@test "import, export, import gives the same records in each form" {
	other
	run -0 in_other import dea "$FILES/good.tsv"
	cp -r "$FILES/other" "$FILES/first"
	for form in tsv csv rsf; do
		run -0 "$GATEHOUSE" -C "$FILES/first" --as-of 2026-11-22 \
			export dea --edition internal -o "$FILES/again.$form"
		[ "$output" = '' ]
		other
		run -0 in_other import dea "$FILES/again.$form"
		diff -r -x .git "$FILES/first" "$FILES/other"
		# And there is nothing left to change.
		run -0 in_other import dea "$FILES/again.$form"
		[[ $output == *'nothing differs from the registers'* ]]
	done
	# The second row has gained a name: the first gives it to the code.
	cmp <(head -n 2 "$FILES/good.tsv") <(head -n 2 "$FILES/again.tsv")
	rm -rf "$FILES/first"
}

@test "a changed record changes what differs, and no more" {
	other
	run -0 in_other import dea "$FILES/good.tsv"
	sed -i '0,/<\/title>/s//&<!-- kept -->/' \
		"$FILES/other/agreements/dea-isa-2.xml"
	sed 's/P11M/P1Y/; s/Fuel Trust/Fuel Fund/' "$FILES/good.tsv" >"$FILES/new.tsv"
	run -0 in_other import dea "$FILES/new.tsv"
	[[ $output == *'1 created, 1 changed'* ]]
	grep -q 'kept' "$FILES/other/agreements/dea-isa-2.xml"
	grep -q '<duration>P1Y</duration>' "$FILES/other/agreements/dea-isa-2.xml"
	grep -q '<recipient ref="fuel-fund"' "$FILES/other/agreements/dea-isa-2.xml"
	run ! grep -q fuel-trust "$FILES/other/agreements/dea-isa-2.xml"
}

@test "RSF is checked to each hash" {
	other
	run -0 in_other import dea "$FILES/good.tsv"
	run -0 in_other export dea --edition internal -o "$FILES/r.rsf"
	# The last line is the root that the entries give (RFC 6962).
	run -0 python3 - "$FILES/r.rsf" <<-'END'
		import hashlib, sys
		h = lambda b: hashlib.sha256(b).digest()
		lines = [l.split("\t") for l in open(sys.argv[1]).read().splitlines()]
		items = {hashlib.sha256(l[1].encode()).hexdigest() for l in lines if l[0] == "add-item"}
		user = [l for l in lines if l[0] == "append-entry" and l[1] == "user"]
		assert all(l[4][8:] in items for l in lines if l[0] == "append-entry")
		leaf = [h(b"\0" + ('{"index-entry-number":"%d","entry-number":"%d","entry-timestamp":"%s","key":"%s","item-hash":["%s"]}' % (i, i, l[3], l[2], l[4])).encode()) for i, l in enumerate(user, 1)]
		assert len(leaf) == 2
		assert lines[-1] == ["assert-root-hash", "sha-256:" + h(b"\1" + leaf[0] + leaf[1]).hex()]
	END
	sed 's/Less debt/More debt/' "$FILES/r.rsf" >"$FILES/x.rsf"
	dry -1 gh import dea "$FILES/x.rsf"
	[[ $output == *'no item of this SHA-256 was added before the entry'* ]]
	[[ $output == *'no entry names this item'* ]]
	grep -v $'user\t1\t' "$FILES/r.rsf" >"$FILES/x.rsf"
	dry -1 gh import dea "$FILES/x.rsf"
	[[ $output == *'the root hash is not that of the entries before it'* ]]
	sed '2s/add-item/add-itme/' "$FILES/r.rsf" >"$FILES/x.rsf"
	dry -1 gh import dea "$FILES/x.rsf"
	[[ $output == *':2: error: this is no line of a register'* ]]
}

@test "an export says what the register has no place for" {
	other
	mkdir "$FILES/other/agreements"
	cat >"$FILES/other/agreements/two.xml" <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<agreement xmlns="urn:gatehouse:1" id="two" version="1" source="letter">
		  <title>Two flows</title>
		  <status>draft</status>
		  <flow id="there"><title>There</title>
		    <discloser ref="fen-council"/><recipient ref="hmrc"/>
		    <gateway ref="fuel"/><method>sftp</method></flow>
		  <flow id="back"><title>Back</title>
		    <discloser ref="hmrc"/><recipient ref="fen-council"/>
		    <frequency>daily</frequency></flow>
		</agreement>
	END
	run -0 in_other export dea -o "$FILES/lost.tsv"
	[[ $output == *"of 'two' the register has no place for: "* ]]
	for lost in Status Frequency 'which flow goes from whom to whom' \
		'codes of organisations, since others have none'; do
		[[ $output == *"$lost"* ]]
	done
	grep -q "$POWERS:2" "$FILES/lost.tsv"
	grep -q 'Body fen-council; Body hmrc' "$FILES/lost.tsv"
	grep -q 'Secure file transfer' "$FILES/lost.tsv"
	# Which flow a row means cannot be told.
	sed 's/Secure file/Slow file/; s/Body fen-council; Body hmrc/Body hmrc/' \
		"$FILES/lost.tsv" >"$FILES/x.tsv"
	run -1 in_other import dea "$FILES/x.tsv"
	[[ $output == *'has 2 flows in the registers; which of them is to change cannot be told'* ]]
}
