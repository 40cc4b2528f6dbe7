#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# verify: what it finds, with the registers and without; and the instructions
# of about.html, run as they stand there.

load helpers

SITE=$BATS_TEST_TMPDIR/site
LOG=$SITE/published.jsonl

setup()
{
	make_registers
	organisation fen-police
	git_in add .
	git_in commit -q -m 'Police join'
	gh build --publish -o "$SITE" 2>/dev/null
}

# Publishes so many further commits.
publish_more()
{
	local i

	for ((i = 0; i < $1; i++)); do
		organisation "body-$i"
		git_in add .
		git_in commit -q -m "Add $i"
		gh build --publish -o "$SITE" 2>/dev/null
	done
}

# Writes the checksum of the file $1 of the site into the manifest.
relist()
{
	local sum

	sum=$(sha256sum <"$SITE/$1" | cut -c 1-64)
	sed -i "s|^\(  \"$1\": \"\)[0-9a-f]*|\1$sum|" "$SITE/manifest.json"
}

@test "a site that is what its registers yield" {
	run -0 --separate-stderr gh verify "$SITE"
	[ "$output" = '' ]
	[[ $stderr == *"made again from commit $(head_of | head -c 10): no difference"* ]]
}

@test "as JSON" {
	run -0 --separate-stderr gh verify --format json "$SITE"
	[ "$(jq -r '[.commit, .asOf, .edition, .madeAgain, .notMadeBecause,
		(.differences | length), (.published.faults | length)] | @csv' \
		<<<"$output")" = "\"$(head_of)\",\"2026-11-22\",\"public\",true,,0,0" ]
	[ "$(jq .files <<<"$output")" -eq "$(jq '.files | length' "$SITE/manifest.json")" ]
	echo more >>"$SITE/index.html"
	rm "$SITE/about.html"
	: >"$SITE/mine"
	rm "$LOG"
	run -1 --separate-stderr gh verify --format json --manifest-only "$SITE"
	[ "$(jq -c '[.differences[] | [.path, .difference]]' <<<"$output")" = \
		'[["about.html","missing"],["index.html","changed"],["mine","extra"]]' ]
	[ "$(jq -c '[.madeAgain, .notMadeBecause, .published]' <<<"$output")" = \
		'[false,"as asked",null]' ]
	run -2 --separate-stderr gh verify --format yaml "$SITE"
	[[ $stderr == *"--format is 'text' or 'json', not 'yaml'"* ]]
}

@test "every edition, and a day that is not today's" {
	local edition

	for edition in partner internal; do
		run -0 gh --as-of 2026-05-01 build --edition "$edition" \
			-o "$BATS_TEST_TMPDIR/$edition"
		run -0 --separate-stderr gh verify "$BATS_TEST_TMPDIR/$edition"
		[[ $stderr == *"edition $edition, as of 2026-05-01, made again"* ]]
	done
}

@test "a commit that is no longer HEAD, whatever the work tree holds" {
	organisation fen-homes
	git_in add .
	git_in commit -q -m 'Homes join'
	echo '<settings' | record gatehouse.xml
	run -0 gh verify "$SITE"
}

@test "files that are missing, changed or extra are listed" {
	echo x >>"$SITE/index.html"
	rm "$SITE/due.html"
	touch "$SITE/assets/extra.css"
	cp "$SITE/search.html" "$BATS_TEST_TMPDIR"
	ln -sf "$BATS_TEST_TMPDIR/search.html" "$SITE/search.html"
	for option in '' --manifest-only; do
		# shellcheck disable=SC2086
		run -1 --separate-stderr gh verify $option "$SITE"
		[ "$output" = 'assets/extra.css: extra: not in manifest.json
due.html: missing
index.html: changed: not the bytes that manifest.json lists
search.html: changed: not the bytes that manifest.json lists' ]
		[[ $stderr == *': 4 differences'* ]]
	done
}

@test "a folder that is a link is not followed" {
	mv "$SITE/assets" "$BATS_TEST_TMPDIR/assets"
	ln -s "$BATS_TEST_TMPDIR/assets" "$SITE/assets"
	run -1 --separate-stderr gh verify --manifest-only "$SITE"
	[[ $output == *'assets: extra'* ]]
	[[ $output == *'assets/site.css: missing'* ]]
}

@test "a page that was forged with its checksum needs the registers" {
	rm "$LOG"
	sed -i 's/Body fen-police/Body of nobody/' "$SITE/organisations/fen-police.html"
	relist organisations/fen-police.html
	run -0 gh verify --manifest-only "$SITE"
	run -1 --separate-stderr gh verify "$SITE"
	[ "$output" = 'organisations/fen-police.html: not what the registers yield' ]
}

@test "files that the registers do not yield, or that were dropped" {
	rm "$LOG" "$SITE/due.html"
	echo forged >"$SITE/new.html"
	sed -i '/^  "due.html"/d; s|^  "index.html": .*|&\n  "new.html": "",|' \
		"$SITE/manifest.json"
	relist new.html
	run -0 gh verify --manifest-only "$SITE"
	run -1 --separate-stderr gh verify "$SITE"
	[ "$output" = 'due.html: not listed, but the registers yield it
new.html: listed, but the registers yield no such file' ]
}

@test "a manifest of the same files in another form" {
	rm "$LOG"
	jq -c . "$SITE/manifest.json" >"$BATS_TEST_TMPDIR/manifest"
	cp "$BATS_TEST_TMPDIR/manifest" "$SITE/manifest.json"
	run -1 --separate-stderr gh verify "$SITE"
	[ "$output" = 'manifest.json: not what the registers yield' ]
}

@test "a site of another version is said to be one" {
	rm "$LOG"
	sed -i 's/"gatehouse": "[^"]*"/"gatehouse": "0.0.1"/' "$SITE/manifest.json"
	run -1 --separate-stderr gh verify "$SITE"
	[[ $stderr == *'made by gatehouse 0.0.1; this is '*': pages may differ for that alone'* ]]
}

@test "a site that no commit holds is held against its manifest" {
	organisation fen-homes
	gh build -o "$BATS_TEST_TMPDIR/tried"
	run -0 --separate-stderr gh verify "$BATS_TEST_TMPDIR/tried"
	[[ $stderr == *'not recorded as published'* ]]
	[[ $stderr == *'manifest.json alone (it was made from files that no commit holds'* ]]
}

@test "a commit that the repository does not have" {
	git_in commit -q --amend -m 'Another past'
	git_in update-ref -d refs/gatehouse/published/public
	git_in reflog expire --expire=now --all
	git_in gc -q --prune=now
	run -3 --separate-stderr gh verify "$SITE"
	[[ $stderr == *'the repository here has no commit '*'rewritten since'* ]]
	run -0 gh verify --manifest-only "$SITE"
}

@test "a commit, day or edition that cannot be is refused" {
	local line

	cp "$SITE/manifest.json" "$BATS_TEST_TMPDIR"
	for line in 's/"commit": "[^"]*"/"commit": "HEAD"/' \
		's/"asOf": "[^"]*"/"asOf": "2026-02-30"/' \
		's/"edition": "[^"]*"/"edition": "secret"/'; do
		sed "$line" "$BATS_TEST_TMPDIR/manifest.json" >"$SITE/manifest.json"
		run -3 --separate-stderr gh verify "$SITE"
		[[ $stderr == *'states a commit, as-of date or edition that cannot be'* ]]
	done
}

@test "without the registers the manifest is enough" {
	cd "$BATS_TEST_TMPDIR"
	run -0 --separate-stderr "$GATEHOUSE" verify site
	[[ $stderr == *'(there is no registers repository here'* ]]
	echo x >>"$SITE/index.html"
	run -1 --separate-stderr "$GATEHOUSE" verify site
	[ "$output" = 'index.html: changed: not the bytes that manifest.json lists' ]
}

@test "what is no site cannot be verified" {
	mkdir "$BATS_TEST_TMPDIR/other"
	run -3 gh verify "$BATS_TEST_TMPDIR/other"
	[[ $output == *'holds no manifest.json'* ]]
	echo '{}' >"$BATS_TEST_TMPDIR/other/manifest.json"
	run -3 gh verify "$BATS_TEST_TMPDIR/other"
	[[ $output == *'is not a manifest of this program'* ]]
	run -2 gh verify
}

@test "a chain that was tampered with is found" {
	local good=$BATS_TEST_TMPDIR/good edit

	publish_more 2
	cp "$LOG" "$good"
	run -0 gh verify --manifest-only "$SITE"
	for edit in '1s/2026-03-01/2025-03-01/' 2d 1d '3d' '2{p}' \
		'2{h;d};3G' '1s/.*/{}/' '2s/"reason":null/"reason":"x"/' \
		'3s/"asOf":"2026-11-22"/"asOf":"2026-11-21"/' \
		'2s/"previousRoot":"./"previousRoot":"x/'; do
		sed "$edit" "$good" >"$LOG"
		run ! cmp -s "$LOG" "$good"
		run -1 --separate-stderr gh verify --manifest-only "$SITE"
		[[ $output == 'published.jsonl: line '* ]]
	done
	head -c -20 "$good" >"$LOG"
	run -1 gh verify --manifest-only "$SITE"
	head -c -1 "$good" >"$LOG"
	run -1 gh verify --manifest-only "$SITE"
	[[ $output == *'line 3: its end is missing'* ]]
	: >"$LOG"
	run -1 gh verify --manifest-only "$SITE"
	[[ $output == *'it has no line for this site'* ]]
}

@test "a rewrite that the log keeps quiet about needs the registers" {
	git_in commit -q --amend -m 'Another past'
	gh build --publish -o "$SITE" 2>/dev/null
	sed -i '2s/"rewritten":true/"rewritten":false/' "$LOG"
	run -0 gh verify --manifest-only "$SITE"
	run -1 --separate-stderr gh verify "$SITE"
	[[ $output == *'line 2: it does not say that history was rewritten, but commit '* ]]
}

@test "an old copy of a site is sound, and newer ones are mentioned" {
	cp -r "$SITE" "$BATS_TEST_TMPDIR/old"
	publish_more 1
	run -0 --separate-stderr gh verify "$BATS_TEST_TMPDIR/old"
	[[ $output == *"commit $(head_of | head -c 10) was published last, not"* ]]
}

@test "what a forged file says cannot steer the terminal" {
	printf '{"time":"\\u001b[2J","commit":"%s","asOf":"x","edition":"x","root":"%064d","previousLine":null,"rewritten":true}\n' \
		"$(head_of)" 0 >"$LOG"
	run -1 --separate-stderr gh verify --manifest-only "$SITE"
	[[ $output != *$'\e'* ]]
}

# The commands on about.html below the heading with the id $1, one a line.
instructions()
{
	awk -v id="$1" '/<h[23] /{inside = index($0, "id=\"" id "\"")} inside' \
		"$SITE/about.html" |
		sed -n 's|.*<pre class="gh-command"><code>\(.*\)</code></pre>.*|\1|p' |
		sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#39;/'\''/g; s/&amp;/\&/g'
}

# follow ID N: runs the Nth instruction there, as it stands, with plain sh.
follow()
{
	sh -c "$(instructions "$1" | sed -n "$2p")"
}

@test "about.html: checking the files with sha256sum alone" {
	cd "$SITE"
	[ "$(instructions verify-files | wc -l)" -eq 2 ]
	run -0 follow verify-files 1
	[ "$output" = '' ]
	run -0 follow verify-files 2
	[ "$output" = './manifest.json
./published.jsonl' ]
	echo x >>index.html
	run -1 --separate-stderr follow verify-files 1
	[ "$output" = 'index.html: FAILED' ]
	rm due.html
	touch new.html
	run -0 follow verify-files 2
	[ "$output" = './due.html
./manifest.json
./new.html
./published.jsonl' ]
}

@test "about.html: checking the chain with sha256sum alone" {
	local sum

	cd "$SITE"
	sum=$(follow verify-published 3)
	publish_more 2
	cd "$SITE"
	[ "$(instructions verify-published | wc -l)" -eq 3 ]
	run -0 follow verify-published 1
	[ "$output" = "$(tail -n 1 published.jsonl)" ]
	run -0 follow verify-published 2
	[ "$output" = '' ]
	[ "$(sed -n 2p published.jsonl | jq -r .previousLine)" = "${sum%% *}" ]
	sed -i '2s/"reason":null/"reason":"nothing"/' published.jsonl
	run -0 follow verify-published 2
	[[ $output == 'does not follow: '* ]]
	sed -i '$d' published.jsonl
	run -1 follow verify-published 1
}

@test "about.html: checking the pages with the registers" {
	git clone -q "$REGISTERS" "$BATS_TEST_TMPDIR/clone"
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$(realpath "$GATEHOUSE")" "$BATS_TEST_TMPDIR/bin/gatehouse"
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	cd "$BATS_TEST_TMPDIR/clone"
	[ "$(instructions verify-registers | wc -l)" -eq 4 ]
	run -0 follow verify-registers 1
	[[ $output == *'no difference'* ]]
	run -0 follow verify-registers 2
	run -0 follow verify-registers 3
	run -0 follow verify-registers 4
	[ "$output" = '' ]
	sed -i 's/Body fen-police/Nobody/' "$SITE/organisations/fen-police.html"
	relist organisations/fen-police.html
	run -1 follow verify-registers 1
	run -1 follow verify-registers 4
}
