/* The reader's progress in the course: kept in this browser, merged with what an exported file holds, erased. */
(function () {
  "use strict";

  const MESSAGES = {
    unkept: "这个浏览器不让本页保存进度：关掉这一页，做过的题就不记得了。",
    damaged: "原来保存的进度读不懂，已另存一份，没有删除；现在从头记。",
    newer: "保存的进度是新版网站写的，本页读不懂，原样留着；这次做题不记。",
    score: "{total} 题，做过 {tried} 题，做对 {right} 题。",
    imported: "已导入：{taken} 题用文件里的，{kept} 题保留本机的。",
    foreign: "另有 {count} 题这门课里没有，没有导入。",
    notSaved: "没有导入：浏览器没有存下来，原来的进度没有变。",
    notJson: "没有导入：这不是学习进度文件，或者文件不完整。原来的进度没有变。",
    otherKind: "没有导入：这不是本课程的学习进度文件。原来的进度没有变。",
    older: "没有导入：文件是旧格式，现在的网站不再认。原来的进度没有变。",
    newerFile: "没有导入：文件是新版网站导出的，请先更新网站。原来的进度没有变。",
    badEntries: "没有导入：文件里有 {count} 处内容不对，可能被改动过。原来的进度没有变。",
    empty: "没有导入：文件里没有做过的题。原来的进度没有变。",
  };
  const KEY = "liandong-course";
  const KIND = "liandong-course-progress";
  const SCHEMA = 1;
  const MAX_TRIES = 100000;
  const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

  function say(name, values) {
    return MESSAGES[name].replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));
  }

  /* What is kept: {schema, seed, questions: {id: {tries, rights, first, last, at}}}. */
  function empty() {
    return { schema: SCHEMA, seed: Math.floor(Math.random() * 1000000), questions: {} };
  }

  function isCount(value) {
    return Number.isInteger(value) && value >= 0 && value <= MAX_TRIES;
  }

  function isEntry(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value) &&
      isCount(value.tries) && value.tries > 0 && isCount(value.rights) && value.rights <= value.tries &&
      typeof value.first === "boolean" && typeof value.last === "boolean" &&
      Number.isFinite(value.at) && value.at >= 0 && value.at < 1e14;
  }

  function entryOf(value) {
    return { tries: value.tries, rights: value.rights, first: value.first, last: value.last, at: value.at };
  }

  /* The progress that a text holds, or the name of the message that says why it holds none. */
  function read(text) {
    let content;
    try {
      content = JSON.parse(text);
    } catch (error) {
      return { problem: "damaged" };
    }
    if (content === null || typeof content !== "object" || typeof content.questions !== "object" || content.questions === null) return { problem: "damaged" };
    if (Number.isInteger(content.schema) && content.schema > SCHEMA) return { problem: "newer" };
    if (content.schema !== SCHEMA || !isCount(content.seed) && !Number.isInteger(content.seed)) return { problem: "damaged" };
    const progress = { schema: SCHEMA, seed: Math.abs(content.seed), questions: {} };
    for (const id of Object.keys(content.questions)) {
      if (ID.test(id) && isEntry(content.questions[id])) progress.questions[id] = entryOf(content.questions[id]);
    }
    return { progress };
  }

  let memory = empty();
  let kept = true;
  let notice = "";

  function load() {
    if (!kept) return memory;
    let text;
    try {
      text = window.localStorage.getItem(KEY);
    } catch (error) {
      kept = false;
      notice = "unkept";
      return memory;
    }
    if (text === null) {
      // Never begun, or erased in another tab; what could not be saved stays in memory.
      if (!notice) memory = Object.assign(empty(), { seed: memory.seed });
      return memory;
    }
    const found = read(text);
    if (found.progress) {
      memory = found.progress;
    } else if (found.problem === "newer") {
      kept = false;
      notice = "newer";
    } else {
      notice = "damaged";
      try {
        window.localStorage.setItem(KEY + "-damaged", text);
        window.localStorage.removeItem(KEY);
      } catch (error) {
        kept = false;
        notice = "unkept";
      }
    }
    return memory;
  }

  function save(progress) {
    memory = progress;
    if (!kept) return false;
    try {
      window.localStorage.setItem(KEY, JSON.stringify(progress));
      return true;
    } catch (error) {
      notice = "unkept";
      return false;
    }
  }

  /* Notes an answer; read again first, because another tab may have noted something meanwhile. */
  function record(id, right) {
    const progress = load();
    const before = Object.prototype.hasOwnProperty.call(progress.questions, id) ? progress.questions[id] : null;
    progress.questions[id] = {
      tries: (before ? before.tries : 0) + 1, rights: (before ? before.rights : 0) + (right ? 1 : 0),
      first: before ? before.first : right, last: right, at: Date.now(),
    };
    save(progress);
    document.dispatchEvent(new CustomEvent("liandong-progress"));
  }

  function entry(id) {
    const questions = load().questions;
    return Object.prototype.hasOwnProperty.call(questions, id) ? questions[id] : null;
  }

  function count(ids) {
    const entries = ids.map(entry).filter(Boolean);
    return {
      total: ids.length, tried: entries.length, right: entries.filter((one) => one.last).length,
      first: entries.filter((one) => one.first).length,
    };
  }

  /* Takes the entries of an exported file, for each question the later one; returns what to tell the reader. */
  function take(text, known) {
    let content;
    try {
      content = JSON.parse(text);
    } catch (error) {
      return { ok: false, words: say("notJson") };
    }
    if (content === null || typeof content !== "object" || content.kind !== KIND || typeof content.progress !== "object" || content.progress === null) return { ok: false, words: say("otherKind") };
    const schema = content.progress.schema;
    if (!Number.isInteger(schema) || schema < SCHEMA) return { ok: false, words: say("older") };
    if (schema > SCHEMA) return { ok: false, words: say("newerFile") };
    const questions = content.progress.questions;
    if (questions === null || typeof questions !== "object" || Array.isArray(questions)) return { ok: false, words: say("notJson") };
    const ids = Object.keys(questions);
    const bad = ids.filter((id) => !ID.test(id) || !isEntry(questions[id]));
    if (bad.length) return { ok: false, words: say("badEntries", { count: bad.length }) };
    const taken = ids.filter((id) => known.includes(id));
    if (!taken.length) return { ok: false, words: say("empty") };
    const progress = load();
    const merged = { schema: SCHEMA, seed: progress.seed, questions: Object.assign({}, progress.questions) };
    let newer = 0;
    for (const id of taken) {
      const mine = entry(id);
      if (!mine || questions[id].at > mine.at) {
        merged.questions[id] = entryOf(questions[id]);
        newer += 1;
      }
    }
    const before = memory;
    if (!save(merged)) {
      memory = before;
      return { ok: false, words: say("notSaved") };
    }
    const words = [say("imported", { taken: newer, kept: taken.length - newer })];
    if (ids.length > taken.length) words.push(say("foreign", { count: ids.length - taken.length }));
    document.dispatchEvent(new CustomEvent("liandong-progress"));
    return { ok: true, words: words.join("") };
  }

  function erase() {
    memory = empty();
    if (!kept) return true;
    try {
      window.localStorage.removeItem(KEY);
      window.localStorage.removeItem(KEY + "-damaged");
    } catch (error) {
      return false;
    }
    document.dispatchEvent(new CustomEvent("liandong-progress"));
    return true;
  }

  window.LiandongProgress = {
    load, record, entry, count, take, erase,
    file: (date) => JSON.stringify({ kind: KIND, exported: date, progress: load() }, null, 1),
    seed: () => load().seed,
    start() {
      // The seed is kept from the first visit on, so that a reload shows the same variant.
      const progress = load();
      if (kept && !notice && window.localStorage.getItem(KEY) === null) save(progress);
    },
    notice: () => (notice ? say(notice) : ""),
  };

  document.addEventListener("DOMContentLoaded", window.LiandongProgress.start);
})();
