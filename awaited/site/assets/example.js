// What an example on a page does by itself: pointing at a bar, a line of code or a line of output lights up the others; and its button
// loads what steps through the run (step.js, step.css), which no page loads before somebody asks.
"use strict";

(() => {
  if (globalThis.awaited?.tend) { // a theme that swaps pages runs again what is written into one
    globalThis.awaited.tend();
    return;
  }
  const here = document.currentScript?.src ?? "";
  const made = {};
  /** Where a file is that is wanted later: written into the page, or beside this one; published, all scripts of a page are one file, beside the folder. */
  const asset = (name) => {
    const text = document.querySelector(`[data-awaited="${name}"]`)?.dataset.text;
    if (text !== undefined) return (made[name] ??= URL.createObjectURL(new Blob([text], { type: name.endsWith(".css") ? "text/css" : "text/javascript" })));
    return new URL(here.includes("/awaited/example.js") ? name : `awaited/${name}`, here).href;
  };

  // ---- stepping

  const addressOf = (snippet) => `step-${snippet.replace("/", "-")}-`;

  /** The data of a run: on the page itself, or in a file beside its recording. */
  const read = async (button) => {
    const inline = [...document.querySelectorAll(".awaited-steps")].find((s) => s.dataset.file === button.dataset.steps);
    if (inline) return JSON.parse(inline.dataset.told);
    const answer = await fetch(new URL(button.dataset.steps, location.href.split("#")[0]));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.json();
  };

  const styles = () => document.querySelector("link[data-awaited-step]") ? Promise.resolve() : new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: asset("step.css"), onload: resolve, onerror: () => { link.remove(); reject(new Error("step.css")); } });
    link.dataset.awaitedStep = "";
    document.body.append(link); // themes that swap pages without loading them throw out what they do not know of in the head
  });

  /** Step through a run that is known: a reader's own, say. */
  const show = async (data, options) => {
    const [{ step }] = await Promise.all([import(asset("step.js")), styles()]);
    return step(data, options);
  };

  const say = (button, words) => {
    const place = button.parentElement;
    let status = place.querySelector(".awaited-step-status");
    if (!status) {
      status = document.createElement("span");
      status.className = "awaited-step-status";
      status.setAttribute("role", "status");
      button.after(status);
    }
    status.textContent = words;
  };

  const questions = (snippet) => new Map([...document.querySelectorAll(".awaited-question")].filter((q) => q.dataset.of === snippet).map((q) => [+q.dataset.step, JSON.parse(q.dataset.question)]));

  /** A first guess is remembered, in this browser alone: the page "Your progress" counts it. */
  const remember = (snippet) => (n, right) => {
    try {
      const key = `awaited:asked:${snippet}-${n}`;
      if (localStorage.getItem(key) === null) localStorage.setItem(key, right ? "1" : "0");
    } catch { /* a browser that keeps nothing */ }
  };

  let opening = false;
  const open = async (button, at = 0, asks = false) => {
    if (opening || document.querySelector("dialog.aw")) return; // a double click, or an address that is told twice
    opening = true;
    const snippet = button.dataset.of;
    try {
      const data = await read(button);
      if (!Array.isArray(data.steps) || !data.steps.length) throw new Error("no steps");
      const player = await show(data, { at, ask: questions(snippet), answered: remember(snippet), address: (n) => `${location.pathname}${location.search}${n ? `#${addressOf(snippet)}${n}` : ""}`, opener: button });
      if (asks) player.ask();
      say(button, "");
    } catch (error) {
      console.info(error);
      say(button, "This run cannot be stepped through: what was recorded of it could not be loaded. Check the connection, then try again.");
    } finally {
      opening = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-steps]");
    if (button) open(button, +(button.dataset.at ?? 0), "at" in button.dataset);
  });

  /** An address may name a step: #step-many_calls-gather-7 */
  const follow = () => {
    const match = /^#(step-.+-)(\d+)$/.exec(location.hash);
    if (!match || opening || document.querySelector("dialog.aw")) return;
    const buttons = [...document.querySelectorAll("button[data-steps]")].filter((b) => addressOf(b.dataset.of) === match[1]);
    const button = buttons.find((b) => !("at" in b.dataset)) ?? buttons[0]; // that of a question, where there is no other
    if (button) {
      button.scrollIntoView({ block: "center" });
      open(button, +match[2]);
    }
  };
  addEventListener("hashchange", follow);

  // ---- what belongs together

  const HIGHLIGHT = "awaited-line";
  const marks = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
  if (marks) CSS.highlights.set(HIGHLIGHT, marks);

  /** The text of lines of a program, as ranges. */
  const ranges = (code, wanted) => {
    const found = [], walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let line = 1;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let from = 0;
      for (const part of node.data.split("\n")) {
        if (from) line += 1;
        if (part.trim() && wanted.has(line)) {
          const range = new Range();
          range.setStart(node, from);
          range.setEnd(node, from + part.length);
          found.push(range);
        }
        from += part.length + 1;
      }
    }
    return found;
  };
  const lineAt = (code, event) => {
    const place = document.caretPositionFromPoint?.(event.clientX, event.clientY) ?? document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = place?.offsetNode ?? place?.startContainer, offset = place?.offset ?? place?.startOffset;
    if (!node || !code.contains(node)) return 0;
    const before = new Range();
    before.setStart(code, 0);
    before.setEnd(node, offset);
    return before.toString().split("\n").length;
  };

  const owner = (who) => who.replace(/(\d)[a-z]+$/, "$1");
  const lines = (element) => new Set((element.dataset.l ?? "").split(" ").filter(Boolean).map(Number));
  let lit = null;

  /** Light up what belongs to a line, or to what a task or thread does there. */
  const light = (block, who, wanted) => {
    const key = block && `${who}:${[...wanted]}`;
    if (lit && lit.block === block && lit.key === key) return;
    for (const element of lit?.block.querySelectorAll(".awaited-lit") ?? []) element.classList.remove("awaited-lit");
    marks?.clear();
    lit = block ? { block, key } : null;
    if (!block || !wanted.size) return;
    const first = +(block.dataset.first ?? 1);
    for (const element of block.querySelectorAll("[data-l]")) {
      const same = !who || owner(element.dataset.w ?? "") === owner(who);
      if (same && [...lines(element)].some((line) => wanted.has(line))) element.classList.add("awaited-lit");
    }
    const code = block.querySelector(":scope > .highlight code");
    if (code && marks) for (const range of ranges(code, new Set([...wanted].map((line) => line - first + 1)))) marks.add(range);
  };
  const lightFrom = (event) => {
    const block = event.target.closest?.(".awaited[data-snippet]");
    const from = block && event.target.closest("[data-l]");
    if (from && block.contains(from)) return light(block, from.dataset.w ?? "", lines(from));
    const code = block?.querySelector(":scope > .highlight code");
    if (code && code.contains(event.target) && event.clientX !== undefined) {
      const line = lineAt(code, event);
      return light(line ? block : null, "", new Set(line ? [line + +(block.dataset.first ?? 1) - 1] : []));
    }
    if (!block || event.type === "pointerover") light(null, "", new Set());
  };
  document.addEventListener("pointerover", lightFrom, { passive: true });
  document.addEventListener("click", lightFrom);

  // Without a pointer: in an output or a timeline that has the focus, the arrows go from one to the next.
  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const holder = by && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.closest?.(".awaited-output pre, .awaited-timeline > svg");
    if (!holder || event.target !== holder) return;
    const all = [...holder.querySelectorAll("[data-l]")];
    if (!all.length) return;
    const at = all.findIndex((element) => element.hasAttribute("data-here"));
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))];
    all.forEach((element) => element.toggleAttribute("data-here", element === next));
    next.scrollIntoView?.({ block: "nearest" });
    light(holder.closest(".awaited"), next.dataset.w ?? "", lines(next));
    event.preventDefault();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.closest?.(".awaited-output pre, .awaited-timeline > svg")) {
      event.target.querySelectorAll("[data-here]").forEach((element) => element.removeAttribute("data-here"));
      light(null, "", new Set());
    }
  });

  // ---- each page that is shown

  const tend = () => {
    for (const button of document.querySelectorAll("button[data-steps][hidden]")) button.hidden = false;
    for (const picture of document.querySelectorAll(".awaited-timeline > svg:not([tabindex])")) picture.tabIndex = 0;
    follow();
  };
  /** A button that steps through a run that is known: a reader's own. */
  const stepButton = (text, title) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "awaited-do-step", textContent: "Step through your run" });
    button.addEventListener("click", async () => {
      try {
        await show(JSON.parse(text), { opener: button, title });
        say(button, "");
      } catch (error) {
        console.info(error);
        say(button, "What steps through a run could not be loaded. Check the connection, then try again.");
      }
    });
    const foot = document.createElement("div");
    foot.className = "awaited-foot";
    foot.append(button);
    return foot;
  };
  globalThis.awaited = { ...globalThis.awaited, stepButton, tend };
  if (globalThis.document$) document$.subscribe(tend);
  else if (document.readyState === "loading") addEventListener("DOMContentLoaded", tend);
  else tend();
})();
