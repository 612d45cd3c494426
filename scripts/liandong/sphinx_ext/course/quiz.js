/* The self-tests: shows a variant of each question, marks the answer, says why, and offers the next variant. */
(function () {
  "use strict";

  const MESSAGES = {
    submit: "对答案",
    again: "再做一次",
    right: "✓ 对。",
    wrong: "✗ 不对。",
    unanswered: "还没有作答。",
    unnamed: "还要选错在哪里。",
    notNumber: "这里填一个数，不写别的字。",
    chosenWrong: "你选的“{text}”不对。{why}",
    rightIs: "正确的是“{text}”。{why}",
    chosenRight: "“{text}”：{why}",
    notChosen: "“{text}”也要选。{why}",
    typed: "你填的是 {text}，应是 {answer}。",
    decimals: "小数位数不够：要写到题目要求的位数。",
    sentence: "错的是这一句：“{text}”",
    named: "错在：{name}。",
    order: "正确的次序：",
    explanation: "解析：",
    reread: "重读：",
    up: "上移",
    down: "下移",
    move: "{action}：{text}",
    moved: "“{text}”现在是第 {place} 步，共 {count} 步。",
    kind: "错在哪里？",
    answer: "答案",
    last: "上次做：{result}；做过 {tries} 次，做对 {rights} 次。",
    lastRight: "对",
    lastWrong: "不对",
    score: "共 {total} 题，做过 {tried} 题，最近做对 {right} 题。",
    chosenMark: "（你选的）",
    rightMark: "（正确）",
    wrongMark: "（错在这句）",
    digits: "保留 {decimals} 位小数",
    whole: "保留到整数",
  };
  const progress = window.LiandongProgress;
  const { LONGEST, unseal, typedNumber, scaled, isRight } = window.LiandongMarking;

  function say(name, values) {
    return MESSAGES[name].replace(/\{(\w+)\}/g, (all, key) => (values && key in values ? values[key] : all));
  }

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const key of Object.keys(attributes || {})) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  }

  /* A text: words, and figures or marked numerals as [text, kind, address]; an article of law has an address too. */
  function write(segments) {
    return segments.map((segment) => {
      if (typeof segment === "string") return segment;
      const [text, kind, address] = segment;
      const words = address && kind !== "figure" ? make("a", { class: "law-article", href: address }, text) : text;
      if (kind !== "figure") return make("span", { class: "exempt exempt-" + kind, "data-kind": kind }, words);
      return address ? make("a", { class: "statistic", href: address }, text) : make("span", { class: "statistic" }, text);
    });
  }

  function plain(segments) {
    return segments.map((segment) => (typeof segment === "string" ? segment : segment[0])).join("");
  }

  /* A sentence of MESSAGES in which texts with figures stand. */
  function sentence(name, texts) {
    const parts = MESSAGES[name].split(/\{(\w+)\}/).map((part, place) => (place % 2 ? write(texts[part] || []) : [part]));
    return make("p", {}, ...[].concat(...parts));
  }

  /* One question on the page. */
  class Question {
    constructor(form, sealed) {
      this.form = form;
      this.id = form.dataset.question;
      this.kind = form.dataset.kind;
      this.data = unseal(sealed, this.id);
      this.fieldset = form.querySelector("fieldset");
      this.body = form.querySelector(".question-body");
      this.result = form.querySelector(".question-result");
      this.live = form.querySelector(".question-live");
      this.button = make("button", { type: "submit" }, say("submit"));
      form.querySelector(".question-actions").append(this.button);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.mark();
      });
      this.show();
    }

    show() {
      const entry = progress.entry(this.id);
      const place = (progress.seed() + (entry ? entry.tries : 0)) % this.data.variants.length;
      const [stem, choices, explanation, extra] = this.data.variants[place];
      this.variant = place;
      this.explanation = this.data.texts[explanation];
      this.extra = extra;
      this.choices = choices.map((number) => {
        const [text, why, right, rank] = this.data.choices[number];
        return { text: this.data.texts[text], why: this.data.texts[why], right: Boolean(right), rank };
      });
      this.form.dataset.variant = place;
      this.form.querySelector(".question-stem").replaceChildren(...write(this.data.texts[stem]));
      this.body.replaceChildren(...this.fields());
      this.fieldset.disabled = false;
      this.button.hidden = false;
      this.result.replaceChildren();
      this.result.className = "question-result";
      this.live.textContent = "";
      if (entry) {
        const result = say(entry.last ? "lastRight" : "lastWrong");
        this.result.append(make("p", { class: "question-last" }, say("last", { result, tries: entry.tries, rights: entry.rights })));
      }
    }

    fields() {
      if (this.kind === "number") return this.numberField();
      if (this.kind === "order") return [this.steps()];
      const type = this.kind === "multiple" ? "checkbox" : "radio";
      const fields = [this.list("choices", type, "q-" + this.id, this.choices.map((choice) => write(choice.text)))];
      if (this.kind === "wrong-number") {
        const names = this.list("choices", "radio", "e-" + this.id, this.extra[0].map((name) => [name]));
        fields.push(make("fieldset", { class: "question-errors" }, make("legend", {}, say("kind")), names));
      }
      return fields;
    }

    list(className, type, name, texts) {
      return make("ul", { class: className }, ...texts.map((text, place) =>
        make("li", {}, make("label", {}, make("input", { type, name, value: place }), make("span", {}, ...text)))));
    }

    numberField() {
      const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", name: "q-" + this.id, maxlength: LONGEST });
      const [, decimals, , unit] = this.extra;
      const digits = decimals ? say("digits", { decimals }) : say("whole");
      const hint = make("span", { class: "number-hint exempt exempt-structure", "data-kind": "structure" }, digits);
      return [make("label", { class: "number-field" }, say("answer") + " ", input, " ", make("span", { class: "number-unit" }, unit), " ", hint)];
    }

    steps() {
      this.list_ = make("ol", { class: "steps" });
      for (const choice of this.choices) {
        const item = make("li", {}, make("span", { class: "step-text" }, ...write(choice.text)));
        for (const [action, by] of [["up", -1], ["down", 1]]) {
          const label = say("move", { action: say(action), text: plain(choice.text) });
          const button = make("button", { type: "button", class: "step-" + action, "aria-label": label }, say(action));
          button.addEventListener("click", () => this.move(item, by, choice));
          item.append(button);
        }
        item.choice = choice;
        this.list_.append(item);
      }
      this.limit();
      return this.list_;
    }

    move(item, by, choice) {
      const button = document.activeElement;
      if (by < 0) this.list_.insertBefore(item, item.previousElementSibling);
      else this.list_.insertBefore(item.nextElementSibling, item);
      this.limit();
      // The moved step keeps the focus; at an end, on the button that still moves it.
      (button.disabled ? item.querySelector("button:not([disabled])") : button).focus();
      const steps = Array.from(this.list_.children);
      this.live.textContent = say("moved", { text: plain(choice.text), place: steps.indexOf(item) + 1, count: steps.length });
    }

    limit() {
      const items = Array.from(this.list_.children);
      items.forEach((item, place) => {
        item.querySelector(".step-up").disabled = place === 0;
        item.querySelector(".step-down").disabled = place === items.length - 1;
      });
    }

    chosen(name) {
      return Array.from(this.form.querySelectorAll('input[name="' + name + this.id + '"]:checked')).map((input) => Number(input.value));
    }

    mark() {
      const answer = { single: this.markChoice, multiple: this.markChoices, number: this.markNumber, order: this.markOrder, "wrong-number": this.markDraft }[this.kind].call(this);
      if (answer.missing) {
        this.result.className = "question-result question-missing";
        this.result.replaceChildren(make("p", {}, say(answer.missing)));
        this.result.focus();
        return;
      }
      this.fieldset.disabled = true;
      this.button.hidden = true;
      progress.record(this.id, answer.right);
      this.tell(answer.right, answer.lines);
    }

    tell(right, lines) {
      const again = make("button", { type: "button", class: "question-again" }, say("again"));
      again.addEventListener("click", () => {
        this.show();
        (this.form.querySelector("input, .steps button:not([disabled])") || this.button).focus();
      });
      const [address, title] = this.data.reread;
      this.result.className = "question-result " + (right ? "question-right" : "question-wrong");
      this.result.replaceChildren(
        make("p", { class: "question-verdict" }, say(right ? "right" : "wrong")), ...lines,
        make("p", { class: "question-explanation" }, say("explanation"), ...write(this.explanation)),
        make("p", { class: "question-reread" }, say("reread"), make("a", { href: address }, title)),
        make("p", {}, again));
      this.result.focus();
    }

    /* Says beside the options, in words, which was chosen and which is right. */
    label(name, chosen, right, mark) {
      this.form.querySelectorAll('input[name="' + name + this.id + '"]').forEach((input, place) => {
        const text = input.nextElementSibling;
        if (chosen.includes(place)) text.append(make("span", { class: "choice-chosen" }, say("chosenMark")));
        if (right(place)) text.append(make("span", { class: "choice-right" }, say(mark)));
      });
    }

    markChoice() {
      const [place] = this.chosen("q-");
      if (place === undefined) return { missing: "unanswered" };
      const choice = this.choices[place];
      const rightOne = this.choices.find((one) => one.right);
      this.label("q-", [place], (one) => this.choices[one].right, "rightMark");
      if (choice.right) return { right: true, lines: choice.why.length ? [sentence("chosenRight", choice)] : [] };
      return { right: false, lines: [sentence("chosenWrong", choice), sentence("rightIs", rightOne)] };
    }

    markChoices() {
      const places = this.chosen("q-");
      if (!places.length) return { missing: "unanswered" };
      const lines = [];
      let right = true;
      this.label("q-", places, (one) => this.choices[one].right, "rightMark");
      this.choices.forEach((choice, place) => {
        const chosen = places.includes(place);
        if (chosen !== choice.right) {
          right = false;
          lines.push(sentence(chosen ? "chosenWrong" : "notChosen", choice));
        }
      });
      return { right, lines };
    }

    markNumber() {
      const typed = this.form.querySelector(".number-field input").value;
      if (!typed.trim()) return { missing: "unanswered" };
      const [printed, decimals, , unit] = this.extra;
      const digits = typedNumber(typed, unit);
      if (digits === null) return { missing: "notNumber" };
      const right = isRight(digits, this.extra);
      const lines = [];
      if (!right) {
        lines.push(make("p", {}, say("typed", { text: digits, answer: printed + unit })));
        const written = (digits.split(".")[1] || "").length;
        if (written < decimals && scaled(digits, written, false) === scaled(printed, written, false)) lines.push(make("p", {}, say("decimals")));
      }
      return { right, lines };
    }

    markOrder() {
      const ranks = Array.from(this.list_.children).map((item) => item.choice.rank);
      const right = ranks.every((rank, place) => place === 0 || ranks[place - 1] < rank);
      if (right) return { right, lines: [] };
      const ordered = this.choices.slice().sort((one, other) => one.rank - other.rank);
      const steps = ordered.map((choice) => make("li", {}, ...write(choice.text), choice.why.length ? " —— " : "", ...write(choice.why)));
      return { right, lines: [make("p", {}, say("order")), make("ol", {}, ...steps)] };
    }

    markDraft() {
      const [place] = this.chosen("q-");
      const [error] = this.chosen("e-");
      if (place === undefined) return { missing: "unanswered" };
      if (error === undefined) return { missing: "unnamed" };
      const wrong = this.choices.find((one) => one.right);
      const [names, named] = this.extra;
      const lines = [sentence("sentence", wrong), make("p", {}, ...write(wrong.why)), make("p", {}, say("named", { name: names[named] }))];
      this.label("q-", [place], (one) => this.choices[one].right, "wrongMark");
      this.label("e-", [error], (one) => one === named, "rightMark");
      return { right: this.choices[place].right && error === named, lines };
    }
  }

  function start(section) {
    const sealed = JSON.parse(section.querySelector("script.quiz-data").textContent);
    const forms = Array.from(section.querySelectorAll("form.question"));
    const ids = forms.map((form) => form.dataset.question);
    const score = section.querySelector(".quiz-score");
    const show = () => { score.textContent = [say("score", progress.count(ids)), progress.notice()].join(" ").trim(); };
    forms.forEach((form) => new Question(form, sealed[form.dataset.question]));
    document.addEventListener("liandong-progress", show);
    show();
  }

  document.addEventListener("DOMContentLoaded", () => {
    progress.load();
    document.querySelectorAll(".quiz").forEach(start);
  });
})();
