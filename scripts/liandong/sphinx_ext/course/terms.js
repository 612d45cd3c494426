/* Shows a term's definition beside the word, on pointing or focus; Escape closes it. Without this script the word is a link to the glossary. */
(function () {
  "use strict";
  var note = document.createElement("div");
  var open = null;
  var closing = 0;
  note.className = "term-note";
  note.id = "term-note";
  note.setAttribute("role", "tooltip");
  note.hidden = true;

  function show(link) {
    clearTimeout(closing);
    if (open === link) { return; }
    hide();
    open = link;
    note.textContent = link.getAttribute("data-definition");
    link.setAttribute("aria-describedby", note.id);
    note.hidden = false;
    place(link);
  }

  function place(link) {
    // The first line's box: a word may be broken over two lines.
    var box = link.getClientRects()[0] || link.getBoundingClientRect();
    var left = Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 16);
    note.style.left = Math.max(16, left) + window.scrollX + "px";
    var below = box.bottom + note.offsetHeight + 12 < window.innerHeight;
    note.style.top = (below ? box.bottom + 4 : box.top - note.offsetHeight - 4) + window.scrollY + "px";
  }

  function hide() {
    clearTimeout(closing);
    if (open) { open.removeAttribute("aria-describedby"); }
    open = null;
    note.hidden = true;
  }

  function hideSoon() { closing = setTimeout(hide, 200); }

  function termOf(event) {
    return event.target.closest ? event.target.closest("a.term[data-definition]") : null;
  }

  function start() {
    document.body.appendChild(note);
    document.addEventListener("mouseover", function (event) {
      var link = termOf(event);
      if (link) { show(link); } else if (note.contains(event.target)) { clearTimeout(closing); } else if (open) { hideSoon(); }
    });
    document.addEventListener("focusin", function (event) {
      var link = termOf(event);
      if (link) { show(link); } else { hide(); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { hide(); }
    });
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
}());
