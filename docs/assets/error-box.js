// The box of the page "Error messages". What is pasted stays in the page: the index is fetched once, when the box is first used.
"use strict";

(() => {
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // Only backticks, as in the pages.
  const rich = (name, text, className) => {
    const element = make(name, "", className);
    text.split("`").forEach((part, n) => element.append(n % 2 ? make("code", part) : part));
    return element;
  };

  for (const box of document.querySelectorAll(".error-box:not([data-ready])")) {
    box.dataset.ready = "";
    const at = (address) => new URL(address, document.baseURI);
    const [field, answer, form] = ["textarea", ".error-box-answer", "form"].map((query) => box.querySelector(query));
    let loading = null;
    const load = () =>
      (loading ??= Promise.all([
        import(at(box.dataset.module)),
        fetch(at(box.dataset.index)).then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(reply.statusText)))),
      ])
        .then(([{ prepare }, index]) => prepare(index))
        .catch((error) => {
          loading = null;
          throw error;
        }));

    const link = (text, address) => {
      const element = make("a", text);
      element.href = at(box.dataset.root + address);
      return element;
    };

    const causes = (entry, given) => {
      const list = make(given.length > 1 ? "ol" : "div", "", "error-box-causes");
      for (const cause of given) {
        const item = make(given.length > 1 ? "li" : "div");
        item.append(rich("p", cause.when, "error-box-when"), rich("p", cause.why));
        const cure = rich("p", cause.cure);
        cure.prepend(make("strong", "What to do: "));
        const more = make("p");
        more.append(link("The program that fails, and the one that does not", cause.url ?? entry.url));
        item.append(cure, more);
        list.append(item);
      }
      return list;
    };

    const show = (found, text) => {
      answer.replaceChildren();
      if (text.trim() === "") return;
      if (!found.known) {
        answer.append(make("p", "I do not know this one.", "error-box-title"));
        if (found.exception) answer.append(make("p", "What I took for the error:"), make("pre", found.exception));
        if (found.nearby.length) {
          const near = make("p", "Beside it stands one that I know, which need not be the cause: ");
          near.append(...found.nearby.map((entry) => link(entry.text, entry.url)));
          answer.append(near);
        }
        const search = make("p", "");
        const words = (found.exception || text.trim().split("\n").at(-1)).slice(0, 120);
        search.append(link("Search the site for it", `?q=${encodeURIComponent(words)}`));
        answer.append(search);
        return;
      }
      const { entry, question } = found;
      answer.append(make("p", entry.text, "error-box-title"));
      if (entry.why) answer.append(rich("p", entry.why));
      if (found.exception && entry.brings) answer.append(make("p", "The error that it speaks of:"), make("pre", found.exception));
      if (question) answer.append(rich("p", `Your text does not tell which it is: ${question}`, "error-box-question"));
      answer.append(causes(entry, found.causes));
      if (found.others?.length) {
        const others = make("details");
        others.append(make("summary", "If it is not that"), causes(entry, found.others));
        answer.append(others);
      }
    };

    const ask = () => {
      const text = field.value;
      load().then(
        (diagnose) => field.value === text && show(diagnose(text), text),
        () => answer.replaceChildren(make("p", "The index of errors could not be loaded. The list below has them all.")),
      );
    };
    field.addEventListener("focus", () => load().catch(() => {}), { once: true });
    field.addEventListener("input", ask);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    form.addEventListener("reset", () => answer.replaceChildren());
  }
})();
