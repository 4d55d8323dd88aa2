// The page "Your progress": what this browser has kept of a reader's visits, where to go on, and how to take it along or forget it.
"use strict";

{
const begin = () => {
  const FORMAT = "awaited progress 1";
  const PREFIX = "awaited:";
  const page = document.querySelector(".awaited-progress:not([data-ready])");
  if (!page) return;
  page.dataset.ready = "";
  const { load, isRead, latest, goOn, pathOf, watch } = globalThis.awaited.progress;
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  /** Everything that this site keeps, by its name. */
  const kept = () => {
    try {
      return Object.fromEntries(Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => [key, localStorage.getItem(key)]));
    } catch {
      return null;
    }
  };
  const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
  /** Say behind a link what is known of it. */
  const state = (marker, words, done) => {
    if (!marker.nextElementSibling?.matches(".awaited-state")) marker.after(make("span", "", { class: "awaited-state" }));
    marker.nextElementSibling.textContent = words;
    marker.nextElementSibling.classList.toggle("awaited-done", done);
  };

  const [sentence, next, actions, said] = ["sentence", "next", "actions", "said"].map((name) => page.querySelector(`.awaited-progress-${name}`));

  const show = () => {
    const all = kept();
    actions.hidden = !all;
    if (!all) {
      sentence.textContent = "This browser keeps nothing for this site, so there is nothing to show.";
      next.replaceChildren();
      return;
    }
    const read = load();
    const total = { pages: 0, read: 0, exercises: 0, solved: 0, asked: 0, right: 0 };
    let first = null;
    for (const marker of document.querySelectorAll("[data-of-page]")) {
      const item = marker.closest("li"), link = item.querySelector("a"), path = pathOf(link.href), known = read[path];
      const asks = marker.dataset.asks.split(" ").filter(Boolean), asked = asks.length;
      const right = asks.filter((name) => all[`${PREFIX}asked:${name}`] === "1").length;
      total.pages += 1;
      total.asked += asked;
      total.right += right;
      const words = [];
      if (isRead(known)) {
        total.read += 1;
        words.push("read");
      } else if (known) words.push(`${known.seen.length} of ${known.of} sections`);
      if (!isRead(known)) first ??= { path, known, title: link.textContent };
      if (right) words.push(`${right} of ${count(asked, "question", "questions")} right`);
      let open = 0;
      for (const exercise of item.querySelectorAll("[data-of-exercise]")) {
        const solved = all[`${PREFIX}solved:${exercise.dataset.ofExercise}`] === "1";
        total.exercises += 1;
        total.solved += solved;
        open += !solved;
        state(exercise, solved ? "solved" : "", solved);
      }
      state(marker, words.join(", "), isRead(known) && !open);
    }
    const begun = Object.keys(read).length || total.solved || total.right;
    sentence.textContent = begun
      ? `You have read ${total.read} of ${total.pages} pages, solved ${total.solved} of ${total.exercises} exercises, and answered ${total.right} of ${total.asked} questions right.`
      : "You have read nothing yet, as far as this browser knows.";
    const stopped = latest(read);
    if (stopped && !isRead(stopped[1])) next.replaceChildren("Go on where you stopped: ", goOn(...stopped), ".");
    else if (first) next.replaceChildren(begun ? "Next: " : "Begin here: ", goOn(first.path, { at: "", place: "", title: first.title }), ".");
    else next.textContent = "You have read it all.";
  };

  const button = (label, action) => {
    const element = make("button", label, { type: "button", class: "md-button" });
    element.addEventListener("click", action);
    return element;
  };
  const say = (words) => { said.textContent = words; };

  const save = button("Save as a file", () => {
    const text = JSON.stringify({ format: FORMAT, kept: kept() }, null, 1);
    const link = make("a", "", { download: "awaited-progress.json" });
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say("Saved: what you read and solved, and your changed examples.");
  });
  const file = make("input", "", { type: "file", accept: ".json,application/json", hidden: "" });
  const open = button("Load a file", () => file.click());
  file.addEventListener("change", async () => {
    try {
      const data = JSON.parse(await file.files[0].text());
      const entries = Object.entries(data.kept ?? {});
      if (data.format !== FORMAT || !entries.every(([key, value]) => key.startsWith(PREFIX) && typeof value === "string")) throw new Error("another format");
      for (const [key, value] of entries) localStorage.setItem(key, value);
      say("Loaded.");
    } catch (error) {
      console.info(error);
      say("This is not a file that this page has saved. Nothing was changed.");
    }
    file.value = "";
    show();
    watch();
  });
  const forget = button("Forget everything", () => {
    if (!forget.dataset.sure) {
      forget.dataset.sure = "1";
      forget.textContent = "Really forget everything";
      say("This also forgets your changed examples. Press once more to go on.");
      return;
    }
    for (const key of Object.keys(kept())) localStorage.removeItem(key);
    calm();
    say("Forgotten.");
    show();
    watch();
  });
  const calm = () => {
    delete forget.dataset.sure;
    forget.textContent = "Forget everything";
  };
  forget.addEventListener("blur", calm);
  actions.append(save, open, file, forget);
  show();
  addEventListener("storage", show);
};
// The first page of a visit is parsed before the site's scripts have run.
if (globalThis.awaited?.progress) begin();
else addEventListener("DOMContentLoaded", begin);
}
