/* Sorts and filters the table of all statistics. Without this script it is a plain table in the order of the bulletin. */
(function () {
  "use strict";
  const MESSAGES = {
    filters: "筛选",
    all: "全部",
    words: "文字",
    words_hint: "名称、算式里的字",
    reset: "全部显示",
    count: "显示 {shown} 个，共 {total} 个",
  };
  const SELECTS = [1, 5, 4];    // columns with few different values: section, verdict, unit
  const NUMBERS = [2, 3];       // columns sorted by their number

  const table = document.querySelector("table.statistics-index");
  if (!table || !table.tBodies.length) { return; }
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headings = Array.from(table.tHead.rows[0].cells);

  function text(row, column) { return row.cells[column].textContent.trim(); }

  function number(row, column) {
    const found = /-?\d+(?:\.\d+)?/.exec(text(row, column));
    return found ? Number(found[0]) : null;
  }

  /* Latin letters and full-width digits count as their plain forms. */
  function plain(words) { return words.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }

  function make(tag, attributes, content) {
    const node = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    (content || []).forEach(function (child) { node.append(child); });
    return node;
  }

  const controls = SELECTS.map(function (column) {
    const values = Array.from(new Set(rows.map(function (row) { return text(row, column); })));
    const options = [make("option", { value: "" }, [MESSAGES.all])].concat(values.map(function (value) {
      return make("option", { value: value }, [value]);
    }));
    return { column: column, node: make("select", {}, options) };
  });
  const words = make("input", { type: "search", placeholder: MESSAGES.words_hint, autocomplete: "off" });
  const count = make("output", { "aria-live": "polite" });
  const reset = make("button", { type: "button" }, [MESSAGES.reset]);
  const haystacks = rows.map(function (row) { return plain(row.textContent); });

  function filter() {
    const wanted = plain(words.value);
    let shown = 0;
    rows.forEach(function (row, place) {
      const fits = haystacks[place].includes(wanted) && controls.every(function (control) {
        return !control.node.value || text(row, control.column) === control.node.value;
      });
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = MESSAGES.count.replace("{shown}", shown).replace("{total}", rows.length);
  }

  function sort(column) {
    const heading = headings[column];
    const before = heading.getAttribute("aria-sort");
    const next = before === "ascending" ? "descending" : before === "descending" ? "none" : "ascending";
    headings.forEach(function (other) { other.removeAttribute("aria-sort"); });
    const order = rows.slice();
    if (next !== "none") {
      heading.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      order.sort(function (one, other) {
        if (!NUMBERS.includes(column)) { return sign * text(one, column).localeCompare(text(other, column), "zh-CN"); }
        const left = number(one, column);
        const right = number(other, column);
        /* What has no number comes last either way. */
        if (left === null || right === null) { return (left === null) - (right === null); }
        return sign * (left - right);
      });
    }
    body.append.apply(body, order);
  }

  headings.forEach(function (heading, column) {
    const button = make("button", { type: "button" }, [heading.textContent]);
    button.addEventListener("click", function () { sort(column); });
    heading.replaceChildren(button);
  });
  controls.forEach(function (control) { control.node.addEventListener("change", filter); });
  words.addEventListener("input", filter);
  reset.addEventListener("click", function () {
    controls.forEach(function (control) { control.node.value = ""; });
    words.value = "";
    filter();
  });
  const labels = controls.map(function (control) { return make("label", {}, [headings[control.column].textContent, control.node]); });
  labels.push(make("label", {}, [MESSAGES.words, words]));
  const form = make("div", { "class": "index-filters", role: "search", "aria-label": MESSAGES.filters }, labels.concat([reset, count]));
  const holder = table.parentElement.classList.contains("pst-scrollable-table-container") ? table.parentElement : table;
  holder.before(form);
  filter();
})();
