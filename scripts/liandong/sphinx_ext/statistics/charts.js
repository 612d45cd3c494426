// The charts' tools: what a mark stands for beside the pointer, kinds of marks to show or hide, saving as SVG, PNG or table.
// They work on the SVG that stands in the page. Nothing is drawn again, so that what is saved is what was checked.
(function () {
  "use strict";

  var MESSAGES = { source: "{site}：{caption}" };
  var SCALE = 3;
  var MARGIN = 16;
  var CAPTION = { size: 15, height: 44 };
  var NAMESPACE = "http://www.w3.org/2000/svg";

  function make(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  function save(blob, name) {
    var link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  // ---- saving ----

  // The wide drawing, which comes first, as a file of its own: with a margin, its caption, and its message for those who cannot see it.
  function standalone(figure) {
    var svg = figure.querySelector("svg");
    var box = svg.viewBox.baseVal;
    var width = box.width + 2 * MARGIN;
    var height = box.height + CAPTION.height + MARGIN;
    var copy = svg.cloneNode(true);
    copy.querySelectorAll("[data-tip]").forEach(function (mark) {
      var title = document.createElementNS(NAMESPACE, "title");
      title.textContent = mark.dataset.tip;
      mark.appendChild(title);
      mark.removeAttribute("data-tip");
    });
    ["aria-hidden", "focusable", "class"].forEach(function (name) { copy.removeAttribute(name); });
    copy.setAttribute("role", "img");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("viewBox", [-MARGIN, -CAPTION.height, width, height].join(" "));
    var add = function (tag, attributes, text, before) {
      var made = document.createElementNS(NAMESPACE, tag);
      Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
      if (text) { made.textContent = text; }
      copy.insertBefore(made, before);
      return made;
    };
    var first = copy.firstChild;
    var site = (document.querySelector(".logo__title") || document).textContent || document.title;
    var caption = MESSAGES.source.replace("{site}", function () { return site.trim(); }).replace("{caption}", function () {
      return figure.querySelector("figcaption").textContent.trim();
    });
    add("title", {}, caption, first);
    add("desc", {}, figure.querySelector("[role=img]").getAttribute("aria-label"), first);
    add("rect", { x: -MARGIN, y: -CAPTION.height, width: width, height: height, fill: "#ffffff" }, "", first);
    add("text", { x: 0, y: -CAPTION.height / 2 + CAPTION.size / 3, "font-size": CAPTION.size, "font-weight": "bold", fill: "#1f2933" }, caption, first);
    return { text: '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy), width: width, height: height };
  }

  function saveSvg(figure, name) {
    save(new Blob([standalone(figure).text], { type: "image/svg+xml" }), name + ".svg");
  }

  function savePng(figure, name) {
    var drawing = standalone(figure);
    var image = new Image();
    image.onload = function () {
      var canvas = make("canvas");
      canvas.width = drawing.width * SCALE;
      canvas.height = drawing.height * SCALE;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) { save(blob, name + ".png"); }, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawing.text);
  }

  function cell(text) {
    // A spreadsheet must show a cell, never run it.
    var safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  function saveCsv(table, name) {
    var lines = Array.from(table.rows).map(function (row) {
      return Array.from(row.cells).map(function (one) { return cell(one.textContent.trim()); }).join(",");
    });
    save(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }), name + ".csv");
  }

  // ---- tips ----

  var tip = make("div", "chart-tip");
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  document.body.appendChild(tip);

  function showTip(event) {
    var mark = event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) { return; }
    tip.textContent = mark.dataset.tip;
    tip.style.left = Math.max(4, Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 4)) + "px";
    tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 10) + "px";
  }

  function hideTip() { tip.hidden = true; }

  // ---- kinds of marks, and all together ----

  function choose(figure, buttons) {
    var chosen = new Set(buttons.filter(function (one) { return one.getAttribute("aria-pressed") === "true"; }).map(function (one) { return one.dataset.only; }));
    figure.querySelectorAll("[data-series]").forEach(function (mark) {
      mark.classList.toggle("chart-faded", chosen.size > 0 && !chosen.has(mark.dataset.series));
    });
  }

  function equip(figure) {
    var tools = figure.querySelector(".chart-tools");
    var image = figure.querySelector(".chart-image");
    if (!tools || !image) { return; }
    var name = figure.id || "chart";
    var details = figure.nextElementSibling;
    var table = details && details.matches("details.chart-data") ? details.querySelector("table") : null;
    // The browser's own tips would stand over ours.
    image.querySelectorAll("title").forEach(function (title) { title.parentNode.dataset.tip = title.textContent; title.remove(); });
    image.addEventListener("pointermove", showTip);
    image.addEventListener("pointerdown", showTip);
    image.addEventListener("pointerleave", hideTip);
    var buttons = Array.from(tools.querySelectorAll("[data-only]"));
    buttons.forEach(function (one) {
      one.addEventListener("click", function () {
        one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true"));
        choose(figure, buttons);
      });
    });
    var ways = { png: savePng.bind(null, figure, name), svg: saveSvg.bind(null, figure, name), csv: table && saveCsv.bind(null, table, name) };
    tools.querySelectorAll("[data-save]").forEach(function (one) {
      if (ways[one.dataset.save]) { one.addEventListener("click", ways[one.dataset.save]); } else { one.disabled = true; }
    });
    tools.classList.add("chart-tools-ready");
  }

  window.addEventListener("scroll", hideTip, { passive: true });
  document.querySelectorAll("figure.chart").forEach(equip);
})();
