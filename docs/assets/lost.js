// The page for an address that leads nowhere (overrides/404.html): the search begins with the words of the address, and pages whose addresses are like
// it are named.
"use strict";

(() => {
  const words = (text) => text.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word.length > 1 && word !== "html");

  // How alike two addresses are: the share of words, or of beginnings of words, that they have in common.
  const likeness = (asked, found) => {
    const hits = asked.filter((word) => found.some((other) => other.startsWith(word.slice(0, 4)) || word.startsWith(other.slice(0, 4))));
    return hits.length / Math.max(asked.length, found.length, 1);
  };

  const help = async (lost) => {
    const home = new URL(lost.dataset.home, location);
    const asked = words(decodeURIComponent(location.pathname.slice(home.pathname.length)));
    lost.querySelector("input").value = asked.join(" ");
    if (!asked.length) return;
    const answer = await fetch(new URL("search/search_index.json", home)).catch(() => null);
    if (!answer?.ok) return;
    const pages = (await answer.json()).docs.filter((page) => page.location && !page.location.includes("#"));
    const near = pages
      .map((page) => ({ ...page, score: likeness(asked, words(page.location)) }))
      .filter((page) => page.score >= 0.3)
      .sort((a, b) => b.score - a.score)
      .slice(0, 5);
    const list = lost.querySelector("ul");
    for (const page of near) {
      const link = document.createElement("a");
      link.href = new URL(page.location, home);
      link.textContent = new DOMParser().parseFromString(page.title, "text/html").body.textContent;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    lost.querySelector(".awaited-lost__near").hidden = near.length === 0;
  };

  help(document.querySelector(".awaited-lost"));
})();
