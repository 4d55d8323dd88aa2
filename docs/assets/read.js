// What was read, kept in this browser alone: which sections of a chapter stood on the screen for a moment. The page "Your progress" shows it
// (progress.js), the navigation marks what is read, and the home page leads back to where somebody stopped.
"use strict";

(() => {
  const KEY = "awaited:read";
  const MOMENT = 1500;
  const here = document.currentScript.src;
  const root = new URL(here.slice(0, here.lastIndexOf("/assets/") + 1));
  const pathOf = (address) => {
    const { origin, pathname } = new URL(address, location);
    return origin === root.origin && pathname.startsWith(root.pathname) ? pathname.slice(root.pathname.length).replace(/index\.html$/, "") : null;
  };

  /** @returns {Record<string, {seen: string[], of: number, at: string, title: string, place: string, when: number}>} */
  const load = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
    } catch {
      return {};
    }
  };
  const save = (read) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(read));
    } catch { /* a browser that keeps nothing */ }
  };
  const isRead = (page) => !!page && page.seen?.length >= page.of;
  const latest = (read) => Object.entries(read).sort(([, a], [, b]) => b.when - a.when)[0];
  const words = (heading) => heading.textContent.replace(/[¶\s]+$/, "").trim();

  let leave = () => {};
  const watch = (body) => {
    leave();
    const article = body.querySelector("article");
    const path = pathOf(location.href);
    const headings = [...(article?.querySelectorAll(":scope > h1[id], :scope > h2[id]") ?? [])];
    // Chapters say how long they take to read; other pages are looked things up in.
    if (path === null || !article?.querySelector(".awaited-measured") || !headings.length) return;
    const timers = new Map();
    const seen = (heading) => {
      const read = load();
      const before = read[path]?.seen?.filter((id) => headings.some((h) => h.id === id)) ?? [];
      read[path] = {
        seen: [...new Set([...before, heading.id])], of: headings.length, at: heading.id,
        title: words(headings[0]), place: heading === headings[0] ? "" : words(heading), when: Date.now(),
      };
      save(read);
      if (isRead(read[path])) mark();
    };
    const watcher = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        clearTimeout(timers.get(target));
        if (isIntersecting) timers.set(target, setTimeout(seen, MOMENT, target));
      }
    });
    headings.forEach((heading) => watcher.observe(heading));
    leave = () => {
      watcher.disconnect();
      timers.forEach(clearTimeout);
    };
  };

  const mark = () => {
    const read = load();
    for (const link of document.querySelectorAll(".md-nav--primary a.md-nav__link:not([href*=\"#\"])")) {
      link.classList.toggle("awaited-read", isRead(read[pathOf(link.href)]));
    }
  };

  /** A link to where somebody stopped. */
  const goOn = (path, { at, title, place }) => {
    const link = document.createElement("a");
    link.href = new URL(path + (place ? `#${at}` : ""), root);
    link.textContent = place ? `${title} · ${place}` : title;
    return link;
  };

  globalThis.awaited = { ...globalThis.awaited, progress: { load, isRead, latest, goOn, pathOf, watch: mark } };
  document$.subscribe(({ body }) => {
    watch(body);
    mark();
    const stopped = latest(load());
    for (const place of body.querySelectorAll(".awaited-resume")) {
      place.hidden = !stopped;
      if (!stopped) continue;
      if (isRead(stopped[1])) place.replaceChildren("Welcome back. Go on from ", goOn("progress/", { title: "your progress" }), ".");
      else place.replaceChildren("Go on where you stopped: ", goOn(...stopped), ".");
    }
  });
})();
