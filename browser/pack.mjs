// pack.mjs WHAT FOLDERS ASKED: run pack.py in the very Python that will run in the page, so that what it compiles fits.
import fs from "node:fs";
import { loadPyodide } from "pyodide";

const [what, folders, asked] = process.argv.slice(2);
const py = await loadPyodide({ env: { PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" } });
for (const [name, folder] of Object.entries(JSON.parse(folders))) {
  py.FS.mkdirTree(`/${name}`);
  py.mountNodeFS(`/${name}`, folder);
}
const source = fs.readFileSync(new URL("pack.py", import.meta.url), "utf8");
const scope = py.runPython("dict(__name__='pack')");
try {
  py.runPython(source, { globals: scope, filename: "pack.py" });
  scope.get(what)(asked);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
