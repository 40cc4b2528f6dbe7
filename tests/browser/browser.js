// SPDX-License-Identifier: MIT
//
// Debian's Chromium, without a window. Each page is opened from its file, as a
// reader opens it, with its content security policy in force.

"use strict";

const { chromium } = require("playwright-core");
const path = require("node:path");
const { after, before } = require("node:test");
const { pathToFileURL } = require("node:url");

/** Starts Chromium. Its sandbox does not work for root, so root goes without. */
function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    chromiumSandbox: process.getuid() !== 0,
    args: ["--disable-gpu"],
  });
}

/**
 * A browser for all tests of a file. Gives a function open(address, look): it
 * opens one file of a site in a new page, hands that to `look`, and gives what
 * `look` gives. It fails if the page asks for anything that is no file, or if
 * the browser complains. `options` are those of a Playwright context.
 */
function visitor(options) {
  let browser, context;
  before(async () => {
    browser = await launch();
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...options,
    });
  });
  after(() => browser.close());

  return async (site, file, look) => {
    const page = await context.newPage();
    const faults = [];
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url()))
        faults.push(`asks for ${request.url()}`);
    });
    page.on("console", (message) => {
      if (/error|warning/.test(message.type())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    try {
      await page.goto(pathToFileURL(path.join(site, file)).href);
      const found = await look(page);
      if (faults.length > 0) throw new Error(`${file}: ${faults.join("\n")}`);
      return found;
    } finally {
      await page.close();
    }
  };
}

module.exports = { launch, visitor };
