// SPDX-License-Identifier: MIT
//
// Every kind of page as its readers set it: 320 pixels wide, which is also a
// desktop zoomed to 400 per cent; with text spaced out as WCAG 1.4.12 has it; in
// forced colours; with less motion; without scripts.

"use strict";

const assert = require("node:assert");
const { test } = require("node:test");
const { visitor } = require("./browser.js");
const { build, examples } = require("./site.js");

const sites = build();
const open = visitor();
const openWithoutScripts = visitor({ javaScriptEnabled: false });
const narrow = { width: 320, height: 256 };
const wide = { width: 1280, height: 900 };

// The functions below run in the page and give what is wrong, in words. ------

// What sticks out of the page, and text that is cut off within its box.
function misfits() {
  const found = [];
  const name = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth)
    found.push(`the page is ${page.scrollWidth} wide in ${page.clientWidth}`);
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest("svg, .govuk-visually-hidden, .govuk-skip-link")) continue;
    const { overflowX, overflowY } = getComputedStyle(one);
    const scrolls = overflowX === "auto" || overflowX === "scroll";
    if (scrolls && one.scrollWidth > one.clientWidth && one.tabIndex < 0)
      found.push(`a keyboard cannot scroll ${name(one)}`);
    const hides = /hidden|clip/;
    if (
      (hides.test(overflowX) && one.scrollWidth > one.clientWidth + 1) ||
      (hides.test(overflowY) && one.scrollHeight > one.clientHeight + 1)
    )
      found.push(`cut off: ${name(one)}`);
    if (
      !one.closest(".gh-scroll") &&
      one.getBoundingClientRect().right > page.clientWidth + 1
    )
      found.push(`sticks out: ${name(one)}`);
  }
  return found;
}

function spaceOut() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important;
    letter-spacing: .12em !important;
    word-spacing: .16em !important;
  }
  p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}

function unfold() {
  document.querySelectorAll("details").forEach((one) => (one.open = true));
}

// In forced colours all that is drawn has the reader's colours, and text is
// never drawn in the colour of what lies below it.
function foreignColours() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const system = (word) => {
    probe.style.color = word;
    return getComputedStyle(probe).color;
  };
  const inks = ["CanvasText", "LinkText", "GrayText"].map(system);
  const papers = ["Canvas"].map(system);
  probe.remove();
  const found = [];
  const shapes = "svg text, svg path, svg rect, svg line, svg circle";
  for (const one of document.querySelectorAll(shapes)) {
    if (!one.checkVisibility()) continue;
    const { fill, stroke } = getComputedStyle(one);
    const isText = one.localName === "text";
    const fills = !isText && one.localName !== "line";
    const wrong =
      (isText && !inks.includes(fill)) ||
      (fills && fill !== "none" && ![...inks, ...papers].includes(fill)) ||
      (stroke !== "none" && ![...inks, ...papers].includes(stroke));
    if (wrong) found.push(`${one.outerHTML.slice(0, 100)}: ${fill} ${stroke}`);
  }
  return found;
}

function moving() {
  return [...document.querySelectorAll("*")]
    .filter((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      return animationName !== "none" || /[1-9]/.test(transitionDuration);
    })
    .map((one) => one.outerHTML.slice(0, 100));
}

// What a picture says must stand on the page in words too, but for the scale of
// an axis.
function unsaid() {
  const found = [];
  const words = (text) => text.match(/[\p{L}\p{N}]+/gu) || [];
  const main = document.querySelector("main").cloneNode(true);
  const pictures = [...main.querySelectorAll("svg")];
  pictures.forEach((picture) => picture.remove());
  const said = new Set(words(main.textContent.toLowerCase()));
  for (const picture of pictures) {
    const names = (picture.getAttribute("aria-labelledby") || "").split(" ");
    const labels = names.map((id) => picture.querySelector(`[id="${id}"]`));
    if (
      picture.getAttribute("role") !== "img" ||
      !labels.every((label) => label && label.textContent.trim())
    )
      found.push("a picture has no name");
    const lines = [...picture.querySelectorAll("text, tspan")]
      .filter((one) => one.childElementCount === 0)
      .filter((one) => !one.closest("[aria-hidden]"))
      .map((one) => one.textContent.toLowerCase());
    for (const word of words(lines.join(" ")))
      if (!said.has(word)) found.push(`only the picture says '${word}'`);
  }
  return found;
}

function unlabelledTables() {
  return [...document.querySelectorAll("table")]
    .filter(
      (table) =>
        !table.caption ||
        !table.caption.textContent.trim() ||
        !table.querySelector("th") ||
        [...table.querySelectorAll("th")].some((th) => !th.scope),
    )
    .map((table) => table.outerHTML.slice(0, 120));
}

// Links with the same words, and the same sentence or heads of row and column
// around them, that lead to different places.
function ambiguous() {
  const words = (one) => (one ? one.textContent.replace(/\s+/g, " ") : "");
  const around = (link) => {
    const cell = link.closest("td");
    if (!cell) return words(link.closest("p, li, dd, dt, th, h2, h3, h4"));
    const { tHead } = cell.closest("table");
    const head = tHead && tHead.rows[0].cells[cell.cellIndex];
    return words(cell.parentElement.querySelector("th")) + words(head);
  };
  const found = [];
  const places = new Map();
  for (const link of document.querySelectorAll("main a[href]")) {
    const said = link.getAttribute("aria-label") || words(link);
    const key = JSON.stringify([said.trim(), around(link)]);
    if (places.has(key) && places.get(key) !== link.href)
      found.push(`${key} leads to ${link.href} and ${places.get(key)}`);
    places.set(key, link.href);
  }
  return found;
}

// Text that has no box, but for what is folded away.
function unread() {
  const found = [];
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_TEXT,
  );
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (!textContent.trim() || parentElement.closest("title, desc, script"))
      continue;
    const folded = parentElement.closest("details:not([open])");
    const inSummary = parentElement.closest("summary");
    if (folded && !inSummary) continue;
    const label = parentElement.closest(".gh-label__end, [hidden]");
    if (!label && !parentElement.checkVisibility())
      found.push(textContent.trim().slice(0, 80));
  }
  return found;
}

// ---------------------------------------------------------------------------

async function asSet(page) {
  const found = [];
  const note = async (where, look) => {
    for (const fault of await page.evaluate(look))
      found.push(`${where}: ${fault}`);
  };
  await page.evaluate(unfold);
  await note("words", unsaid);
  await note("table", unlabelledTables);
  await note("link", ambiguous);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await note("less motion", moving);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await note(`forced colours, ${colorScheme}`, foreignColours);
  }
  await page.emulateMedia({ forcedColors: "none", colorScheme: "light" });
  await page.setViewportSize(narrow);
  await note("320 pixels", misfits);
  await page.evaluate(spaceOut);
  await note("320 pixels, spaced", misfits);
  await page.setViewportSize(wide);
  await note("spaced", misfits);
  return found;
}

test("what does not fit, is cut or has a colour of its own is seen", async () => {
  const found = await open(sites.public, "index.html", async (page) => {
    await page.evaluate(() => {
      const cut = document.querySelector("h1");
      cut.style.cssText = "overflow:hidden;height:1.25em;white-space:nowrap";
      document.querySelector("main").insertAdjacentHTML(
        "beforeend",
        `<svg><text y="9" fill="#00f">Wagtail</text></svg>
         <table><tr><th>x</table>
         <p><a href="a">More</a></p><p><a href="b">More</a></p>`,
      );
      document.querySelector("footer").style.transitionDuration = "1s";
    });
    return asSet(page);
  });
  for (const fault of [
    /320 pixels: cut off: <h1/,
    /a picture has no name/,
    /only the picture says 'wagtail'/,
    /table: <table/,
    /link: \["More","More"\] leads to/,
    /less motion: <footer/,
  ])
    assert.match(found.join("\n"), fault);
});

for (const [kind, files] of examples(sites, "public")) {
  test(`${kind}: fits, keeps to the reader's settings, says it in words`, async () => {
    const found = [];
    for (const file of files)
      for (const fault of await open(sites.public, file, asSet))
        found.push(`${file}: ${fault}`);
    assert.deepStrictEqual(found, []);
  });

  test(`${kind}: without scripts all can be read`, async () => {
    const [file] = files;
    const found = await openWithoutScripts(sites.public, file, (page) =>
      page.evaluate(unread),
    );
    assert.deepStrictEqual(found, [], file);
  });
}
