// Marks on a page what the reader searched for, and offers to go from mark to mark.
(function () {
  "use strict";

  var MESSAGES = {
    found: "标出“{query}” {count} 处",
    none: "这一页的正文里没有连在一起的“{query}”",
    previous: "上一处",
    next: "下一处",
    clear: "清除标记",
    label: "查找结果"
  };
  var SKIPPED = "script, style, svg, template, .no-search, .headerlink, .statistic-cards, button, input, select, textarea";

  var query = (new URLSearchParams(location.search).get("highlight") || "").trim();
  var marks = [];
  var current = -1;

  function fold(character) {
    return /[\u3400-\u9fff]/.test(character) ? character : character.normalize("NFKC").toLowerCase();
  }

  // All text of an element without spaces, and where each character stands.
  function read(root) {
    var text = "";
    var places = [];
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
      acceptNode: function (node) { return node.parentElement.closest(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT; }
    });
    for (var node = walker.nextNode(); node; node = walker.nextNode()) {
      for (var at = 0; at < node.data.length; at++) {
        var plain = fold(node.data[at]);
        for (var part = 0; part < plain.length; part++) {
          if (plain[part].trim()) { text += plain[part]; places.push([node, at]); }
        }
      }
    }
    return { text: text, places: places };
  }

  function pieces(found, from, to) {
    var made = [];
    for (var at = from; at < to; at++) {
      var place = found.places[at];
      var last = made[made.length - 1];
      if (last && last[0] === place[0]) { last[2] = place[1] + 1; } else { made.push([place[0], place[1], place[1] + 1]); }
    }
    return made;
  }

  function markAll(root, words) {
    var found = read(root);
    var hits = [];
    words.forEach(function (word) {
      for (var at = found.text.indexOf(word); at !== -1; at = found.text.indexOf(word, at + word.length)) { hits.push([at, at + word.length]); }
    });
    hits.sort(function (a, b) { return a[0] - b[0]; });
    hits = hits.filter(function (hit, place) { return !place || hit[0] >= hits[place - 1][1]; });
    // From the end, so that places before stay where they are.
    hits.reverse().forEach(function (hit) {
      var first = null;
      pieces(found, hit[0], hit[1]).reverse().forEach(function (piece) {
        var range = document.createRange();
        range.setStart(piece[0], piece[1]);
        range.setEnd(piece[0], piece[2]);
        first = document.createElement("mark");
        first.className = "search-hit";
        range.surroundContents(first);
      });
      marks.unshift(first);
    });
  }

  function go(step) {
    if (!marks.length) { return; }
    if (current >= 0) { marks[current].classList.remove("search-hit-current"); }
    current = (current + step + marks.length) % marks.length;
    var mark = marks[current];
    for (var fold = mark.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) { fold.open = true; }
    mark.classList.add("search-hit-current");
    mark.scrollIntoView({ block: "center" });
  }

  function clear(bar) {
    document.querySelectorAll("mark.search-hit").forEach(function (mark) {
      var parent = mark.parentNode;
      mark.replaceWith.apply(mark, Array.from(mark.childNodes));
      parent.normalize();
    });
    bar.remove();
    try { history.replaceState(null, "", location.pathname + location.hash); } catch (refused) { /* the address stays */ }
  }

  function button(label, action) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", action);
    return made;
  }

  function start() {
    var article = document.querySelector("article.bd-article");
    var words = query.split(/\s+/).map(function (word) { return Array.from(word).map(fold).join(""); }).filter(Boolean);
    if (!article || !words.length) { return; }
    var whole = words.join("");
    markAll(article, [whole]);
    if (!marks.length && words.length > 1) { markAll(article, words); }
    var bar = document.createElement("div");
    bar.className = "search-bar d-print-none";
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", MESSAGES.label);
    var status = bar.appendChild(document.createElement("span"));
    status.setAttribute("role", "status");
    status.textContent = (marks.length ? MESSAGES.found : MESSAGES.none).replace("{query}", function () { return query; }).replace("{count}", marks.length);
    if (marks.length > 1) {
      bar.appendChild(button(MESSAGES.previous, function () { go(-1); }));
      bar.appendChild(button(MESSAGES.next, function () { go(1); }));
    }
    bar.appendChild(button(MESSAGES.clear, function () { clear(bar); }));
    article.parentElement.insertBefore(bar, article);
    if (!location.hash) { go(1); }
  }

  if (query) { document.addEventListener("DOMContentLoaded", start); }
})();
