// The page "Playground". A program that comes with the address is shown, and nothing more: it runs when the reader presses Run.
"use strict";

(() => {
  const block = document.querySelector("div.awaited[data-playground]:not([data-ready])");
  if (!block) return;
  block.dataset.ready = "";
  const box = block.parentElement;
  const [came, tools, said] = [".playground-came", ".playground-tools", ".playground-said"].map((query) => box.querySelector(query));
  const [copy, link] = [tools.querySelector("button"), tools.querySelector("input")];
  const given = /^#code=(.+)$/.exec(location.hash)?.[1];
  const damaged = "The program in this link cannot be read: the link is cut or damaged. Ask for it again.";
  const button = (words, action) => Object.assign(document.createElement("button"), { type: "button", className: "md-button", textContent: words, onclick: action });

  async function begin() {
    const player = block.awaitedPlayer;
    tools.hidden = false;
    if (given) {
      came.hidden = false;
      try {
        const text = await globalThis.awaited.unpacked(given);
        const before = player.text();
        if (text === before) return;
        player.put(text);
        if (before.trim()) {
          came.append(" ", button("Back to what you had here", () => { player.put(before); came.hidden = true; }));
        }
      } catch {
        came.textContent = damaged;
      }
    } else player.edit(false);
  }

  async function make() {
    const address = new URL(location);
    address.search = "";
    address.hash = `code=${await globalThis.awaited.packed(block.awaitedPlayer.text())}`;
    link.value = address.href;
    link.hidden = false;
    try {
      await navigator.clipboard.writeText(address.href);
      said.textContent = `The link is copied. It has ${address.href.length.toLocaleString("en")} letters, and the whole program in it.`;
    } catch {
      link.select();
      said.textContent = "This is the link, with the whole program in it. Copy it.";
    }
  }

  copy.addEventListener("click", make);
  if (block.awaitedPlayer) begin();
  else block.addEventListener("awaited:mounted", begin, { once: true });
})();
