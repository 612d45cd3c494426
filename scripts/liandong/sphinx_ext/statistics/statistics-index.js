/* Sorts and filters the table of all statistics and its entries, and keeps in the address how. Without this script both stand in the order
   of the bulletin. */
(function () {
  "use strict";
  const MESSAGES = {
    count: "显示 {shown} 个，共 {total} 个。",
    none: "没有同时符合{wanted}的统计数。换一个条件，或者点“{reset}”。",
    unknown: "地址里写的{label}“{value}”，这里没有，没有按它筛。",
    unsorted: "地址里写的排序“{value}”，这里没有，按简报的次序排。",
    shown: "要看的“{name}”不在筛选的结果里，筛选取消了。",
    quoted: "“{value}”",
  };
  const SECTION = 1, NUMBERS = [2, 3], UNIT = 4, VERDICT = 5;
  const SCALES = { "万": 1e4, "亿": 1e8 };

  const table = document.querySelector("table.statistics-index");
  const form = document.querySelector("form.index-filters");
  if (!table || !form || !table.tBodies.length) { return; }
  const body = table.tBodies[0];
  const headings = Array.from(table.tHead.rows[0].cells);
  const names = headings.map(function (heading) { return heading.textContent.trim(); });
  const said = form.querySelector("output");
  let sorted = { column: -1, down: false };

  function say(message, values) { return message.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }

  function text(row, column) { return row.cells[column].textContent.trim(); }

  /* Latin letters and full-width digits count as their plain forms. */
  function plain(words) { return words.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }

  /* Of a range the lower end; 69.27万 is 692700. */
  function number(row, column) {
    const found = /(-?\d+(?:\.\d+)?)(?:—\d+(?:\.\d+)?)?[余多]?([万亿]?)/.exec(text(row, column));
    return found ? Number(found[1]) * (SCALES[found[2]] || 1) : null;
  }

  const rows = Array.from(body.rows).map(function (row) {
    const link = row.cells[0].querySelector("a");
    const badge = row.cells[VERDICT].querySelector(".verdict");
    return {
      row: row, words: plain(row.textContent),
      entry: link && document.getElementById(link.hash.slice(1)),
      section: text(row, SECTION), unit: text(row, UNIT), verdict: badge ? badge.textContent.trim() : "",
    };
  });
  const sections = new Set(rows.filter(function (one) { return one.entry; }).map(function (one) { return one.entry.parentElement; }));
  const units = Array.from(new Set(rows.map(scaleless)));

  function scaleless(one) { return one.unit.replace(/^[万亿]/, ""); }

  function filter(before) {
    const wanted = Object.fromEntries(new FormData(form));
    const words = plain(wanted.words);
    let shown = 0;
    rows.forEach(function (one) {
      const fits = one.words.includes(words) && ["section", "verdict", "unit"].every(function (name) { return !wanted[name] || one[name] === wanted[name]; });
      one.row.hidden = !fits;
      if (one.entry) { one.entry.hidden = !fits; }
      shown += fits ? 1 : 0;
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector(".statistic-entry:not([hidden])");
    });
    const given = Object.values(wanted).filter(Boolean).map(function (value) { return say(MESSAGES.quoted, { value: value }); }).join("");
    const told = shown ? say(MESSAGES.count, { shown: shown, total: rows.length })
      : say(MESSAGES.none, { wanted: given, reset: form.querySelector("button").textContent });
    said.textContent = (before || "") + told;
  }

  function sort() {
    const column = sorted.column;
    headings.forEach(function (heading, place) {
      if (place === column) { heading.setAttribute("aria-sort", sorted.down ? "descending" : "ascending"); } else { heading.removeAttribute("aria-sort"); }
    });
    const order = rows.slice();
    const sign = sorted.down ? -1 : 1;
    if (column >= 0) {
      order.sort(function (one, other) {
        if (!NUMBERS.includes(column)) { return sign * text(one.row, column).localeCompare(text(other.row, column), "zh-CN"); }
        const left = number(one.row, column);
        const right = number(other.row, column);
        /* What has no number comes last either way; only figures of one unit are compared. */
        if (left === null || right === null) { return (left === null) - (right === null); }
        return units.indexOf(scaleless(one)) - units.indexOf(scaleless(other)) || sign * (left - right);
      });
    }
    body.append.apply(body, order.map(function (one) { return one.row; }));
  }

  function keep() {
    const address = new URL(location.href);
    new FormData(form).forEach(function (value, name) { address.searchParams.delete(name); if (value) { address.searchParams.set(name, value); } });
    address.searchParams.delete("sort");
    if (sorted.column >= 0) { address.searchParams.set("sort", (sorted.down ? "-" : "") + names[sorted.column]); }
    /* Not every browser lets a page from disk change its address. */
    try { history.replaceState(history.state, "", address); } catch { /* the address stays */ }
  }

  /* Takes what the address says, and returns what of it is unknown here. */
  function take() {
    const wanted = new URLSearchParams(location.search);
    const wrong = [];
    wanted.forEach(function (value, name) {
      const field = form.elements[name];
      if (!field || !value) { return; }
      field.value = value;
      if (field.value !== value) {
        field.value = "";
        wrong.push(say(MESSAGES.unknown, { label: field.parentElement.firstChild.textContent.trim(), value: value }));
      }
    });
    const by = wanted.get("sort") || "";
    sorted = { column: names.indexOf(by.replace(/^-/, "")), down: by.startsWith("-") };
    if (by && sorted.column < 0) { wrong.push(say(MESSAGES.unsorted, { value: by })); }
    return wrong.join("");
  }

  function clear() { Array.from(form.elements).forEach(function (field) { if (field.name) { field.value = ""; } }); }

  /* The entry that the address names is shown and open; `before` is what is said first. */
  function reveal(before) {
    const one = rows.find(function (row) { return row.entry && "#" + row.entry.id === location.hash; });
    if (!one) { return; }
    const lost = one.entry.hidden;
    if (lost) {
      clear();
      filter(before + say(MESSAGES.shown, { name: text(one.row, 0) }));
      keep();
    }
    one.entry.querySelector("details").open = true;
    if (lost) { one.entry.scrollIntoView(); }
  }

  headings.forEach(function (heading, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = names[column];
    button.addEventListener("click", function () {
      if (sorted.column !== column) { sorted = { column: column, down: false }; } else if (!sorted.down) { sorted.down = true; } else { sorted.column = -1; }
      sort();
      keep();
    });
    heading.replaceChildren(button);
  });
  function changed() { filter(); keep(); }
  form.addEventListener("input", changed);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function (event) {
    event.preventDefault();
    clear();
    changed();
  });
  window.addEventListener("hashchange", function () { reveal(""); });
  window.addEventListener("beforeprint", function () { rows.forEach(function (one) { if (one.entry) { one.entry.querySelector("details").open = true; } }); });
  const wrong = take();
  filter(wrong);
  if (sorted.column >= 0) { sort(); }
  reveal(wrong);
  document.documentElement.classList.remove("with-anchor");
})();
