// What the tests want to know of a page that has just been opened. More is added here rather than opening all pages again.
async () => {
  const pause = ms => new Promise(done => setTimeout(done, ms));

  // Shifts of the layout, from the beginning of the page to when each chart has been reached and has its tools.
  let shift = 0;
  const note = list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) { shift += entry.value; } });
  const observer = new PerformanceObserver(note);
  observer.observe({ type: "layout-shift", buffered: true });
  const resources = performance.getEntriesByType("resource").map(entry => entry.name);
  const charts = Array.from(document.querySelectorAll("figure.chart"));
  for (const chart of location.protocol === "http:" ? charts : []) {
    chart.scrollIntoView();
    for (let tries = 0; tries < 100 && !chart.querySelector(".chart-tools-ready"); tries++) { await pause(20); }
  }
  await pause(charts.length ? 60 : 0);
  observer.takeRecords().forEach(entry => { if (!entry.hadRecentInput) { shift += entry.value; } });
  observer.disconnect();

  // Words around the text, and the names of everything that can be used, in the text too.
  const article = document.querySelector("article");
  const CONTROLS = "button, input, select, textarea, summary, .headerlink";
  const words = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const inText = article && article.contains(node) && !parent.closest("button, summary, .admonition-title, .headerlink, form, label");
    if (node.data.trim() && !parent.closest("script, style, noscript, svg text") && !inText) { words.push(node.data.trim()); }
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-tooltip", "data-bs-title", "aria-description"]) {
    // In the text, names of figures and tables are the text's own.
    document.querySelectorAll(`[${name}]`).forEach(element => {
      const inText = article && article.contains(element) && !element.matches(`${CONTROLS}, .chart-tools, .chart-tools *`);
      if (!inText) { words.push(element.getAttribute(name)); }
    });
  }
  return {
    title: document.title,
    heading: (document.querySelector("h1") || {}).innerText || "",
    words: Array.from(new Set(words)),
    resources: resources,
    charts: charts.length,
    equipped: document.querySelectorAll("figure.chart .chart-tools-ready").length,
    shift: shift
  };
}
