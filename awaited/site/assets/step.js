// Steps through a run. All words and the picture come from awaited/picture/stepping.py; this only looks up what is shown at which step.
// It is loaded when somebody asks for it (example.js), and knows nothing of asyncio.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 672px)");
const ICONS = {
  back: "M14 4v12L5 10zM3 4h2v12H3z", on: "M6 4v12l9-6zM15 4h2v12h-2z", play: "M5 3v14l12-7z", pause: "M5 3h4v14H5zM11 3h4v14h-4z", close: "M5 4l5 5 5-5 1 1-5 5 5 5-1 1-5-5-5 5-1-1 5-5-5-5z",
};
const icon = (...names) => names.map((n) => `<svg class="aw-${n}" viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[n]}"/></svg>`).join("");
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);

// Pygments' class names, so that the theme's colours apply.
const TOKENS = /("""[\s\S]*?"""|'''[\s\S]*?'''|[frbu]{0,2}"(?:\\.|[^"\\\n])*"|[frbu]{0,2}'(?:\\.|[^'\\\n])*')|(#[^\n]*)|\b(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b|\b(\d[\d_.]*)\b/g;
function coloured(code) {
  let html = "", at = 0;
  for (const m of code.matchAll(TOKENS)) {
    html += escape(code.slice(at, m.index));
    const kind = m[1] ? "s" : m[2] ? "c1" : m[3] ? "k" : "mi";
    html += m[0].split("\n").map((part) => `<span class="${kind}">${escape(part)}</span>`).join("\n");
    at = m.index + m[0].length;
  }
  return (html + escape(code.slice(at))).split("\n");
}

const owner = (w) => w.replace(/(\d)[a-z]+$/, "$1");

/**
 * Show a run, step by step, over the page.
 * @param {object} D what awaited/picture/stepping.py says of it
 * @param {{at?: number, ask?: Map<number, object>, address?: (step: number) => string, opener?: HTMLElement, title?: string}} options
 */
export function step(D, { at: begin = 0, ask: questions = new Map(), answered = null, address = null, opener = null, title = "" } = {}) {
  const S = D.steps, last = S.length - 1, file = `${D.snippet.split("/").pop()}.py`;
  const states = [];
  S.reduce((was, s) => (states.push((was = { ...was, ...s.c })), was), {});

  // ---- signs and words

  const kindOf = (at) => (at === "run" || at === "going" ? "r" : at === "held" ? "h" : at === "ready" ? "y" : at === "model" ? "m" : "w");
  const chip = (w, at, text, name) => `<i class="aw-c ${D.who[w][1] === "task" ? "t" : "s"} ${kindOf(at)}" data-w="${w}"><span aria-hidden="true">${text || D.who[w][0]}</span><u>${name || D.who[w][2]} </u></i>`;
  const words = (t) => escape(t).replace(/Task-(\d+)/g, 'Task-<i class="aw-c t">$1</i>').replace(/\b([Tt]hread|[Jj]ob) ([A-Z]+)\b/g, '$1 <i class="aw-c s">$2</i>');

  /** Signs for a margin, two at most: who has the turn, and the others in one. */
  const few = (list, room = wide.matches ? 7 : 5) => {
    if (list.length < 3) return list.map(([w, at]) => chip(w, at)).join("");
    const groups = {};
    for (const e of list) (groups[/run|held/.test(e[1]) ? 0 : D.who[e[0]][1]] ??= []).push(e);
    return Object.values(groups).map((g) => {
      const n = g.map(([w]) => D.who[w][0]), parts = [];
      for (const v of n) {
        const p = parts[parts.length - 1];
        if (p && +v === +p[1] + 1) p[1] = v;
        else parts.push([v, v]);
      }
      const text = parts.map(([a, b]) => (a === b ? a : +b === +a + 1 ? `${a},${b}` : `${a}–${b}`)).join(",");
      return chip(g[0][0], g.every(([, at]) => at === g[0][1]) ? g[0][1] : "mixed", text.length < room ? text : n.length > 99 ? "99+" : `${n.length}×`, g.map(([w]) => D.who[w][2]).join(", "));
    }).join("");
  };
  const signs = (ids, row) => (ids.length > 14 ? few(ids.map((w) => [w, row]), 30) : ids.map((w) => chip(w, row)).join(""));

  // ---- the dialog

  const source = coloured(D.code.replace(/\n+$/, ""));
  const touched = new Set(S.flatMap((s) => [...(s.l ?? []), ...Object.values(s.c ?? {}).map((c) => c && c[1])]).filter((l) => l > 1));
  const keep = new Set([...touched].flatMap((l) => [l - 1, l, l + 1]));
  const first = source.findIndex((_, i) => keep.has(i + 1));
  const fold = first > 2 && source.length > 25 ? first : 0;
  const most = {};
  for (const [row] of [["ready"], ...D.rows]) {
    for (const [n, at] of states.entries()) {
      const ids = row === "ready" ? S[n].q ?? [] : Object.keys(at).filter((w) => at[w] && at[w][0] === row);
      if (ids.length > (most[row] ?? []).length) most[row] = ids;
    }
  }
  const room = (row) => `<span class="aw-size" aria-hidden="true">${(most[row] ?? []).slice(0, 14).map((w) => chip(w, row)).join("")}</span>`;
  const rows = [["run", "has the turn"], ["ready", "ready"], ...D.rows.map(([key, name]) => [key, `waits for ${name}`]), ...(D.timer ? [["timer", "next timer"]] : [])];
  const longest = S.map((s) => `${s.s} ${s.n ?? ""}`).sort((a, b) => b.length - a.length).slice(0, 3);
  let told = 0;
  const prints = S.flatMap((s, k) => D.prints.slice(told, (told = s.o)).map((p) => [k, ...p]));

  const root = document.createElement("dialog");
  root.className = "aw";
  root.setAttribute("aria-label", `Step through ${title || file}`);
  root.innerHTML = `<div class="aw-in">
<div class="aw-head"><h2><code>${escape(title || `${D.snippet}.py`)}</code></h2>
<label class="aw-ask"${questions.size ? "" : " hidden"}><input type="checkbox" checked> ask me what happens next</label>
<button type="button" class="aw-small aw-link"${address ? "" : " hidden"}>Copy link</button>
<button type="button" class="aw-small aw-save" title="Save a trace that opens in ui.perfetto.dev and in the browser’s own tools">Save trace</button>
<button type="button" class="aw-shut" aria-label="Close">${icon("close")}</button></div>
<section class="aw-code highlight" aria-label="Code" tabindex="0"><ol>${fold ? `<li class="aw-fold"><button type="button">lines 1–${fold}</button></li>` : ""}${source.map((html, i) => `<li class="aw-l${i < fold ? " aw-hid" : ""}" data-l="${i + 1}"><span class="aw-g" aria-hidden="true"></span><code>${html || " "}</code></li>`).join("")}</ol></section>
<section class="aw-mach" aria-label="Who does what now"><h3>${D.loop ? "The event loop" : "The threads"}, now</h3><table>${rows.map(([key, name]) => `<tr data-r="${key}"><th scope="row">${name}</th><td><div><span class="aw-now"></span>${room(key)}</div></td></tr>`).join("")}</table></section>
<section class="aw-lanes" aria-label="Timeline"><ul aria-hidden="true">${D.lanes.map((w) => `<li data-w="${w}">${chip(w, "")}<span>${escape(D.who[w][3])}</span></li>`).join("")}${D.left ? `<li class="aw-left">and ${D.left} more</li>` : ""}</ul>
<div class="aw-pic" role="img" aria-label="Timeline of the run up to now; the table at the end tells it in words"><div class="aw-base"></div><div class="aw-past"><div><div>${D.picture}</div></div></div><div class="aw-guess" hidden><span></span></div><div class="aw-head-line" aria-hidden="true"><span></span></div></div></section>
<section class="aw-out" aria-label="Output"><h3>Output</h3><div class="aw-pre">${prints.map(([k, at, w, l, text, to]) => `<button type="button" class="aw-o${to ? " aw-err" : ""}" data-k="${k}" data-w="${w}" data-l="${l ?? ""}"><span class="aw-at">${at}<u>\u202fs: </u></span><span>${escape(text) || " "}</span></button>`).join("")}</div></section>
<section class="aw-say"><div class="aw-words"><p class="aw-line" aria-hidden="true"></p>${longest.map((t) => `<p class="aw-size" aria-hidden="true">${words(t)}</p>`).join("")}</div>
<p class="aw-told" role="status"></p>
<div class="aw-bar"><div class="aw-tr" role="group" aria-label="Step through the run"><button type="button" class="aw-bk" aria-label="One step back" title="One step back (←)">${icon("back")}</button><button type="button" class="aw-pl" aria-label="Play" title="Play or pause (space)">${icon("play", "pause")}</button><button type="button" class="aw-fw" aria-label="One step on" title="One step on (→)">${icon("on")}</button><input type="range" class="aw-rg" min="0" max="${last}" value="0" aria-label="Step"><span class="aw-ct" aria-hidden="true"></span><label class="aw-sp"><u>Speed</u> <select><option value="2">½×</option><option value="1" selected>1×</option><option value=".4">2×</option></select></label></div><div class="aw-qz" role="group" hidden></div></div></section>
<div class="aw-lg" aria-hidden="true">${D.legend}<span class="aw-keys">Keys: ← → step, shift + ← → moment, space play, home, end, esc close</span></div>
${D.cut ? `<p class="aw-cut">This run is long: ${D.cut} events of it were not kept.</p>` : ""}
<details class="aw-tb"><summary>The whole run as a table</summary><table><thead><tr><th>Step</th><th>Time</th><th>What happens</th></tr></thead><tbody>${S.map((s, n) => `<tr><td>${n}</td><td>${s.t} s</td><td>${escape(s.s)}</td></tr>`).join("")}</tbody></table></details></div>`;

  const $ = (s) => root.querySelector(s), $$ = (s) => [...root.querySelectorAll(s)];
  const line = $(".aw-line"), range = $(".aw-rg"), count = $(".aw-ct"), head = $(".aw-head-line"), clock = head.firstChild, past = $(".aw-past"), drawn = past.firstChild.firstChild;
  past.after($(".aw-axis")); // its marks come one by one
  const quiz = $(".aw-qz"), guess = $(".aw-guess"), pic = $(".aw-pic"), said = $(".aw-told"), askMe = $(".aw-ask input"), code = $(".aw-code");
  const lines = new Map($$(".aw-l").map((e) => [+e.dataset.l, e])), cells = new Map($$(".aw-mach tr").map((e) => [e.dataset.r, e.querySelector(".aw-now")]));
  const outs = $$(".aw-o"), table = $$(".aw-tb tbody tr"), ticks = $$(".aw-axis text");
  for (const e of lines.values()) e.lastChild.style.setProperty("--i", Math.min(16, e.lastChild.textContent.search(/\S|$/)));
  const [height, lane] = D.height;
  root.style.setProperty("--lane", `${lane}px`);
  pic.style.height = `${height + 20}px`;
  $(".aw-base").style.top = `${height}px`;
  head.style.height = `${height + 4}px`;

  let k = 0, x = 0, playing = false, frame = 0, timer = 0, asking = null, verdict = "", closing = "", target = -1, later = 0;
  const asked = new Set();

  // Where lines stand, for scrolling: read together, before anything is written, so that no step makes the browser lay out the page twice.
  let places = null;
  const measured = () => places ??= {
    view: code.clientHeight, scrolls: code.scrollHeight > code.clientHeight + 2,
    lines: new Map([...lines].map(([l, e]) => [l, e.offsetTop - code.offsetTop])), outs: outs.map((o) => o.offsetTop - o.parentNode.offsetTop),
  };
  let scrolled = 0;
  code.addEventListener("scroll", () => { scrolled = code.scrollTop; }, { passive: true });
  const sizes = new ResizeObserver(() => { places = null; measured(); });

  // ---- one moment of the run

  const holderAfter = (n) => S[n + 1]?.h || S[n + 1]?.hh;
  /** Show step n; `mid`: on the way to the next one, when nobody has the turn. */
  const render = (n, mid) => {
    const s = S[n], at = states[n];
    const holder = mid ? holderAfter(n) : s.h;
    const turn = mid ? [] : (s.w || []).slice(-1), more = (s.w || []).length;
    const seat = holder ? [holder] : turn;
    const marks = new Map(), inRow = {};
    const mark = (l, entry, front) => {
      if (!l) return;
      if (!marks.has(l)) marks.set(l, []);
      marks.get(l)[front ? "unshift" : "push"](entry);
    };
    const order = Object.keys(at).sort((a, b) => parseFloat(a) - parseFloat(b) || (a < b ? -1 : 1));
    for (const w of order) {
      if (!at[w]) continue;
      const [row, l] = at[w], here = seat.includes(w);
      mark(l, [w, here ? (holder ? "held" : "run") : row], here);
      if (!here && row !== "going") (inRow[row] ??= []).push(w);
    }
    // who has just ended stands where its turn ended
    for (const w of turn) if (!at[w]) mark(s.z, [w, "run"], true);
    const has = (l) => marks.get(l)?.some(([, a]) => a === "run" || a === "held");
    const room = measured(), shown = [...lines.keys()].find(has);
    if (shown && room.scrolls) {
      const top = room.lines.get(shown);
      if (top < scrolled + 20 || top > scrolled + room.view - 40) code.scrollTop = scrolled = Math.max(0, top - room.view / 2);
    }
    const fresh = mid ? -1 : outs.findLastIndex((o) => +o.dataset.k === n);
    if (fresh >= 0) outs[fresh].parentNode.scrollTop = room.outs[fresh];
    for (const [l, e] of lines) {
      const html = marks.has(l) ? few(marks.get(l)) : "", g = e.firstChild;
      if (g.h !== html) g.innerHTML = g.h = html;
      const on = has(l);
      if (on !== e.on) {
        e.on = on;
        if (e.classList.toggle("on", !!on)) e.setAttribute("aria-current", "step");
        else e.removeAttribute("aria-current");
      }
      e.classList.toggle("hb", !!(on && holder));
      e.classList.toggle("tc", !mid && !on && !!s.w && !!s.l?.includes(l));
    }
    for (const [row, cell] of cells) {
      let html;
      if (row === "run") {
        html = seat.length ? few(seat.map((w) => [w, holder ? "held" : "run"]), 40) : "";
        cell.closest("tr").className = holder ? "hb" : seat.length ? "on" : "";
        const w = seat[seat.length - 1], over = w && !at[w];
        html += holder ? ' <em class="hx">holds up the loop</em>' : more > 1 && seat.length ? ` <em>the last of ${more} turns</em>` : seat.length ? ` <em>${over ? s.e || "done" : escape(D.who[w][3])}</em>` : `<em>${n === 0 ? "nobody yet" : n === last ? "nobody: the end" : s.q ? "nobody yet" : D.loop && !at.M ? "nobody: the loop sleeps" : "nobody"}</em>`;
      } else if (row === "ready") html = signs((s.q || []).filter((w) => !seat.includes(w)), "ready");
      else if (row === "timer") html = s.m > s.t ? `at ${s.m}\u202fs` : "<em>none</em>";
      else html = signs(inRow[row] || [], row);
      if (cell.h !== html) cell.innerHTML = cell.h = html;
    }
    if (mid) return;
    outs.forEach((o, i) => {
      o.classList.toggle("vis", i < s.o);
      o.classList.toggle("new", +o.dataset.k === n);
    });
    ticks.forEach((e) => e.classList.toggle("vis", +e.dataset.k <= n));
    $(".aw-tb [aria-current]")?.removeAttribute("aria-current");
    table[n].setAttribute("aria-current", "step");
    line.innerHTML = (verdict ? `${verdict} ` : "") + words(s.s) + (s.n && !pending() ? ` <i class="tail">${words(s.n)}</i>` : "");
    said.textContent = heard(n);
    verdict = "";
    range.value = n;
    range.setAttribute("aria-valuetext", `${n} of ${last}, at ${s.t} seconds`);
    count.textContent = `${n}/${last}`;
    // Not `disabled`: who has stepped to an end would lose the focus there, and with it the keys.
    $(".aw-bk").setAttribute("aria-disabled", !n);
    $(".aw-fw").setAttribute("aria-disabled", n === last);
    clearTimeout(later);
    if (address) later = setTimeout(() => history.replaceState(history.state, "", address(n)), 400);
  };

  /** What somebody hears who sees none of it: the sentence, and what only the picture shows: the time, and lines of output that it but counts. */
  const heard = (n) => {
    const s = S[n], lines = prints.filter(([k]) => k === n).map((p) => p[4]), quoted = (text) => s.s.includes(`“${text.trim()}”`);
    return line.textContent.replace(/^[✓✗] /, "") + (n && s.t > S[n - 1].t ? ` Now it is ${s.t}\u202fs.` : "") + (lines.length && !lines.every(quoted) ? ` Output: ${lines.join("; ")}` : "");
  };

  const put = (to, t) => {
    x = to;
    // A window that moves, and the picture in it that moves back: what moves is drawn once.
    past.style.transform = `translateX(${to - 100}%)`;
    drawn.style.transform = `translateX(${100 - to}%)`;
    head.style.transform = `translateX(${to}%)`;
    clock.style.transform = `translateX(${-to}%)`;
    clock.textContent = `${t.toFixed(2)}\u202fs`;
  };

  /** Move the edge of the picture; `ms` 0 is at once. */
  const slide = (to, t0, t1, ms, done) => {
    cancelAnimationFrame(frame);
    if (!ms || still.matches) {
      put(to, t1);
      done?.();
      return;
    }
    const from = x, start = performance.now();
    const tick = (now) => {
      const f = Math.min(1, Math.max(0, now - start) / ms);
      put(from + (to - from) * f, t0 + (t1 - t0) * f);
      if (f < 1) frame = requestAnimationFrame(tick);
      else done?.();
    };
    frame = requestAnimationFrame(tick);
  };

  const go = (n, ms = 160) => {
    n = Math.max(0, Math.min(last, n));
    const t0 = S[k].t;
    shut();
    guess.hidden = true;
    k = n;
    render(k);
    slide(S[k].x, t0, S[k].t, ms);
  };

  // ---- playing

  const stop = () => {
    playing = false;
    target = -1;
    clearTimeout(timer);
    root.classList.remove("playing");
    $(".aw-pl").setAttribute("aria-label", "Play");
  };
  const start = () => {
    playing = true;
    root.classList.add("playing");
    $(".aw-pl").setAttribute("aria-label", "Pause");
  };
  const pace = () => +$(".aw-sp select").value;
  const play = () => {
    if (k === last) go(0, 0);
    start();
    onward();
  };
  const onward = () => {
    if (!playing) return;
    if (k === last || k === target) return stop();
    if (pending()) return ask();
    const s = S[k + 1], arrive = () => {
      k++;
      if (k === target) verdict = closing;
      render(k);
      slide(s.x, s.t, s.t, 220 * pace(), () => { timer = setTimeout(onward, target > 0 && k !== target ? 450 : (700 + 20 * (s.s.length + (s.n || "").length)) * pace()); });
    };
    if (s.g && !still.matches) {
      render(k, true);
      slide(s.g[1], S[k].t, s.t, Math.max(350, (s.t - S[k].t) * 1400 * pace()), arrive);
    } else arrive();
  };

  // ---- what happens next?

  const pending = () => questions.has(k) && !asked.has(k) && askMe.checked;
  const forward = () => (pending() ? ask() : go(k + 1));
  const shut = () => {
    if (asking === null) return;
    asking = null;
    quiz.hidden = true;
    root.classList.remove("asking");
    guess.hidden = true;
  };
  const ask = () => {
    const q = questions.get(k);
    stop();
    asking = k;
    line.innerHTML = `<strong>What happens next?</strong> ${escape(q.q)}`;
    quiz.innerHTML = (q.o
      ? q.o.map((t, i) => `<button type="button" data-i="${i}">${words(t)}</button>`).join("")
      : `<label>at <input type="number" inputmode="decimal" step="0.1" min="${S[k].t}" aria-label="${escape(q.q)} In seconds"> s</label><button type="button" class="go">That is my guess</button>`) + '<button type="button" class="skip">Just show me</button>';
    said.textContent = line.textContent;
    root.classList.add("asking");
    quiz.setAttribute("aria-label", `What happens next? ${q.q}`);
    quiz.hidden = false;
    quiz.querySelector("button, input").focus({ preventScroll: true });
  };
  const settle = (right, text, to) => {
    if (right !== null && !asked.has(asking)) answered?.(asking, right);
    asked.add(asking);
    shut();
    verdict = closing = right === null ? "" : `<strong${right ? "" : ' class="no"'}>${right ? "✓" : "✗"} ${text}</strong>`;
    if (to > k + 1) {
      target = to;
      verdict = "";
      start();
      onward();
    } else go(k + 1);
    $(".aw-fw").focus({ preventScroll: true });
  };
  quiz.addEventListener("click", (e) => {
    const b = e.target.closest("button"), q = questions.get(asking);
    if (!b || !q) return;
    if (b.classList.contains("skip")) settle(null, "");
    else if (q.o) {
      const right = +b.dataset.i === q.a;
      settle(right, right ? "Right." : `Not this time: ${words(q.o[q.a])}.`);
    } else {
      const v = parseFloat(quiz.querySelector("input").value);
      if (isNaN(v)) return quiz.querySelector("input").focus();
      const right = Math.abs(v - q.a) < 0.051;
      settle(right, right ? `Right: ${q.a} s.` : `You said ${v} s; it is ${q.a} s.`, S.findIndex((s) => s.t >= q.a - 1e-9));
      flag(v);
    }
  });
  quiz.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.target.matches("input")) quiz.querySelector(".go").click(); });
  const xOf = (t) => {
    for (let i = 1; i <= last; i++) if (S[i].g && S[i].t >= t) return S[i].g[0] + (S[i].g[1] - S[i].g[0]) * Math.max(0, (t - S[i - 1].t) / (S[i].t - S[i - 1].t));
    return 100;
  };
  const flag = (v) => {
    guess.hidden = isNaN(v);
    guess.style.left = `${xOf(v)}%`;
    guess.firstChild.style.transform = `translateX(${-xOf(v)}%)`;
    guess.firstChild.textContent = `your guess: ${v} s${v > D.total ? " →" : ""}`;
  };
  quiz.addEventListener("input", (e) => flag(parseFloat(e.target.value)));

  // ---- the reader's hands

  $(".aw-bk").onclick = () => { stop(); go(k - 1); };
  $(".aw-fw").onclick = () => { stop(); forward(); };
  $(".aw-pl").onclick = () => {
    if (playing) {
      stop();
      go(k);
    } else play();
  };
  range.oninput = () => { stop(); go(+range.value, 0); };
  root.addEventListener("click", (e) => {
    const o = e.target.closest(".aw-o");
    if (o) { stop(); go(+o.dataset.k); }
    if (e.target.closest(".aw-fold")) {
      $$(".aw-fold").forEach((f) => f.remove());
      $$(".aw-hid").forEach((l) => l.classList.remove("aw-hid"));
      places = null;
      code.focus({ preventScroll: true });
    }
  });
  const moment = (by) => {
    let n = k;
    const t = S[k].t;
    while (S[n + by] && S[n].t === t) n += by;
    if (by < 0) while (S[n - 1] && S[n - 1].t === S[n].t) n--;
    go(n);
  };
  root.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const on = e.target, native = on.matches("input[type=range]"), typing = on.matches("input[type=number], select, textarea");
    if (typing || asking !== null) return;
    if (e.key === "ArrowRight" && !native) { stop(); if (e.shiftKey) moment(1); else forward(); }
    else if (e.key === "ArrowLeft" && !native) { stop(); if (e.shiftKey) moment(-1); else go(k - 1); }
    else if (e.key === "Home" && !native) { stop(); go(0); }
    else if (e.key === "End" && !native) { stop(); go(last); }
    else if (e.key === " " && !on.matches("button, summary, input[type=checkbox]")) $(".aw-pl").click();
    else return;
    e.preventDefault();
  });
  let box = null, pointer = 0, waiting = 0;
  const scrub = () => {
    waiting = 0;
    const at = Math.max(0, Math.min(100, (100 * (pointer - box.left)) / box.width));
    let n = 0;
    while (n < last && S[n + 1].x <= at + 0.4) n++;
    if (n !== k) {
      shut();
      k = n;
      render(k);
    }
    const g = S[k + 1]?.g;
    if (g && at > S[k].x && at < g[1]) put(at, S[k].t + ((S[k + 1].t - S[k].t) * (at - g[0])) / (g[1] - g[0]));
    else put(S[k].x, S[k].t);
  };
  pic.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    stop();
    pic.setPointerCapture(e.pointerId);
    box = pic.getBoundingClientRect();
    pointer = e.clientX;
    scrub();
    pic.onpointermove = (m) => {
      pointer = m.clientX;
      waiting ||= requestAnimationFrame(scrub); // once in a frame
    };
  });
  for (const end of ["pointerup", "pointercancel"]) pic.addEventListener(end, () => { cancelAnimationFrame(waiting); if (waiting) scrub(); pic.onpointermove = null; slide(S[k].x, S[k].t, S[k].t, 120); });

  // pointing at one thing lights up the others
  const light = (e) => {
    const from = e.target.closest?.("[data-w], .aw-l, .aw-o");
    const w = from?.dataset.w && owner(from.dataset.w), l = from?.matches(".aw-l, .aw-o") ? +from.dataset.l : 0;
    for (const el of $$("[data-w]")) el.classList.toggle("hi", (!!w && owner(el.dataset.w) === w) || (!!l && el.matches(".aw-o") && +el.dataset.l === l));
    for (const [n, el] of lines) el.classList.toggle("hl", !!l && from.matches(".aw-o") && n === l);
  };
  root.addEventListener("pointerover", light);
  root.addEventListener("focusin", (e) => e.target.matches(".aw-o") && light(e));

  // ---- taking it along, and leaving

  $(".aw-save").onclick = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(D.trace)], { type: "application/json" }));
    link.download = `${D.snippet.replace("/", "-")}.trace.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    said.textContent = "The trace is saved. It opens in ui.perfetto.dev, and in the browser’s own tools.";
  };
  $(".aw-link").onclick = async () => {
    const button = $(".aw-link");
    try {
      await navigator.clipboard.writeText(new URL(address(k), location).href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = "Copy link"; }, 1500);
  };
  const before = location.href;
  const leave = () => root.close();
  $(".aw-shut").onclick = leave;
  root.addEventListener("cancel", (e) => {
    if (asking === null) return;
    e.preventDefault();
    settle(null, "");
  });
  root.addEventListener("close", () => {
    stop();
    cancelAnimationFrame(frame);
    clearTimeout(later);
    sizes.disconnect();
    removeEventListener("popstate", leave);
    root.remove();
    if (address) history.replaceState(history.state, "", before.replace(/#step-.*$/, "") || location.pathname);
    // A theme that swaps pages may have put another button in its place.
    const there = opener?.isConnected ? opener : opener?.dataset.of && document.querySelector(`button[data-steps][data-of="${opener.dataset.of}"]`);
    if (there) there.focus({ preventScroll: true });
  });
  addEventListener("popstate", leave);

  document.body.append(root);
  root.showModal();
  sizes.observe(code);
  sizes.observe($(".aw-pre"));
  k = Math.max(0, Math.min(last, begin));
  render(k);
  put(S[k].x, S[k].t);
  $(".aw-fw").focus({ preventScroll: true });
  return { root, go, ask: () => pending() && ask(), get at() { return k; } };
}
