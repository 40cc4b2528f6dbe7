# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For the tests of the commands: a small registers repository, without any
# finding, in $REGISTERS, and the program as gh with a fixed as-of date.

bats_require_minimum_version 1.5.0

TOP=${TOP:-$BATS_TEST_DIRNAME/../..}
GATEHOUSE=${GATEHOUSE:-$TOP/gatehouse}
REGISTERS=$BATS_TEST_TMPDIR/registers

export GIT_AUTHOR_NAME='Ada Clerk' GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME='Ada Clerk' GIT_COMMITTER_EMAIL=ada@example.org
export GIT_AUTHOR_DATE='2026-03-01T12:00:00+00:00'
export GIT_COMMITTER_DATE='2026-03-01T12:00:00+00:00'
export GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
export SOURCE_DATE_EPOCH=1772366400 # 2026-03-01T12:00:00Z

gh()
{
	"$GATEHOUSE" -C "$REGISTERS" --as-of 2026-11-22 "$@"
}

git_in()
{
	git -C "$REGISTERS" "$@"
}

# record PATH: write standard input there, below the registers.
record()
{
	mkdir -p "$REGISTERS/$(dirname "$1")"
	cat >"$REGISTERS/$1"
}

# settings [LINE...]: gatehouse.xml with these lines inside it.
settings()
{
	{
		echo '<?xml version="1.0" encoding="UTF-8"?>'
		echo '<settings xmlns="urn:gatehouse:1">'
		echo '  <title>Test registers</title>'
		printf '  %s\n' "$@"
		echo '</settings>'
	} | record gatehouse.xml
}

# organisation ID [LINE...]: a record with further lines inside it.
organisation()
{
	local id=$1

	shift
	{
		echo '<?xml version="1.0" encoding="UTF-8"?>'
		echo "<organisation xmlns=\"urn:gatehouse:1\" id=\"$id\" version=\"1\""
		echo '  source="letter">'
		echo "  <name>Body $id</name>"
		echo '  <type>voluntary-sector</type><representsClass>true</representsClass>'
		printf '  %s\n' "$@"
		echo '</organisation>'
	} | record "organisations/$id.xml"
}

# An agreement with one party and no retention: it breaks rules, validly.
faulty_agreement()
{
	record agreements/night-shelter.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<agreement xmlns="urn:gatehouse:1" id="night-shelter" version="1"
		  source="letter">
		  <title>Sharing about the night shelter</title>
		  <status>draft</status>
		  <party ref="fen-council">
		    <role>controller</role>
		  </party>
		</agreement>
	END
}

# The files, not yet in git.
make_files()
{
	record gatehouse.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<settings xmlns="urn:gatehouse:1">
		  <title>Test registers</title>
		</settings>
	END
	record sources/letter.xml <<-'END'
		<?xml version="1.0" encoding="UTF-8"?>
		<source xmlns="urn:gatehouse:1" id="letter" version="1">
		  <title>A letter about sharing</title>
		</source>
	END
	organisation fen-council '<from>2009-04-01</from>'
}

# The files, committed by git itself.
make_registers()
{
	make_files
	git init -q -b main "$REGISTERS"
	git_in add .
	git_in commit -q -m 'Begin'
}

head_of()
{
	git_in rev-parse HEAD
}
