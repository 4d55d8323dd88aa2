// Diagnoses texts for the tests: a JSON array of them on the standard input, a JSON array of answers on the standard output.
import { readFileSync } from "node:fs";

const root = new URL("../../docs/", import.meta.url);
const { prepare } = await import(new URL("assets/diagnose.js", root));
const diagnose = prepare(JSON.parse(readFileSync(new URL("errors.json", root), "utf8")));
const answers = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const start = performance.now();
  const { known, entry, causes, question, exception, nearby } = diagnose(text);
  return {
    known,
    id: entry?.id ?? "",
    causes: known ? causes.map((cause) => entry.causes.indexOf(cause)) : [],
    asks: question !== "",
    exception,
    nearby: nearby.map(({ id }) => id),
    ms: performance.now() - start,
  };
});
process.stdout.write(JSON.stringify(answers));
