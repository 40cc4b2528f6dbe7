// SPDX-License-Identifier: MIT
//
// The sites that the browser tests look at: the worked example in its three
// editions. Tests name no page; they ask for the kinds of page that are there,
// so that a page that is new is tested from its first day.

"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const top = path.resolve(__dirname, "../..");
const editions = ["public", "partner", "internal"];
const asOf = "2026-11-22";

function run(folder, ...args) {
  const program = process.env.GATEHOUSE || path.join(top, "gatehouse");
  execFileSync(program, ["-C", folder, "--as-of", asOf, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: "Gatehouse tests",
      GIT_AUTHOR_EMAIL: "tests@example.org",
      GIT_COMMITTER_NAME: "Gatehouse tests",
      GIT_COMMITTER_EMAIL: "tests@example.org",
    },
  });
}

/**
 * Makes the example and its sites in a new folder that goes when the process
 * ends. Gives the folder of each edition by its name.
 */
function build() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true }));
  const registers = path.join(folder, "registers");
  run(folder, "init", "--example", registers);
  return Object.fromEntries(
    editions.map((edition) => {
      const site = path.join(folder, edition);
      run(registers, "build", "--edition", edition, "-o", site);
      return [edition, site];
    }),
  );
}

/** The HTML files of a site, as paths within it, sorted. */
function pages(site) {
  return fs
    .readdirSync(site, { recursive: true })
    .filter((file) => file.endsWith(".html"))
    .sort();
}

/**
 * What kind of page a file is: a page at the top is one of its own; in a
 * folder it is the folder's, unless its name says more before .html.
 */
function kindOf(file) {
  const [, more] = path.basename(file, ".html").split(".");
  if (more) return `*.${more}`;
  const folder = path.dirname(file);
  return folder === "." ? file : `${folder}/*`;
}

// A page without what names its edition.
function bare(site, edition, file) {
  return fs
    .readFileSync(path.join(site, file), "utf8")
    .replaceAll(new RegExp(edition, "gi"), "");
}

/**
 * Some pages of each kind in an edition, as [kind, files] pairs: of the public
 * one the largest and the smallest; of the others the largest of those that are
 * not in the public one but for the edition's name.
 */
function examples(sites, edition) {
  const most = edition === "public" ? 2 : 1;
  const site = sites[edition];
  const known = new Set(edition === "public" ? [] : pages(sites.public));
  const size = (file) => fs.statSync(path.join(site, file)).size;
  const kinds = new Map();
  for (const file of pages(site)) {
    if (
      known.has(file) &&
      bare(site, edition, file) === bare(sites.public, "public", file)
    )
      continue;
    const kind = kindOf(file);
    kinds.set(kind, [...(kinds.get(kind) || []), file]);
  }
  return [...kinds].map(([kind, files]) => {
    files.sort((a, b) => size(b) - size(a));
    const n = Math.min(most, files.length);
    const at = (i) => Math.round((i * (files.length - 1)) / Math.max(1, n - 1));
    return [kind, Array.from({ length: n }, (_, i) => files[at(i)])];
  });
}

module.exports = { build, editions, examples, kindOf, pages, top };
