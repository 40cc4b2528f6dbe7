#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Finding records of the worked example: lists that are narrowed, pages for
# each partner and gateway, and the search, seen in a real browser from files.

setup_file() {
	TOP=${TOP:-$BATS_TEST_DIRNAME/..}
	export TOP
	export REG=$BATS_FILE_TMPDIR/registers SITE=$BATS_FILE_TMPDIR/site
	mkdir "$REG"
	cp -r "$TOP"/registers/* "$REG"
	rm -rf "$REG/history" "$REG/history.xml"
	cd "$REG" || return
	# What must show as text, and what must not show at all.
	sed -i 's,<title>,&\&lt;/script>\&lt;img/onerror=alert(1)/src=x> ,' \
		programmes/troubled-families-2015-2020.xml
	sed -i '0,/<caveat/s//<note>wagtail<\/note><caveat/' gateways/*.xml
	grep -q wagtail gateways/wra-2012-s131.xml
	git init -q -b main .
	git add -A
	git -c user.name=A -c user.email=a@b.example commit -q -m 'Enter'
	build "$SITE"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# build SITE [OPTION...]
build() {
	"$GATEHOUSE" -C "$REG" --as-of 2026-11-22 build -o "$@"
}

# browse SITE ADDRESS: the page once its scripts have run.
browse() {
	chromium --headless --no-sandbox --disable-gpu --no-first-run \
		--disable-background-networking --disable-component-update \
		--disable-sync --user-data-dir="$BATS_TEST_TMPDIR/profile" \
		--virtual-time-budget=20000 --dump-dom "file://$1/$2" \
		2>"$BATS_TEST_TMPDIR/browser.log"
}

# act PAGE SCRIPT: the page after a script has acted as a reader would. It runs
# after those of the page, and may call done(TEXT) to leave a note in it.
act() {
	local site=$BATS_TEST_TMPDIR/acted

	cp -r "$SITE" "$site"
	cat - >"$site/assets/act.js" <<-END
		const note = document.createElement("p");
		const key = (key) => document.activeElement.dispatchEvent(
		  new KeyboardEvent("keydown", { key, bubbles: true }));
		const wait = () => new Promise((then) => setTimeout(then, 400));
		const text = (id) => document.getElementById(id).textContent;
		const done = (...words) => {
		  note.textContent = "note: " + words.join(" | ");
		  document.body.append(note);
		};
		(async () => { await wait(); $2 })();
	END
	sed -i 's,</head>,<script src="assets/act.js" defer></script>&,' \
		"$site/${1%%#*}"
	browse "$site" "$1" | sed -n 's/.*<p>note: \(.*\)<\/p>.*/\1/p'
}

# rows: ids of the records that the page on standard input shows in its list.
rows() {
	sed -n '/<table/,/<\/table>/p' | tr '\n' ' ' | sed 's/<tr /\n&/g' |
		grep 'data-keys=' | grep -v ' hidden=""' |
		sed -E 's,.*<th scope="row"[^>]*><a [^>]*href="[a-z]+/([^"]*)\.html".*,\1,'
}

# status ID: what the page on standard input announces.
status() {
	sed '/<template/,/<\/template>/d' |
		sed -nE 's,.*<p [^>]*id="'"$1"'"[^>]*>([^<]*)</p>.*,\1,p'
}

# found: the addresses of the results on the page on standard input.
found() {
	grep -o '<a class="govuk-link gh-results__title" href="[^"]*"' |
		sed 's/.*href="//; s/"$//'
}

@test "without scripts a list holds every record and shows no dead control" {
	[ "$(rows <"$SITE/agreements.html" | wc -l)" -eq \
		"$(find "$REG/agreements" -name '*.xml' | wc -l)" ]
	sed '/<template/,/<\/template>/d' "$SITE/agreements.html" >bare.html
	run grep -nE '<(select|button|form|input)' bare.html
	[ "$status" -eq 1 ]
	run grep -n ' hidden' bare.html
	[ "$status" -eq 1 ]
}

@test "without scripts the search says what to do instead" {
	sed '/<template/,/<\/template>/d' "$SITE/search.html" >bare.html
	grep -q 'Searching needs scripts, and they do not run here' bare.html
	grep -q '<a class="govuk-link" href="agreements.html">' bare.html
	run grep -nE '<(select|button|form|input)' bare.html
	[ "$status" -eq 1 ]
}

@test "there is a page for each partner and each gateway of an agreement" {
	cd "$REG/agreements"
	diff <(xmllint --xpath "//*[local-name()='flow']/*[local-name()='discloser' or local-name()='recipient']/@ref | /*/*[local-name()='party']/@ref" ./*.xml |
		sed 's/.*"\(.*\)"/\1.html/' | LC_ALL=C sort -u) \
		<(find "$SITE/agreements/by-partner" -type f -printf '%f\n' |
			LC_ALL=C sort)
	diff <(xmllint --xpath "//*[local-name()='flow']/*[local-name()='gateway']/@ref" ./*.xml |
		sed 's/.*"\(.*\)"/\1.html/' | LC_ALL=C sort -u) \
		<(find "$SITE/agreements/by-gateway" -type f -printf '%f\n' |
			LC_ALL=C sort)
}

@test "every page by partner and by gateway is linked, also from its record" {
	local page id

	for page in "$SITE"/agreements/by-*/*.html; do
		grep -q "href=\"${page#"$SITE/"}\"" "$SITE/agreements.html"
		id=$(basename "$page")
		grep -q "href=\"../${page#"$SITE/"}\"" \
			"$SITE"/{organisations,gateways}/"$id" 2>/dev/null
	done
	"$TOP/tests/links" "$SITE"
}

@test "a partner's page says what part it has in each agreement" {
	local page=$SITE/agreements/by-partner/dwp.html

	grep -q '<h1 [^>]*>Agreements with Department for Work and Pensions' \
		"$page"
	grep -q '>4 agreements, by title<' "$page"
	tr '\n' ' ' <"$page" | sed 's/<tr /\n&/g' >rows
	grep 'waltham-forest-isa' rows >row
	grep -q 'Party to the agreement' row
	grep -q 'Gives data:.*Benefit status from the Department' row
	grep -q 'Receives data:.*authorised partners' row
	grep 'dwp-identification' rows >row
	run grep -q 'Receives data:' row
	[ "$status" -eq 1 ]
}

@test "a gateway's page names the flows that rest on it" {
	local page=$SITE/agreements/by-gateway/wra-2012-s131.html

	grep -q '>2 agreements, by title<' "$page"
	grep -q 'href="../../agreements/dwp-identification.html#part-f01-benefit-status"' "$page"
	grep -q '<a class="govuk-breadcrumbs__link" href="../../agreements.html">' \
		"$page"
	grep -q 'aria-current="true"><strong[^>]*>Agreements<' "$page"
}

@test "the address narrows a list, as the partner's plain page does" {
	browse "$SITE" 'agreements.html#partner=dwp' >page
	[ "$(status list-status <page)" = "4 of 12 records." ]
	diff <(rows <page | LC_ALL=C sort) \
		<(grep -oE '<th scope="row"[^>]*><a [^>]*/[^"]*\.html' \
			"$SITE/agreements/by-partner/dwp.html" |
			sed -E 's,.*/([^/]*)\.html,\1,' | LC_ALL=C sort)
}

@test "filters narrow a list together, and unknown values do nothing" {
	[ "$(browse "$SITE" 'agreements.html#partner=dwp&gateway=wra-2012-s131' |
		status list-status)" = "2 of 12 records." ]
	[ "$(browse "$SITE" 'agreements.html#partner=dwp&status=proposed' |
		status list-status)" = "None of 12 records." ]
	[ "$(browse "$SITE" 'agreements.html#partner=nobody&other=x' |
		status list-status)" = "All 12 records." ]
	run act 'agreements.html#partner=nobody' '
		done(document.getElementById("filter-partner").selectedIndex);'
	[ "$output" = 0 ]
	# The address of a part of the page says nothing of the list.
	run act 'agreements.html#status=proposed' '
		location.hash = "main-content";
		await wait();
		done(text("list-status"));'
	[ "$output" = "1 of 12 records." ]
	[ "$(browse "$SITE" 'agreements.html#by-partner' |
		status list-status)" = "All 12 records." ]
}

@test "every choice that a filter offers shows as many records as it says" {
	run act agreements.html '
		const wrong = [];
		let n = 0;
		for (const select of document.querySelectorAll("select")) {
		  for (const option of Array.from(select.options).slice(1)) {
		    select.value = option.value;
		    select.dispatchEvent(new Event("change", { bubbles: true }));
		    const shown = document.querySelectorAll(
		      "#list tbody tr:not([hidden])").length;
		    const said = Number(/\((\d+)\)$/.exec(option.textContent)[1]);
		    n++;
		    if (shown !== said || shown === 0) wrong.push(option.value);
		  }
		  document.querySelector("[type=reset]").click();
		}
		done(n > 40, wrong.join(" "), text("list-status"));'
	[ "$output" = "true |  | All 12 records." ]
}

@test "a choice can be shared by its address and taken back" {
	run act 'agreements.html#status=active' '
		const status = document.getElementById("filter-status");
		const first = text("list-status");
		status.value = "proposed";
		status.dispatchEvent(new Event("change", { bubbles: true }));
		const second = text("list-status") + location.hash;
		history.back();
		await wait();
		done(first, second, text("list-status"), status.value);'
	[ "$output" = "10 of 12 records. | 1 of 12 records.#status=proposed | 10 of 12 records. | active" ]
}

@test "headings sort a list, and what is not stated comes last" {
	run act sources.html '
		const dates = () => Array.from(
		  document.querySelectorAll("#list tbody tr"),
		  (row) => row.cells[2].dataset.sort);
		const head = document.querySelectorAll("#list thead th")[2];
		head.querySelector("button").click();
		const up = dates();
		const order = head.getAttribute("aria-sort");
		head.querySelector("button").click();
		done(order, up.slice(0, 3).join(), head.getAttribute("aria-sort"),
		  dates().slice(0, 3).join());'
	[ "$output" = "ascending | 2018-03-22,2021-03-10, | descending | 2021-03-10,2018-03-22," ]
}

@test "the search finds words in titles, texts, names and answers" {
	browse "$SITE" 'search.html#q=consent' >page
	[[ $(status search-status <page) =~ ^[0-9]+' records have these words.'$ ]]
	found <page | grep -qx consents/wandsworth-frp-consent.html
	browse "$SITE" 'search.html#q=Wandsworth' >page
	[ "$(found <page | head -n 1)" = organisations/wandsworth-council.html ]
	# Words that stand in names of partners and labels of codes alone.
	browse "$SITE" 'search.html#q=greater+manchester+clinical' >page
	found <page | grep -qx agreements/oldham-tfp.html
	tr '\n' ' ' <page | grep -q 'Names: [^.]*<mark>Clinical</mark>'
	browse "$SITE" 'search.html#q=tenure+arrears' >page
	found <page | grep -qx agreements/tower-hamlets-southern-housing.html
	browse "$SITE" 'search.html#q=wra-2012-s131' >page
	[ "$(found <page | head -n 1)" = gateways/wra-2012-s131.html ]
}

@test "every result leads to a page and shows the words marked" {
	browse "$SITE" 'search.html#q=benef' >page
	[ "$(found <page | wc -l)" -gt 3 ]
	found <page | while read -r address; do [ -f "$SITE/$address" ]; done
	grep -q '<mark>benefit</mark>' page
	tr '\n' ' ' <page | sed 's/<li>/\n&/g; s,</li>,&\n,g' |
		grep gh-results__title >items
	[ "$(wc -l <items)" -eq "$(found <page | wc -l)" ]
	run grep -v '<mark>' items
	[ "$status" -eq 1 ]
}

@test "words that are nearly right or not all there are said to be so" {
	[[ $(browse "$SITE" 'search.html#q=Wandswerth' | status search-status) == \
		"No record has these words. "*" words like them." ]]
	[[ $(browse "$SITE" 'search.html#q=Wandsworth+xyzzyqq' |
		status search-status) == \
		"No record has all of these words. "*" some of them." ]]
	browse "$SITE" 'search.html#q=xyzzyqq' >page
	[ "$(status search-status <page)" = \
		"No record has these words. Try fewer words, or other ones." ]
	[ -z "$(found <page)" ]
}

@test "the search is worked with the keyboard" {
	run act search.html '
		const field = document.getElementById("search-words");
		const at = () => document.activeElement.getAttribute("href") ||
		  document.activeElement.id;
		const links = () => Array.from(
		  document.querySelectorAll("#search-results a"),
		  (link) => link.getAttribute("href"));
		field.focus();
		field.value = "police";
		field.dispatchEvent(new Event("input"));
		await wait();
		const seen = [location.hash];
		key("ArrowDown");
		seen.push(at() === links()[0]);
		key("ArrowDown");
		seen.push(at() === links()[1]);
		key("ArrowUp");
		key("ArrowUp");
		seen.push(at());
		key("ArrowDown");
		key("Escape");
		seen.push(at());
		field.form.requestSubmit();
		seen.push(at() === links()[0]);
		done(...seen);'
	[ "$output" = "#q=police | true | true | search-words | search-words | true" ]
}

@test "more results are shown when asked for" {
	run act 'search.html#q=the' '
		const n = () => document.querySelectorAll("#search-results li").length;
		const more = document.getElementById("search-more");
		const first = n();
		more.click();
		const second = n();
		while (!more.hidden) more.click();
		done(first, second, parseInt(text("search-status")) === n());'
	[ "$output" = "20 | 40 | true" ]
}

@test "a title with HTML in it shows as text" {
	local index=$SITE/assets/search-index.js

	grep -q 'onerror=alert(1)' "$index"
	run grep -c '[<>&]' "$index"
	[ "$output" = 0 ]
	browse "$SITE" 'search.html#q=onerror' >page
	grep -q '&lt;/script&gt;&lt;img/<mark>onerror=alert</mark>(1)/src=x&gt;' page
	run grep -q '<img' page
	[ "$status" -eq 1 ]
	browse "$SITE" 'agreements.html#programme=troubled-families-2015-2020' >page
	run grep -q '<img' page
	[ "$status" -eq 1 ]
	grep -q '<option[^>]*>&lt;/script&gt;&lt;img' page
}

@test "the index holds what the edition shows, and no more" {
	run grep -l wagtail "$SITE/assets/search-index.js"
	[ "$status" -eq 1 ]
	build "$BATS_TEST_TMPDIR/internal" --edition internal
	grep -q wagtail "$BATS_TEST_TMPDIR/internal/assets/search-index.js"
}

@test "a page runs the site's scripts alone, and most pages none" {
	local site=$BATS_TEST_TMPDIR/site

	cp -r "$SITE" "$site"
	echo 'document.body.append("it has run");' >"$site/assets/other.js"
	sed -i 's,</body>,<script>document.body.append("it has run")</script>&,' \
		"$site/search.html"
	sed -i 's,</body>,<script src="assets/other.js"></script>&,' \
		"$site/about.html" "$site/agreements.html"
	[ "$(browse "$site" search.html | grep -c '^ *it has run\|>it has run')" -eq 0 ]
	[ "$(browse "$site" about.html | grep -c 'it has run')" -eq 0 ]
	# What is tried would show.
	[ "$(browse "$site" agreements.html | grep -c 'it has run')" -eq 1 ]
}

@test "the licence of the search library goes with it" {
	head -n 5 "$SITE/assets/minisearch.js" | grep -q 'Copyright'
	grep -q 'Permission is hereby granted' "$SITE/assets/minisearch.js"
}
