// The search. Sphinx's index (searchindex.js) says which pages hold all terms of a query; the pages' text (searchtext.js) ranks them and
// gives the summaries. Both files register themselves here, so that the search works from disk as well.
var Search = (function () {
  "use strict";

  var MESSAGES = {
    ask: "请输入要找的词。",
    loading: "正在读取索引……",
    none: "没有找到“{query}”。可以换一个说法，或者只写其中的两三个字。",
    found: "“{query}”：{pages} 页，{statistics} 个统计数字。",
    statistics: "统计数字",
    pages: "页面",
    moreStatistics: "其余 {count} 个统计数字",
    morePages: "其余 {count} 页",
    sections: "在这一页的：",
    ellipsis: "……",
    separator: "、"
  };
  // Higher comes first. A title or name that holds the query comes before any text that does.
  var RANK = { equal: 7, title: 6, titleParts: 5, heading: 4, phrase: 3, parts: 2, terms: 1, some: 0.5 };
  var SHOWN = { statistics: 5, pages: 20, sections: 3 };
  var SUMMARY = { before: 40, length: 140 };
  // A query that stands nowhere is cut into the fewest pieces that do; a character that stands nowhere is left out, at a price.
  var CUT = { longest: 12, query: 60, unknown: 5 };

  var index = null;
  var pages = null;
  var statistics = null;

  // A text without spaces, folded as the index folds it; `at` tells for each character where it stood.
  function squeeze(text) {
    var folded = "";
    var at = [];
    for (var position = 0; position < text.length; position++) {
      var character = text[position];
      var plain = /[\u3400-\u9fff]/.test(character) ? character : character.normalize("NFKC").toLowerCase();
      for (var part = 0; part < plain.length; part++) {
        if (plain[part].trim()) { folded += plain[part]; at.push(position); }
      }
    }
    return { text: folded, at: at };
  }

  function folded(text) { return squeeze(text).text; }

  function count(text, piece) {
    var found = 0;
    for (var at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + piece.length)) { found++; }
    return found;
  }

  function holdsAll(text, parts) { return parts.every(function (part) { return text.indexOf(part) !== -1; }); }

  // Which pages of the index hold a term: in text or title; a Latin word or a number may be the beginning of a longer one.
  function holders(term) {
    var found = new Set();
    [index.terms, index.titleterms].forEach(function (terms) {
      var names = /^[a-z0-9.]{2,}$/.test(term)
        ? Object.keys(terms).filter(function (name) { return name.indexOf(term) === 0; })
        : Object.prototype.hasOwnProperty.call(terms, term) ? [term] : [];
      names.forEach(function (name) { [].concat(terms[name]).forEach(function (page) { found.add(index.docnames[page]); }); });
    });
    return found;
  }

  function pagesWithTerms(terms) {
    var sets = terms.map(holders);
    return sets.length ? new Set(Array.from(sets[0]).filter(function (name) { return sets.every(function (set) { return set.has(name); }); })) : new Set();
  }

  function pagesHolding(piece) { return pages.filter(function (page) { return page.all.indexOf(piece) !== -1; }).length; }

  // Returns the pieces of a text that stand on pages, few and common ones first choice: 养老服务办结率 is 养老服务 and 办结率.
  function cut(text) {
    var best = [{ cost: 0, pieces: [] }];
    for (var end = 1; end <= Math.min(text.length, CUT.query); end++) {
      best[end] = { cost: best[end - 1].cost + CUT.unknown, pieces: best[end - 1].pieces };
      for (var start = Math.max(0, end - CUT.longest); start < end; start++) {
        var known = pagesHolding(text.slice(start, end));
        var cost = best[start].cost + (end - start > 1 ? 1 : 2) + 1 / known;
        if (known && cost < best[end].cost) { best[end] = { cost: cost, pieces: best[start].pieces.concat(text.slice(start, end)) }; }
      }
    }
    return best[best.length - 1].pieces.filter(function (piece) { return piece.length > 1; });
  }

  // What to look for where a part of the query stands nowhere as it is. Only Chinese is cut: it is written without spaces.
  function pieces(part) {
    if (pagesHolding(part)) { return [part]; }
    return [].concat.apply([], part.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff]+/g).map(function (run) {
      return /[\u3400-\u9fff]/.test(run) ? cut(run) : [run];
    }));
  }

  function byRank(a, b) { return b.rank - a.rank || b.weight - a.weight || a.order - b.order; }

  // A figure of the fictional teaching city never stands before a true one.
  function byTruth(a, b) { return a.statistic.invented - b.statistic.invented || byRank(a, b); }

  function rankName(name, whole, parts) {
    if (name === whole) { return RANK.equal; }
    if (name.indexOf(whole) !== -1) { return RANK.title; }
    return holdsAll(name, parts) ? RANK.titleParts : 0;
  }

  function rankPage(page, order, whole, parts, withTerms) {
    var named = function (section) { return !section.entry && section.heading.indexOf(whole) !== -1; };
    var weight = 0;
    var sections = page.sections.map(function (section, place) {
      var hits = count(section.text, whole);
      // Where the query stands in pieces only, a page says more about it the oftener the pieces come.
      if (!hits) { hits = parts.reduce(function (sum, part) { return sum + Math.min(count(section.text, part), 5); }, 0) / 100; }
      weight += section.entry ? 0 : hits;
      if (named(section)) { hits += 10; }
      return { place: place, hits: hits };
    });
    var rank = rankName(page.title, whole, parts);
    if (!rank && page.sections.some(named)) { rank = RANK.heading; }
    if (!rank && page.all.indexOf(whole) !== -1) { rank = RANK.phrase; }
    if (!rank && holdsAll(page.all, parts)) { rank = RANK.parts; }
    if (!rank && withTerms.has(page.name)) { rank = RANK.terms; }
    if (!rank && parts.length > 1) {
      var held = parts.filter(function (part) { return part.length > 1 && page.all.indexOf(part) !== -1; });
      if (held.length) { rank = RANK.some; weight = held.join("").length; }
    }
    if (rank === RANK.title) { weight += 100 * whole.length / page.title.length; }
    sections = sections.filter(function (section) { return section.hits; }).sort(function (a, b) { return b.hits - a.hits || a.place - b.place; });
    return { page: page, rank: rank, weight: weight, order: order, sections: sections };
  }

  function rankStatistic(statistic, order, whole, parts, terms) {
    var rank = rankName(statistic.folded.name, whole, parts);
    // A number is a value's, not a piece of a longer number.
    if (!rank && terms.length && splitQuery(statistic.value).indexOf(whole.replace(/%$/, "")) !== -1) { rank = RANK.heading; }
    if (!rank && statistic.folded.all.indexOf(whole) !== -1) { rank = RANK.phrase; }
    if (!rank && holdsAll(statistic.folded.all, parts)) { rank = RANK.parts; }
    if (!rank && terms.length > 1 && terms.every(function (term) { return statistic.terms.has(term); })) { rank = RANK.terms; }
    return { statistic: statistic, rank: rank, weight: whole.length / statistic.folded.name.length, order: order };
  }

  // Returns what is found, best first: {pages: [...], statistics: [...]}.
  function find(query) {
    var whole = folded(query);
    if (!whole) { return { query: query, parts: [], pages: [], statistics: [] }; }
    var parts = query.trim().split(/\s+/).map(folded).filter(Boolean);
    var terms = splitQuery(query);
    if (!pagesHolding(whole)) { parts = Array.from(new Set([].concat.apply([], parts.map(pieces)))); }
    if (!parts.length) { parts = [whole]; }
    var withTerms = pagesWithTerms(terms);
    var ranked = function (hit) { return hit.rank > 0; };
    return {
      query: query.trim(),
      parts: parts.indexOf(whole) === -1 ? [whole].concat(parts) : parts,
      pages: pages.map(function (page, order) { return rankPage(page, order, whole, parts, withTerms); }).filter(ranked).sort(byRank),
      statistics: statistics.map(function (statistic, order) { return rankStatistic(statistic, order, whole, parts, terms); }).filter(ranked).sort(byTruth)
    };
  }

  function setIndex(found) { index = found; }

  function setText(found) {
    // A statistic's entry is a result of its own; its name as a heading says nothing of the page that lists it.
    var entries = new Set(found.statistics.map(function (entry) { return entry[0] + "#" + entry[1]; }));
    pages = found.pages.map(function (entry) {
      var sections = entry[2].map(function (section) {
        return { anchor: section[0], title: section[1], lines: section[2], heading: folded(section[1]), text: folded(section[2]), entry: entries.has(entry[0] + "#" + section[0]) };
      });
      var all = sections.map(function (section) { return section.heading + section.text; }).join("");
      return { name: entry[0], label: entry[1], title: folded(entry[1]), sections: sections, all: all };
    });
    statistics = found.statistics.map(function (entry) {
      var all = folded(entry.slice(2, 6).join("\n"));
      return {
        invented: entry[6],
        name: entry[0], anchor: entry[1], label: entry[2], value: entry[3], verdict: entry[4],
        terms: new Set(splitQuery(entry.slice(2, 6).join("\n"))), folded: { name: folded(entry[2]), all: all }
      };
    });
  }

  // ---- what the reader sees ----

  function say(message, values) { return message.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  // The pieces of a text that are hits, as [from, to] in the text.
  function hitsIn(text, parts) {
    var squeezed = squeeze(text);
    var found = [];
    parts.forEach(function (part) {
      for (var at = squeezed.text.indexOf(part); at !== -1; at = squeezed.text.indexOf(part, at + part.length)) {
        found.push([squeezed.at[at], squeezed.at[at + part.length - 1] + 1]);
      }
    });
    return found.sort(function (a, b) { return a[0] - b[0]; });
  }

  function marked(parent, text, parts) {
    var done = 0;
    hitsIn(text, parts).forEach(function (hit) {
      if (hit[0] < done) { return; }
      parent.appendChild(document.createTextNode(text.slice(done, hit[0])));
      parent.appendChild(element("mark", "", text.slice(hit[0], hit[1])));
      done = hit[1];
    });
    parent.appendChild(document.createTextNode(text.slice(done)));
    return parent;
  }

  function summary(hit, parts) {
    var section = hit.page.sections[hit.sections.length ? hit.sections[0].place : 0];
    var text = section.lines.replace(/\n/g, " ");
    var hits = hitsIn(text, parts);
    var from = Math.max(0, (hits.length ? hits[0][0] : 0) - SUMMARY.before);
    var piece = text.slice(from, from + SUMMARY.length);
    var cut = from + SUMMARY.length < text.length;
    return marked(element("p", "search-summary"), (from ? MESSAGES.ellipsis : "") + piece + (cut ? MESSAGES.ellipsis : ""), parts);
  }

  function address(name, query, anchor) {
    var root = document.documentElement.dataset.content_root || "./";
    return root + name + ".html" + (query ? "?highlight=" + encodeURIComponent(query) : "") + (anchor ? "#" + encodeURIComponent(anchor) : "");
  }

  function link(label, href, parts) {
    var made = element("a");
    made.href = href;
    return marked(made, label, parts);
  }

  function pageItem(hit, found) {
    var item = element("li", "search-page");
    item.appendChild(element("p", "search-title")).appendChild(link(hit.page.label, address(hit.page.name, found.query, ""), found.parts));
    item.appendChild(summary(hit, found.parts));
    var sections = hit.sections.map(function (section) { return hit.page.sections[section.place]; }).filter(function (section) { return section.anchor; });
    if (sections.length) {
      var line = item.appendChild(element("p", "search-sections", MESSAGES.sections));
      sections.slice(0, SHOWN.sections).forEach(function (section, place) {
        if (place) { line.appendChild(document.createTextNode(MESSAGES.separator)); }
        line.appendChild(link(section.title, address(hit.page.name, found.query, section.anchor), found.parts));
      });
    }
    return item;
  }

  function statisticItem(hit, found) {
    var item = element("li", "search-statistic");
    item.appendChild(link(hit.statistic.label, address(hit.statistic.name, "", hit.statistic.anchor), found.parts));
    item.appendChild(document.createTextNode(" "));
    marked(item.appendChild(element("strong", "search-value")), hit.statistic.value, found.parts);
    item.appendChild(document.createTextNode(" "));
    item.appendChild(element("span", "search-verdict", hit.statistic.verdict));
    return item;
  }

  function list(hits, found, item, shown, more, className) {
    var part = document.createDocumentFragment();
    var first = part.appendChild(element("ol", className));
    hits.slice(0, shown).forEach(function (hit) { first.appendChild(item(hit, found)); });
    if (hits.length > shown) {
      var rest = part.appendChild(element("details", "search-more"));
      rest.appendChild(element("summary", "", say(more, { count: hits.length - shown })));
      var second = rest.appendChild(element("ol", className));
      second.start = shown + 1;
      hits.slice(shown).forEach(function (hit) { second.appendChild(item(hit, found)); });
    }
    return part;
  }

  function show(query, status, results) {
    results.textContent = "";
    if (!query.trim()) { status.textContent = MESSAGES.ask; return; }
    if (!index || !pages) { status.textContent = MESSAGES.loading; return; }
    var found = find(query);
    var some = found.pages.length + found.statistics.length;
    status.textContent = say(some ? MESSAGES.found : MESSAGES.none, { query: found.query, pages: found.pages.length, statistics: found.statistics.length });
    var parts = [];
    if (found.statistics.length) {
      parts.push([Math.max.apply(null, found.statistics.map(function (hit) { return hit.rank; })), MESSAGES.statistics, list(found.statistics, found, statisticItem, SHOWN.statistics, MESSAGES.moreStatistics, "search-statistics")]);
    }
    if (found.pages.length) {
      parts.push([found.pages[0].rank, MESSAGES.pages, list(found.pages, found, pageItem, SHOWN.pages, MESSAGES.morePages, "search-pages")]);
    }
    parts.sort(function (a, b) { return b[0] - a[0]; });
    parts.forEach(function (part) {
      results.appendChild(element("h2", "", part[1]));
      results.appendChild(part[2]);
    });
  }

  function start() {
    var form = document.querySelector("#search-form");
    if (!form) { return; }
    var field = form.querySelector("input[name=q]");
    var status = document.querySelector("#search-status");
    var results = document.querySelector("#search-results");
    var waiting = 0;
    function now() {
      show(field.value, status, results);
      // Not every browser lets a page from disk change its address.
      try { history.replaceState(null, "", "?q=" + encodeURIComponent(field.value)); } catch (refused) { /* the address stays */ }
    }
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(now, 200); });
    form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(waiting); now(); });
    show(field.value, status, results);
    field.focus();
    field.select();
  }

  document.addEventListener("DOMContentLoaded", start);
  return { setIndex: setIndex, setText: setText, find: find };
})();
