#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# What nobody should put into a registers repository: each gets one line with
# the path, the line and what would be right; status 1; and nothing is written.

load helpers

setup()
{
	make_registers
	BEFORE=$(head_of)
}

# one_line PATTERN: check and save find it, in one line, and write nothing.
one_line()
{
	local pattern=$1 state

	state=$(git_in status --short)
	run -1 --separate-stderr gh check
	[ ${#lines[@]} -eq 1 ] || { printf 'said: %s\n' "${lines[@]}"; return 1; }
	# shellcheck disable=SC2053 # the pattern is a pattern
	[[ ${lines[0]} == $pattern ]] || { echo "said: ${lines[0]}"; return 1; }
	run -1 --separate-stderr gh save --draft -m 'Try'
	[ "$output" = '' ]
	# shellcheck disable=SC2053
	[[ ${stderr_lines[0]} == $pattern ]]
	[ "$(head_of)" = "$BEFORE" ]
	[ "$(git_in status --short)" = "$state" ]
	run -0 gh list
}

@test "malformed XML" {
	record organisations/odd.xml <<-'END'
		<organisation xmlns="urn:gatehouse:1" id="odd" version="1">
		  <name>Odd</nome>
		</organisation>
	END
	one_line 'organisations/odd.xml:2:*: error: *name*\[REG-02\]'
}

@test "an empty file" {
	record organisations/odd.xml </dev/null
	one_line 'organisations/odd.xml:*error: *empty*\[REG-02\]'
}

@test "the wrong root element" {
	record organisations/odd.xml <<-'END'
		<source xmlns="urn:gatehouse:1" id="odd" version="1">
		  <title>Odd</title>
		</source>
	END
	one_line "organisations/odd.xml:1: error: root element is 'source' but records in 'organisations/' are 'organisation' \\[REG-02\\]"
}

@test "the wrong namespace" {
	record organisations/odd.xml <<-'END'
		<organisation xmlns="urn:other:1" id="odd" version="1">
		  <name>Odd</name>
		  <type>local-authority</type>
		</organisation>
	END
	one_line 'organisations/odd.xml:1: error: *urn:gatehouse:1*\[REG-02\]'
}

@test "a document type declaration" {
	record organisations/odd.xml <<-'END'
		<?xml version="1.0"?>
		<!DOCTYPE organisation SYSTEM "http://example.org/x.dtd">
		<organisation xmlns="urn:gatehouse:1" id="odd" version="1">
		  <name>Odd</name>
		  <type>local-authority</type>
		</organisation>
	END
	one_line 'organisations/odd.xml:2*: error: *document type declaration*\[REG-02\]'
}

@test "an entity bomb" {
	local i

	{
		echo '<!DOCTYPE organisation ['
		echo '<!ENTITY e0 "ha">'
		for i in $(seq 1 30); do
			echo "<!ENTITY e$i \"&e$((i - 1));&e$((i - 1));\">"
		done
		echo ']>'
		echo '<organisation xmlns="urn:gatehouse:1" id="odd" version="1">'
		echo '  <name>&e30;</name>'
		echo '</organisation>'
	} | record organisations/odd.xml
	one_line 'organisations/odd.xml:1*: error: *document type declaration*\[REG-02\]'
}

@test "invalid UTF-8" {
	printf '<organisation xmlns="urn:gatehouse:1" id="odd" version="1">\n  <name>Caf\xe9</name>\n</organisation>\n' |
		record organisations/odd.xml
	one_line 'organisations/odd.xml:2*: error: *UTF-8*\[REG-02\]'
}

@test "a NUL byte" {
	printf '<organisation xmlns="urn:gatehouse:1" id="odd" version="1">\n  <name>O\0dd</name>\n</organisation>\n' |
		record organisations/odd.xml
	one_line 'organisations/odd.xml:2*: error: *NUL*\[REG-02\]'
}

@test "a file of 200 MB" {
	truncate -s 200M "$REGISTERS/organisations/odd.xml"
	one_line 'organisations/odd.xml*: error: *\[REG-02\]'
}

@test "100,000 nested elements" {
	{
		printf '<organisation xmlns="urn:gatehouse:1" id="odd" version="1">'
		printf '<a>%.0s' $(seq 100000)
		printf '</a>%.0s' $(seq 100000)
		echo '</organisation>'
	} | record organisations/odd.xml
	one_line 'organisations/odd.xml:1*: error: *nested*\[REG-02\]'
}

@test "an id that differs from the file name" {
	organisation odd
	mv "$REGISTERS/organisations/odd.xml" "$REGISTERS/organisations/even.xml"
	one_line "organisations/even.xml:3: error: id 'odd' differs from the file name; write id=\"even\" or rename the file \\[REG-02\\]"
}

@test "an id that cannot be one" {
	organisation Odd_One
	run -1 gh check
	[[ $output == *'organisations/Odd_One.xml:3: error: '*'[REG-02]'* ]]
}

@test "the same id twice" {
	mkdir "$REGISTERS/programmes"
	record programmes/letter.xml <<-'END'
		<programme xmlns="urn:gatehouse:1" id="letter" version="1">
		  <title>Letter</title>
		</programme>
	END
	run -1 --separate-stderr gh check
	[[ $output == *"programmes/letter.xml:1: error: id 'letter' is used already, by sources/letter.xml"*'[REG-01]'* ]]
	run -1 gh save -m 'Try'
	[ "$(head_of)" = "$BEFORE" ]
}

@test "a dangling reference" {
	organisation odd '<parent ref="nobody"/>'
	run -1 --separate-stderr gh check
	[[ ${lines[0]} == "organisations/odd.xml:6: error: 'parent' refers to 'nobody', but there is no such record; add it or correct the id [ORG-01]" ]]
	[ ${#lines[@]} -eq 1 ]
	run -1 gh save -m 'Try'
	[ "$(head_of)" = "$BEFORE" ]
}

@test "an unknown code" {
	organisation odd
	sed -i 's/voluntary-sector/voluntary-sektor/' "$REGISTERS/organisations/odd.xml"
	one_line "organisations/odd.xml:5: error: unknown code 'voluntary-sektor' in 'type'; did you mean 'voluntary-sector' (*)\\? \\[REG-02\\]"
}

@test "the 31st of February" {
	organisation odd '<from>2026-02-31</from>'
	one_line "organisations/odd.xml:6: error: *2026-02-31*\\[REG-02\\]"
}

@test "a folder where a file is expected" {
	mkdir "$REGISTERS/organisations/odd.xml"
	one_line 'organisations/odd.xml: error: *\[REG-02\]'
}

@test "a pipe where a file is expected" {
	mkfifo "$REGISTERS/organisations/odd.xml"
	one_line 'organisations/odd.xml: error: *\[REG-02\]'
}

@test "a file that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip 'root may read anything'
	organisation odd
	chmod a-r "$REGISTERS/organisations/odd.xml"
	run -3 --separate-stderr gh check
	[ ${#lines[@]} -eq 1 ]
	[[ ${lines[0]} == 'organisations/odd.xml: error: cannot be read: Permission denied [REG-02]' ]]
	run -3 --separate-stderr gh save --draft -m 'Try'
	[[ $stderr == *"'organisations/odd.xml' cannot be read: Permission denied"* ]]
	[ "$(head_of)" = "$BEFORE" ]
}

@test "a symbolic link, to a file and to a folder" {
	organisation odd
	mv "$REGISTERS/organisations/odd.xml" "$BATS_TEST_TMPDIR/odd.xml"
	ln -s "$BATS_TEST_TMPDIR/odd.xml" "$REGISTERS/organisations/odd.xml"
	one_line 'organisations/odd.xml: error: *symbolic link*\[REG-02\]'
	rm "$REGISTERS/organisations/odd.xml"
	ln -s "$BATS_TEST_TMPDIR" "$REGISTERS/organisations/more"
	one_line 'organisations/more: error: *symbolic link*\[REG-02\]'
}

@test "a symbolic link that is already in a commit" {
	ln -s /etc/passwd "$REGISTERS/organisations/odd.xml"
	git_in add .
	git_in commit -q -m 'Link'
	run -1 gh check --rev HEAD
	[[ $output == *'organisations/odd.xml: error: '*'symbolic link'*'[REG-02]'* ]]
}

@test "everything wrong is said in one run" {
	echo '<a' | record organisations/one.xml
	echo '<b/>' | record sources/two.xml
	organisation three '<from>2026-02-31</from>'
	run -1 gh check
	[[ $output == *organisations/one.xml:*organisations/three.xml:*sources/two.xml:* ]]
}

@test "an empty repository" {
	rm -rf "$REGISTERS"
	git init -q -b main "$REGISTERS"
	run -1 --separate-stderr gh check
	[ "$output" = "gatehouse.xml: error: there is no gatehouse.xml here, so this is not a registers repository; 'gatehouse init DIR' makes one [REG-02]" ]
	run -1 gh save -m 'Try'
	run -3 gh list
	run -3 gh build
	[ "$(ls -A "$REGISTERS")" = .git ]
}

@test "no gatehouse.xml" {
	rm "$REGISTERS/gatehouse.xml"
	run -1 --separate-stderr gh check
	[[ $output == 'gatehouse.xml: error: there is no gatehouse.xml here'*'[REG-02]' ]]
	run -1 gh save --draft -m 'Try'
	[ "$(head_of)" = "$BEFORE" ]
}

@test "a gatehouse.xml that cannot be read" {
	echo '<settings' | record gatehouse.xml
	run -1 --separate-stderr gh check --format json
	[ "$(jq -r '.findings[0] | [.path, .rule] | join(" ")' <<<"$output")" = \
		'gatehouse.xml REG-02' ]
	[[ $stderr == *'the records were not checked'* ]]
	run -1 gh save --draft -m 'Try'
	run -3 gh show letter
	[ "$(head_of)" = "$BEFORE" ]
}

@test "a file name that could control the terminal" {
	organisation odd
	mv "$REGISTERS/organisations/odd.xml" "$REGISTERS/organisations/"$'o\033[31md.xml'
	run -1 gh check
	[[ $output != *$'\033'* ]]
	run -1 gh save --draft -m 'Try'
	[ "$(head_of)" = "$BEFORE" ]
}

@test "a detached HEAD: reading works, saving does not" {
	git_in checkout -q --detach
	organisation odd
	run -0 gh check
	run -1 gh save -m 'Try'
	[ "$(head_of)" = "$BEFORE" ]
}

@test "an unborn HEAD: everything is new" {
	rm -rf "$REGISTERS/.git"
	git init -q -b main "$REGISTERS"
	run -0 gh check
	run -0 gh log
	run -3 gh check --rev HEAD
	[[ $output == *'no commit yet'* ]]
}

@test "a shallow clone: reading works, and log says that it is cut" {
	organisation odd
	gh save -m 'Second' >/dev/null
	git clone -q --depth 1 "file://$REGISTERS" "$BATS_TEST_TMPDIR/shallow"
	REGISTERS=$BATS_TEST_TMPDIR/shallow
	run -0 gh check
	run -0 gh log
	[[ $output == *'history is cut'* ]]
}

@test "an object that is missing from the repository" {
	local object

	object=$(git_in rev-parse HEAD:organisations/fen-council.xml)
	rm -f "$REGISTERS/.git/objects/${object:0:2}/${object:2}"
	run -3 gh check --rev HEAD
	[[ $output == *"$object"* ]]
}
