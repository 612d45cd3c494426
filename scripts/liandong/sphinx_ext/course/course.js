/* The overview of the course: progress by module, export and import of it, erasing it, and the record to print. */
(function () {
  "use strict";

  const MESSAGES = {
    tooBig: "没有导入：文件太大，不是学习进度文件。原来的进度没有变。",
    unreadable: "没有导入：文件打不开。原来的进度没有变。",
    nothing: "还没有做过题，没有可导出的。",
    exported: "已导出：{name}",
    erased: "已清除。",
    notErased: "没有清除。",
    file: "学习进度-{date}.json",
    noName: "（未填）",
    year: "{year}年{month}月{day}日",
  };
  const MAX_BYTES = 1000000;

  function say(name, values) {
    return MESSAGES[name].replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));
  }

  function today() {
    const now = new Date();
    return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
  }

  function isoDate() {
    const { year, month, day } = today();
    return [year, String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
  }

  /* The overview on the course's front page. */
  function overview(section) {
    const data = JSON.parse(section.querySelector("script.course-data").textContent);
    const store = window.LiandongProgress;
    const known = [].concat(...data.modules.map((module) => module.questions));
    const status = section.querySelector(".course-status");
    const confirm = section.querySelector(".course-confirm");
    const button = (name) => section.querySelector("[data-action=" + name + "]");
    section.querySelectorAll("[data-live]").forEach((element) => { element.hidden = false; });

    function show() {
      for (const module of data.modules) {
        const counts = store.count(module.questions);
        for (const name of ["tried", "right", "first"]) {
          section.querySelectorAll('[data-module="' + module.id + '"] [data-count=' + name + "]").forEach((cell) => { cell.textContent = counts[name]; });
        }
      }
      const all = store.count(known);
      for (const name of ["tried", "right", "first"]) {
        section.querySelectorAll("[data-module=all] [data-count=" + name + "]").forEach((cell) => { cell.textContent = all[name]; });
      }
      section.querySelector(".course-notice").textContent = store.notice();
    }

    button("export").addEventListener("click", () => {
      if (!store.count(known).tried) {
        status.textContent = say("nothing");
        return;
      }
      const name = say("file", { date: isoDate() });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([store.file(isoDate())], { type: "application/json" }));
      link.download = name;
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      status.textContent = say("exported", { name });
    });

    const file = section.querySelector("input[type=file]");
    button("import").addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      const chosen = file.files[0];
      if (!chosen) return;
      if (chosen.size > MAX_BYTES) {
        status.textContent = say("tooBig");
        file.value = "";
        return;
      }
      const reader = new FileReader();
      reader.onload = () => { status.textContent = store.take(String(reader.result), known).words; };
      reader.onerror = () => { status.textContent = say("unreadable"); };
      reader.readAsText(chosen);
      file.value = "";
    });

    button("erase").addEventListener("click", () => {
      confirm.hidden = false;
      button("keep").focus();
    });
    button("keep").addEventListener("click", () => {
      confirm.hidden = true;
      status.textContent = say("notErased");
      button("erase").focus();
    });
    button("really-erase").addEventListener("click", () => {
      confirm.hidden = true;
      status.textContent = say(store.erase() ? "erased" : "notErased");
      button("erase").focus();
    });

    const name = section.querySelector(".course-name");
    function fillRecord() {
      section.querySelector("[data-record=name]").textContent = name.value.trim() || say("noName");
      section.querySelector("[data-record=date]").textContent = say("year", today());
      show();
    }
    // Only the record and what is around it is printed, see quiz.css.
    const printed = Array.from(section.querySelectorAll(".course-record, .course-record *, .course-table, .course-table *"));
    const around = [];
    for (let element = section; element; element = element.parentElement) around.push(element);
    button("print").addEventListener("click", () => {
      fillRecord();
      printed.forEach((element) => element.classList.add("prints"));
      around.forEach((element) => element.classList.add("prints", "prints-around"));
      document.documentElement.classList.add("printing-record");
      window.print();
    });
    window.addEventListener("beforeprint", fillRecord);
    window.addEventListener("afterprint", () => {
      document.documentElement.classList.remove("printing-record");
      printed.concat(around).forEach((element) => element.classList.remove("prints", "prints-around"));
    });

    document.addEventListener("liandong-progress", show);
    window.addEventListener("storage", show);
    // A page taken from the browser's memory of pages shows what has been done since.
    window.addEventListener("pageshow", show);
    show();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".course-progress").forEach(overview));
})();
