#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# build: what the command adds to the site builder.

load helpers

@test "a site beside the settings, and a line that counts" {
	make_registers
	run -0 --separate-stderr gh build
	[ -f "$REGISTERS/site/index.html" ]
	[[ $output =~ ^[0-9]+\ files:\ [0-9]+\ written,\ [0-9]+\ unchanged,\ [0-9]+\ removed,\ in\ .*/site$ ]]
	[[ $stderr == *"commit $(head_of | head -c 10)"* ]]
}

@test "-o is taken from where the command runs" {
	make_registers
	cd "$BATS_TEST_TMPDIR"
	run -0 gh build -o ../elsewhere
	[ -f "$BATS_TEST_TMPDIR/elsewhere/index.html" ]
	[ ! -e "$REGISTERS/site" ]
}

@test "findings do not stop a build" {
	make_registers
	faulty_agreement
	run -0 --separate-stderr gh build
	[[ $stderr == *'work tree, which differs from HEAD; 2 errors'* ]]
}

@test "a file that cannot be read does not stop a build" {
	make_registers
	echo '<organisation' | record organisations/broken.xml
	run -0 gh build
}

@test "a site may not stand among the records" {
	make_registers
	run -2 gh build -o organisations/site
	[[ $output == *'is where records are'* ]]
	run -2 gh build -o .
	[ ! -e "$REGISTERS/organisations/site" ]
}

@test "an unknown edition is a usage error" {
	make_registers
	run -2 gh build --edition secret
	[[ $output == *"'public', 'partner' or 'internal', not 'secret'"* ]]
	[ ! -e "$REGISTERS/site" ]
}

@test "a reference to a record of another kind does not stop a build" {
	make_registers
	faulty_agreement
	sed -i 's,</agreement>,<consent ref="fen-council"/><notice ref="letter"/>&,' \
		"$REGISTERS/agreements/night-shelter.xml"
	run -0 gh build
}

@test "a file that no site can hold is named, and nothing is built" {
	make_registers
	mkdir -p "$BATS_TEST_TMPDIR/templates/assets"
	touch "$BATS_TEST_TMPDIR/templates/assets/my style.css"
	run -3 gh --templates "$BATS_TEST_TMPDIR/templates" build
	[[ $output == *"'templates/assets/my style.css' cannot be a file of"* ]]
	[ ! -e "$REGISTERS/site" ]
}

@test "without settings there is no site" {
	make_registers
	rm "$REGISTERS/gatehouse.xml"
	run -3 gh build
	[[ $output == *'there is no gatehouse.xml'* ]]
	[ ! -e "$REGISTERS/site" ]
}

@test "a plain folder and an unborn HEAD can be built" {
	make_files
	run -0 gh build
	rm -r "$REGISTERS/site"
	git init -q -b main "$REGISTERS"
	run -0 gh build
}

@test "a revision is built whatever the work tree holds" {
	make_registers
	echo '<settings' | record gatehouse.xml
	run -3 gh build
	run -0 --separate-stderr gh build --rev HEAD
	[[ $stderr == *"commit $(head_of | head -c 10)"* ]]
}

@test "a shallow clone says that history pages are cut" {
	make_registers
	organisation fen-police
	gh save -m 'Police join' >/dev/null
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	run -0 --separate-stderr "$GATEHOUSE" -C "$BATS_TEST_TMPDIR/shallow" build
	[[ $stderr == *'history is cut here (a shallow clone)'* ]]
}

@test "a folder full of other things is refused without a walk through it" {
	make_registers
	run -3 timeout 20 "$GATEHOUSE" -C "$REGISTERS" build -o /
	[[ $output == *"'/' is not empty and holds no manifest.json of this program"* ]]
}
