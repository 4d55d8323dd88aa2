// One worker is one Python. It needs no SharedArrayBuffer, and so no special headers of the server.
// EXTRA and FILES are put in by build.py: the modules of each further archive, and the names of the files beside this one.

const here = (name) => new URL(name, import.meta.url).href;
const stackSwitching = globalThis.WebAssembly !== undefined && "Suspending" in WebAssembly;
const packages = "/lib/python3.14/site-packages";

const again = new URL(import.meta.url).searchParams.has("again");
// What arrived damaged may be kept by the browser: when a start is tried again, everything is asked for anew.
const cache = again ? "reload" : "default";

let python, site;

// -- what is loaded, and what can be wrong with it

// The page waits for as long as something comes: see PATIENCE in player.js.
let said = 0;
function alive() {
  if (performance.now() - said < 500) return;
  said = performance.now();
  postMessage({ alive: true });
}

// Why it could not start, in a form that the page has a sentence for.
class Trouble extends Error {
  constructor(why, what) {
    super(what);
    this.why = why;
  }
}

// Pyodide asks for its files itself; so they are looked at where they come in.
const { fetch: ask } = globalThis;
globalThis.fetch = async (address, options) => {
  const name = new URL(address.url ?? address, import.meta.url).pathname.split("/").at(-1);
  let response;
  try {
    response = await ask(address, { ...options, cache });
  } catch (error) {
    throw new Trouble("connection", `${name}: ${error.message}`);
  }
  if (!response.ok) throw new Trouble("connection", `${name}: ${response.status} ${response.statusText}`);
  watch(response.clone());
  return response;
};

async function watch({ body }) {
  alive();
  try {
    for (const reader = body.getReader(); !(await reader.read()).done; ) alive();
  } catch { /* whoever reads the response itself is told */ }
}

const fetched = (name) => fetch(here(name));

// When WebAssembly will not have it, Pyodide writes to the console and waits for ever.
const refused = new Promise((_, reject) => {
  addEventListener("unhandledrejection", (event) => {
    if (site) return;
    event.preventDefault();
    reject(judged(event.reason));
  });
  if (!globalThis.WebAssembly) return;
  const streaming = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const response = await source;
      // Not every host knows the type of a .wasm file.
      if (!response.headers.get("content-type")?.startsWith("application/wasm")) return await WebAssembly.instantiate(await response.arrayBuffer(), imports);
      return await streaming.call(WebAssembly, response, imports);
    } catch (error) {
      reject(judged(error));
      return new Promise(() => {});
    }
  };
});
refused.catch(() => {});

function judged(error) {
  if (error instanceof Trouble) return error;
  const message = String(error?.message ?? error);
  if (/content.?security|unsafe-eval|\bCSP\b/i.test(message)) return new Trouble("policy", message);
  if (globalThis.WebAssembly && (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError)) return new Trouble("damaged", message);
  if (error instanceof TypeError) return new Trouble("connection", message); // what fetch and its streams throw
  return error;
}

// What a program prints goes to the page at once; when it becomes a flood, in bundles.
const output = {
  waiting: [],
  sent: 0,
  last: 0,
  timer: 0,
  print(text, to, at, by) {
    output.waiting.push([text, to, at, by]);
    if (++output.sent < 200 || output.waiting.length >= 200 || performance.now() - output.last > 50) output.flush();
    else output.timer ||= setTimeout(output.flush, 50);
  },
  flush() {
    clearTimeout(output.timer);
    output.timer = 0;
    output.last = performance.now();
    if (output.waiting.length) postMessage({ prints: output.waiting });
    output.waiting = [];
  },
};

// What awaited/browser.py needs of JavaScript: see PageSwitch and RealClock there.
const bridge = {
  gate() {
    let open;
    const promise = new Promise((resolve) => (open = () => resolve()));
    return { open, passed: () => promise };
  },
  start(body) {
    queueMicrotask(async () => {
      try {
        await body.callPromising();
      } catch (error) {
        postMessage({ fatal: String(error.message ?? error) });
      } finally {
        body.destroy();
      }
    });
  },
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  print: output.print,
  flush: output.flush,
};

async function start() {
  if (!globalThis.WebAssembly) throw new Trouble("browser", "there is no WebAssembly");
  const base = fetched(`${FILES.python}/packages.zip`).then((r) => r.arrayBuffer());
  const stage = fetched(FILES.awaited).then((r) => r.arrayBuffer());
  const shared = fetched(FILES.site).then((r) => r.text());
  for (const promise of [base, stage, shared]) promise.catch(() => {}); // told of below
  if (again) await Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map(async (name) => (await fetched(`${FILES.python}/${name}`)).arrayBuffer()));
  const { loadPyodide } = await import(here(`${FILES.python}/pyodide.mjs`)).catch((error) => { throw new Trouble("connection", `pyodide.mjs: ${error.message}`); });
  alive();
  const loading = loadPyodide({
    indexURL: here(`${FILES.python}/`),
    stdLibURL: here(`${FILES.python}/stdlib.zip`),
    lockFileURL: here(`${FILES.python}/pyodide-lock.json`),
    env: { HOME: "/home/reader", LANGSMITH_TRACING: "false", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
  });
  python = await Promise.race([loading, refused]);
  alive();
  python.registerJsModule("awaited_page", bridge);
  unpack(await base, "packages.zip");
  unpack(await stage, FILES.awaited);
  alive();
  const browser = python.pyimport("awaited.browser");
  browser.install();
  site = browser.Site(await shared);
}

function unpack(archive, name) {
  try {
    python.unpackArchive(archive, "zip", { extractDir: packages });
  } catch (error) {
    throw new Trouble("damaged", `${name}: ${error.message}`);
  }
}

const extraLoaded = new Set();

const imports = (code, name) => new RegExp(`^\\s*(from\\s+|import\\s+([\\w.]+(\\s+as\\s+\\w+)?\\s*,\\s*)*)${name}\\b`, "m").test(code);

async function loadExtra(code) {
  for (const [archive, names] of Object.entries(EXTRA)) {
    if (extraLoaded.has(archive) || !names.some((name) => imports(code, name))) continue;
    unpack(await (await fetched(`${FILES.python}/${archive}.zip`)).arrayBuffer(), `${archive}.zip`);
    extraLoaded.add(archive);
  }
}

const failed = (error) => {
  const { why, message } = judged(error);
  postMessage({ failed: String(message ?? error), why: why ?? "damaged" });
};

const ready = start();
ready.then(() => postMessage({ ready: true, stackSwitching }), failed);

// One at a time: there is one stage.
let turn = Promise.resolve();
onmessage = ({ data }) => {
  turn = turn.then(() => (data.measure ? measure(data.measure) : run(data)));
};

const called = (method, ...given) => (stackSwitching ? method.callPromising(...given) : method(...given));

async function measure({ number, code, answers, models }) {
  try {
    await ready;
    const result = JSON.parse(await called(site.measure, code, JSON.stringify(answers), JSON.stringify(models)));
    postMessage({ measured: { number, ...result } });
  } catch (error) {
    postMessage({ measured: { number, raised: String(error.message ?? error) } });
  }
}

async function run(data) {
  await ready;
  try {
    await loadExtra(site.sources(data.snippet, data.code));
  } catch (error) {
    failed(error);
    return;
  }
  output.sent = 0;
  postMessage({ began: true });
  try {
    const result = await called(site.run, data.snippet, data.code, data.fast, data.exercise ?? "", data.recorded ?? "");
    output.flush();
    postMessage({ done: { ...JSON.parse(result), fast: data.fast } });
  } catch (error) {
    output.flush();
    postMessage({ fatal: String(error.message ?? error) });
  }
}
