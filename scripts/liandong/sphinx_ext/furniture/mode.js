// Runs before anything is painted: sets light or dark, so that no page flashes in the wrong one, and says that scripts run and that the
// address names a place, so that what only scripts show or open is not laid out first.
(function () {
  "use strict";

  // A browser may forbid storage to pages from disk. The theme's script asks it without care: give it one that lasts as long as the page.
  function memory() {
    var kept = new Map();
    return {
      getItem: function (key) { return kept.has(key) ? kept.get(key) : null; },
      setItem: function (key, value) { kept.set(key, String(value)); },
      removeItem: function (key) { kept.delete(key); }
    };
  }
  ["localStorage", "sessionStorage"].forEach(function (name) {
    try {
      window[name].setItem("liandong-storage", "1");
      window[name].removeItem("liandong-storage");
    } catch (refused) {
      Object.defineProperty(window, name, { value: memory(), configurable: true });
    }
  });

  var mode = localStorage.getItem("mode");
  if (mode !== "light" && mode !== "dark") { mode = "auto"; }
  var dark = mode === "dark" || (mode === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mode = mode;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.classList.add("with-script");
  if (location.hash) {
    document.documentElement.classList.add("with-anchor");
    // The other scripts have run by then, and the place stands where it stays: the window is put there, for a browser that has moved by itself
    // while the page grew does not look again.
    document.addEventListener("DOMContentLoaded", function () {
      requestAnimationFrame(function () { requestAnimationFrame(function () {
        var place = document.querySelector(":target");
        var top = place && place.getBoundingClientRect().top;
        if (place && (top < 0 || top > window.innerHeight / 2)) { place.scrollIntoView(); }
        document.documentElement.classList.remove("with-anchor");
      }); });
    });
  }
})();
