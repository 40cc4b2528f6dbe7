// SPDX-License-Identifier: MIT
//
// Searches all records that this edition of the site shows. Texts come from
// search-index.js, which sets gatehouseIndex; MiniSearch makes an index of
// them when the page opens, a share at a time so that the page stays usable.
// The words looked for stand in the fragment of the address, "#q=consent".
//
// Every text of a record is put in as text, never as HTML.

(function () {
  "use strict";

  const SHARE = 500; // records indexed at a time
  const PAGE = 20; // results shown at a time
  const BEFORE = 10; // words of a snippet before the first that matches
  const LENGTH = 40; // words of a snippet
  const WAIT = 150; // milliseconds after a key, before searching

  // What MiniSearch takes for the end of a word, kept so that texts can be
  // put together again.
  const SEPARATOR = /([\n\r\p{Z}\p{P}]+)/u;

  const kinds = gatehouseIndex.kinds;
  const records = gatehouseIndex.records;
  const labels = gatehouseIndex.labels;
  let index;
  let isReady = false;
  let results = [];
  let timer;
  let form, field, status, list, more;

  function plain(word) {
    return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  function namesOf(record) {
    return record[4].map((i) => records[i][2]);
  }

  function labelsOf(record) {
    return record[5].map((i) => labels[i]);
  }

  function toDocument(record, i) {
    return {
      id: i,
      title: record[2],
      name: record[1],
      kind: kinds[record[0]][0],
      text: record[3],
      names: namesOf(record).join(" "),
      labels: labelsOf(record).join(" "),
    };
  }

  function newIndex() {
    return new MiniSearch({
      fields: ["title", "name", "kind", "text", "names", "labels"],
      storeFields: [],
      processTerm: plain,
      searchOptions: {
        boost: { title: 6, name: 4, kind: 2, text: 2 },
        prefix: true,
      },
    });
  }

  // All words as they are, or else nearly so, or else some of them; with the
  // sentence that says which.
  function find(words) {
    const nearly = (term) => (term.length > 3 ? 0.25 : false);
    const have = (found) =>
      found.length === 1 ? "1 record has" : found.length + " records have";
    let found = index.search(words, { combineWith: "AND" });

    if (found.length) return [found, have(found) + " these words."];
    found = index.search(words, { combineWith: "AND", fuzzy: nearly });
    if (found.length)
      return [
        found,
        "No record has these words. " + have(found) + " words like them.",
      ];
    found = index.search(words, { combineWith: "OR", fuzzy: nearly });
    if (found.length)
      return [
        found,
        "No record has all of these words. " + have(found) + " some of them.",
      ];
    return [[], "No record has these words. Try fewer words, or other ones."];
  }

  // Puts the text into parent, each word that is among terms marked.
  function appendMarked(parent, parts, terms) {
    parts.forEach((part, i) => {
      if (i % 2 === 0 && terms.has(plain(part))) {
        const mark = document.createElement("mark");

        mark.textContent = part;
        parent.append(mark);
      } else {
        parent.append(part);
      }
    });
  }

  function firstMatch(parts, terms) {
    return parts.findIndex((part, i) => i % 2 === 0 && terms.has(plain(part)));
  }

  // Words and what divides them take turns in parts: a place is even.
  function cut(parts, at) {
    const start = Math.max(0, at - 2 * BEFORE);
    const end = Math.min(parts.length, start + 2 * LENGTH - 1);

    return []
      .concat(start > 0 ? ["", "… "] : [])
      .concat(parts.slice(start, end))
      .concat(end < parts.length ? [" …"] : []);
  }

  // The words around the first that matches in the text; when there is none,
  // the name or answer that does, before the beginning of the text.
  function snippet(record, terms) {
    const parts = record[3].split(SEPARATOR);
    const at = firstMatch(parts, terms);
    const paragraph = document.createElement("p");
    let other;

    paragraph.className = "gh-results__text";
    if (at < 0 && firstMatch(record[2].split(SEPARATOR), terms) < 0)
      other = namesOf(record)
        .concat(labelsOf(record))
        .find((name) => firstMatch(name.split(SEPARATOR), terms) >= 0);
    if (other) {
      paragraph.append("Names: ");
      appendMarked(paragraph, other.split(SEPARATOR), terms);
      paragraph.append(". ");
    }
    appendMarked(paragraph, cut(parts, Math.max(at, 0)), terms);
    return paragraph;
  }

  function item(result) {
    const record = records[result.id];
    const terms = new Set(result.terms);
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const kind = document.createElement("span");

    link.className = "govuk-link gh-results__title";
    link.href = kinds[record[0]][1] + "/" + record[1] + ".html";
    appendMarked(link, record[2].split(SEPARATOR), terms);
    kind.className = "gh-results__kind";
    kind.textContent = kinds[record[0]][0];
    entry.append(link, " ", kind);
    if (record[3]) entry.append(snippet(record, terms));
    return entry;
  }

  function showMore() {
    const start = list.children.length;

    list.append(...results.slice(start, start + PAGE).map(item));
    more.hidden = list.children.length >= results.length;
    return start;
  }

  function show() {
    const words = field.value.trim();
    let sentence = "";

    if (!isReady) return;
    list.textContent = "";
    results = [];
    if (words) [results, sentence] = find(words);
    status.textContent = sentence;
    showMore();
  }

  function readAddress() {
    const fragment = location.hash.slice(1);

    if (fragment && !fragment.includes("=")) return;
    field.value = new URLSearchParams(fragment).get("q") || "";
    show();
  }

  // A word being typed is no step to go back to.
  function writeAddress() {
    const words = field.value.trim();
    const fragment = new URLSearchParams({ q: words }).toString();

    history.replaceState(
      null,
      "",
      words ? "#" + fragment : location.href.split("#")[0],
    );
  }

  function search() {
    clearTimeout(timer);
    writeAddress();
    show();
  }

  function links() {
    return Array.from(list.querySelectorAll("a"));
  }

  // Down from the field and along the results, up and back into the field.
  function onKey(event) {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const isInField = document.activeElement === field;
    let next;

    if (at < 0 && !isInField) return;
    if (event.key === "ArrowDown") next = all[at + 1];
    else if (event.key === "ArrowUp") next = at > 0 ? all[at - 1] : field;
    else if (event.key === "Escape" && at >= 0) next = field;
    if (!next || (next === field && isInField)) return;
    event.preventDefault();
    next.focus();
  }

  function listen() {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, WAIT);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
      if (results.length) links()[0].focus();
    });
    more.addEventListener("click", () => {
      const start = showMore();

      links()[start].focus();
    });
    document.addEventListener("keydown", onKey);
    window.addEventListener("popstate", readAddress);
  }

  function begin() {
    const without = document.getElementById("search-without");

    without.before(
      document.getElementById("search-with").content.cloneNode(true),
    );
    without.hidden = true;
    form = document.querySelector(".gh-search");
    field = document.getElementById("search-words");
    status = document.getElementById("search-status");
    list = document.getElementById("search-results");
    more = document.getElementById("search-more");
    listen();
    status.textContent = "Getting ready to search…";
    index = newIndex();
    index
      .addAllAsync(records.map(toDocument), { chunkSize: SHARE })
      .then(() => {
        isReady = true;
        status.textContent = "";
        if (field.value) search();
        else readAddress();
      });
  }

  begin();
})();
