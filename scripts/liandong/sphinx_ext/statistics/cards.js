/* Opens the card of a statistic, an article of law or a term beside it: by pointer, keyboard and touch. Without this script it is a link. */
(function () {
  "use strict";
  const MESSAGES = {
    close: "关闭", address: "复制固定地址", citation: "复制引用", copied: "已复制", refused: "复制不了，请选中下面的文字复制：", day: "引用日期",
    named: "{name}：{value}（{verdict}）",
    gone: "这个地址指的那一处，这一页上没有：可能改了编号，也可能撤下了。撤下的统计数，“更新与更正”里有记录；也可以", search: "搜索全书",
  };
  const OPEN_DELAY = 120;
  const CLOSE_DELAY = 250;
  const MARGIN = 8;
  const FOCUSABLE = "a[href], button";

  let popup = null;
  let current = null;   // the value whose card is open
  let pinned = false;   // opened on purpose: stays until it is closed
  let timer = 0;
  let touched = false;  // the last pointer was a finger or a pen

  function cardOf(value) {
    const note = value.getAttribute("data-note");
    return document.getElementById("card-" + note) || document.querySelector('[data-entry="' + note + '"]');
  }

  function valueAt(node) {
    const value = node && node.closest ? node.closest("[data-note]") : null;
    return value && !value.closest(".card-popup") && cardOf(value) ? value : null;
  }

  function copyOf(card) {
    const copy = document.createElement("div");
    copy.className = "statistic-card";
    (card.content || card).childNodes.forEach(function (node) { copy.appendChild(node.cloneNode(true)); });
    copy.querySelectorAll(".entry-facts, .citing").forEach(function (node) { node.remove(); });
    /* An entry is folded under its name; its card is not. */
    copy.querySelectorAll(":scope > details").forEach(function (box) {
      box.firstElementChild.replaceWith.apply(box.firstElementChild, Array.from(box.firstElementChild.childNodes));
      box.replaceWith.apply(box, Array.from(box.childNodes));
    });
    copy.querySelectorAll("[id]").forEach(function (node) { node.removeAttribute("id"); });
    copy.querySelectorAll("[data-note]").forEach(function (node) { node.removeAttribute("data-note"); });
    return copy;
  }

  function panel() {
    const found = document.querySelector(".card-panel");
    return found && found.getClientRects().length ? found : null;
  }

  function makePopup() {
    popup = document.createElement("div");
    popup.className = "card-popup";
    popup.setAttribute("role", "dialog");
    popup.tabIndex = -1;
    popup.hidden = true;
    popup.addEventListener("pointerenter", function () { clearTimeout(timer); });
    popup.addEventListener("pointerleave", closeSoon);
    popup.addEventListener("keydown", keyInside);
    popup.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !popup.contains(event.relatedTarget) && event.relatedTarget !== current) { close(false); }
    });
    document.body.appendChild(popup);
  }

  function open(value, pin) {
    clearTimeout(timer);
    if (current === value && popup && !popup.hidden) { pinned = pinned || pin; return; }
    close(false);
    const card = cardOf(value);
    if (!card) { return; }
    if (!popup) { makePopup(); }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card-close";
    button.setAttribute("aria-label", MESSAGES.close);
    button.textContent = "×";
    button.addEventListener("click", function () { close(true); });
    popup.replaceChildren(button, copyOf(card), copying(card));
    popup.setAttribute("aria-label", card.getAttribute("data-name") || "");
    popup.hidden = false;
    popup.scrollTop = 0;
    current = value;
    pinned = pin;
    value.setAttribute("aria-expanded", "true");
    place();
  }

  function close(giveBack) {
    clearTimeout(timer);
    if (!current) { return; }
    const value = current;
    current = null;
    pinned = false;
    popup.hidden = true;
    value.setAttribute("aria-expanded", "false");
    if (giveBack && value.focus) {
      quiet = true;
      value.focus();
      quiet = false;
    }
  }
  let quiet = false;    // the focus comes back from the card: it does not open it again

  function closeSoon() {
    clearTimeout(timer);
    if (!pinned && !panel() && !(current && document.activeElement === current)) {
      timer = setTimeout(function () { close(false); }, CLOSE_DELAY);
    }
  }

  /* Below the value if there is room, else above, else where there is more; always inside the window. */
  function place() {
    if (!current || !popup || popup.hidden) { return; }
    const side = panel();
    popup.classList.toggle("card-popup-side", Boolean(side));
    popup.style.maxHeight = "";
    if (side) {
      const beside = side.getBoundingClientRect();
      popup.style.left = beside.left + "px";
      popup.style.width = beside.width + "px";
      popup.style.top = Math.max(MARGIN, beside.top) + "px";
      popup.style.maxHeight = window.innerHeight - Math.max(MARGIN, beside.top) - MARGIN + "px";
      return;
    }
    popup.style.width = "";
    const rect = current.getClientRects()[0] || current.getBoundingClientRect();
    const height = window.innerHeight;
    const width = document.documentElement.clientWidth;
    const below = height - rect.bottom - 2 * MARGIN;
    const above = rect.top - 2 * MARGIN;
    const size = popup.offsetHeight;
    const under = size <= below || below >= above;
    if (size > (under ? below : above)) { popup.style.maxHeight = Math.max(under ? below : above, 120) + "px"; }
    const top = under ? rect.bottom + MARGIN : rect.top - MARGIN - popup.offsetHeight;
    popup.style.top = Math.max(MARGIN, Math.min(top, height - popup.offsetHeight - MARGIN)) + "px";
    popup.style.left = Math.max(MARGIN, Math.min(rect.left, width - popup.offsetWidth - MARGIN)) + "px";
  }

  function keyInside(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
      return;
    }
    if (event.key !== "Tab") { return; }
    const inside = Array.from(popup.querySelectorAll(FOCUSABLE));
    const first = document.activeElement === popup || document.activeElement === inside[0];
    const last = document.activeElement === inside[inside.length - 1];
    /* No trap: past either end the focus is on the value again, and from there it moves on in the page. */
    if (event.shiftKey && first) {
      event.preventDefault();
      close(true);
    } else if (!event.shiftKey && last) {
      close(true);
    }
  }

  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType !== "mouse";
    if (current && popup && !popup.contains(event.target) && valueAt(event.target) !== current) { close(false); }
  });

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse") { return; }
    const value = valueAt(event.target);
    if (!value) { return; }
    clearTimeout(timer);
    if (value === current || (pinned && !panel())) { return; }
    timer = setTimeout(function () { open(value, false); }, OPEN_DELAY);
  });

  document.addEventListener("pointerout", function (event) {
    if (event.pointerType === "mouse" && valueAt(event.target)) {
      clearTimeout(timer);
      if (current) { closeSoon(); }
    }
  });

  document.addEventListener("focusin", function (event) {
    const value = valueAt(event.target);
    if (value && !quiet && value.matches(":focus-visible") && !touched) {
      open(value, false);
    } else if (current && !value && popup && !popup.contains(event.target)) {
      close(false);
    }
  });

  document.addEventListener("click", function (event) {
    const value = valueAt(event.target);
    if (!value || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    if (current === value && pinned) { close(false); } else { open(value, true); }
  });

  document.addEventListener("keydown", function (event) {
    touched = false;
    if (event.key === "Escape" && current) {
      close(popup.contains(document.activeElement));
      return;
    }
    const value = valueAt(event.target);
    if (!value || (event.key !== "Enter" && event.key !== " ") || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    open(value, true);
    popup.focus();
  });

  window.addEventListener("resize", place);
  window.addEventListener("scroll", function (event) {
    /* What scrolls inside the card does not move it. */
    if (!popup || !popup.contains(event.target)) { place(); }
  }, { passive: true, capture: true });

  /* A link that opens something is a button to a screen reader; what it opens is announced with it. */
  function prepare() {
    document.querySelectorAll("a[data-note]").forEach(function (value) {
      const card = cardOf(value);
      if (!card) { return; }
      const head = card.querySelector(".card-head");
      if (head) {
        head.id = head.id || "card-head-" + value.getAttribute("data-note");
        value.setAttribute("aria-describedby", head.id);
      }
      value.setAttribute("role", "button");
      value.setAttribute("aria-haspopup", "dialog");
      value.setAttribute("aria-expanded", "false");
      value.removeAttribute("title");
    });
  }

  /* Old browsers do not open the box around the line that an address names. */
  function reveal() {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* no text: it is looked for as it stands */ }
    const target = name && document.getElementById(name);
    const box = target && target.closest("details");
    document.querySelectorAll(".anchor-gone").forEach(function (note) { note.remove(); });
    if (box && !box.open) { box.open = true; target.scrollIntoView({ block: "center" }); }
    if (/^[^=~]+$/.test(name) && !target) { missing(); }
  }

  /* The permanent address and a reference are copied as they are for this reader: where the site was opened, on this day. */
  function absolute(address) {
    return /^https?:/.test(address) ? address : new URL(document.documentElement.dataset.content_root + address, location.href).href;
  }

  /* A folder of this computer is no address that others can follow: then a reference names the place on the site. */
  function cited(address) {
    return location.protocol === "file:" ? address : absolute(address);
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (part) { return String(part).padStart(2, "0"); }).join("-");
  }

  function copying(card) {
    const row = document.createElement("p");
    const link = card.querySelector(".card-entry");
    if (!link) { return row; }
    const address = link.dataset.address || link.textContent;
    row.append(copyButton(MESSAGES.address, function () { return absolute(address); }));
    const foot = document.querySelector("[data-cite]");
    if (foot && foot.dataset.cite) {
      row.append(copyButton(MESSAGES.citation, function () {
        const words = { name: ".card-head strong", value: ".card-value", verdict: ".card-head .verdict" };
        const title = MESSAGES.named.replace(/\{(\w+)\}/g, function (_, key) { return card.querySelector(words[key]).textContent; });
        const parts = { title: title, address: cited(address), day: today() };
        return foot.dataset.cite.replace(/\{(\w+)\}/g, function (_, key) { return parts[key]; });
      }));
    }
    return row;
  }

  /* A browser that refuses to copy gets the text, selected, in the button's place. */
  function copyButton(label, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card-copy";
    button.textContent = label;
    button.addEventListener("click", function () {
      const area = document.createElement("textarea");
      area.value = text();
      area.readOnly = true;
      area.setAttribute("aria-label", label);
      button.after(area);
      area.select();
      const copied = document.execCommand("copy");
      button.textContent = copied ? MESSAGES.copied : MESSAGES.refused;
      if (copied) {
        area.remove();
        button.focus();
      }
    });
    return button;
  }

  /* The references that stand on the page: this reader's address and day, and a button for each form. */
  function complete(box) {
    if (!box.open || box.querySelector(".card-copy")) { return; }
    box.querySelectorAll("p, pre").forEach(function (form) {
      form.textContent = form.textContent.replace(box.dataset.address, cited(box.dataset.address)).replace(MESSAGES.day, today());
      form.after(copyButton(MESSAGES.citation, function () { return form.textContent; }));
    });
  }

  /* The anchor of something that is no more: a word what happened, instead of the top of a page and nothing. */
  function missing() {
    const note = document.createElement("p");
    const link = document.createElement("a");
    note.className = "anchor-gone";
    note.setAttribute("role", "status");
    link.href = absolute("search.html");
    link.textContent = MESSAGES.search;
    note.append(MESSAGES.gone, link, "。");
    const title = document.querySelector("article.bd-article h1");
    if (title) {
      title.after(note);
      note.scrollIntoView({ block: "center" });
    }
  }

  document.addEventListener("toggle", function (event) { if (event.target.matches(".citing")) { complete(event.target); } }, true);
  document.querySelectorAll(".citing[open]").forEach(complete);
  window.addEventListener("hashchange", reveal);
  prepare();
  reveal();
})();
