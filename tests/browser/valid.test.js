// SPDX-License-Identifier: MIT
//
// Every page of every edition is valid HTML and SVG, as the Nu Html Checker
// (vnu) judges, without a warning; and every link leads somewhere.

"use strict";

const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { build, editions, pages, top } = require("./site.js");

const vnu = path.join(
  path.dirname(require.resolve("vnu-jar/package.json")),
  "build/dist/vnu.jar",
);

// The checker does not take a file for a source of its own style sheets and
// scripts, as browsers do: that alone is left out of what it says.
const mistaken = [
  /^Resource violates Content Security Policy .* “(style|script)-src” directive\.$/,
];

const sites = build();

/** What the checker says of each file below the folders, one line each. */
function judge(...folders) {
  const { stdout, stderr, status } = spawnSync(
    "java",
    ["-jar", vnu, "--skip-non-html", "--format", "json", "--stdout", ...folders],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  assert.ok(stdout, `vnu ended with ${status}: ${stderr}`);
  return JSON.parse(stdout)
    .messages.filter((one) => !mistaken.some((m) => m.test(one.message)))
    .map((one) => `${one.url}:${one.lastLine}: ${one.message}`);
}

test("the checker sees what is wrong", () => {
  const broken = path.join(path.dirname(sites.public), "broken");
  fs.mkdirSync(broken);
  const html = fs
    .readFileSync(path.join(sites.public, "about.html"), "utf8")
    .replace("<h1", "<p><h2></h2></p><h1");
  fs.writeFileSync(path.join(broken, "about.html"), html);
  assert.match(judge(broken).join("\n"), /No “p” element in scope/);
});

test("every page of every edition is valid", () => {
  const found = judge(...editions.map((edition) => sites[edition]));
  assert.deepStrictEqual(found, []);
});

for (const edition of editions)
  test(`${edition}: every link leads somewhere`, () => {
    assert.ok(pages(sites[edition]).length > 100);
    const { stdout } = spawnSync(
      path.join(top, "tests/links"),
      [sites[edition]],
      { encoding: "utf8" },
    );
    assert.strictEqual(stdout, "");
  });
