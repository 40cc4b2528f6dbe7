#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The README is run: the commands of its tour in their order; and its list of
# files is held to those that are there.

bats_require_minimum_version 1.5.0

# block MARK: the code blocks of the README that follow a comment <!-- MARK -->
block() {
	awk -v mark="<!-- $1" '
		index($0, mark) == 1 { wanted = 1; next }
		wanted && /^```/ { if (inside) wanted = inside = 0; else inside = 1; next }
		inside { print }' "$TOP/README.md"
}

setup_file() {
	export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b.example
	export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b.example
}

@test "the tour of the README runs as it stands" {
	cd "$BATS_TEST_TMPDIR"
	mkdir bin
	ln -s "$GATEHOUSE" bin/gatehouse
	export PATH=$PWD/bin:$PATH
	local command

	block tour | grep -q '^gatehouse build'
	while read -r command; do
		echo "$command"
		eval "$command"
	done < <(block tour)
	grep -q 'Fenbridge Council' \
		../fenbridge-site/organisations/fenbridge-council.html
}

@test "the README names every source file" {
	local file name

	for file in "$TOP"/lib/*.c "$TOP"/site-gen/*.c; do
		name=$(basename "$file" .c)
		case $name in
		rules_*|chart_*|page_*|template_*) continue ;;
		esac
		grep -qw "$name" "$TOP/README.md" || {
			echo "README.md does not name $name"
			return 1
		}
	done
}

@test "what the README quotes of check is what check says" {
	cd "$BATS_TEST_TMPDIR"
	"$GATEHOUSE" init --example r >/dev/null
	run --separate-stderr "$GATEHOUSE" -C r --as-of 2026-11-22 check \
		wandsworth-frp-consent
	local said=$output quoted

	quoted=$(awk '/^\$ gatehouse check wandsworth/ { inside = 1; next }
		inside && /^…/ { exit }
		inside && /^  / { sub(/^ */, ""); line = line " " $0; next }
		inside { if (line) print line; line = $0 }
		END { if (line) print line }' "$TOP/README.md")
	[ -n "$quoted" ]
	while read -r line; do
		grep -qF -- "$line" <<<"$said" || {
			echo "not said: $line"
			return 1
		}
	done <<<"$quoted"
}
