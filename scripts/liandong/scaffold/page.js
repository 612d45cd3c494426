// Shows the rows of the answers' workbook as forms and sends what was changed; whatever is shown is set as text, never as markup.
(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };
  var data = null;
  // What was changed and not saved: by sheet, numeral and heading.
  var changed = new Map();

  function make(name, text, kind) {
    var element = document.createElement(name);
    if (text) { element.textContent = text; }
    if (kind) { element.className = kind; }
    return element;
  }

  function tell(words, wrong) {
    byId("status").textContent = words;
    byId("error").textContent = wrong || "";
    byId("error").hidden = !wrong;
    byId("save").disabled = !changed.size;
  }

  function control(sheet, row, heading, shown) {
    var key = JSON.stringify([sheet.name, row.key, heading]);
    var value = changed.has(key) ? changed.get(key) : shown;
    var words = data.choices[heading];
    var element = make(words ? "select" : "input");
    if (words) {
      (shown ? [] : [""]).concat(words, words.indexOf(shown) < 0 && shown ? [shown] : []).forEach(function (word) {
        element.append(new Option(word || "（未定）", word));
      });
    }
    element.value = value;
    element.setAttribute("aria-label", heading + "，序号 " + row.key);
    element.classList.toggle("changed", changed.has(key));
    element.addEventListener("input", function () {
      var answer = element.value.trim();
      if (answer && answer !== shown) { changed.set(key, answer); } else { changed.delete(key); }
      element.classList.toggle("changed", changed.has(key));
      tell(changed.size ? "改了 " + changed.size + " 处，还没有保存。" : "");
    });
    return element;
  }

  function table(sheet, rows) {
    var box = make("div", "", "scroll"), body = make("tbody"), head = make("tr"), page = make("table");
    var shown = sheet.headings.map(function (heading, place) { return [heading, place]; }).filter(function (one) { return one[0] !== "标记"; });
    shown.forEach(function (one) { var cell = make("th", one[0]); cell.scope = "col"; head.append(cell); });
    rows.forEach(function (row) {
      var line = make("tr");
      shown.forEach(function (one) {
        var answered = sheet.answered.indexOf(one[0]) >= 0;
        var cell = make("td", answered ? "" : row.cells[one[1]], one[0] === "原句" ? "sentence" : one[0] === "名称" ? "name" : answered ? "given" : "");
        if (answered) { cell.append(control(sheet, row, one[0], row.cells[one[1]])); }
        line.append(cell);
      });
      body.append(line);
    });
    page.append(make("thead"), body);
    page.firstChild.append(head);
    box.append(page);
    return box;
  }

  function show() {
    byId("sheets").replaceChildren();
    data.sheets.forEach(function (sheet) {
      var first = sheet.rows.filter(function (row) { return row.uncertain; });
      var others = sheet.rows.filter(function (row) { return !row.uncertain; });
      if (!sheet.rows.length) { return; }
      var part = make("section");
      part.append(make("h2", sheet.name + "（拿不准的 " + first.length + "，共 " + sheet.rows.length + "）"));
      if (!sheet.answered.length) {
        var list = make("ul");
        sheet.rows.forEach(function (row) { list.append(make("li", row.cells[0])); });
        part.append(list);
      } else if (first.length) { part.append(table(sheet, first)); }
      if (sheet.answered.length && others.length) {
        var rest = make("details");
        rest.append(make("summary", "其余 " + others.length + " 行：程序读准了的，要改也可以"));
        rest.addEventListener("toggle", function () { if (rest.children.length === 1) { rest.append(table(sheet, others)); } });
        rest.open = others.some(function (row) { return sheet.answered.some(function (heading) { return changed.has(JSON.stringify([sheet.name, row.key, heading])); }); });
        part.append(rest);
      }
      byId("sheets").append(part);
    });
    byId("bar").hidden = false;
  }

  function fail(problem) { tell("", problem.message || "预览已停止。重新启动以后再保存；填了的还在这一页上。"); }

  function ask(address, options) {
    return fetch(address, Object.assign({ cache: "no-store", credentials: "omit" }, options)).then(function (answer) { return answer.json(); }, function () { throw new Error(""); })
      .then(function (found) { if (found.error) { throw new Error(found.error); } return found; });
  }

  function load(words) {
    return ask("data/" + encodeURIComponent(byId("bulletin").value)).then(function (found) {
      var lost = "";
      if (data && data.slug === found.slug && data.digest !== found.digest && changed.size) {
        // The numbers of another reading mean other rows: what was filled in is shown, not entered.
        changed.forEach(function (answer, key) { var place = JSON.parse(key); lost += place[0] + "，序号 " + place[1] + "，" + place[2] + "：" + answer + "\n"; });
        lost = "原文或者读法换过，序号不同了。没有保存的回答，请照新的各行再填：\n" + lost;
      }
      if (!data || data.digest !== found.digest || data.slug !== found.slug) { changed.clear(); }
      data = found;
      show();
      tell(words || "还有 " + found.waiting + " 个数字等着认定。" + (changed.size ? "没有保存的 " + changed.size + " 处还在。" : ""), lost);
    }).catch(fail);
  }

  function save() {
    var rows = Array.from(changed, function (one) {
      var place = JSON.parse(one[0]), texts = {}, shown = {};
      var sheet = data.sheets.find(function (other) { return other.name === place[0]; });
      var row = sheet.rows.find(function (other) { return other.key === place[1]; });
      texts[place[2]] = one[1];
      shown[place[2]] = row ? row.cells[sheet.headings.indexOf(place[2])] : "";
      return { sheet: place[0], key: place[1], texts: texts, shown: shown };
    });
    byId("save").disabled = true;
    ask("save/" + encodeURIComponent(data.slug), { method: "POST", headers: { "X-Liandong-File": "answers", "Content-Type": "application/json" },
      body: JSON.stringify({ digest: data.digest, rows: rows }) }).then(function (found) {
      changed.clear();
      return load(found.said);
    }).catch(fail);
  }

  byId("save").addEventListener("click", save);
  byId("again").addEventListener("click", function () { load(""); });
  byId("bulletin").addEventListener("change", function () { location.hash = byId("bulletin").value; load(""); });
  window.addEventListener("beforeunload", function (event) { if (changed.size) { event.preventDefault(); } });
  ask("data").then(function (found) {
    found.bulletins.forEach(function (slug) { byId("bulletin").append(new Option(slug, slug)); });
    byId("none").hidden = found.bulletins.length > 0;
    if (!found.bulletins.length) { return; }
    var wanted = decodeURIComponent(location.hash.slice(1));
    byId("bulletin").value = found.bulletins.indexOf(wanted) < 0 ? found.bulletins[found.bulletins.length - 1] : wanted;
    load("");
  }).catch(fail);
})();
