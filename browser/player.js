// Adds Run to every example of a page. This is all that a page loads by itself: the editor and Python come when they are wanted.
// FILES, EXEMPT and MEGABYTES are put in by build.py: names of files beside this one, examples that cannot run here, size of a start.

import { packed, unpacked } from "./link.js";

const here = (name) => new URL(name, import.meta.url).href;
const root = new URL("../", import.meta.url);

// -- what is remembered, in this browser alone

const memory = {
  get: (key) => { try { return localStorage.getItem(`awaited:${key}`); } catch { return null; } },
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(`awaited:${key}`);
      else localStorage.setItem(`awaited:${key}`, value);
    } catch { /* a browser that keeps nothing: the page works all the same */ }
  },
};

const PLAYGROUND = "playground/program";

// -- Python: one for all pages of a visit

const python = { worker: null, isReady: false, stackSwitching: "Suspending" in (globalThis.WebAssembly ?? {}), active: null, patience: 0, wait: null, failures: 0 };

// Why Python did not start, as the worker says it, and what the reader is told.
const TROUBLE = {
  connection: "Python could not be loaded. Check the connection, then try again.",
  damaged: "Python could not be loaded: a file arrived damaged. Try again.",
  policy: "Python could not be started: this site is served with a content policy that forbids WebAssembly. Its owner can allow it; then try again.",
  browser: "Python could not be started: this browser has no WebAssembly, or it is switched off. Switch it on, or use another browser, then try again.",
  silence: "Python could not be loaded: nothing has arrived for a minute. Check the connection, then try again.",
};
const PATIENCE = 60_000;

function boot() {
  if (python.worker) return;
  // What arrived damaged may be kept by the browser: after a failure, everything is asked for anew.
  const worker = (python.worker = new Worker(here(FILES.worker) + (python.failures ? `?again=${python.failures}` : ""), { type: "module" }));
  const trouble = (why, detail) => {
    if (python.worker !== worker) return;
    python.failures += 1;
    fail(TROUBLE[why] ?? TROUBLE.damaged, detail, "Try again");
  };
  const wait = (python.wait = () => {
    clearTimeout(python.patience);
    python.patience = setTimeout(() => trouble("silence", "no sign of life"), PATIENCE);
  });
  wait();
  worker.onmessage = ({ data }) => {
    if (python.worker !== worker) return;
    const { active } = python;
    if (data.alive) wait();
    else clearTimeout(python.patience);
    if (data.ready) {
      python.isReady = true;
      python.failures = 0;
      python.stackSwitching = data.stackSwitching;
      if (active) wait(); // more may have to be loaded for its program
    } else if (data.began) {
      active?.say(python.stackSwitching ? "Running …" : "Running … (without threads: this browser lacks WebAssembly stack switching)");
    } else if (data.measured) python.measured(data.measured);
    else if (data.prints) active?.print(data.prints);
    else if (data.done) {
      python.active = null;
      active?.finish(data.done);
      if (data.exited) restart(); // os._exit ends a process, whatever it is doing
    } else if (data.failed !== undefined) trouble(data.why, data.failed);
    else if (data.fatal !== undefined) {
      fail(`${/memory/i.test(data.fatal) ? "Python ran out of memory" : "Python broke down"}, and starts anew with the next run.`, data.fatal, "Run");
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    trouble("connection", event.message ?? "");
  };
}

// For scripts that measure a program in virtual time: docs/assets/how-much-faster.js. What they ask for while Python starts, or while it
// runs something else, has its turn later; the latest question alone is answered.
python.measured = () => {};
globalThis.awaited = Object.assign(globalThis.awaited ?? {}, {
  packed,
  unpacked,
  python: {
    start: boot,
    isReady: () => python.isReady && !python.active,
    measure(asked) {
      boot();
      return new Promise((resolve) => {
        const number = (python.asked = (python.asked ?? 0) + 1);
        python.measured = (result) => { if (result.number === number) resolve(result); };
        python.worker.postMessage({ measure: { number, ...asked } });
      });
    },
  },
});

function halt() {
  clearTimeout(python.patience);
  python.worker?.terminate();
  Object.assign(python, { worker: null, isReady: false, active: null });
}

function restart() {
  halt();
  boot();
}

function fail(words, why, label) {
  const { active } = python;
  halt();
  console.info(`${words} (${why})`);
  active?.end(words, label);
}

// -- one example

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

async function load(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE / 12) });
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

// The examples that start threads, and what to say of them: asked for where there are none alone.
let started;
const threaded = () => (started ??= load(here(FILES.threaded)).then(JSON.parse).catch(() => ({})));

// What never arrives must not be waited for.
const soon = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no answer")))]);

// As in awaited/recording/words.py.
function moment(at) {
  return at % 1 ? String(Number(at.toPrecision(6))) : at.toFixed(1);
}

const cannot = (why) => element("p", { class: "awaited-cannot" }, why);

function mount(block) {
  if (block.dataset.player) return;
  const { snippet = PLAYGROUND, region = "" } = block.dataset; // the playground shows no example
  const highlight = block.querySelector(".highlight");
  const pre = highlight?.querySelector("pre");
  if (!pre) return;
  block.dataset.player = "ready";
  if (EXEMPT[snippet]) {
    highlight.after(cannot(`Does not run in a page: ${EXEMPT[snippet]}`));
    return;
  }
  const published = (pre.querySelector("code") ?? pre).textContent.replace(/\n*$/, "\n");
  const key = `code:${snippet}${region && `#${region}`}`;
  const file = `${snippet.split("/")[1]}.py`;
  const exercise = block.parentElement?.closest(".awaited-exercise");
  const checked = exercise && !block.closest(".awaited-solution") ? exercise.dataset.exercise : "";
  const recorded = [...block.querySelectorAll(":scope > .awaited-result .awaited-timeline")];
  const drawn = recorded.map((figure) => figure.outerHTML);
  let text = memory.get(key) ?? published;
  // The theme's button that copies stands in the published code, which the editor takes the place of. Its script finds this one, too.
  const copy = element("button", { type: "button", class: "md-code__button", title: "Copy to clipboard", "data-md-type": "copy" });
  let editor = null, result = null, verdict = null, output = null, line = null, said = "", turn = null;

  // The bar of buttons

  const button = (name, label, action, extra = {}) =>
    element("button", { type: "button", class: `awaited-button awaited-${name}`, "aria-label": `${label} ${file}`, onclick: action, ...extra }, label);
  const run = button("do-run", "Run", () => player.run());
  const stop = button("do-stop", "Stop", () => player.stop(), { hidden: true });
  const edit = button("do-edit", "Edit", () => player.edit(true));
  const reset = button("do-reset", "Reset", () => player.reset(), { hidden: text === published });
  const check = checked && button("do-check", "Check", () => player.run(checked));
  const fast = element("input", { type: "checkbox", onchange: () => { memory.set("fast", fast.checked ? "1" : null); shareFast(fast.checked); } });
  fast.checked = memory.get("fast") === "1";
  const quick = element("label", { class: "awaited-quick", title: "Skip the waiting: seconds are counted, not waited for" }, fast, "fast");
  const status = element("span", { class: "awaited-status", role: "status" });
  const open = snippet !== PLAYGROUND && element("a", { class: "awaited-open", href: new URL("playground/", root).href, "aria-label": `Open ${file} in the playground` }, "Playground");
  const bar = element("div", { class: "awaited-bar", role: "group", "aria-label": `Run ${file}` }, run, stop, ...(check ? [check] : []), edit, reset, quick, ...(open ? [open] : []), status);
  highlight.after(bar);
  if (!python.stackSwitching) {
    threaded().then(({ [snippet]: why }) => why && bar.after(cannot(why)));
  }

  const player = {
    say: (words) => { status.textContent = words; },

    set(changed) {
      text = changed;
      copy.dataset.clipboardText = text;
      memory.set(key, text === published ? null : text);
      reset.hidden = text === published && !result;
    },

    async edit(focus, place) {
      boot();
      if (editor) return focus && editor.focus();
      player.say("");
      try {
        const [{ createEditor }, first] = await soon(Promise.all([import(here(FILES.editor)), firstLine()]));
        if (editor) return;
        editor = createEditor({
          text: text.replace(/\n$/, ""),
          first,
          label: `${file}${region && `, ${region}`}: code. Control and Enter runs it; Escape, then Tab, leaves it.`,
          onChange: (changed) => player.set(`${changed}\n`),
          onRun: () => player.run(),
        });
        pre.hidden = true;
        copy.dataset.clipboardText = text;
        pre.after(element("nav", { class: "md-code__nav", role: "none" }, copy), editor.dom);
        edit.hidden = true;
        block.dataset.player = "open";
        if (focus) editor.focus(place);
      } catch (error) {
        console.info(error);
        player.say("The editor could not be loaded. Check the connection, then try again.");
      }
    },

    async run(exerciseName = "") {
      if (python.active) {
        if (python.active === player) return;
        python.active.stop();
      }
      boot();
      python.active = player;
      const mine = (turn = {}); // a run that was stopped meanwhile, and begun anew, is another one
      player.clear();
      result = element("div", { class: "awaited-run" }, element("p", { class: "awaited-label awaited-yours" }, "Your run"));
      output = null;
      bar.after(result);
      if (recorded.length) block.dataset.compared = "";
      run.disabled = true;
      if (check) check.disabled = true;
      stop.hidden = reset.hidden = false;
      player.say(python.isReady ? "Running …" : `Starting Python (the first time, it loads ${MEGABYTES} MB) …`);
      let code = text, before = "";
      try {
        if (region) code = (await whole()).replace(published, () => text);
      } catch {
        if (turn !== mine || python.active !== player) return;
        python.active = null;
        return player.end("The example could not be loaded. Check the connection, then try again.", "Try again");
      }
      if (recorded.length) before = await recording(); // for a common scale; there may be none
      // Stopped meanwhile?
      if (turn !== mine || python.active !== player) return;
      python.wait();
      python.worker.postMessage({ snippet, code, recorded: before, exercise: exerciseName, fast: fast.checked || exerciseName !== "" });
    },

    print(prints) {
      if (!output) {
        output = element("pre", { tabindex: 0, role: "region", "aria-label": `Output of your run of ${file}` });
        const box = element("div", { class: "awaited-output" }, element("p", { class: "awaited-label" }, "Output"), output);
        result.append(element("div", { class: "awaited-result" }, box));
        line = null;
        said = "";
      }
      const below = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
      const added = document.createDocumentFragment();
      for (const [written, to, at, by] of prints) {
        for (const part of written.match(/[^\n]*\n|[^\n]+/g) ?? []) {
          if (!line) {
            const time = moment(at);
            const again = to === "stderr" && time === said;
            said = to === "stderr" ? time : "";
            line = element("span", { class: to === "stderr" ? "awaited-line awaited-stderr" : "awaited-line", "data-at": !again && time, "data-by": by });
            added.append(line);
          }
          line.append(part);
          if (part.endsWith("\n")) line = null;
        }
      }
      output.append(added);
      if (below) output.scrollTop = output.scrollHeight;
    },

    finish(done) {
      const place = result.querySelector(".awaited-result");
      if (!place) result.append(element("p", { class: "awaited-nothing" }, "It printed nothing."));
      if (done.timeline) {
        const figure = new DOMParser().parseFromString(done.timeline, "text/html").body.firstElementChild;
        if (place) place.append(figure);
        else result.append(figure);
        if (done.before && recorded.length === 1) swap(done.before);
      }
      if (done.steps && globalThis.awaited?.stepButton) result.append(globalThis.awaited.stepButton(done.steps, `${file}, your run`));
      const took = `${Math.round(done.seconds * 100) / 100} s${done.fast ? " of virtual time" : ""}`;
      // Words of errors differ by version.
      const ending = done.raised ? `Ended with ${done.raised} after ${took}. Python ${done.python} runs here.` : `Done in ${took}.`;
      player.end(done.unanswered ? `${ending} A question of your own: the model is a fake, and says so.` : ending);
      if (done.problems) judge(done.problems, done.unchecked);
    },

    end(words, label = "Run") {
      run.disabled = false;
      if (check) check.disabled = false;
      if (document.activeElement === stop) run.focus();
      stop.hidden = true;
      run.textContent = label;
      player.say(words);
    },

    stop() {
      restart();
      player.end("Stopped.");
    },

    clear() {
      result?.remove();
      verdict?.remove();
      result = verdict = null;
      if (recorded.length === 1) swap(drawn[0]);
      delete block.dataset.compared;
    },

    reset() {
      if (python.active === player) player.stop();
      player.clear();
      player.set(published);
      editor?.set(published.replace(/\n$/, ""));
      run.textContent = "Run";
      player.say("The published text is back.");
      (editor ?? run).focus();
    },
    quick: (on) => { fast.checked = on; },
    text: () => text,
    put(given) {
      if (python.active === player) player.stop();
      player.clear();
      player.set(given);
      if (editor) editor.set(given.replace(/\n$/, ""));
      else player.edit(false);
    },
    leave: () => editor?.destroy(),
  };

  // What the site serves beside its pages: whole files and recordings

  const files = {};
  function served(kind) {
    files[kind] ??= load(new URL(`snippets/${snippet}.${kind}`, root));
    files[kind].catch(() => delete files[kind]);
    return files[kind];
  }
  const whole = () => served("py");
  const recording = () => served("json").catch(() => "");
  async function firstLine() {
    if (!region) return 1;
    const code = await whole();
    return code.slice(0, Math.max(0, code.indexOf(published))).split("\n").length;
  }

  function swap(html) {
    const figure = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    recorded[0].replaceWith(figure);
    recorded[0] = figure;
  }

  function judge(problems, unchecked) {
    const words = unchecked ? [element("p", {}, unchecked)] : problems.length ? [element("p", {}, "Not yet:"), element("ul", {}, ...problems.map((p) => element("li", {}, p)))] : [element("p", {}, "Solved.")];
    verdict = element("div", { class: `awaited-verdict${problems.length ? "" : " awaited-solved"}`, role: "status" });
    result.before(verdict);
    verdict.append(...words); // into what is there already, so that it is read out
    if (!problems.length) {
      memory.set(`solved:${checked}`, "1");
      mark(exercise);
    }
  }

  // The link has the program in it: what stands in the editor, and the rest of the file where a part of it is shown.
  async function address() {
    const code = region ? (await whole()).replace(published, () => text) : text;
    return `${new URL("playground/", root).href}#code=${await packed(code)}`;
  }
  if (open) {
    const prepare = () => address().then((made) => { open.href = made; }, () => {});
    for (const kind of ["pointerenter", "focus", "touchstart"]) open.addEventListener(kind, prepare, { passive: true });
    open.addEventListener("click", async (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.assign(await address().catch(() => open.href));
    });
  }

  // Loading starts when somebody comes near the buttons, or into the code.
  const near = () => { if (!navigator.connection?.saveData) { boot(); import(here(FILES.editor)).catch(() => {}); } };
  bar.addEventListener("pointerenter", near, { once: true });
  block.addEventListener("focusin", near, { once: true });
  pre.addEventListener("click", (event) => {
    if (event.target.closest("button, a, nav") || !getSelection().isCollapsed) return;
    player.edit(true, { x: event.clientX, y: event.clientY });
  });
  block.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
      event.preventDefault();
      player.run();
    }
  });
  players.add(player);
  block.awaitedPlayer = player;
  if (text !== published) player.edit(false);
  if (checked) mark(exercise);
  block.dispatchEvent(new CustomEvent("awaited:mounted", { bubbles: true }));
}

function mark(exercise) {
  if (memory.get(`solved:${exercise.dataset.exercise}`) && !exercise.querySelector(":scope > .awaited-mark")) {
    exercise.prepend(element("p", { class: "awaited-mark" }, "Solved"));
  }
}

// -- all examples of a page

const players = new Set();
const shareFast = (on) => players.forEach((player) => player.quick(on));

async function mountAll() {
  if (python.active) halt(); // its page is gone
  players.forEach((player) => player.leave());
  players.clear();
  let began = performance.now();
  for (const block of document.querySelectorAll("div.awaited:is([data-snippet], [data-playground])")) {
    if (block.isConnected) mount(block);
    if (performance.now() - began > 8) {
      await new Promise((resume) => setTimeout(resume)); // a page with many examples must answer its reader meanwhile
      began = performance.now();
    }
  }
}

// The theme's script comes after this one, and tells of each page that it shows.
function begin() {
  if (window.document$) window.document$.subscribe(mountAll);
  else mountAll();
}
if (document.readyState === "complete") begin();
else addEventListener("DOMContentLoaded", begin);
