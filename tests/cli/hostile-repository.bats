#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2001,SC2016,SC2030,SC2031,SC2154,SC2164
#
# A registers repository that somebody made to do harm: whatever is in it, no
# command runs a program of its choice, leaves the folder, or passes on what a
# terminal would obey. What a site makes of hostile text, ../hostile.bats has.

load helpers

setup()
{
	make_registers
	OUTSIDE=$BATS_TEST_TMPDIR/outside
	SPRUNG=$BATS_TEST_TMPDIR/sprung
	TRAP=$BATS_TEST_TMPDIR/trap
	mkdir "$OUTSIDE"
	printf '#!/bin/sh\necho "$0 $*" >>%s\n' "$SPRUNG" >"$TRAP"
	chmod +x "$TRAP"
	echo 'not to be changed' >"$OUTSIDE/kept"
}

# What the commands do is told apart by what they leave: see quiet.
try()
{
	timeout 20 "$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 "$@" \
		</dev/null >>"$BATS_TEST_TMPDIR/said" 2>&1
}

# Commands, one a line: no more than the statuses that they may have.
try_each()
{
	local status=0 call

	while read -r call; do
		status=0
		# shellcheck disable=SC2086
		try $call || status=$?
		echo "$call: $status"
		[ "$status" -le 3 ]
	done
}

# Every way of reading the repository.
try_reading()
{
	try_each <<-'END'
		list
		log
		diff HEAD
		check
		check --staged
		check --rev HEAD
		build -o ../site
		build -o ../site-of-head --rev HEAD
		bundle -o ../bundle.tar
	END
}

# Every command that reads, in each form that prints names and texts.
try_all()
{
	try_each <<-'END'
		list
		list organisation --format csv
		list --format json
		show fen-council
		show fen-council --format json
		show fen-council --rev HEAD
		log
		log fen-council
		log --format json
		diff HEAD
		diff HEAD~1 HEAD
		diff --format json HEAD~1 HEAD
		due --within P90Y
		due --within P90Y --format csv
		due --within P90Y --format ics
		impact fen-council
		impact fen-council --format json
		check
		check --format json
		check --format sarif
		check --format junit
		check --staged
		check --rev HEAD
		explain organisation
		build -o ../site
		build -o ../site-of-head --rev HEAD --edition internal
		build --single-file -o ../one.html
		verify ../site
		bundle -o ../bundle.tar
	END
}

# Nothing ran, nothing outside changed, and nothing that a terminal obeys (C0
# and C1 controls but for line ends and tabs, bidirectional controls) came out.
quiet()
{
	[ ! -e "$SPRUNG" ] || { cat "$SPRUNG"; return 1; }
	[ "$(cd "$OUTSIDE" && find . | sort | xargs)" = '. ./kept' ]
	[ "$(cat "$OUTSIDE/kept")" = 'not to be changed' ]
	run -1 grep -nP '[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' \
		<(tr -d '\r' <"$BATS_TEST_TMPDIR/said")
	run -0 iconv -f UTF-8 -t UTF-8 -o /dev/null "$BATS_TEST_TMPDIR/said"
}

# hook NAME...: each runs the trap.
hook()
{
	local name

	for name; do
		cp "$TRAP" "$REGISTERS/.git/hooks/$name"
	done
}

@test "hooks, configuration and attributes start no program" {
	organisation fen-police
	git_in add .
	git_in commit -qm 'Police'
	git_in branch other
	hook applypatch-msg commit-msg fsmonitor-watchman post-checkout \
		post-commit post-index-change post-merge post-rewrite \
		pre-auto-gc pre-commit pre-push pre-receive prepare-commit-msg \
		reference-transaction update
	cat >"$BATS_TEST_TMPDIR/more" <<-END
		[core]
			pager = $TRAP more
			alternateRefsCommand = $TRAP refs
	END
	cat >>"$REGISTERS/.git/config" <<-END
		[core]
			fsmonitor = $TRAP
			sshCommand = $TRAP ssh
			editor = $TRAP editor
			pager = $TRAP pager
			askPass = $TRAP askpass
			gitProxy = $TRAP proxy
			attributesFile = $REGISTERS/.gitattributes
		[filter "harm"]
			clean = $TRAP clean
			smudge = $TRAP smudge
			process = $TRAP process
			required = true
		[diff]
			external = $TRAP diff
		[diff "harm"]
			command = $TRAP command
			textconv = $TRAP textconv
		[merge "harm"]
			driver = $TRAP merge
		[gpg]
			program = $TRAP gpg
		[gpg "ssh"]
			program = $TRAP gpgssh
			defaultKeyCommand = $TRAP key
		[commit]
			gpgSign = true
		[credential]
			helper = !$TRAP credential
		[alias]
			check = !$TRAP alias
		[remote "origin"]
			url = ext::$TRAP
			uploadpack = $TRAP upload
			promisor = true
		[uploadpack]
			packObjectsHook = $TRAP pack
		[interactive]
			diffFilter = $TRAP filter
		[include]
			path = $BATS_TEST_TMPDIR/more
		[includeIf "gitdir:/"]
			path = $BATS_TEST_TMPDIR/more
	END
	echo '* filter=harm diff=harm merge=harm' >"$REGISTERS/.gitattributes"
	cp "$REGISTERS/.gitattributes" "$REGISTERS/.git/info/attributes"
	organisation fen-fire
	git_in ls-files >/dev/null
	rm -f "$SPRUNG"
	try_all
	run -0 try save -m 'Fire'
	quiet
	git_in config --unset core.fsmonitor
	run -0 git_in cat-file -e HEAD:organisations/fen-fire.xml
}

@test "submodules and repositories inside are no records and start nothing" {
	local inner=$REGISTERS/organisations/inner

	git init -q -b main "$inner"
	printf '[core]\n\tfsmonitor = %s\n\tsshCommand = %s\n' "$TRAP" "$TRAP" \
		>>"$inner/.git/config"
	cp "$TRAP" "$inner/.git/hooks/post-index-change"
	cat >"$REGISTERS/.gitmodules" <<-END
		[submodule "mod"]
			path = organisations/mod.xml
			url = ext::$TRAP
			update = !$TRAP
	END
	git_in update-index --add --cacheinfo \
		160000,"$(head_of)",organisations/mod.xml
	git_in add .gitmodules
	git_in commit -qm 'A module'
	rm -f "$SPRUNG"
	try_reading
	quiet
	run -1 gh check --rev HEAD
	[[ $output == *'organisations/mod.xml: error:'* ]]
}

@test "links lead nowhere: a register, a record, the settings, code lists" {
	cp "$REGISTERS/organisations/fen-council.xml" "$BATS_TEST_TMPDIR/x.xml"
	sed -i 's/fen-council/fen-linked/' "$BATS_TEST_TMPDIR/x.xml"
	ln -s "$OUTSIDE" "$REGISTERS/agreements"
	ln -s "$OUTSIDE" "$REGISTERS/codes"
	ln -s "$BATS_TEST_TMPDIR/x.xml" "$REGISTERS/organisations/fen-linked.xml"
	ln -s /proc/self/environ "$REGISTERS/organisations/fen-proc.xml"
	git_in add .
	git_in commit -qm 'Links'
	try_reading
	run -1 try save -m 'More'
	quiet
	run -3 gh show fen-linked
	run -1 gh check
	[[ $output == *'agreements: error: is not a folder'* ]]
	[[ $output == *'fen-linked.xml: error: is a symbolic link'* ]]
	run -1 grep -rqi 'fen-linked</h1>' "$BATS_TEST_TMPDIR/site"
	rm "$REGISTERS/gatehouse.xml"
	ln -s "$BATS_TEST_TMPDIR/x.xml" "$REGISTERS/gatehouse.xml"
	run -1 gh check
	[[ $output == *'gatehouse.xml: error: is a symbolic link'* ]]
}

@test "a tree whose names lead out of it is read without leaving" {
	local blob tree top commit

	blob=$(git_in hash-object -w organisations/fen-council.xml)
	blob_bytes()
	{
		printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"
	}
	tree=$({
		printf '100644 ..\0'
		blob_bytes "$blob"
		printf '100644 .git\0'
		blob_bytes "$blob"
		printf '100644 a\033[31m\nb.xml\0'
		blob_bytes "$blob"
		printf '100644 fen-council.xml\0'
		blob_bytes "$blob"
	} | git_in hash-object -w -t tree --literally --stdin)
	top=$({
		printf '100644 gatehouse.xml\0'
		blob_bytes "$(git_in rev-parse HEAD:gatehouse.xml)"
		printf '40000 organisations\0'
		blob_bytes "$tree"
		printf '40000 sources\0'
		blob_bytes "$(git_in rev-parse HEAD:sources)"
	} | git_in hash-object -w -t tree --literally --stdin)
	commit=$(git_in commit-tree "$top" -p HEAD -m 'Odd')
	git_in update-ref refs/heads/main "$commit"
	try_reading
	quiet
	run -1 gh check --rev HEAD
	[[ $output == *'organisations/a\x1b[31m\x0ab.xml: error:'* ]]
}

@test "names of files with line ends and escapes are shown harmless" {
	local name dir=$REGISTERS/organisations

	for name in $'red\033[31m.xml' $'line\nend.xml' $'bell\a.xml' \
		$'\xff\xfe.xml' $'c1\xc2\x9b31m.xml' $'turn\xe2\x80\xaelmx.xml'
	do
		cp "$dir/fen-council.xml" "$dir/$name"
		mkdir -p "$dir/dir-$name"
		cp "$dir/fen-council.xml" "$dir/dir-$name/$name"
		cp "$dir/fen-council.xml" "$REGISTERS/$name"
	done
	try_all
	run -1 try save -m 'Names'
	git_in add .
	git_in commit -qm 'Names'
	try_all
	try check "organisations/"$'red\033[31m.xml' || :
	try show $'red\033[31m' || :
	try list $'red\033[31m' || :
	try check --rev $'red\033[31m' || :
	quiet
}

@test "authors, messages, encodings and branches with escapes are cleaned" {
	local red=$'\033[31mAda\033]0;owned\a' tree commit

	tree=$(git_in rev-parse 'HEAD^{tree}')
	commit=$(printf '%s\n' "tree $tree" "parent $(head_of)" \
		"author $red <a$red@example.org> 1772366400 +0000" \
		"committer $red"$'\xc2\x9b31m\xe2\x80\xae'" <b> 1772366400 +0000" \
		'encoding ISO-8859-1' '' "$red"$' subject \x9b31m' '' \
		"body $red" '' "Approved-by-role: $red" "$red: value" |
		git_in hash-object -w -t commit --literally --stdin)
	commit=$(printf '%s\n' "tree $tree" "parent $commit" \
		'author <> 1772366400 +9999' 'committer x 99999999999999999999 z' \
		'encoding UCS-4' '' $'\033s\t\xd5' |
		git_in hash-object -w -t commit --literally --stdin)
	echo "$commit" >"$REGISTERS/.git/refs/heads/main"
	organisation fen-police
	GIT_AUTHOR_NAME=$red git_in add .
	GIT_AUTHOR_NAME=$red git_in commit -qm "$red police"
	try_all
	quiet
	echo "ref: refs/heads/$red" >"$REGISTERS/.git/HEAD"
	try log || :
	try check || :
	try save -m 'On an odd branch' || :
	quiet
}

@test "text of records that controls a terminal is replaced in every form" {
	# What XML may hold: C1 controls and those that turn text round.
	organisation fen-council "<summary>a"$'\xc2\x9b31m \xe2\x80\xae'"b</summary>"
	sed -i $'s/Body fen-council/\xc2\x9b2J\xe2\x80\xaeBody/' \
		"$REGISTERS/organisations/fen-council.xml"
	git_in commit -qam $'Text \xc2\x9b31m'
	try_all
	try save -m 'Text' || :
	quiet
	run -0 gh list --format json
	[ "$(jq -r '.[] | select(.id == "fen-council").title' <<<"$output")" = \
		$'\xc2\x9b2J\xe2\x80\xaeBody' ]
	# The file itself is shown as it is, but not on a terminal.
	run -0 script -qec "$GATEHOUSE -C $REGISTERS show fen-council --format xml" /dev/null
	[[ $output == *'Body</name>'* ]]
	[[ $output != *$'\xc2\x9b'* && $output != *$'\xe2\x80\xae'* ]]
}
