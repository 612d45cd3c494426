// Part of the preview only: asks every moment whether there is a new site, reloads the page, and shows what went wrong.
(function () {
  "use strict";
  // Idle, and while a new site is on its way.
  var POLL_MS = 700, BUILDING_MS = 100;
  var loaded = null;
  var overlay = null;

  function show(text, failed) {
    if (!overlay) {
      overlay = document.createElement("pre");
      overlay.setAttribute("role", "status");
      overlay.id = "liandong-preview";
      overlay.style.cssText = "position:fixed;left:0;right:0;bottom:0;max-height:60vh;overflow:auto;margin:0;padding:1em;" +
        "z-index:2147483647;white-space:pre-wrap;font:14px/1.6 sans-serif;border-top:4px solid";
      document.body.appendChild(overlay);
    }
    overlay.style.background = failed ? "#fff4f2" : "#f2f7ff";
    overlay.style.color = "#222";
    overlay.style.borderColor = failed ? "#b3261e" : "#1a5fb4";
    // Text, never markup: messages quote what stands in tables.
    overlay.textContent = text;
    overlay.hidden = !text;
  }

  function ask() {
    fetch("/__liandong/state", { cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        if (loaded === null) { loaded = state.version; }
        if (state.version !== loaded) { location.reload(); return; }
        show(state.building ? "正在生成……" : state.message, !state.building && Boolean(state.message));
        return state.building ? BUILDING_MS : POLL_MS;
      })
      .catch(function () { show("预览已停止。", true); return POLL_MS; })
      .then(function (pause) { setTimeout(ask, pause); });
  }

  ask();
})();
