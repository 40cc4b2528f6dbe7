#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# save: what is committed, what is refused, and what is left alone.

load helpers

setup()
{
	make_registers
}

@test "nothing to save says so" {
	run -0 gh save -m 'No reason'
	[[ $output == *'nothing to save'* ]]
	[ "$(git_in rev-list --count HEAD)" -eq 1 ]
}

@test "added, changed and removed records are committed with the reason" {
	organisation fen-police
	organisation fen-council '<from>2010-04-01</from>'
	run -0 --separate-stderr gh save -m 'Police join'
	[[ ${lines[0]} =~ ^saved\ as\ commit\ [0-9a-f]{10}$ ]]
	[ "${lines[1]}" = '  changed organisation fen-council' ]
	[ "${lines[2]}" = '  added organisation fen-police' ]
	[ "$(git_in log -1 --format=%B | head -n 1)" = 'Police join' ]
	[ "$(git_in log -1 --format='%an %ae %at')" = \
		"Ada Clerk ada@example.org $SOURCE_DATE_EPOCH" ]
	[ -z "$(git_in status --short)" ]
	rm "$REGISTERS/organisations/fen-police.xml"
	run -0 --separate-stderr gh save -m 'Police leave'
	[ "${lines[1]}" = '  removed organisation fen-police' ]
	[ -z "$(git_in status --short)" ]
}

@test "the first commit can be a save" {
	rm -rf "$REGISTERS/.git"
	git init -q -b main "$REGISTERS"
	run -0 gh save -m 'Begin'
	[ "$(git_in ls-files | tr '\n' ' ')" = \
		'gatehouse.xml organisations/fen-council.xml sources/letter.xml ' ]
}

@test "an error in a changed record refuses the save" {
	local before

	before=$(head_of)
	faulty_agreement
	run -1 --separate-stderr gh save -m 'Shelter'
	[ "$output" = '' ]
	[[ $stderr == *'agreements/night-shelter.xml:3: error: '*'[AGR-01]'* ]]
	[[ $stderr == *'nothing was saved: '* ]]
	[ "$(head_of)" = "$before" ]
}

@test "an error in another record does not" {
	faulty_agreement
	gh save --draft -m 'Shelter'
	organisation fen-police
	run -0 gh save -m 'Police join'
}

@test "a draft is saved with errors, and marked" {
	faulty_agreement
	run -0 gh save --draft --role 'Caldicott guardian' -m 'First sketch'
	[[ $output == *', a draft'* ]]
	[ "$(git_in log -1 --format='%(trailers)')" = \
		$'Draft: yes\nApproved-by-role: Caldicott guardian' ]
}

@test "no draft passes a file that is not valid" {
	organisation fen-police '<nonsense/>'
	run -1 gh save --draft -m 'Sketch'
	[[ $output == *'[REG-02]'* ]]
	[[ $output == *'of a kind that no draft may have'* ]]
	echo '<organisation' | record organisations/fen-police.xml
	run -1 gh save --draft -m 'Sketch'
}

@test "no draft passes personal data, valid or not, and it is not repeated" {
	organisation fen-police '<note>NHS number 943 476 5919</note>'
	run -1 gh save --draft -m 'Sketch'
	[[ $output == *'[CON-18]'* ]]
	[[ $output != *5919* ]]
	echo '<x>943 476 5919' | record organisations/fen-police.xml
	run -1 gh save --draft -m 'Sketch'
	[[ $output == *'[CON-18]'* ]]
	[[ $output != *5919* ]]
}

@test "no personal data in the reason or the role" {
	organisation fen-police
	run -2 gh save -m 'For 943 476 5919'
	[[ $output == *'the reason contains what looks like an NHS number'* ]]
	[[ $output != *5919* ]]
	run -2 gh save -m 'Good' --role 'Lead jo.bloggs@gmail.com'
}

@test "in a pipe a reason is required, and it has to say something" {
	organisation fen-police
	run -2 gh save </dev/null
	[[ ${lines[0]} == 'gatehouse save: say why with -m REASON' ]]
	run -2 gh save -m '  '
	[[ $output == *'the reason is empty'* ]]
	run -2 gh save -m Reason --role $'Two\nlines'
}

@test "on a terminal the reason is asked for" {
	command -v script >/dev/null || skip "there is no 'script'"
	organisation fen-police
	printf 'Police join\n' | script -q -e -c \
		"'$GATEHOUSE' -C '$REGISTERS' save" /dev/null >"$BATS_TEST_TMPDIR/out"
	grep -q 'Why are these records changed?' "$BATS_TEST_TMPDIR/out"
	[ "$(git_in log -1 --format=%s)" = 'Police join' ]
}

@test "files that are no records are left alone, and mentioned" {
	echo draft >"$REGISTERS/notes.txt"
	echo '<svg/>' >"$REGISTERS/organisations/map.svg"
	git_in add notes.txt
	organisation fen-police
	run -0 --separate-stderr gh save -m 'Police join'
	[ "$stderr" = 'gatehouse save: left alone, since they are no records: notes.txt and 1 more' ]
	[ "$(git_in show --format= --name-only HEAD)" = organisations/fen-police.xml ]
	[ "$(git_in status --short | tr '\n' ';')" = \
		'A  notes.txt;?? organisations/map.svg;' ]
}

@test "a record that others refer to cannot be removed from under them" {
	organisation fen-police '<parent ref="fen-council"/>'
	gh save -m 'Police join'
	rm "$REGISTERS/organisations/fen-council.xml"
	run -1 gh save -m 'Council leaves'
	[[ $output == *"refers to 'fen-council', but there is no such record"* ]]
}

@test "an id that another record has is refused, whichever file is new" {
	mkdir "$REGISTERS/organisations/a"
	cp "$REGISTERS/organisations/fen-council.xml" "$REGISTERS/organisations/a/"
	run -1 gh save -m 'Twice'
	[[ $output == *'[REG-01]'* ]]
}

@test "a detached HEAD refuses the save" {
	git_in checkout -q --detach
	organisation fen-police
	run -1 gh save -m 'Police join'
	[[ $output == *'HEAD names no branch'*"git switch"* ]]
	[ "$(git_in rev-list --count HEAD)" -eq 1 ]
}

@test "without an identity there is a sentence, and no commit" {
	organisation fen-police
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR \
		run -3 gh save -m 'Police join'
	[[ $output == *'git config --global user.name'* ]]
	[ "$(git_in rev-list --count HEAD)" -eq 1 ]
}

@test "no repository, no save" {
	rm -rf "$REGISTERS/.git"
	run -3 gh save -m 'Police join'
	[[ $output == *'no git repository'* ]]
}

# Records that reading found nothing wrong with are kept, once they have settled.
@test "what a check has kept of a record is not taken for the record" {
	export GATEHOUSE_CACHE=$BATS_TEST_TMPDIR/cache
	local file=$REGISTERS/organisations/fen-police.xml i

	for i in {1..64}; do
		organisation "body-$i"
	done
	organisation fen-police
	gh save -m 'All of them'
	organisation fen-police '<from>2010-04-01</from>'
	sleep 2.1
	gh check >/dev/null || [ $? -eq 1 ]
	[ -n "$(find "$GATEHOUSE_CACHE/trees" -type f)" ]
	run -0 --separate-stderr gh save -m 'Since 2010'
	[ "${#lines[@]}" -eq 2 ]
	[ "${lines[1]}" = '  changed organisation fen-police' ]
	[ "$(git_in show HEAD:organisations/fen-police.xml)" = "$(<"$file")" ]
	[ -z "$(git_in status --short)" ]
}
