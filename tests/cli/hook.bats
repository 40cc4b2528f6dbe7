#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# The hooks, as git runs them: real commits in a clone, real pushes to a bare
# repository.

load helpers

SERVER=$BATS_TEST_TMPDIR/server.git
GUARDIAN='<approverRole>Caldicott guardian</approverRole>'

# A record without which an agreement breaks no rule is a long one: organisations
# are what these tests change. fen-council is the one in force.

# Changes to organisations of the voluntary sector need the guardian.
approvals()
{
	settings '<approval id="bodies" kind="organisation">' \
		'<when field="type">voluntary-sector</when>' \
		"$GUARDIAN<reason>Policy 7.</reason></approval>"
}

setup()
{
	make_registers
}

# The bare repository with its hook, and the registers as a clone of it.
serve()
{
	git_in add .
	git_in diff --cached --quiet || git_in commit -qm 'Settings'
	git clone -q --bare "$REGISTERS" "$SERVER"
	git_in remote add origin "$SERVER"
	run -0 "$GATEHOUSE" -C "$SERVER" hook install --server
	[ "$output" = 'installed pre-receive' ]
}

server_head()
{
	git -C "$SERVER" rev-parse main
}

# commit MESSAGE: everything, with git and whatever hooks there are.
commit()
{
	git_in add .
	git_in commit -qm "$@"
}

approved()
{
	commit "$1" -m 'Approved-by-role: Caldicott guardian'
}

@test "installed hooks are run by git; installing twice changes nothing" {
	run -0 gh hook install
	[ "$output" = $'installed pre-commit\ninstalled commit-msg' ]
	sum=$(cat "$REGISTERS"/.git/hooks/{pre-commit,commit-msg} | sha256sum)
	run -0 gh hook install
	[ "$sum" = "$(cat "$REGISTERS"/.git/hooks/{pre-commit,commit-msg} |
		sha256sum)" ]
	organisation fen-police '<nonsense/>'
	git_in add .
	run -1 git_in commit -m 'Police'
	[[ $output == *'[REG-02]'* ]]
	[[ $output == *'nothing was committed: 1 error in what is staged'* ]]
	organisation fen-police
	git_in add .
	git_in commit -qm 'Police'
}

@test "uninstalled hooks are gone" {
	gh hook install
	run -0 gh hook uninstall
	[ "$output" = $'removed pre-commit\nremoved commit-msg' ]
	[ ! -e "$REGISTERS/.git/hooks/pre-commit" ]
	run -0 gh hook uninstall
	[ "$output" = '' ]
	organisation fen-police '<nonsense/>'
	commit 'Police'
}

@test "a hook that stands there runs first, may refuse, and comes back" {
	local hook=$REGISTERS/.git/hooks/pre-commit

	printf '#!/bin/sh\necho first "$#"\n[ ! -e stop ]\n' >"$hook"
	chmod +x "$hook"
	sum=$(sha256sum <"$hook")
	gh hook install
	gh hook install
	[ "$(sha256sum <"$hook.before-gatehouse")" = "$sum" ]
	organisation fen-police
	git_in add .
	touch "$REGISTERS/stop"
	run -1 git_in commit -m 'Police'
	[[ $output == *'first 0'* ]]
	rm "$REGISTERS/stop"
	organisation fen-police '<nonsense/>'
	git_in add .
	run -1 git_in commit -m 'Police'
	[[ $output == *'first 0'* ]]
	[[ $output == *'[REG-02]'* ]]
	gh hook uninstall
	[ "$(sha256sum <"$hook")" = "$sum" ]
	[ ! -e "$hook.before-gatehouse" ]
}

@test "no hook of somebody else's is ever lost" {
	local hook=$REGISTERS/.git/hooks/pre-commit

	echo one >"$hook"
	echo two >"$hook.before-gatehouse"
	run -3 gh hook install
	[[ $output == *'put one of them away first'* ]]
	[ "$(cat "$hook" "$hook.before-gatehouse")" = $'one\ntwo' ]
}

@test "a folder of hooks that others may share is left alone" {
	git_in config core.hooksPath "$BATS_TEST_TMPDIR/shared"
	run -3 gh hook install
	[[ $output == *core.hooksPath* ]]
	[ ! -e "$BATS_TEST_TMPDIR/shared" ]
}

@test "a bare repository has the server's hook only" {
	git clone -q --bare "$REGISTERS" "$SERVER"
	run -2 "$GATEHOUSE" -C "$SERVER" hook install
	[[ $output == *'add --server'* ]]
}

@test "what is staged counts, not what lies in the work tree" {
	gh hook install
	organisation fen-police '<nonsense/>'
	git_in add .
	organisation fen-police
	run -1 git_in commit -m 'Police'
	git_in add .
	organisation fen-police '<nonsense/>'
	git_in commit -qm 'Police'
}

@test "git commit -a is checked by what it is about to commit" {
	gh hook install
	organisation fen-council '<nonsense/>'
	run -1 git_in commit -a -m 'Council'
	[[ $output == *'[REG-02]'* ]]
}

@test "an error that was there before is no reason to refuse" {
	organisation fen-police '<nonsense/>'
	commit 'Broken'
	gh hook install
	organisation fen-health
	commit 'Health'
}

@test "commit-msg asks for the approval, by the settings before the change" {
	approvals
	commit 'Settings'
	gh hook install
	organisation fen-police
	git_in add .
	run -1 git_in commit -m 'Police'
	[[ $output == *"organisations/fen-police.xml needs the approval of \
'Caldicott guardian' (bodies)"* ]]
	[[ $output == *"the line 'Approved-by-role: Caldicott guardian'"* ]]
	settings
	git_in add .
	run -1 git_in commit -m 'Police, and no more approvals'
	[[ $output == *'gatehouse.xml needs the approval'* ]]
	approved 'Police, and no more approvals'
}

@test "a role in a comment or below the scissors is no approval" {
	approvals
	commit 'Settings'
	gh hook install
	organisation fen-police
	git_in add .
	printf 'Police\n\n# Approved-by-role: Caldicott guardian\n' \
		>"$BATS_TEST_TMPDIR/message"
	run -1 gh hook commit-msg "$BATS_TEST_TMPDIR/message"
	printf 'Police\n\n# ------------------------ >8 ------------------------\n\nApproved-by-role: Caldicott guardian\n' \
		>"$BATS_TEST_TMPDIR/message"
	run -1 gh hook commit-msg "$BATS_TEST_TMPDIR/message"
	printf 'Police\n\nApproved-by-role: Caldicott guardian\n# c\n' \
		>"$BATS_TEST_TMPDIR/message"
	run -0 gh hook commit-msg "$BATS_TEST_TMPDIR/message"
}

@test "a push of good and approved commits goes through" {
	approvals
	serve
	organisation fen-police
	approved 'Police'
	git_in push -q origin main
	[ "$(server_head)" = "$(head_of)" ]
}

@test "a push is refused for any commit of it that lacks its approval" {
	local before

	approvals
	serve
	before=$(server_head)
	organisation fen-police
	commit 'Police'
	organisation fen-health
	approved 'Health'
	run -1 git_in push origin main
	[[ $output == *"commit $(git_in rev-parse --short=10 HEAD~) 'Police': \
organisations/fen-police.xml needs the approval of 'Caldicott guardian'"* ]]
	[[ $output != *"'Health'"* ]]
	[[ $output == *'the push was refused'* ]]
	[ "$(server_head)" = "$before" ]
}

@test "a push is refused for errors in what it changes, at its tip" {
	serve
	organisation fen-police '<nonsense/>'
	commit 'Police'
	run -1 git_in push origin main
	[[ $output == *'organisations/fen-police.xml:'*'[REG-02]'* ]]
	organisation fen-police
	commit 'Mended'
	git_in push -q origin main
}

@test "a draft may be pushed with errors that a draft may have" {
	serve
	faulty_agreement
	git_in add .
	git_in commit -qm 'Shelter'
	run -1 git_in push origin main
	[[ $output == *'[AGR-01]'* ]]
	git_in commit -q --amend -m 'Shelter' -m 'Draft: yes'
	git_in push -q origin main
}

@test "personal data in any version of a push refuses it" {
	serve
	organisation fen-police '<note>NHS number 943 476 5919</note>'
	commit 'Police'
	organisation fen-police
	commit 'Mended'
	run -1 git_in push origin main
	[[ $output == *'[CON-18]'* ]]
	[[ $output != *5919* ]]
}

@test "a commit that starts before the approvals escapes nothing" {
	local begin

	begin=$(head_of)
	approvals
	serve
	git_in switch -qc elsewhere "$begin"
	organisation fen-police
	commit 'Police'
	run -1 git_in push origin elsewhere
	[[ $output == *'needs the approval'* ]]
	git_in switch -q --orphan nowhere
	make_files
	commit 'Anew'
	run -1 git_in push origin nowhere
	[[ $output == *'needs the approval'* ]]
	git_in tag loose elsewhere
	run -1 git_in push origin loose
	[[ $output == *'needs the approval'* ]]
}

@test "the branch of the repository loses nothing; another one may" {
	approvals
	serve
	organisation fen-police
	approved 'Police'
	git_in push -q origin main main:other
	git_in reset -q --hard HEAD~
	run -1 git_in push --force origin main
	[[ $output == *"'refs/heads/main' would lose commits"* ]]
	git_in push -q --force origin main:other
}

@test "a merge answers for what is its own alone" {
	approvals
	organisation fen-police
	serve
	git_in switch -qc side
	organisation fen-health
	approved 'Health'
	git_in switch -q main
	organisation fen-police '<from>2010-04-01</from>'
	approved 'Police'
	git_in merge -q --no-edit side
	git_in push -q origin main
	[ "$(server_head)" = "$(head_of)" ]
}

@test "a merge that takes back what was approved needs approval" {
	approvals
	organisation fen-police
	serve
	organisation fen-police '<from>2010-04-01</from>'
	approved 'Police'
	git_in push -q origin main
	git_in switch -qc side HEAD~
	echo notes >"$REGISTERS/notes.txt"
	commit 'Notes'
	git_in merge -q --no-edit -s ours main
	run -1 git_in push origin side:main
	[[ $output == *'organisations/fen-police.xml needs the approval'* ]]
}

@test "the commit-msg hook lets a clean merge through" {
	approvals
	organisation fen-police
	commit 'Settings'
	git_in switch -qc side
	organisation fen-health
	approved 'Health'
	git_in switch -q main
	organisation fen-police '<from>2010-04-01</from>'
	approved 'Police'
	gh hook install
	git_in merge -q --no-edit side
}

@test "a new branch is judged by its new commits only" {
	organisation fen-police
	commit 'Police, before there were approvals'
	approvals
	serve
	git_in push -q origin main:another
	organisation fen-health
	commit 'Health'
	run -1 git_in push origin main:third
	[[ $output == *fen-health* ]]
	[[ $output != *fen-police* ]]
}

@test "pushes at the same time are judged each by itself" {
	local i pids=() good=0

	approvals
	serve
	for i in 1 2 3 4; do
		git clone -q "$SERVER" "$BATS_TEST_TMPDIR/clone$i"
		REGISTERS=$BATS_TEST_TMPDIR/clone$i
		organisation "fen-body-$i"
		if [ $((i % 2)) -eq 0 ]; then
			approved "Body $i"
		else
			commit "Body $i"
		fi
	done
	for i in 1 2 3 4; do
		git -C "$BATS_TEST_TMPDIR/clone$i" push -q origin \
			"HEAD:refs/heads/topic-$i" \
			>"$BATS_TEST_TMPDIR/out$i" 2>&1 &
		pids[i]=$!
	done
	for i in 1 2 3 4; do
		wait "${pids[i]}" && good=$((good + i))
	done
	[ "$good" -eq 6 ]
	[ "$(git -C "$SERVER" for-each-ref --format='%(refname:short)' \
		refs/heads | xargs)" = 'main topic-2 topic-4' ]
	grep -q "fen-body-1.xml needs" "$BATS_TEST_TMPDIR/out1"
	git -C "$SERVER" fsck --strict
}

@test "a hook of the server's own gets the same lines, first" {
	approvals
	git_in add .
	git_in commit -qm 'Settings'
	git clone -q --bare "$REGISTERS" "$SERVER"
	git_in remote add origin "$SERVER"
	printf '#!/bin/sh\ncat >"%s"\n' "$BATS_TEST_TMPDIR/lines" \
		>"$SERVER/hooks/pre-receive"
	chmod +x "$SERVER/hooks/pre-receive"
	run -0 "$GATEHOUSE" -C "$SERVER" hook install --server
	organisation fen-police
	commit 'Police'
	run -1 git_in push origin main
	[[ $output == *'needs the approval'* ]]
	[ "$(cat "$BATS_TEST_TMPDIR/lines")" = \
		"$(server_head) $(head_of) refs/heads/main" ]
}

@test "the first push to an empty repository, and a branch that goes" {
	git init -q --bare -b main "$SERVER"
	"$GATEHOUSE" -C "$SERVER" hook install --server
	git_in remote add origin "$SERVER"
	git_in push -q origin main main:other
	git_in push -q origin :other
	[ "$(server_head)" = "$(head_of)" ]
}

@test "wrong use of a hook says what would be right" {
	run -2 gh hook commit-msg
	run -2 gh hook pre-push
	[[ $output == *"'pre-push' is none of install"* ]]
	cd "$REGISTERS"
	run -3 "$GATEHOUSE" hook pre-receive <<<'nonsense'
	[[ $output == *'expected lines'* ]]
}

@test "a hook whose program has gone says so and refuses" {
	cp "$GATEHOUSE" "$BATS_TEST_TMPDIR/copy"
	"$BATS_TEST_TMPDIR/copy" -C "$REGISTERS" hook install
	rm "$BATS_TEST_TMPDIR/copy"
	organisation fen-police
	git_in add .
	run -1 git_in commit -m 'Police'
	[[ $output == *'is not there any more'* ]]
}
