/* The switch of basis: shows the rows of a table that a reader's choice names. All results stand in the table; nothing is computed here. */
(function () {
  "use strict";

  function start(box) {
    var form = box.querySelector(".basis-controls");
    var said = box.querySelector(".basis-result");
    var all = box.querySelector(".basis-all");
    var rows = Array.prototype.slice.call(box.querySelectorAll("tbody tr"));

    function show() {
      var choice = Array.prototype.map.call(form.querySelectorAll("input:checked"), function (input) { return input.value; }).join(" ");
      var every = choice === "" || all.getAttribute("aria-pressed") === "true";
      var spoken = [];
      rows.forEach(function (row) {
        var chosen = row.dataset.choice === choice;
        row.classList.toggle("basis-chosen", chosen);
        row.classList.toggle("basis-hidden", !chosen && !every);
        if (chosen) { spoken.push(row.dataset.spoken); }
      });
      said.textContent = spoken.join("");
    }

    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", show);
    all.addEventListener("click", function () {
      all.setAttribute("aria-pressed", all.getAttribute("aria-pressed") === "true" ? "false" : "true");
      show();
    });
    form.hidden = false;
    // A browser may restore an earlier choice when a page is opened again: what is shown follows the buttons.
    show();
    window.addEventListener("pageshow", show);
  }

  function startAll() { document.querySelectorAll(".basis-switch").forEach(start); }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", startAll); } else { startAll(); }
})();
