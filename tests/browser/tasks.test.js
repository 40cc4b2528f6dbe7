// SPDX-License-Identifier: MIT
//
// What people come to the site for, from the home page by links that they can
// see, in as few clicks as is promised here.

"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const { test } = require("node:test");
const { visitor } = require("./browser.js");
const { build } = require("./site.js");

const site = build().public;
const open = visitor();

/**
 * Follows links by their words from the home page; a pair is a part of the page
 * and words in it. Gives what `look` finds on the page where they lead; fails if
 * a link is not there to be clicked.
 */
function follow(steps, look) {
  return open(site, "index.html", async (page) => {
    for (const step of steps) {
      const [part, name] = Array.isArray(step) ? step : ["body", step];
      await page.locator(part).getByRole("link", { name }).first().click();
    }
    return look(page);
  });
}

const text = (page) => page.locator("main").innerText();

test("every agreement of one partner: two clicks", async () => {
  const said = await follow(
    ["Agreements", ["#by-partner ~ *", /^Department for Work and Pensions/]],
    text,
  );
  assert.match(said, /^Agreements with Department for Work and Pensions/m);
  assert.match(said, /4 agreements/);
});

test("by which power benefits are told, and since when: two clicks", async () => {
  const said = await follow(
    ["Legal gateways", /^Welfare Reform Act 2012, section 131/],
    text,
  );
  assert.match(said, /give local authorities in England information about/);
  assert.match(said, /Versions of this gateway/);
  assert.match(said, /In force from/i);
});

test("what a family may refuse: one click", async () => {
  const said = await follow(["Consent"], text);
  assert.match(said, /Refus/i);
  assert.match(said, /Wandsworth/);
});

test("what changed since a date: one click", async () => {
  const said = await follow(["All changes"], text);
  assert.match(said, /Latest changes/);
  assert.match(said, /\d+ \w+ 2026/);
});

test("what is overdue: one click", async () => {
  const said = await follow([/^overdue on/], text);
  assert.match(said, /Overdue[^]*31 December 2022/);
});

test("all agreements as a spreadsheet: two clicks", async () => {
  const file = await follow(["Agreements"], async (page) => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV, for spreadsheets" }).click();
    return (await download).path();
  });
  const rows = fs.readFileSync(file, "utf8").split("\r\n");
  assert.match(rows[0], /"title"/);
  assert.ok(rows.length > 12);
});
