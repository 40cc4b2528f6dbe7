// SPDX-License-Identifier: MIT
//
// Makes the list of a register one to narrow and to sort. Without this script
// the list is a plain table with everything in it.
//
// Each row says in data-keys what a filter compares ("status=active
// partner=dwp"); the panel is in a template element. What is chosen stands in
// the fragment of the address, "#status=active&sort=-2", so that a narrowed
// list can be sent on and the browser's "back" undoes a choice. Whatever is
// changed changes the address first, and the list then shows what that says.

(function () {
  "use strict";

  const table = document.getElementById("list");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const keys = rows.map((row) => new Set(row.dataset.keys.split(" ")));
  const heads = Array.from(table.tHead.rows[0].cells);
  const region = table.parentElement;
  let form;
  let status;
  let state = new URLSearchParams(); // what is chosen

  // A fragment that names a part of the page leaves the choices as they are.
  function readAddress() {
    const fragment = location.hash.slice(1);

    if (!fragment || fragment.includes("="))
      state = new URLSearchParams(fragment);
  }

  function writeAddress() {
    const fragment = state.toString();

    history.pushState(
      null,
      "",
      fragment ? "#" + fragment : location.href.split("#")[0],
    );
    show();
  }

  // Only what the panel offers: an address may say anything.
  function chosen() {
    return Array.from(form.elements)
      .filter((field) => field.name)
      .map((field) => {
        const key = state.get(field.name) || "";
        const isOffered = Array.from(field.options).some(
          (option) => option.value === key,
        );

        field.value = isOffered ? key : "";
        return field.value ? field.name + "=" + field.value : "";
      })
      .filter(Boolean);
  }

  function narrow() {
    const wanted = chosen();
    let n = 0;

    rows.forEach((row, i) => {
      row.hidden = !wanted.every((key) => keys[i].has(key));
      if (!row.hidden) n++;
    });
    return (
      (!wanted.length ? "All " : (n || "None") + " of ") +
      rows.length +
      (rows.length === 1 ? " record" : " records")
    );
  }

  function sortText(row, column) {
    const cell = row.cells[column];

    return cell.dataset.sort || cell.textContent.trim();
  }

  // "2" is the third column upwards, "-2" downwards; rows that say nothing
  // come last either way.
  function sort() {
    const match = /^(-?)(\d+)$/.exec(state.get("sort") || "");
    const column = match && match[2] < heads.length ? Number(match[2]) : -1;
    const sign = match && match[1] ? -1 : 1;
    const order = rows.map((row, i) => {
      const cell = column >= 0 && row.cells[column];
      const isEmpty = cell && cell.querySelector(".gh-not-stated") !== null;

      return { row, i, isEmpty, text: cell ? sortText(row, column) : "" };
    });

    order.sort(
      (a, b) =>
        a.isEmpty - b.isEmpty ||
        sign * a.text.localeCompare(b.text, "en-GB", { numeric: true }) ||
        a.i - b.i,
    );
    order.forEach((entry) => body.append(entry.row));
    heads.forEach((head, i) => {
      const word = sign > 0 ? "ascending" : "descending";

      head.setAttribute("aria-sort", i === column ? word : "none");
    });
    if (column < 0) return "";
    return (
      ", sorted by " +
      heads[column].textContent.trim() +
      (sign > 0 ? "" : ", from the end")
    );
  }

  function show() {
    readAddress();
    status.textContent = narrow() + sort() + ".";
    table.caption.textContent = status.textContent;
    region.hidden = rows.every((row) => row.hidden);
  }

  function addButton(head, column) {
    const button = document.createElement("button");

    button.type = "button";
    button.className = "gh-sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const isUp = state.get("sort") === String(column);

      state.set("sort", isUp ? "-" + column : column);
      writeAddress();
    });
    head.append(button);
  }

  function begin() {
    region.before(
      document.getElementById("list-filters").content.cloneNode(true),
    );
    form = document.querySelector(".gh-filters");
    status = document.getElementById("list-status");
    form.addEventListener("change", (event) => {
      const { name, value } = event.target;

      if (value) state.set(name, value);
      else state.delete(name);
      writeAddress();
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      state = new URLSearchParams();
      writeAddress();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("popstate", show);
    // The panel says it above the table.
    table.caption.classList.add("govuk-visually-hidden");
    heads.forEach(addButton);
    show();
  }

  begin();
})();
