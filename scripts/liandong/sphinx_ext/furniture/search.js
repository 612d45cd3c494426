// The search. The pages' text and the statistics (searchtext.js, which registers itself, so that the search works from disk as well) are
// looked through for the query, ranked and quoted. highlight.js says how a piece is found in a text.
var Search = (function () {
  "use strict";

  var MESSAGES = {
    ask: "请输入要找的词。",
    unread: "没有读到搜索用的文件 searchtext.js。请重新打开这一页；还不行，请告诉发布人员。",
    none: "没有找到“{query}”。可以换一个说法，或者只写其中的两三个字。",
    found: "“{query}”：{pages} 页，{statistics} 个统计数字。",
    pieces: "没有找到整句“{query}”，下面是写有其中{parts}的。",
    some: "没有找到整句“{query}”，也没有一页把{parts}都写到，下面各写有一部分。",
    words: "书里的说法是{words}，一并找了。",
    long: "太长，只找前 {count} 个字。",
    quoted: "“{text}”",
    statistics: "统计数字",
    pages: "页面",
    moreStatistics: "其余 {count} 个统计数字",
    morePages: "其余 {count} 页",
    sections: "在这一页的：",
    within: "{page}：{section}",
    ellipsis: "……",
    separator: "、"
  };
  // Of a statistic: who states it, in the order in which they stand.
  var KINDS = ["简报写出", "推算，简报没有写", "虚构，教学用"];
  // Higher comes first. A title or name that holds the query comes before any text that does.
  var RANK = { equal: 7, title: 6, titleParts: 5, heading: 4, phrase: 3, parts: 2, some: 1 };
  // Why a page was found.
  var WHY = { 7: "题目", 6: "题目里有", 5: "题目里分开写有", 4: "小标题里有", 3: "正文里有", 2: "正文里分开写有", 1: "只有其中的{parts}" };
  var SHOWN = { statistics: 5, pages: 20, sections: 3, query: 24 };
  var SUMMARY = { before: 40, length: 140 };
  // A query that stands nowhere is cut into the fewest pieces that do; a character that stands nowhere is left out, at a price.
  var CUT = { longest: 12, query: 60, unknown: 5 };

  var pages = null;
  var statistics = null;
  var words = {};

  var folded = Finding.folded;
  var holds = Finding.holds;

  function holdsAll(text, parts) { return parts.every(function (part) { return holds(text, part); }); }

  function pagesHolding(piece) { return pages.filter(function (page) { return holds(page.all, piece); }).length; }

  function unique(list) { return Array.from(new Set(list)); }

  // Returns the pieces of a text that stand on pages, few and common ones first choice: 养老服务办结率 is 养老服务 and 办结率.
  function cut(text) {
    var best = [{ cost: 0, pieces: [] }];
    for (var end = 1; end <= text.length; end++) {
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

  // The query as it is typed, and as the book would say it: {whole, parts, written}.
  function formsOf(query) {
    var whole = folded(query);
    var forms = [{ text: query, written: "" }];
    Object.keys(words).forEach(function (typed) {
      if (!holds(whole, typed)) { return; }
      words[typed].forEach(function (written) { forms.push({ text: whole.split(typed).join(" " + written + " "), written: written }); });
    });
    return forms.map(function (form) {
      var all = folded(form.text);
      var parts = form.text.trim().split(/\s+/).map(folded).filter(Boolean);
      if (!pagesHolding(all)) { parts = unique([].concat.apply([], parts.map(pieces))); }
      return { whole: all, parts: parts.length ? parts : [all], written: form.written };
    });
  }

  function byRank(a, b) { return b.rank - a.rank || b.weight - a.weight || a.order - b.order; }

  function byKind(a, b) { return a.statistic.kind - b.statistic.kind || byRank(a, b); }

  function rankName(name, whole, parts) {
    if (name === whole) { return RANK.equal; }
    if (holds(name, whole)) { return RANK.title; }
    return holdsAll(name, parts) ? RANK.titleParts : 0;
  }

  function rankPage(page, order, form) {
    var whole = form.whole;
    var parts = form.parts;
    var named = function (section) { return !section.entry && holds(section.heading, whole); };
    var weight = 0;
    var sections = page.sections.map(function (section, place) {
      var hits = Finding.places(section.text, whole).length;
      // Where the query stands in pieces only, a page says more about it the oftener the pieces come.
      if (!hits) { hits = parts.reduce(function (sum, part) { return sum + Math.min(Finding.places(section.text, part).length, 5); }, 0) / 100; }
      weight += section.entry ? 0 : hits;
      if (named(section)) { hits += 10; }
      return { place: place, hits: hits };
    });
    var rank = rankName(page.title, whole, parts);
    if (!rank && page.sections.some(named)) { rank = RANK.heading; }
    if (!rank && holds(page.all, whole)) { rank = RANK.phrase; }
    if (!rank && holdsAll(page.all, parts)) { rank = RANK.parts; }
    var held = parts.filter(function (part) { return part.length > 1 && holds(page.all, part); });
    if (!rank && held.length) { rank = RANK.some; weight = held.join("").length; }
    if (rank === RANK.title) { weight += 100 * whole.length / page.title.length; }
    sections = sections.filter(function (section) { return section.hits; }).sort(function (a, b) { return b.hits - a.hits || a.place - b.place; });
    return { page: page, rank: rank, weight: weight, order: order, sections: sections, held: held, form: form };
  }

  function rankStatistic(statistic, order, form) {
    var rank = rankName(statistic.name, form.whole, form.parts);
    if (!rank && holds(statistic.number, form.whole)) { rank = RANK.heading; }
    if (!rank && holds(statistic.all, form.whole)) { rank = RANK.phrase; }
    if (!rank && holdsAll(statistic.all, form.parts)) { rank = RANK.parts; }
    return { statistic: statistic, rank: rank, weight: form.whole.length / statistic.name.length, order: order, form: form };
  }

  // Of each page or statistic the best hit of all forms; none where nothing was found.
  function rankAll(list, rank, forms, order) {
    return list.map(function (one, place) {
      return forms.map(function (form) { return rank(one, place, form); }).sort(byRank)[0];
    }).filter(function (hit) { return hit.rank > 0; }).sort(order);
  }

  // Returns what is found, best first: {pages: [...], statistics: [...]}.
  function find(query) {
    var text = query.trim().slice(0, CUT.query);
    if (!folded(text)) { return { query: text, forms: [], parts: [], pages: [], statistics: [] }; }
    var forms = formsOf(text);
    return {
      query: text,
      long: query.trim().length > CUT.query,
      forms: forms,
      parts: unique([].concat.apply([], forms.map(function (form) { return [form.whole].concat(form.parts); }))),
      pages: rankAll(pages, rankPage, forms, byRank),
      statistics: rankAll(statistics, rankStatistic, forms, byKind)
    };
  }

  function setText(found) {
    words = found.words;
    // A statistic's entry is a result of its own; its name as a heading says nothing of the page that lists it.
    var entries = new Set(found.statistics.map(function (entry) { return entry[0] + "#" + entry[1]; }));
    pages = found.pages.map(function (entry) {
      var sections = entry[2].map(function (section) {
        return { anchor: section[0], title: section[1], lines: section[2], heading: folded(section[1]), text: folded(section[2]), entry: entries.has(entry[0] + "#" + section[0]) };
      });
      var all = sections.map(function (section) { return section.heading + "\n" + section.text; }).join("\n");
      return { name: entry[0], label: entry[1], title: folded(entry[1]), sections: sections, all: all };
    });
    statistics = found.statistics.map(function (entry) {
      return {
        page: entry[0], anchor: entry[1], label: entry[2], value: entry[3], verdict: entry[4], definition: entry[5], kind: entry[6],
        name: folded(entry[2]), number: folded(entry[3]), all: entry.slice(2, 6).map(folded).join("\n")
      };
    });
  }

  // ---- what the reader sees ----

  function say(message, values) { return message.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }

  function quoted(texts) { return texts.map(function (text) { return say(MESSAGES.quoted, { text: text }); }).join(""); }

  function shortened(text) { return text.length > SHOWN.query ? text.slice(0, SHOWN.query) + MESSAGES.ellipsis : text; }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  // The pieces of a text that are hits, as [from, to] in the text.
  function hitsIn(text, parts) {
    var at = [];
    return Finding.hits(Finding.squeeze([text], at), parts).map(function (hit) { return [at[hit[0]][1], at[hit[1] - 1][1] + 1]; });
  }

  function marked(parent, text, parts) {
    var done = 0;
    hitsIn(text, parts).forEach(function (hit) {
      parent.appendChild(document.createTextNode(text.slice(done, hit[0])));
      parent.appendChild(element("mark", "", text.slice(hit[0], hit[1])));
      done = hit[1];
    });
    parent.appendChild(document.createTextNode(text.slice(done)));
    return parent;
  }

  // The text around the first hit.
  function excerpt(made, text, parts) {
    var hits = hitsIn(text, parts);
    var from = Math.max(0, (hits.length ? hits[0][0] : 0) - SUMMARY.before);
    var piece = text.slice(from, from + SUMMARY.length);
    var goesOn = from + SUMMARY.length < text.length;
    return marked(made, (from ? MESSAGES.ellipsis : "") + piece + (goesOn ? MESSAGES.ellipsis : ""), parts);
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
    var sought = hit.rank >= RANK.phrase ? hit.form.whole : hit.held.join(" ");
    var sections = hit.sections.map(function (section) { return hit.page.sections[section.place]; });
    var text = (sections[0] || hit.page.sections[0]).lines.replace(/\n/g, " ");
    sections = sections.filter(function (section) { return section.anchor; });
    // What has the query in a heading is that section, and the link leads there.
    var own = hit.rank === RANK.heading ? sections.shift() : null;
    var label = own ? say(MESSAGES.within, { page: hit.page.label, section: own.title }) : hit.page.label;
    var title = item.appendChild(element("p", "search-title"));
    title.appendChild(link(label, address(hit.page.name, sought, own ? own.anchor : ""), found.parts));
    title.appendChild(document.createTextNode(" "));
    title.appendChild(element("span", "search-why", say(WHY[hit.rank], { parts: quoted(hit.held) })));
    excerpt(item.appendChild(element("p", "search-summary")), text, found.parts);
    if (sections.length) {
      var line = item.appendChild(element("p", "search-sections", MESSAGES.sections));
      sections.slice(0, SHOWN.sections).forEach(function (section, place) {
        if (place) { line.appendChild(document.createTextNode(MESSAGES.separator)); }
        line.appendChild(link(section.title, address(hit.page.name, sought, section.anchor), found.parts));
      });
    }
    return item;
  }

  function statisticItem(hit, found) {
    var one = hit.statistic;
    var item = element("li", "search-statistic search-kind-" + one.kind);
    item.appendChild(link(one.label, address(one.page, "", one.anchor), found.parts));
    item.appendChild(document.createTextNode(" "));
    marked(item.appendChild(element("strong", "search-value")), one.value, found.parts);
    item.appendChild(document.createTextNode(" "));
    item.appendChild(element("span", "search-why", KINDS[one.kind] + (one.kind ? "" : MESSAGES.separator + one.verdict)));
    // Neither name nor value say why it is here: its definition does.
    if (hit.rank < RANK.heading) { excerpt(item.appendChild(element("div", "search-why")), one.definition, found.parts); }
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

  // What was done with the query, in a sentence each.
  function told(found) {
    var values = { query: shortened(found.query), pages: found.pages.length, statistics: found.statistics.length, count: CUT.query };
    var ranks = found.pages.concat(found.statistics).map(function (hit) { return hit.rank; });
    var best = Math.max.apply(null, ranks.concat(0));
    var said = [say(best ? MESSAGES.found : MESSAGES.none, values)];
    // Whoever puts spaces between words asks for pieces.
    var asked = found.query.split(/\s+/).length > 1 && best === RANK.parts;
    values.parts = quoted(found.forms[0].parts.filter(function (part) { return part.length > 1; }));
    if (best && best < RANK.phrase && best !== RANK.titleParts && !asked) { said.push(say(best === RANK.parts ? MESSAGES.pieces : MESSAGES.some, values)); }
    var written = unique(found.forms.map(function (form) { return form.written; }).filter(Boolean));
    if (best && written.length) { said.push(say(MESSAGES.words, { words: quoted(written) })); }
    if (found.long) { said.push(say(MESSAGES.long, values)); }
    return said.join("");
  }

  function show(query, status, results) {
    results.textContent = "";
    if (!pages) { status.textContent = MESSAGES.unread; return; }
    if (!folded(query)) { status.textContent = MESSAGES.ask; return; }
    var found = find(query);
    status.textContent = told(found);
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
  return { setText: setText, find: find };
})();
