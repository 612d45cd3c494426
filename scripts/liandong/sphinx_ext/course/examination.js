/* Opens the answers of a paper, which the page holds in the code that scripts/liandong/course/questions/sealing.py makes. */
(function () {
  "use strict";

  for (const section of document.querySelectorAll(".marking-guide")) {
    const button = section.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      const content = document.createElement("template");
      content.innerHTML = window.LiandongMarking.unseal(JSON.parse(section.querySelector("script").textContent), section.dataset.key);
      section.replaceChildren(content.content);
    });
  }
})();
