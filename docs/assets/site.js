// What the theme leaves to do: controls that everybody can use. No framework, nothing from elsewhere.
"use strict";

(() => {
  // A table or a program that is wider than the screen can be scrolled with the keyboard only if it can be focused.
  const focusable = (elements) => {
    const wide = elements.map((element) => element.scrollWidth > element.clientWidth); // all are measured before one is changed
    elements.forEach((element, n) => (wide[n] ? (element.tabIndex = 0) : element.removeAttribute("tabindex")));
  };
  const widths = new ResizeObserver((changes) => focusable(changes.map(({ target }) => target)));

  // What is far below the screen is not laid out, and has no size to observe. It is measured bit by bit, when the browser has nothing else to do.
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 100));
  const whenIdle = (elements) => {
    if (elements.length) idle(() => (focusable(elements.splice(0, 2)), whenIdle(elements)));
  };

  const tend = (root) => {
    // The theme puts the buttons of each code block into a <nav>: as many nameless landmarks as there are examples.
    // It puts each level of a table of contents into one, too.
    for (const nav of root.querySelectorAll("nav.md-code__nav:not([role]), .md-nav--secondary nav.md-nav:not([role])")) {
      nav.setAttribute("role", "none");
      nav.removeAttribute("aria-label");
    }
    // A section that has a page of its own gives its list the name of a label without words.
    for (const nav of root.querySelectorAll(".md-nav--primary nav.md-nav[aria-labelledby]")) {
      if (document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent.trim()) continue;
      nav.removeAttribute("aria-labelledby");
      nav.setAttribute("aria-label", nav.querySelector(".md-nav__title")?.textContent.trim() ?? "Pages");
    }
    for (const table of root.querySelectorAll(".md-typeset__scrollwrap:not([role])")) {
      table.setAttribute("role", "group");
      table.setAttribute("aria-label", "Table");
      widths.observe(table);
    }
  };

  // It adds both when they come into sight.
  const added = (node) => node.nodeName === "NAV" || node.classList?.contains("md-typeset__scrollwrap");
  let due = 0;
  new MutationObserver((changes) => {
    if (!changes.some(({ addedNodes }) => [...addedNodes].some(added))) return;
    due ||= requestAnimationFrame(() => {
      due = 0; // once for all blocks of a frame
      tend(document);
    });
  }).observe(document.body, { childList: true, subtree: true });

  // At Tab the theme closes the search and takes the focus from its box. WebKit then begins again at the top of the page: nobody got past the box.
  // Here the search is closed, and the browser moves the focus on.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.metaKey || event.ctrlKey || !event.target.matches?.(".md-search__input")) return;
    event.stopPropagation();
    const search = document.querySelector("[data-md-toggle=search]");
    if (search?.checked) search.click();
  }, true);

  // document$ gives a page each time that one is shown, also when the theme has replaced it without loading it anew.
  document$.subscribe(({ body }) => {
    tend(body);
    const programs = [...body.querySelectorAll("article pre > code")];
    programs.forEach((program) => widths.observe(program));
    whenIdle(programs);
  });
})();
