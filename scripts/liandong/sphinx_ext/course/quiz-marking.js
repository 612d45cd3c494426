/* Opens the code in which the page holds its answers, and marks numbers.
   How a number is marked is described in scripts/liandong/course/questions/marking.py; the two are tested against each other. */
(function () {
  "use strict";

  const LONGEST = 40;

  /* The content of the code that scripts/liandong/course/questions/sealing.py makes. */
  function unseal(sealed, key) {
    const keyBytes = new TextEncoder().encode(key);
    const bytes = Uint8Array.from(atob(sealed), (char, place) => char.charCodeAt(0) ^ keyBytes[place % keyBytes.length]);
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /* A typed number in its digits, or null: full-width digits, blanks, commas between thousands and the unit are admitted. */
  function typedNumber(text, unit) {
    let digits = text.slice(0, LONGEST).normalize("NFKC").replace(/\s/g, "").replace(/\u2212/g, "-");
    const suffix = unit.normalize("NFKC");
    if (suffix && digits.endsWith(suffix)) digits = digits.slice(0, -suffix.length);
    if (/^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/.test(digits)) digits = digits.replace(/,/g, "");
    return /^[+-]?[0-9]+(\.[0-9]+)?$/.test(digits) ? digits : null;
  }

  /* A number times ten to the power of places, rounded half to even; null if exact is asked for and something is rounded away. */
  function scaled(digits, places, exact) {
    const [whole, fraction = ""] = digits.replace(/^[+-]/, "").split(".");
    const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
    const rest = fraction.slice(places).replace(/0+$/, "");
    if (rest && exact) return null;
    const half = rest === "5" ? kept % BigInt(2) === BigInt(1) : rest > "5";
    const value = half ? kept + BigInt(1) : kept;
    return digits.startsWith("-") ? -value : value;
  }

  function isRight(digits, answer) {
    const [printed, decimals, exact] = answer;
    const value = scaled(digits, decimals, exact);
    return value !== null && value === scaled(printed, decimals, false);
  }

  window.LiandongMarking = { LONGEST, unseal, typedNumber, scaled, isRight };
})();
