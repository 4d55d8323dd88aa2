// One worker is one Python. It needs no SharedArrayBuffer, and so no special headers of the server.
// EXTRA and FILES are put in by build.py: the modules of the second archive, and the names of the files beside this one.

const here = (name) => new URL(name, import.meta.url).href;
const stackSwitching = "Suspending" in WebAssembly;
const packages = "/lib/python3.14/site-packages";

async function fetched(name) {
  const response = await fetch(here(name));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response;
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

let python, site;

async function start() {
  const base = fetched(`${FILES.python}/packages.zip`).then((r) => r.arrayBuffer());
  const stage = fetched(FILES.awaited).then((r) => r.arrayBuffer());
  const shared = fetched(FILES.site).then((r) => r.text());
  for (const promise of [base, stage, shared]) promise.catch(() => {}); // told of below
  const { loadPyodide } = await import(here(`${FILES.python}/pyodide.mjs`));
  python = await loadPyodide({
    indexURL: here(`${FILES.python}/`),
    stdLibURL: here(`${FILES.python}/stdlib.zip`),
    lockFileURL: here(`${FILES.python}/pyodide-lock.json`),
    env: { HOME: "/home/reader", LANGSMITH_TRACING: "false", PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
  });
  python.registerJsModule("awaited_page", bridge);
  python.unpackArchive(await base, "zip", { extractDir: packages });
  python.unpackArchive(await stage, "zip", { extractDir: packages });
  const browser = python.pyimport("awaited.browser");
  browser.install();
  site = browser.Site(await shared);
}

let extraLoaded = false;

async function loadExtra(code) {
  if (extraLoaded || !EXTRA.some((name) => new RegExp(`^\\s*(from\\s+|import\\s+([\\w.]+(\\s+as\\s+\\w+)?\\s*,\\s*)*)${name}\\b`, "m").test(code))) return;
  python.unpackArchive(await (await fetched(`${FILES.python}/extra.zip`)).arrayBuffer(), "zip", { extractDir: packages });
  extraLoaded = true;
}

const ready = start();
ready.then(
  () => postMessage({ ready: true, stackSwitching }),
  (error) => postMessage({ failed: String(error.message ?? error) }),
);

onmessage = async ({ data }) => {
  await ready;
  try {
    await loadExtra(data.code);
  } catch (error) {
    postMessage({ failed: String(error.message ?? error) });
    return;
  }
  output.sent = 0;
  postMessage({ began: true });
  try {
    const given = [data.snippet, data.code, data.fast, data.exercise ?? "", data.recorded ?? ""];
    const result = stackSwitching ? await site.run.callPromising(...given) : site.run(...given);
    output.flush();
    postMessage({ done: { ...JSON.parse(result), fast: data.fast } });
  } catch (error) {
    output.flush();
    postMessage({ fatal: String(error.message ?? error) });
  }
};
