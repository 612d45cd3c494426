// Loads the charts' tools when the reader comes near a chart or its table, and not before.
(function () {
  "use strict";

  var own = document.currentScript;
  var tools = own.src.slice(0, own.src.lastIndexOf("/") + 1) + own.dataset.tools;
  var loaded = false;

  function load() {
    if (loaded) { return; }
    loaded = true;
    var script = document.createElement("script");
    script.src = tools;
    document.head.appendChild(script);
  }

  function watch() {
    var charts = document.querySelectorAll("figure.chart");
    if (!charts.length) { return; }
    if (!("IntersectionObserver" in window)) { load(); return; }
    var observer = new IntersectionObserver(function (seen) {
      if (seen.some(function (one) { return one.isIntersecting; })) { observer.disconnect(); load(); }
    }, { rootMargin: "200px" });
    charts.forEach(function (chart) {
      observer.observe(chart);
      chart.addEventListener("focusin", load);
    });
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", watch); } else { watch(); }
})();
