// The controls of the page "How much faster?". Each setting is a program that runs on the stage in this page, in virtual time; until Python has
// started, the nearest of the recorded runs is shown. The address keeps the setting.
"use strict";

(() => {
  const CALLS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 100, 128];
  const NONE = 0;
  const FEW = [NONE, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64];
  const VALUES = {
    calls: CALLS,
    latency: [0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 30, 60],
    spread: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
    slots: FEW,
    limit: FEW,
    pool: [1, 2, 4, 6, 8, 10, 16, 20, 32, 50, 100, 200],
  };
  const WORDS = {
    calls: (n) => String(n),
    latency: (n) => `${n} s`,
    spread: (n) => (n ? `± ${n} %` : "none"),
    slots: (n) => (n ? String(n) : "no limit"),
    limit: (n) => (n ? String(n) : "none"),
    pool: (n) => `${n} connections`,
  };
  const USUAL = { method: "gather", calls: 16, latency: 1, spread: 0, slots: NONE, limit: NONE, pool: 100 };
  const THREADS = 6;

  // As `latencies` in tools/maintain/speed.py.
  const latencies = ({ calls, latency, spread }) =>
    Array.from({ length: calls }, (_, n) => Math.round(1000 * latency * (1 + (spread / 100) * (2 * ((n * (Math.sqrt(5) - 1)) / 2 % 1) - 1))) / 1000);

  // As `program` there.
  function program(data, { method, calls, limit, pool }) {
    const parts = data.programs[method];
    const usual = pool === data.usual_pool;
    const imports = [...(parts.plain.includes("asyncio") ? ["import asyncio\n"] : []), ...(usual ? [] : ["import httpx"])];
    return (data.head.replace("IMPORTS\n", imports.length ? `${imports.join("\n")}\n` : "").replace("MODEL", usual ? data.model : data.pooled) +
      ((limit && parts.limited) || parts.plain)).replaceAll("CALLS", calls).replaceAll("LIMIT", limit).replaceAll("POOL", pool);
  }

  const rounded = (seconds) => `${seconds >= 100 ? Math.round(seconds) : Math.round(seconds * 100) / 100} s`;

  // What keeps the calls from all being at work at once: the narrowest place.
  function narrowest({ method, calls, limit, pool, slots }) {
    if (calls === 1) return "One call takes as long as the model takes, whatever you call.";
    if (method === "invoke") return "One by one, no call begins before the one before it has ended. Nothing that the server can do helps.";
    const places = [
      [method === "batch" && !limit ? THREADS : Infinity, "batch() has so many threads on two cores; a limit of your own changes that"],
      [limit || Infinity, "your limit"],
      [pool, "the client’s connections"],
      [slots || Infinity, "what the server answers at once: more async does not help, a larger server does"],
    ].filter(([n]) => n < calls).sort((a, b) => a[0] - b[0]);
    return places.length ? `Held back at ${places[0][0]} at once: ${places[0][1]}.` : "Nothing holds it back: all are at work at once, and the longest answer decides.";
  }

  function mount(box) {
    box.dataset.ready = "";
    const at = (address) => new URL(address, document.baseURI);
    const [form, told, place, source] = ["form", ".faster-told", ".faster-timeline", ".faster-program code"]
      .map((query) => box.querySelector(query));
    const field = (name) => form.elements[name];
    const words = (name) => form.querySelector(`output[for="faster-${name}"]`);
    let data = null, busy = false, next = null, drawn = null, due = 0;

    for (const [name, values] of Object.entries(VALUES)) field(name).max = values.length - 1;

    function read() {
      const settings = { method: field("method").value };
      for (const [name, values] of Object.entries(VALUES)) settings[name] = values[field(name).value];
      return settings;
    }

    function write(settings) {
      field("method").value = settings.method;
      for (const [name, values] of Object.entries(VALUES)) field(name).value = Math.max(0, values.indexOf(settings[name]));
    }

    function asked() {
      const given = new URLSearchParams(location.search);
      const settings = { ...USUAL };
      if (["invoke", "batch", "abatch", "gather"].includes(given.get("method"))) settings.method = given.get("method");
      for (const [name, values] of Object.entries(VALUES)) if (values.includes(Number(given.get(name))) && given.has(name)) settings[name] = Number(given.get(name));
      return settings;
    }

    function keep(settings) {
      const address = new URL(location);
      for (const [name, usual] of Object.entries(USUAL)) {
        if (settings[name] === usual) address.searchParams.delete(name);
        else address.searchParams.set(name, settings[name]);
      }
      history.replaceState(history.state, "", address);
    }

    function say(settings, { seconds, peak, timeline }, note = "") {
      const one = latencies(settings).reduce((sum, each) => sum + each, 0);
      const times = one / seconds;
      const strong = document.createElement("strong");
      strong.textContent = `${times < 10 ? times.toFixed(1) : Math.round(times)} times as fast`;
      told.replaceChildren(strong, ` as one by one: ${rounded(seconds)} instead of ${rounded(one)}, with ${peak} in flight. ${narrowest(settings)}`, ...(note ? [document.createElement("br"), note] : []));
      if (timeline !== drawn) {
        const figure = timeline && new DOMParser().parseFromString(timeline, "text/html").body.firstElementChild;
        place.replaceChildren(...(figure ? [figure] : []));
        drawn = timeline;
      }
      box.dataset.drawn = JSON.stringify(settings);
    }

    // The nearest of the recorded runs: the same method, and the number of calls that is nearest in proportion.
    function nearest(settings) {
      const distance = (run) => Math.abs(Math.log(run.calls / settings.calls)) + 10 * Math.abs(!run.slots - !(settings.slots && settings.slots < settings.calls));
      return data.runs.filter((run) => run.method === settings.method).reduce((best, run) => (distance(run) < distance(best) ? run : best));
    }

    async function measure(settings) {
      if (busy) { next = settings; return; }
      busy = true;
      const began = performance.now();
      // Two tokens: the first, and the rest at once. More would look the same, and each costs a turn of every call.
      const answers = Object.fromEntries(latencies(settings).map((each, n) =>
        [`Question ${n}`, { text: "One two", first_token: 0.6 * each, per_token: 0.4 * each }]));
      // In a page no client has connections: the server lets in as many as there would be.
      const slots = Math.min(settings.slots || Infinity, settings.pool);
      const result = await globalThis.awaited.python.measure({
        code: program(data, { ...settings, pool: data.usual_pool }),
        answers,
        models: { llama3: { slots, queue: 100000 } },
      });
      busy = false;
      box.dataset.took = Math.round(performance.now() - began);
      const later = next;
      next = null;
      if (result.raised) told.textContent = `The run failed: ${result.raised}`;
      else if (!later) say(settings, result);
      else say(settings, result), measure(later);
    }

    async function change(byReader) {
      const settings = read();
      for (const name of Object.keys(VALUES)) {
        words(name).textContent = WORDS[name](settings[name]);
        field(name).setAttribute("aria-valuetext", WORDS[name](settings[name]));
      }
      if (byReader) keep(settings);
      try {
        data ??= await fetch(at(box.dataset.runs)).then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(reply.statusText))));
      } catch (error) {
        console.info(error);
        told.textContent = "The recorded runs could not be loaded. Check the connection, then move a control again.";
        return;
      }
      source.textContent = program(data, settings).trimEnd();
      const stage = globalThis.awaited?.python;
      if (stage?.isReady()) return measure(settings);
      const run = nearest(settings);
      const exact = run.calls === settings.calls && run.slots === settings.slots && settings.latency === 1 && !settings.spread && !settings.limit && settings.pool === 100;
      say({ ...USUAL, method: run.method, calls: run.calls, slots: run.slots }, run,
        exact ? "" : `A recorded run: ${run.calls} calls of 1 s${run.slots ? `, and ${run.slots} at once at the server` : ""}. ${byReader && stage ? "Yours is drawn when Python has started." : "Yours is drawn when Python has started: move a control."}`);
      if (byReader && stage) measure(settings);
    }

    write(asked());
    // A mouse is quicker than a screen: what is drawn is drawn once in a frame.
    form.addEventListener("input", () => { due ||= requestAnimationFrame(() => { due = 0; change(true); }); });
    form.addEventListener("reset", (event) => { event.preventDefault(); write(USUAL); change(true); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("pointerenter", () => { if (!navigator.connection?.saveData) globalThis.awaited?.python?.start(); }, { once: true });
    form.addEventListener("focusin", () => { if (!navigator.connection?.saveData) globalThis.awaited?.python?.start(); }, { once: true });
    form.hidden = false;
    change(false);
  }

  document.querySelectorAll(".faster:not([data-ready])").forEach(mount);
})();
