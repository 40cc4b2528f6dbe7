#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Templates of one's own take the place of single files, and a template that is
# wrong leaves the old site as it was. Text of records that is made to do harm
# is shown as harmless text, and soon.

bats_require_minimum_version 1.5.0

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export REG=$BATS_FILE_TMPDIR/registers SITE=$BATS_FILE_TMPDIR/site
	export GIT_AUTHOR_NAME='Ada Clerk' GIT_AUTHOR_EMAIL=ada@example.org
	export GIT_COMMITTER_NAME='Ada Clerk' GIT_COMMITTER_EMAIL=ada@example.org
	"$GATEHOUSE" init --title 'Test' "$REG"
	build -o "$SITE"
}

setup() {
	TEMPLATES=$BATS_TEST_TMPDIR/templates
	mkdir -p "$TEMPLATES/partials"
}

# build OPTION...: builds the site of the registers on a fixed day.
build() {
	timeout 30 "$GATEHOUSE" -C "$REG" --as-of 2026-11-22 build "$@"
}

# refused FILE MESSAGE [EXCERPT]: the templates are an error in FILE, whose
# sentence begins so, and the site stays as it was.
refused() {
	local before=$BATS_TEST_TMPDIR/before

	[ -d "$before" ] || cp -r "$SITE" "$before"
	run build --templates "$TEMPLATES" -o "$SITE"
	echo "$output"
	[ "$status" -eq 3 ]
	[[ ${lines[0]} == *"templates/$1:$2"* ]]
	[ $# -lt 3 ] || [ "${lines[1]}" = "  $3" ]
	[ "${lines[2]// /}" = '^' ]
	diff -r "$before" "$SITE"
}

# wrong TEXT MESSAGE [EXCERPT]: refused for a new file of that text, which no
# page uses.
wrong() {
	printf '%s' "$1" >"$TEMPLATES/zz.html"
	refused zz.html "${@:2}"
}

# Templates of one's own ----------------------------------------------------

@test "one partial is replaced, and nothing else" {
	echo '<p>Fenbridge {{publisher}} {{edition}}</p>' \
		>"$TEMPLATES/partials/footer.html"
	build --templates "$TEMPLATES" -o "$BATS_TEST_TMPDIR/site"
	cd "$BATS_TEST_TMPDIR/site"
	[ "$(grep -L '<p>Fenbridge' -r . --include='*.html')" = '' ]
	for page in index.html gateways.html; do
		diff <(sed '/<footer/,/<\/footer>/d' "$page") \
			<(sed '/<footer/,/<\/footer>/d' "$SITE/$page")
	done
}

@test "a template of one's own may use a partial of one's own" {
	sed 's/{{#current}}/{{> partials\/mine}}\n&/' \
		"$TOP/templates/gateway.html" >"$TEMPLATES/gateway.html"
	echo '<p>{{#record}}Mine: {{_title}}{{/record}}</p>' \
		>"$TEMPLATES/partials/mine.html"
	build --templates "$TEMPLATES" -o "$BATS_TEST_TMPDIR/site"
	grep -q '^ *<p>Mine: Children Act 2004' \
		"$BATS_TEST_TMPDIR/site/gateways/ca-2004-s10.html"
	diff "$BATS_TEST_TMPDIR/site/index.html" "$SITE/index.html"
}

@test "a mistake is shown with its line and a mark, before any page is made" {
	printf '<p>\n\t{{publishr}}</p>\n' >"$TEMPLATES/partials/footer.html"
	refused partials/footer.html \
		"2:2: no value 'publishr' here; did you mean 'publisher'?" \
		' {{publishr}}</p>'
	[ "${lines[2]}" = '   ^' ]
}

@test "a template that names what there is not is refused" {
	local index=$TEMPLATES/index.html

	echo '{{#registers}}{{nope}}{{/registers}}' >"$index"
	refused index.html "1:15: no value 'nope' here"
	echo '{{#nope}}{{/nope}}' >"$index"
	refused index.html "1:1: no value 'nope' here"
	echo '{{pageTitle.length}}' >"$index"
	refused index.html "1:1: 'pageTitle' is text and has no 'length'"
	echo '{{nav}}' >"$index"
	refused index.html "1:1: 'nav' is a list, which cannot be written"
	rm "$index"
	wrong '{{> partials/footr}}' \
		"1:1: no template 'partials/footr'; did you mean"
	# shellcheck disable=SC2016
	wrong '{{<layout}}{{$contents}}{{/contents}}{{/layout}}' \
		"1:12: 'layout' has no block 'contents'; did you mean 'content'?"
}

@test "a template whose tags do not fit is refused" {
	wrong '{{#a}}{{#b}}{{/a}}{{/b}}' \
		"1:13: 'a' is closed where 'b' is open: close 'b' first"
	wrong $'\n{{#a}}' "2:1: 'a' is never closed"
	wrong '{{/a}}' "1:1: 'a' is closed but not open"
	wrong 'a {{b' "1:3: '{{' without '}}'"
	wrong '{{}}' '1:1: the tag has no name'
	wrong '{{{a}}}' '1:1: there is no raw output: '
	wrong '{{=[ ]=}}' '1:1: delimiters cannot be changed: '
}

@test "a template that includes itself is refused" {
	wrong 'a{{> zz}}' "1:2: 'zz' would include itself without end: only in"
	printf '{{> zz}}' >"$TEMPLATES/yy.html"
	printf '{{> yy}}' >"$TEMPLATES/zz.html"
	refused zz.html "1:1: 'yy' would include itself without end: only in"
	rm "$TEMPLATES/yy.html"
}

@test "a value where it could do harm is refused" {
	wrong '<script>f({{a}})</script>' \
		'1:11: no value can stand in a script or style: put it'
	wrong '<style>p{color:{{a}}}</style>' \
		'1:16: no value can stand in a script or style: put it'
	wrong '<!-- {{a}} -->' '1:6: no value can stand in a comment'
	wrong '<p onclick="f({{a}})">' \
		'1:15: no value can stand in an event attribute: put it'
	wrong '<p ONMOUSEOVER="{{a}}">' \
		'1:17: no value can stand in an event attribute: put it'
	wrong '<p style="color:{{a}}">' \
		'1:17: no value can stand in a style attribute: choose'
	wrong '<iframe srcdoc="{{a}}"></iframe>' \
		'1:17: no value can stand in this attribute'
	wrong '<p title={{a}}>' \
		"1:10: the attribute's value needs quotes around it"
	wrong '<{{a}}>' "1:2: no value can stand in a tag's name"
	wrong '<p {{a}}="b">' "1:4: no value can stand in an attribute's name"
	wrong '<a href="javascript:{{a}}">' \
		'1:21: no value can stand in an address that begins so'
	rm "$TEMPLATES/zz.html"
	echo '<a href="{{pageTitle}}">a</a>' >"$TEMPLATES/index.html"
	refused index.html \
		"1:10: 'pageTitle' is text, where only an address can stand"
}

@test "a template that leaves a tag open is refused" {
	wrong '<p class="a' '1:12: the template ends in an attribute'
	wrong '<p' '1:3: the template ends in a tag'
	wrong '<script>' '1:9: the template ends in a script or style'
	wrong '{{#a}}<p title="{{/a}}">' "1:17: 'a' begins in text and ends in"
}

@test "a template that is no text, or too long, is refused" {
	printf 'a\n\0b' >"$TEMPLATES/zz.html"
	refused zz.html '2:1: a NUL byte is not text: remove it'
	printf 'caf\351' >"$TEMPLATES/zz.html"
	refused zz.html '1:4: this is not UTF-8: save the file in that encoding'
	head -c 10485760 /dev/zero | tr '\0' 'x' >"$TEMPLATES/zz.html"
	refused zz.html '1:1: a template of 10485760 bytes is too long: the'
}

# Text of records -----------------------------------------------------------

# hostile: registers with an organisation whose summary is the Markdown on
# standard input, whose name is $1 and whose data protection role $2.
hostile() {
	REG=$BATS_TEST_TMPDIR/registers
	OUT=$BATS_TEST_TMPDIR/site
	PAGE=$OUT/organisations/fen.html
	[ -d "$REG" ] || git clone -q "$BATS_FILE_TMPDIR/registers" "$REG"
	mkdir -p "$REG/organisations"
	{
		echo '<organisation xmlns="urn:gatehouse:1" id="fen" version="1">'
		echo "<name>${1-Fen}</name><summary>"
		sed 's/&/\&amp;/g; s/</\&lt;/g'
		echo '</summary><type>unitary-council</type>'
		echo '<publicAuthority>true</publicAuthority>'
		echo "<dpoRole>${2-Officer}</dpoRole></organisation>"
	} >"$REG/organisations/fen.xml"
}

# The pages have no element or address that the program would not write; of
# scripts, those of the site's own assets alone.
harmless() {
	local pages

	mapfile -t pages < <(find "$OUT" -name '*.html')
	if sed -E 's|<script src="[./]*assets/[a-z-]+\.js" defer></script>||' \
		"${pages[@]}" |
		grep -Ei '<(script|img|iframe|svg onload|object|base)[ >/]' ||
		grep -lE '<[^>]* on[a-z]+=' "${pages[@]}" ||
		grep -lEi ' (href|src|action)="[^"]*(javascript|data|vbscript):' \
			"${pages[@]}"
	then
		return 1
	fi
	"$TOP/tests/links" "$OUT"
}

@test "HTML in a record is shown as text" {
	hostile '&lt;script>alert(1)&lt;/script>' \
		'"&gt;&lt;img src=x onerror=alert(2)&gt;' <<-'EOF'
	<script>alert(3)</script>

	Text <b onclick="alert(4)">bold</b> <img src="https://a.example/b.png">

	<iframe srcdoc="<script>alert(5)</script>"></iframe>

	</p></div></main><base href="https://a.example/">

	{{publisher}} {{{publisher}}}
	EOF
	build -o "$OUT"
	harmless
	grep -qF '&lt;script&gt;alert(3)&lt;/script&gt;' "$PAGE"
	grep -qF 'bold&lt;/b&gt;' "$PAGE"
	grep -qF '<title>&lt;script&gt;alert(1)' "$PAGE"
	grep -qF '{{publisher}} {{{publisher}}}' "$PAGE"
}

@test "links that run code are words, and images are links" {
	hostile <<-'EOF'
	[link1](javascript:alert(1)) [link2](JaVaScRiPt:alert(1))
	[link3](&#106;avascript:alert(1)) [link4](&#x6A;avascript&colon;alert(1))
	[link5](<java script:alert(1)>) [link6](data:text/html;base64,PHNjcmlwdD4=)
	[link7](vbscript:msgbox) [link8](//a.example/x) [link9][ref]
	<javascript:alert(1)> ![picture](data:image/svg+xml,x)
	[good](https://a.example/b) ![photo](https://a.example/c.png)

	[ref]: javascript:alert(1) "title"
	EOF
	build -o "$OUT"
	harmless
	for word in link1 link2 link3 link4 link5 link6 link7 link8 link9 picture
	do
		grep -q "$word" "$PAGE"
		run grep -E "<a [^>]*>$word" "$PAGE"
		[ "$status" -eq 1 ]
	done
	grep -q '<a class="govuk-link" href="https://a.example/b">good</a>' \
		"$PAGE"
	grep -q 'href="https://a.example/c.png">photo</a>' "$PAGE"
}

@test "characters that turn text round or hide are dropped" {
	hostile $'Fen\u202eliah\u2066x' $'a\u200fb\u061cc' \
		<<<$'one\u202etwo\u2069 `three\u202d` [four](x\u202e.html)'
	build -o "$OUT"
	grep -q 'onetwo' "$PAGE"
	grep -q 'Fenliahx' "$PAGE"
	run grep -rlP --include='*.html' --include='*.csv' \
		'[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{200e}\x{200f}\x{061c}]' \
		"$OUT"
	[ "$status" -eq 1 ]
}

# many PART N: that part N times, without line ends.
many() {
	head -c "$2" /dev/zero | sed "s/\\x00/$1/g"
}

@test "text that nests or repeats without end is shown soon" {
	local part

	for part in '>' '> ' '\[' '\[a\](' '!\[' '*a **a ' '`' '- ' '\&#' '<a '; do
		hostile < <(many "$part" $((90000 / ${#part})))
		timeout 10 "$GATEHOUSE" -C "$REG" build -o "$OUT" ||
			{ echo "$part"; return 1; }
		[ "$(stat -c %s "$PAGE")" -lt 2000000 ]
	done
	harmless
}

@test "100,000 quotes or brackets are refused, and shown as text" {
	local part

	for part in '>' '\['; do
		hostile < <(many "$part" 100001)
		run timeout 10 "$GATEHOUSE" -C "$REG" check
		[ "$status" -eq 1 ]
		[[ $output == *"fen.xml:2: error: the text of element"* ]]
		[[ $output == *"is too long; at most 100000 characters"* ]]
		timeout 10 "$GATEHOUSE" -C "$REG" build -o "$OUT"
		run grep -c '<blockquote' "$PAGE"
		[ "$output" = 0 ]
	done
	harmless
}

@test "ten megabytes of Markdown are refused with a sentence" {
	hostile < <(many 'Long *text*. ' 800000)
	run timeout 10 "$GATEHOUSE" -C "$REG" check
	[ "$status" -eq 1 ]
	[[ $output == *"organisations/fen.xml: error: file is larger than 8 MiB"* ]]
	timeout 10 "$GATEHOUSE" -C "$REG" build -o "$OUT"
	[ ! -e "$PAGE" ]
	harmless
}

# soon COMMAND...: in ten seconds of the processor's time.
soon() {
	(ulimit -t 10 && exec "$GATEHOUSE" -C "$REG" --as-of 2026-11-22 "$@")
}

@test "settings of 50 megabytes are refused with a sentence" {
	local command

	hostile <<<'Fen'
	{
		echo '<settings xmlns="urn:gatehouse:1"><title>'
		many a 52000000
		echo '</title></settings>'
	} >"$REG/gatehouse.xml"
	for command in list check 'build -o x'; do
		# shellcheck disable=SC2086
		run soon $command
		echo "$output"
		[[ $status == [13] ]]
		[[ $output == *'gatehouse.xml: '*'file is larger than 8 MiB'* ]]
		[[ $output != *'there is no gatehouse.xml'* ]]
	done
}

@test "a commit message of a megabyte is shown soon, and cut where it is shown" {
	hostile <<<'Fen'
	git -C "$REG" add .
	{
		many x 500000
		printf '\n\n'
		many 'word ' 400000
		printf '\n\n'
		many 'Approved-by-role: a\n' 20000
	} | git -C "$REG" commit -q -F -
	soon log fen >"$BATS_TEST_TMPDIR/log"
	soon log --format json >"$BATS_TEST_TMPDIR/log.json"
	soon build -o "$OUT"
	[ "$(find "$OUT" -size +4096k | wc -l)" -eq 0 ]
	harmless
}
