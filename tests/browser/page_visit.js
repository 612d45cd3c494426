// What the tests want to know of a page that has just been opened. More is added here rather than opening all pages again.
() => ({
  title: document.title,
  heading: (document.querySelector("h1") || {}).innerText || ""
})
