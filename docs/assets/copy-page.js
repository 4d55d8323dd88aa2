// The page for other programs: copies it as Markdown, and leads to it as Markdown and as a notebook.
// The files are made when the site is published (tools/build/publish.py), which says so in the head: where they are not, nothing is offered.
"use strict";

document$.subscribe(({ body }) => {
  const article = body.querySelector("article.md-content__inner");
  const heading = article?.querySelector("h1");
  if (!heading || article.querySelector(".page-tools, .awaited-home, .awaited-lost")) return;
  if (!document.head.querySelector('link[type="text/markdown"]')) return;

  // lesson/ and, in the archive, lesson/index.html
  const folder = new URL(".", location.href);
  const markdown = new URL("index.md", folder);
  const name = folder.pathname.split("/").at(-2);

  const tools = document.createElement("p");
  tools.className = "page-tools";
  tools.dataset.searchExclude = "";

  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy page";
  const said = document.createElement("span");
  said.className = "page-tools__said";
  said.setAttribute("role", "status");

  const link = (text, address) => {
    const a = document.createElement("a");
    a.textContent = text;
    a.href = address;
    // Not a page of the site: the theme must not try to show it within one.
    a.target = "_self";
    return a;
  };

  copy.addEventListener("click", async () => {
    // The text is still on its way when the clipboard is opened: a browser allows that only within the click.
    const text = fetch(markdown).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    });
    try {
      if (window.ClipboardItem) {
        const blob = text.then((whole) => new Blob([whole], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      } else {
        await navigator.clipboard.writeText(await text);
      }
      said.textContent = "Copied as Markdown.";
    } catch {
      said.textContent = "This browser did not allow it. Open the Markdown and copy it there.";
    }
  });

  tools.append(copy, link("Markdown", markdown));
  if (article.querySelector("[data-snippet]:not([data-region])")) tools.append(link("Notebook", new URL(`${name}.ipynb`, folder)));
  tools.append(said);
  // Beside the topics where there is room, else after the text: what is being read must not move.
  if (matchMedia("(min-width: 60em)").matches) {
    tools.classList.add("page-tools--beside");
    heading.before(tools);
  } else {
    article.append(tools);
  }
});
