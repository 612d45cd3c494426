// Sends the dropped file to this machine's own server and shows the report; keeps nothing beyond this page.
(function () {
  "use strict";
  var LIMIT = 64 * 1024 * 1024;
  var WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  var byId = function (id) { return document.getElementById(id); };
  var drop = byId("drop"), file = byId("file"), state = byId("status"), error = byId("error"), result = byId("result"), report = byId("report");
  var current = null;
  var turn = 0;

  function show(words, wrong) {
    state.textContent = words;
    error.textContent = wrong;
    error.hidden = !wrong;
    result.hidden = true;
    if (current) { URL.revokeObjectURL(current.address); }
    report.removeAttribute("src");
    current = null;
  }

  function proof(chosen) {
    var mine = ++turn;
    if (chosen.size > LIMIT) { show("", "“" + chosen.name + "”超过 64 MB。\n下一步：删去里面的图片，或者分成几个文件，再核。"); return; }
    show("正在核对“" + chosen.name + "”……", "");
    // The bytes first: a file that changes or goes away meanwhile fails here, with a word of our own.
    chosen.arrayBuffer().then(function (content) {
      return fetch("report", { method: "POST", body: content, cache: "no-store", credentials: "omit",
        headers: { "X-Liandong-File": encodeURIComponent(chosen.name), "Content-Type": "application/octet-stream" } });
    }, function () { throw new Error("read"); }).then(function (answer) { return answer.json(); }).then(function (data) {
      if (mine !== turn) { return; }
      if (data.error) { show("", data.error); return; }
      state.textContent = data.alerts ? "核完了，有 " + data.alerts + " 处要作决定。" : "核完了，没有发现矛盾和存疑。";
      // An address of its own: in a srcdoc frame the links inside the report would lead out of it.
      current = { name: chosen.name, html: data.html, docx: data.docx, address: URL.createObjectURL(new Blob([data.html], { type: "text/html" })) };
      byId("save-docx").hidden = !data.docx;
      report.src = current.address;
      result.hidden = false;
    }).catch(function (problem) {
      if (mine !== turn) { return; }
      show("", problem.message === "read" ? "文件读不出来：可能在别的程序里开着，或者已经移走。\n下一步：关闭以后再放一次。" :
        "核稿程序没有回答：可能已经关掉。\n下一步：重新打开核稿程序，再放一次。");
    });
  }

  function save(content, kind, ending) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: kind }));
    link.download = current.name.replace(/\.[^.]*$/, "") + ending;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  file.addEventListener("change", function () {
    if (file.files.length) { proof(file.files[0]); }
    // The same file, changed, may be chosen again.
    file.value = "";
  });
  ["dragenter", "dragover"].forEach(function (name) {
    document.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); });
  });
  ["dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) { event.preventDefault(); drop.classList.remove("over"); });
  });
  document.addEventListener("drop", function (event) {
    var files = event.dataTransfer.files;
    if (files.length > 1) { show("", "一次放一个文件。\n下一步：把这几个文件一个一个地放进来。"); } else if (files.length) { proof(files[0]); }
  });
  byId("save-html").addEventListener("click", function () { save(current.html, "text/html", "-核稿报告.html"); });
  byId("save-docx").addEventListener("click", function () {
    save(Uint8Array.from(atob(current.docx), function (letter) { return letter.charCodeAt(0); }), WORD, "-核稿批注.docx");
  });
})();
