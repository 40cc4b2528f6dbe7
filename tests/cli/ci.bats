#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2030,SC2031,SC2154,SC2164
#
# The jobs for build servers: what they let the program do is done here, in
# their order; the services themselves are not at hand.

load helpers

# The lines of a job that call the program, as a shell gets them.
calls()
{
	"$GATEHOUSE" ci "$1" | sed -n 's/^.*\(- script: \|run: \|- \)\(gatehouse \)/\2/p'
}

@test "each job checks, leaves its findings and builds the site" {
	local service

	make_registers
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/bin/gatehouse"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	for service in github gitlab azure; do
		git clone -q "$REGISTERS" "$BATS_TEST_TMPDIR/$service/clone"
		cd "$BATS_TEST_TMPDIR/$service/clone"
		mkdir ../tmp
		[ "$(calls $service | wc -l)" -eq 2 ]
		calls $service | sed 's:/tmp/:../tmp/:g' >../steps
		run -0 bash -e ../steps
		case $service in
		github) jq -e '.version == "2.1.0"' ../tmp/gatehouse.sarif ;;
		gitlab) xmllint --noout gatehouse.junit.xml ;;
		azure) xmllint --noout ../tmp/gatehouse.junit.xml ;;
		esac
		[ -f ../tmp/site/index.html ] || [ -f public/index.html ]
	done
}

@test "a finding stops the job after it has left its findings" {
	make_registers
	faulty_agreement
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GATEHOUSE" "$BATS_TEST_TMPDIR/bin/gatehouse"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	cd "$REGISTERS"
	calls gitlab >"$BATS_TEST_TMPDIR/steps"
	run -1 bash -e "$BATS_TEST_TMPDIR/steps"
	xmllint --xpath '//failure' gatehouse.junit.xml
	[ ! -e public ]
}

@test "the jobs check what they install, and are YAML without tabs" {
	local service

	for service in github gitlab azure; do
		run -0 "$GATEHOUSE" ci "$service"
		[[ $output == *'sha256sum -c'* ]]
		[[ $output == *'${GATEHOUSE_DEB:?'* ]]
		[[ $output != *$'\t'* ]]
	done
	run -2 "$GATEHOUSE" ci jenkins
	[[ ${lines[0]} == *"a service is 'github', 'gitlab' or 'azure', not 'jenkins'" ]]
}
