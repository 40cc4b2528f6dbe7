#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2030,SC2031,SC2154,SC2164
#
# gatehouse-tutorial(7): its steps, taken in their order by somebody new.

bats_require_minimum_version 1.5.0

# The blocks of commands of the page, as a shell takes them.
steps()
{
	awk '/^\.Bd/ { on = 1; next } /^\.Ed/ { on = 0 } on' \
		"$TOP/man/gatehouse-tutorial.7" | sed 's/\\-/-/g; s/\\e$/\\/'
}

@test "each step of the tutorial does what it says" {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
	export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
	cd "$BATS_TEST_TMPDIR"
	mkdir bin
	ln -s "${GATEHOUSE:-$TOP/gatehouse}" bin/gatehouse
	PATH=$PWD/bin:$PATH
	{
		# The day on which it was written; what is due goes by it.
		echo 'gatehouse() { command gatehouse --as-of 2026-11-22 "$@"; }'
		echo 'set -ex'
		# Something is overdue or due: that is what it is asked for.
		steps | sed 's/^gatehouse due.*/& || [ $? -eq 1 ]/'
	} >script
	[ "$(grep -c '^gatehouse ' script)" -gt 20 ]
	run --separate-stderr bash script
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
	# Step 3: the question; step 4: no error; step 8: the date.
	[[ $stderr == *'[AGR-27]'* ]]
	[[ $stderr == *'checked 1 record'*': 0 errors'* ]]
	[[ $output == *'2027-06-01'*'night-shelter'* ]]
	[[ $output$stderr == *'made again from commit'*': no difference'* ]]
	[[ $stderr == *'nothing'* ]]
	cd fenbridge
	[ -z "$(git status --porcelain)" ]
	[ "$(git rev-list --count HEAD)" -eq 4 ]
	grep -q 'Night shelter' ../fenbridge-site/agreements/night-shelter.html
	grep -q '20 November 2026' ../fenbridge-site/agreements/night-shelter.html
}
