// SPDX-License-Identifier: MIT
//
// axe-core finds nothing on any kind of page, with all that is folded away
// opened: every rule of WCAG 2.2 A and AA and its good practice on a desk, and
// on a phone again what depends on the width.

"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const { test } = require("node:test");
const { visitor } = require("./browser.js");
const { build, editions, examples } = require("./site.js");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const everything = {
  type: "tag",
  values: [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
  ],
};
const ofWidth = {
  type: "rule",
  values: ["target-size", "scrollable-region-focusable"],
};

// Runs in the page.
async function look(runOnly) {
  document.querySelectorAll("details").forEach((one) => (one.open = true));
  const { violations } = await window.axe.run(document, {
    runOnly,
    resultTypes: ["violations"],
    preload: false,
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`),
  );
}

const sites = build();
const open = visitor();

function faults(site, file) {
  return open(site, file, async (page) => {
    await page.evaluate(axe);
    const wide = await page.evaluate(look, everything);
    await page.setViewportSize({ width: 320, height: 900 });
    const narrow = await page.evaluate(look, ofWidth);
    return [
      ...wide.map((fault) => `${file}: ${fault}`),
      ...narrow.map((fault) => `${file} at 320 pixels: ${fault}`),
    ];
  });
}

test("axe sees what is wrong", async () => {
  const found = await open(sites.public, "index.html", async (page) => {
    await page.evaluate(axe);
    await page.evaluate(() => {
      document.documentElement.removeAttribute("lang");
      const [a, b] = document.querySelectorAll(".govuk-footer__link");
      b.parentElement.replaceWith(b);
      for (const link of [a, b]) link.style.font = "8px/1 serif";
    });
    return page.evaluate(look, everything);
  });
  assert.match(found.join("\n"), /html-has-lang/);
  assert.match(found.join("\n"), /target-size/);
});

for (const edition of editions)
  for (const [kind, files] of examples(sites, edition))
    test(`${edition}, ${kind}: axe finds nothing`, async () => {
      const found = [];
      for (const file of files)
        found.push(...(await faults(sites[edition], file)));
      assert.deepStrictEqual(found, []);
    });
