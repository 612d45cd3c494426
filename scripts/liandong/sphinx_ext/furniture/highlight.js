// How a query is found in a text, for the search page and for the pages that it found.
var Finding = (function () {
  "use strict";

  function fold(character) { return /[\u3400-\u9fff]/.test(character) ? character : character.normalize("NFKC").toLowerCase(); }

  // Texts that follow each other, folded, without spaces except between Latin words and numbers; `at`, where given, is filled with where
  // each character stood, as [number of the text, place in it].
  function squeeze(texts, at) {
    var folded = "";
    var gap = false;
    texts.forEach(function (text, number) {
      for (var place = 0; place < text.length; place++) {
        var plain = fold(text[place]);
        for (var part = 0; part < plain.length; part++) {
          if (!plain[part].trim()) { gap = true; continue; }
          // 29 and 14 in two cells are not 2914.
          var added = (gap && /[a-z0-9.]/.test(folded.slice(-1)) && /[a-z0-9.]/.test(plain[part]) ? " " : "") + plain[part];
          gap = false;
          folded += added;
          if (at) { for (var count = 0; count < added.length; count++) { at.push([number, place]); } }
        }
      }
    });
    return folded;
  }

  function isDigit(character) { return character >= "0" && character <= "9"; }

  // A number is found whole: 43 neither in 435 nor in 4.43.
  function isWhole(text, from, to) {
    if (isDigit(text.charAt(from)) && (isDigit(text.charAt(from - 1)) || (text.charAt(from - 1) === "." && isDigit(text.charAt(from - 2))))) { return false; }
    return !isDigit(text.charAt(to - 1)) || !(isDigit(text.charAt(to)) || (text.charAt(to) === "." && isDigit(text.charAt(to + 1))));
  }

  // Returns where a piece begins in a folded text.
  function places(text, piece) {
    var found = [];
    for (var at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
      if (isWhole(text, at, at + piece.length)) { found.push(at); at += piece.length - 1; }
    }
    return found;
  }

  function holds(text, piece) { return text.indexOf(piece) !== -1 && places(text, piece).length > 0; }

  // Returns the pieces in the order of the text, as [from, to], none over another.
  function hits(text, pieces) {
    var found = [];
    pieces.forEach(function (piece) { places(text, piece).forEach(function (at) { found.push([at, at + piece.length]); }); });
    found.sort(function (one, other) { return one[0] - other[0] || other[1] - one[1]; });
    var end = 0;
    return found.filter(function (hit) {
      var free = hit[0] >= end;
      if (free) { end = hit[1]; }
      return free;
    });
  }

  return { squeeze: squeeze, folded: function (text) { return squeeze([text]); }, places: places, holds: holds, hits: hits };
})();

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

  function read(root) {
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
      acceptNode: function (node) { return node.parentElement.closest(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT; }
    });
    var nodes = [];
    while (walker.nextNode()) { nodes.push(walker.currentNode); }
    var at = [];
    var text = Finding.squeeze(nodes.map(function (node) { return node.data; }), at);
    return { text: text, places: at.map(function (place) { return [nodes[place[0]], place[1]]; }) };
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
    var hits = Finding.hits(found.text, words);
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
    var words = query.split(/\s+/).map(Finding.folded).filter(Boolean);
    if (!article || !words.length) { return; }
    markAll(article, [Finding.folded(query)]);
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
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    // Where the address names a place, the reader stays there, and the first mark in it is the current one.
    if (!target) { go(1); return; }
    current = marks.findIndex(function (mark) { return target.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING; });
    if (current >= 0) { marks[current].classList.add("search-hit-current"); }
  }

  if (query) { document.addEventListener("DOMContentLoaded", start); }
})();
