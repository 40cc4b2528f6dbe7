// SPDX-License-Identifier: MIT
//
// Every page with the Tab key alone: the skip link comes first and works, each
// thing that can be used is reached once in the order of the page and shows
// that it is, and nothing holds on to the focus.

"use strict";

const assert = require("node:assert");
const { test } = require("node:test");
const { visitor } = require("./browser.js");
const { build, examples } = require("./site.js");

const sites = build();
const open = visitor();
const most = 200; // stops that are walked on one page, from its start

// Runs in the page: numbers what should be reached, and notes what is.
function watch() {
  const style = (one) => {
    const { outlineStyle, outlineColor, outlineWidth, boxShadow, ...rest } =
      getComputedStyle(one);
    const outlined =
      outlineStyle !== "none" &&
      outlineWidth !== "0px" &&
      outlineColor !== "rgba(0, 0, 0, 0)";
    return { outlined, boxShadow, backgroundColor: rest.backgroundColor };
  };
  const reachable = [
    ...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex='0']",
    ),
  ].filter(
    (one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }),
  );
  const before = new Map(reachable.map((one) => [one, style(one)]));
  window.walk = { order: [], unseen: [], expected: reachable.length };
  document.addEventListener("focusin", ({ target }) => {
    const now = style(target);
    const old = before.get(target);
    const changed = old && Object.keys(now).some((key) => now[key] !== old[key]);
    window.walk.order.push(reachable.indexOf(target));
    if (!changed) window.walk.unseen.push(target.outerHTML.slice(0, 160));
  });
}

async function walk(page) {
  await page.evaluate(watch);
  const expected = await page.evaluate(() => window.walk.expected);
  const steps = Math.min(expected, most);
  for (let i = 0; i < steps; i++) await page.keyboard.press("Tab");
  const { order, unseen } = await page.evaluate(() => window.walk);
  return { order, unseen, steps };
}

// Tab, Enter on the skip link, Tab: where does one stand?
async function skip(page) {
  await page.keyboard.press("Tab");
  const link = await page.evaluate(() => {
    const { left, top, width, height } =
      document.activeElement.getBoundingClientRect();
    return {
      href: document.activeElement.getAttribute("href"),
      seen: left >= 0 && top >= 0 && width > 40 && height > 20,
    };
  });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  return page.evaluate((link) => {
    const main = document.querySelector("main");
    const { activeElement } = document;
    const before = (one) =>
      main.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
    return {
      ...link,
      past: activeElement !== document.body && !before(activeElement),
    };
  }, link);
}

test("a walk sees what hides its focus and what cannot be reached", async () => {
  const { order, unseen } = await open(
    sites.public,
    "about.html",
    async (page) => {
      await page.evaluate(() => {
        const [a, b] = document.querySelectorAll(".govuk-footer__link");
        a.addEventListener("focus", () => {
          a.style.outline = "0";
          a.style.boxShadow = a.style.background = "none";
        });
        b.setAttribute("tabindex", "-1");
      });
      return walk(page);
    },
  );
  assert.ok(unseen.length > 0);
  assert.notDeepStrictEqual(order, [...order.keys()]);
});

for (const [kind, files] of examples(sites, "public"))
  test(`${kind}: Tab reaches everything in order, and is seen`, async () => {
    const file = files.at(-1);
    const { order, unseen, steps } = await open(sites.public, file, walk);
    assert.deepStrictEqual(order, [...Array(steps).keys()], file);
    assert.deepStrictEqual(unseen, [], file);
    assert.deepStrictEqual(
      await open(sites.public, file, skip),
      { href: "#main-content", seen: true, past: true },
      file,
    );
  });
