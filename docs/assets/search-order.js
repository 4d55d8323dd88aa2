/* The order in which the search shows pages. It is fetched with the search, never before.

   The index knows words, not their order, and puts a page with one of them in its title before the page that explains an error. So pages that have
   the very text come first, then those whose titles and headings say what is asked, in whatever form: "limiting concurrency" is "Limit concurrent
   calls", too. */
(() => {
  const plain = (text) => text.replace(/<\/?mark[^>]*>/g, "").replace(/<[^>]*>|&#?\w+;/g, " ").toLowerCase();
  const words = (text) => plain(text).match(/[\p{L}\p{N}_]+/gu) ?? [];

  // What says nothing of a subject. As beginnings of words, as which the index looks for them, they are on every page.
  const EMPTY = new Set(
    ("a about after all also am an and any are as at be because been but by can could did do does each for from get gets getting give gives had has have " +
      "help here how i if in into is it its just let like make makes making me my need of on one or our out should so some than that the their them then " +
      "there these they this to too up us use used using want was we what when where which who why will with work works would you your vs versus " +
      "difference between way best instead whether really actually please understand explain example examples tutorial").split(" "),
  );
  // What is on most pages counts for less.
  const COMMON = new Set(["call", "langchain", "async", "sync", "python", "run", "model", "llm", "ollama", "answer", "code", "function", "chatollama"]);
  const ALIKE = {
    several: "many", multiple: "many", asynchronous: "async", synchronous: "sync", asynchronously: "async", synchronously: "sync",
    parallel: "once", concurrent: "once", concurrently: "once", concurrency: "once", simultaneously: "once", together: "once", parallelism: "once",
    jupyter: "notebook", ipynb: "notebook", colab: "notebook", stop: "cancel", abort: "cancel", kill: "cancel", cancellation: "cancel",
    interrupt: "cancel", memory: "conversation", history: "conversation", remember: "conversation", mock: "fake", stub: "fake", throttle: "limit",
    slow: "fast", slower: "fast", faster: "fast", speed: "fast", quick: "fast", arrive: "stream", json: "structured", pydantic: "structured",
    terminal: "command-line", cli: "command-line", typer: "command-line", hang: "hang", forever: "hang", stuck: "hang", freeze: "hang", guardrail: "limit",
    cheatsheet: "summary", sheet: "summary", scheduler: "schedule", rag: "retriever", websocket: "service", exception: "error", gpt: "openai", word: "token",
  };
  const stem = (word) => {
    let root = word;
    if (/^.{3,}ies$/.test(root)) root = `${root.slice(0, -3)}y`;
    else if (/(ch|sh|ss|x)es$/.test(root)) root = root.slice(0, -2);
    else if (/^.{3,}[^s]s$/.test(root)) root = root.slice(0, -1);
    for (const end of ["ing", "ed"])
      if (root.length > end.length + 3 && root.endsWith(end)) {
        root = root.slice(0, -end.length);
        if (/([bdgmnprt])\1$|[^aeiou]ell$/.test(root)) root = root.slice(0, -1);
        break;
      }
    return ALIKE[word] ?? ALIKE[root] ?? root;
  };
  const subjects = (text, asked = []) => {
    const joined = plain(text).replace(/command[- ]line/g, "cli").replace(/time[- ]out/g, "timeout").replace(/(\p{L})-(?=\p{L})/gu, "$1 ");
    const found = (joined.match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => !EMPTY.has(word) || asked.includes(word));
    return found.map(stem);
  };

  const longestRun = (asked, text) => {
    const places = new Map();
    asked.forEach((word, n) => places.set(word, [...(places.get(word) ?? []), n]));
    let longest = 0;
    let before = new Map(); // how long a run ends at each place of what is asked
    for (const word of text) {
      const now = new Map();
      for (const n of places.get(word) ?? []) {
        now.set(n, (before.get(n - 1) ?? 0) + 1);
        // A message says the most with its first words: two of them count, elsewhere it takes four.
        if (now.get(n) >= (now.get(n) === n + 1 ? 2 : 4)) longest = Math.max(longest, now.get(n));
      }
      before = now;
    }
    return longest;
  };

  /* How much a page has the very text: as a heading, within one, or the longest run of its words. */
  const sameText = (asked, sections) => {
    const within = (part, whole) => ` ${whole.join(" ")} `.includes(` ${part.join(" ")} `);
    const rank = ({ title, text }) => {
      const heading = words(title);
      if (asked.join(" ") === heading.join(" ")) return 3;
      if (within(asked, heading) || (heading.length > 2 && within(heading, asked))) return 2;
      return longestRun(asked, words(text)) / asked.length;
    };
    return Math.max(...sections.map(rank));
  };

  // Where something is looked up, rather than read about.
  const IN_SHORT = /^\/?($|error-messages\/|reference\/|what-was-tested\/|changes\/|summary\/)/;

  /* How much a page is about what is asked, by its title, and the heading and the text of its best section; and how often it speaks of it. */
  const sameSubject = (asked, sections, isTerm) => {
    const weights = asked.map((word) => (COMMON.has(word) ? 0.3 : EMPTY.has(word) ? 0.2 : 1));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const known = new Set(asked);
    const share = (found) => {
      const said = new Set(found);
      return weights.reduce((sum, weight, n) => sum + (said.has(asked[n]) ? weight : 0), 0) / all;
    };
    const heading = (text) => {
      const found = subjects(text, asked);
      return share(found) * (1 + found.filter((word) => known.has(word)).length / Math.max(1, found.length));
    };
    const page = sections.find(({ location }) => !location.includes("#")) ?? sections[0];
    let best = 0;
    let times = 0;
    for (const section of sections) {
      const text = subjects(section.text, asked);
      best = Math.max(best, (section === page ? 0 : 3 * heading(section.title)) + share(text));
      times += text.filter((word) => known.has(word) && !COMMON.has(word)).length;
    }
    const rank = 3 * heading(page.title) + best + Math.min(1, Math.log2(1 + times) / 5);
    const path = page.location.replace(/#.*/, "");
    return IN_SHORT.test(path) ? 0.6 * rank : isTerm && path === "glossary/" ? rank + 4 * share(subjects(page.text + sections.map(({ text }) => text).join(" "))) : rank;
  };

  window.awaitedSearch = {
    /* What the index is asked: without words that say nothing, and without quotes, which would ask for pages that have all of the words. */
    question(query) {
      const kept = query.split(/\s+/).filter((word) => !EMPTY.has(word.toLowerCase().replace(/^\W+|\W+$/g, "")));
      const asked = kept.length ? kept.join(" ") : query;
      return words(query).length > 4 ? asked.replaceAll('"', " ") : asked;
    },
    order(query, items) {
      const text = words(query.replace(/^[\w.]+(Error|Exception|Warning): /, ""));
      const spoken = [...new Set(subjects(query))];
      // "When should I use async?" says in its small words what it asks.
      const subject = spoken.some((word) => !COMMON.has(word)) ? spoken : [...new Set([...spoken, ...text])];
      const isTerm = /^what (is|are|does) /i.test(query) && spoken.length < 4;
      const rank = (sections) => {
        const same = text.length < 3 ? 0 : sameText(text, sections);
        return (same < 2 ? 10 : 100) * same + sameSubject(subject, sections, isTerm);
      };
      const ranks = new Map(items.map((sections) => [sections, rank(sections)]));
      return [...items].sort((a, b) => ranks.get(b) - ranks.get(a));
    },
  };
})();
