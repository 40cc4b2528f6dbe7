// SPDX-License-Identifier: MIT
//
// Pages on paper, as Chromium prints them and pdftotext reads them: all that the
// page says is there, with what is folded away on the screen; columns have their
// heads on each sheet; and nothing is there that only a screen needs.

"use strict";

const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { visitor } = require("./browser.js");
const { build, examples } = require("./site.js");

const sites = build();
const open = visitor();
const largest = Object.fromEntries(
  examples(sites, "public").map(([kind, [file]]) => [kind, file]),
);

function plain(text) {
  return text.replace(/[\s\u00ad]+/g, " ").trim();
}

/**
 * The sheets of a page in words, and what `ask`, run in the page, finds there.
 */
function print(file, ask) {
  return open(sites.public, file, async (page) => {
    const asked = await page.evaluate(ask);
    const pdf = path.join(path.dirname(sites.public), "page.pdf");
    fs.writeFileSync(pdf, await page.pdf({ format: "A4" }));
    const text = execFileSync("pdftotext", ["-raw", pdf, "-"], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const sheets = text.split("\f").slice(0, -1).map(plain);
    return { sheets, asked };
  });
}

// The functions below run in the page. -----------------------------------------

function headings() {
  return [...document.querySelectorAll("h1, main h2, main h3")]
    .filter((one) => !one.closest("nav"))
    .map((one) => one.textContent);
}

function lastRow() {
  return [...document.querySelector("main table").rows]
    .at(-1)
    .querySelector("th").textContent;
}

function folded() {
  return [...document.querySelectorAll("details:not([open]) dd")].map(
    (one) => one.textContent,
  );
}

function table() {
  const { tHead, tBodies } = document.querySelector("main table");
  const text = (one) => one.textContent;
  return {
    heads: [...tHead.rows[0].cells].map(text),
    rows: [...tBodies[0].rows].map((row) => text(row.cells[0])),
  };
}

// -------------------------------------------------------------------------------

// Without hyphens: where a line ends with one, pdftotext joins the halves, and
// where lines end depends on the machine's fonts.
function joined(text) {
  return text.replace(/[-\s\u00ad]/g, "");
}

function missing(texts, sheets) {
  const all = joined(sheets.join(""));
  return texts.filter((text) => !all.includes(joined(text)));
}

test("an agreement has each section and the last flow of its table", async () => {
  const file = largest["agreements/*"];
  const { sheets, asked } = await print(file, headings);
  assert.ok(asked.length > 10);
  assert.deepStrictEqual(missing(asked, sheets), []);
  const { asked: row } = await print(file, lastRow);
  assert.deepStrictEqual(missing([row], sheets), []);
});

test("an assessment and the report on maturity have each section", async () => {
  for (const file of [largest["pias/*"], "maturity.html"]) {
    const { sheets, asked } = await print(file, headings);
    assert.deepStrictEqual(missing(asked, sheets), [], file);
  }
});

test("what is folded away is printed", async () => {
  const { sheets, asked } = await print("maturity.html", folded);
  assert.ok(asked.length > 0);
  assert.deepStrictEqual(missing(asked, sheets), []);
});

test("each sheet of a table has its heads, and no row is cut", async () => {
  const { sheets, asked } = await print("organisations.html", table);
  const heads = plain(asked.heads.join(" "));
  const rows = asked.rows.map(plain);
  assert.ok(sheets.length > 1);
  const started = new Set();
  for (const sheet of sheets) {
    const here = rows.filter((row) => sheet.includes(row));
    here.forEach((row) => started.add(row));
    assert.strictEqual(sheet.includes(heads), here.length > 0, sheet);
  }
  assert.strictEqual(started.size, new Set(rows).size);
});

test("sheets are numbered, and ways through the site are left out", async () => {
  const { sheets } = await print("agreements.html", () => null);
  sheets.forEach((sheet, i) =>
    assert.ok(sheet.includes(`Page ${i + 1} of ${sheets.length}`), sheet),
  );
  for (const word of ["Skip to main content", "All registers and reports"])
    assert.deepStrictEqual(missing([word], sheets), [word]);
});

test("the address of a link that leaves the site is printed", async () => {
  const leaving = () => document.querySelector("main a[href^='http']").href;
  const { sheets, asked } = await print(largest["gateways/*"], leaving);
  const all = sheets.join("").replaceAll(" ", "");
  assert.ok(all.includes(asked), asked);
});
