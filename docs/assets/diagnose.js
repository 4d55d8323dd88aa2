// Names the cause of a pasted error. No framework, no page, nothing sent: a function of a text and of errors.json.
//
//   const diagnose = prepare(await (await fetch("errors.json")).json());
//   const answer = diagnose(pasted);
//   answer.known      whether the error is one of the index
//   answer.entry      the entry of the index (see tools.maintain.errors for its fields), or null
//   answer.causes     its causes, the likeliest first
//   answer.question   what to ask where nothing in the text tells the causes apart, or ""
//   answer.exception  the line by which it was decided: also where that is not known
//   answer.nearby     entries met beside an error that is not known, or beside the one that is
//
// Letters and digits alone are compared: colours, quotes, blanks, line breaks inside words and boxes around them come and go as texts travel.

const LONGEST = 200000; // characters: more is cut in the middle

const squeeze = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "");

// ---- Cleaning ------------------------------------------------------------------------------------------------------------------

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " ", "#39": "'", "#x27": "'", "#34": '"' };

// A text that was written into JSON or printed by repr(), once or twice: its line breaks and quotes are two characters or three each.
function unescape(text) {
  for (let times = 0; times < 3 && /\\+(?:n|r|t|"|'|u[0-9a-f]{4}|x1b|033)/i.test(text); times++) {
    text = text
      .replace(/\\+(?:x1b|033)/gi, "\x1b")
      .replace(/\\+u([0-9a-f]{4})/gi, (whole, code) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\+(["'])/g, "$1")
      .replace(/(\\+)([nrt])/g, (whole, slashes, letter, at) => {
        // C:\Users\name is a path, not a line break
        const token = /[^\s"'<>|()]*$/.exec(text.slice(Math.max(0, at - 200), at))[0];
        const rest = /^[\w.-]*/.exec(text.slice(at + whole.length, at + whole.length + 40))[0];
        const path = /^[a-z]:\\|\\(?:users|lib|site-packages|python\d+|appdata|program files)\b|^\.{0,2}\\/i.test(token) && rest !== "";
        return path && !/(?:Error|Exception|File|Traceback)/.test(rest.slice(0, 10)) ? whole : letter === "t" ? " " : "\n";
      });
  }
  return text;
}

const MARGINS = [
  /^(?:> ?)+/, // a quotation in Markdown
  /^[\s|]*[|+]-\+-+ ?(?:\d+|\.\.\.) ?-+\s*$/, // between the members of a group
  /^\s*(?:\|\s?)+/, // beside them
  /^\s*[a-z][\w.-]{0,40}\s*\|\s/i, // compose
  /^b(?=['"])/,
  /^\s*E\s{2,}/, // pytest
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?(?:: [A-Z]+\/[\w-]+\])?\s*(?:[-|:]\s*)?/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s+/,
  /^\[?\d\d\/\w+\/\d{4}[: ]\d\d:\d\d:\d\d[^\]]{0,8}\]?\s*/,
  /^[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \S+ \S+\[\d+\]:\s/, // systemd
  /^(?:stdout|stderr) [FP] /, // kubernetes
  /^\w+\[[\w.-]+\]:\s/, // a dyno
  /^\[?(?:pid[ :=]*)?\d{1,7}\]\s+(?:\[\w+\]\s*)?/i,
  /^[\[(]?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL|E|W)[\])]?(?:\s*[:|-]\s*|\s+|:)(?=\S)/,
  /^\[(?:stderr|stdout|server|app|worker|error)[\w.-]*\]:?\s*/i,
];

function withoutMargin(line) {
  for (let again = 0; again < 5; again++) {
    const before = line;
    for (const margin of MARGINS) line = line.replace(margin, "");
    if (line === before) break;
  }
  return line;
}

function withoutColours(text) {
  return text
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, "")
    .replace(/(?:\x1b|\u241b|\^\[)\[[0-9;?:]*[ -/]*[@-~]/g, "")
    .replace(/\[(?:\d{1,3};)*\d{1,3}m/g, ""); // the first character is lost
}

/** The lines of a pasted text, without what its way here has added. */
export function clean(text) {
  if (text.length > LONGEST) text = `${text.slice(0, LONGEST / 2)}\n${text.slice(-LONGEST / 2)}`;
  text = withoutColours(unescape(text));
  text = unescape(text)
    .replace(/&(#?\w{1,6});/g, (whole, name) => ENTITIES[name.toLowerCase()] ?? whole)
    .replace(/[\u2018\u2019\u201b\u00b4]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, "")
    .replace(/[\u2500-\u259f\u25b2\u25cf\u2771\u276f\u2770]/g, (sign) => (sign === "\u2771" || sign === "\u276f" ? ">" : " "))
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000\t]/g, " ")
    .replace(/\*\*|`/g, "") // Markdown
    .replace(/\r\n?|\u2028/g, "\n");
  // A traceback on one line is taken apart again.
  text = text
    .split("\n")
    .map((line) =>
      (line.match(/File "/g) ?? []).length > 1 || /Traceback \(most recent call last\):\s*\S|(?:File ["~/]|\.py:\d+[:,]? in |\.py in |Cell In ?\[|<ipython-input).*(?:[A-Z]\w*(?:Error|Exception|Timeout|Operation)|MissingGreenlet)(?::|\s*$)/.test(line)
        ? line
            .replace(/\s*(Traceback \(most recent call last\):|During handling of the above|The above exception was)/g, "\n$1")
            .replace(/\s+(File ")/g, "\n  $1")
            .replace(/\s+(sys:1: |Unclosed |Task was destroyed|Task exception was|Exception ignored)/g, "\n$1")
            .replace(/(^|[^\w.(])((?:\w+\.)*(?:[A-Z]\w*(?:Error|Exception|Timeout|Group|Operation)|MissingGreenlet))(:\s|:?\s*$)/g, "$1\n$2$3")
        : line,
    )
    .join("\n");
  return text.split("\n").map((line) => withoutMargin(line.trimEnd()).trimEnd());
}

// ---- Reading -------------------------------------------------------------------------------------------------------------------

const NAMES =
  "[A-Z]\\w*(?:Error|Exception|Warning|Group|Timeout|Interrupt|Cancelled|Exit|Operation|Iteration|Disconnect|WouldBlock|EndOfStream|Deadlock)|" +
  "MissingGreenlet|WouldBlock|EndOfStream|KeyboardInterrupt";
const HEAD = new RegExp(`^\\s*(?:[\\w/~.-]+\\.pyx?:\\d+: |sys:1: |<[\\w -]+>:\\d+: )?(?:[A-Za-z_]\\w*\\.)*(${NAMES})\\s*(?::|\\(|$|\\[)`);
const OTHER_HEAD = /^(?:[a-z_]\w*\.)+([A-Z]\w+)(?::\s|:?$)/;
const WITHIN = new RegExp(`(?:^|[\\s:>\\]\\-"'({=])((?:[A-Za-z_]\\w*\\.)*(?:${NAMES}))(?:: ?|\\(["'])(?=\\S)`);
const FRAME =
  /^\s*(?:File ["'<~/.\w].*(?:, line \d+|:\d+, in)|File ["~/][^"]*$|Cell In ?\[\d+\], line \d+|(?:at )?\S*\.(?:py|pyx|ipynb)["']?:\d+:? in |\S+\.py in \S+\(|\S*<ipython-input\S+|Input In \[\d+\])/;
const NUMBERED = /^\s*(?:-+>\s*|>\s*)?\d{1,5}\s+(?=\S)|^\s*-+>\s/;
const MARKED = /^\s*[~^]+[~^\s]*$|^\s*\.\.\.<\d+ lines?>\.\.\.\s*$|^\s*\[\.\.\.? ?skipping|^\s*\[Previous line repeated/;
const ANEW = /^(?:Task (?:exception )?was |Future exception was |Unclosed |Exception ignored |an error occurred during closing|Any |Thanks)/;
const CODE =
  /^\s*(?:raise\b|return\b|await\b|async (?:def|with|for)\b|def \w+\(|class \w+[(:]|(?:el)?if .*:\s*(?:#.*)?$|else:|try:|except\b.*:|for .* in .*:|while .*:|with .*:|yield\b|import \w|from [\w.]+ import |print\(|assert\b|warnings\.warn\(|#|@\w|[A-Za-z_][\w.[\]]*(?:: ?[\w[\], |.]+)? = |[rfb]{0,2}"[^"]*"[,)]*\s*$|[rf]{0,2}'[^']*'[,)]*\s*$)/;

const LINKS = [
  ["cause", "directcauseofthefollowingexception"],
  ["during", "duringhandlingoftheaboveexception"],
];

/** What each line is, and which exceptions there are: heads (their first lines), to the last line of each message. */
export function read(lines) {
  const kinds = [];
  const events = [];
  let frames = 0; // of the traceback that is being read
  let afterFrame = false;
  let ignored = false;
  let from = 0;
  for (const [n, line] of lines.entries()) {
    const bare = line.trim();
    let kind = "plain";
    if (/^Exception ignored (?:in|while|on)\b/.test(bare)) ignored = true;
    else if (bare === "" || /^(?:Traceback \(|.*\bTraceback \(most recent)/.test(bare)) kind = bare === "" ? "blank" : "traceback";
    else if (FRAME.test(line)) kind = "frame";
    else if (MARKED.test(line)) kind = "marker";
    else if (afterFrame && !HEAD.test(bare) && !OTHER_HEAD.test(bare)) kind = "source";
    else if (frames && NUMBERED.test(line)) kind = "source";
    else if (frames && /^\s{4,}\S/.test(line) && !HEAD.test(bare)) kind = "source";
    else if (CODE.test(line)) kind = "source";
    else {
      const goesOn = events.length && events.at(-1).to === n - 1 && !frames && !ANEW.test(bare);
      let head = HEAD.exec(bare) ?? (frames ? OTHER_HEAD.exec(bare) : null);
      if (goesOn && head && (/^\s/.test(line) || /\($/.test(head[0]))) head = null;
      // pytest says where, and the name once more.
      if (head && /\.py:\d+: \w+$/.test(bare) && head[1] === events.at(-1)?.name) {
        kinds.push("plain");
        continue;
      }
      const within = head || goesOn ? null : WITHIN.exec(bare);
      if (head || within) {
        const name = (head ?? within)[1].split(".").at(-1);
        const message = bare.slice((head ?? within).index + (head ?? within)[0].length).trim();
        kind = "exception";
        const told = squeeze(lines.slice(from, n).join(" "));
        const link = LINKS.find(([, words]) => told.includes(words))?.[0] ?? (events.at(-1)?.group ? "group" : "");
        events.push({ name, message, line: n, from, to: n, link, warning: /Warning$/.test(name), ignored, group: /Group$/.test(name), head: !!head });
        from = n + 1;
        frames = 0;
        ignored = false;
      } else if (goesOn) {
        kind = "message";
        events.at(-1).to = n;
      }
    }
    if (kind === "frame") frames++;
    if (kind === "traceback") frames = 0;
    afterFrame = kind === "frame" || (afterFrame && kind === "marker");
    kinds.push(kind);
  }
  return { kinds, events };
}

// ---- Comparing -----------------------------------------------------------------------------------------------------------------

// "a … b": a, anything short, b. "/.../" is a regular expression for the clean text. "empty:Name" is an exception that says nothing,
// "empty:Name a" one in whose traceback a stands. "frames:a" may stand in a line of code: it is the path to an error, which is cut off.
function pattern(text) {
  if (text.startsWith("empty:")) {
    const [, empty, within] = /^empty:(\w+) ?(.*)$/.exec(text);
    return { empty, within: squeeze(within) };
  }
  if (text.startsWith("frames:")) return { ...pattern(text.slice(7)), frames: true };
  if (/^\/.*\/$/s.test(text)) return { expression: new RegExp(text.slice(1, -1), "gm") };
  const parts = text.split("…").map(squeeze);
  const literal = parts.reduce((long, part) => (part.length > long.length ? part : long), "");
  const letters = parts.join("").length;
  return parts.length === 1 ? { literal, letters } : { literal, letters, expression: new RegExp(parts.join("[\\p{L}\\p{N}_]{0,160}?"), "gu"), squeezed: true };
}

function* occurrences(pattern, paste) {
  if (pattern.empty) {
    for (const event of paste.events) {
      if (event.name !== pattern.empty || /\p{L}/u.test(event.message)) continue;
      if (pattern.within && !squeeze(paste.lines.slice(event.from, event.line).join("")).includes(pattern.within)) continue;
      yield [event.line, event.line, 12 + pattern.within.length];
    }
  } else if (pattern.literal !== undefined) {
    if (!paste.letters.includes(pattern.literal)) return;
    if (pattern.expression) {
      for (const match of paste.letters.matchAll(pattern.expression)) {
        if (match[0].length) yield [paste.lineOf[match.index], paste.lineOf[match.index + match[0].length - 1], pattern.letters];
      }
    } else {
      for (let at = -1; (at = paste.letters.indexOf(pattern.literal, at + 1)) >= 0; ) {
        yield [paste.lineOf[at], paste.lineOf[at + pattern.literal.length - 1], pattern.letters];
      }
    }
  } else {
    for (const match of paste.text.matchAll(pattern.expression)) {
      const line = paste.text.slice(0, match.index).split("\n").length - 1;
      yield [line, line + match[0].split("\n").length - 1, Math.min(squeeze(match[0]).length, 40)];
    }
  }
}

// A sign is a pattern; "line /.../" looks at the line of code that is blamed alone, "exception /.../" at the message,
// "!" turns the rest round, and " && " joins.
function sign(text) {
  const parts = text.split(" && ").map((part) => {
    const not = part.startsWith("!");
    const rest = not ? part.slice(1) : part;
    const where = /^(line|exception) (\/.*\/)$/s.exec(rest);
    if (where) return { not, where: where[1], expression: new RegExp(where[2].slice(1, -1)) };
    return { not, pattern: pattern(rest) };
  });
  return (paste, event) =>
    parts.every((part) => {
      const found = part.where
        ? part.expression.test((part.where === "line" ? paste.blamed(event) : paste.message(event)) ?? "")
        : !occurrences(part.pattern, paste).next().done;
      return found !== part.not;
    });
}

/** Make the function that names causes. The index is errors.json. */
export function prepare(index) {
  const entries = index.errors.map((entry) => ({
    entry,
    patterns: entry.match.map(pattern),
    needs: (entry.needs ?? []).map(sign),
    never: (entry.never ?? []).map(sign),
    causes: entry.causes.map((cause) => ({ cause, signs: (cause.signs ?? []).map(sign), unless: (cause.unless ?? []).map(sign) })),
  }));

  function take(text) {
    const lines = clean(text);
    const { kinds, events } = read(lines);
    return put(lines, kinds, events);
  }

  /** The part of a paste that belongs to an exception: its traceback, and those of the chain that it stands in. */
  function around(paste, event) {
    if (!event) return paste;
    const at = paste.events.indexOf(event);
    let first = at;
    let last = at;
    while (first > 0 && paste.events[first].link) first--;
    while (last + 1 < paste.events.length && paste.events[last + 1].link) last++;
    const start = paste.kinds.findIndex((kind, n) => n >= paste.events[first].from && (kind === "traceback" || kind === "frame"));
    if (start < 0 || start > event.line) return paste;
    let from = start; // asyncio names the task in the lines before
    while (from > paste.events[first].from && /^(?:future|task|asyncgen|\w* ?exception was|Exception ignored|an error occ)/.test(paste.lines[from - 1])) from--;
    const to = paste.events[last].to + 1;
    const moved = paste.events
      .slice(first, last + 1)
      .map((one) => ({ ...one, line: one.line - from, from: Math.max(one.from - from, 0), to: one.to - from, same: one }));
    return put(paste.lines.slice(from, to), paste.kinds.slice(from, to), moved);
  }

  function put(lines, kinds, events) {
    let letters = "";
    const lineOf = [];
    for (const [n, line] of lines.entries()) {
      const part = squeeze(line);
      letters += part;
      for (let i = 0; i < part.length; i++) lineOf.push(n);
    }
    return compose(lines, kinds, events, letters, lineOf);
  }

  function compose(lines, kinds, events, letters, lineOf) {
    const eventAt = (first, last) => events.find((event) => first <= event.to && last >= event.line);
    const blamed = (event) => {
      // The last line of code before the exception, with the one that it continues: the deepest frame's, the reader's own among them.
      const end = event ? event.line : lines.length;
      const found = [];
      for (let n = end - 1; n >= 0 && n >= (event ? event.from : 0); n--) {
        if (kinds[n] === "source") found.unshift(lines[n]);
        else if (found.length && kinds[n] === "frame") break;
      }
      // A notebook shows its neighbours, too.
      const arrow = found.find((line) => /^\s*-*>/.test(line));
      return (arrow ? [arrow] : found).map((line) => line.replace(NUMBERED, "").trim()).join("\n");
    };
    const message = (event) => (event ? lines.slice(event.line, event.to + 1).join(" ") : lines.join(" "));
    return { lines, text: lines.join("\n"), kinds, events, letters, lineOf, eventAt, blamed, message };
  }

  function matches(paste) {
    const found = [];
    for (const item of entries) {
      for (const compared of item.patterns) {
        for (const [first, last, weight] of occurrences(compared, paste)) {
          const kind = paste.kinds[first];
          let event = paste.eventAt(first, last);
          // What is printed after an error, and goes on without a blank line, is not its message.
          if (event && item.entry.echo && (first > event.line || !event.warning)) event = undefined;
          const source = !event && !compared.frames && paste.kinds.includes("frame") && (kind === "source" || kind === "frame");
          found.push({ item, entry: item.entry, first, weight, event, source });
        }
      }
    }
    const fits = new Map();
    return found.filter(({ item, event }) => {
      const key = item;
      if (!fits.has(key)) {
        fits.set(
          key,
          (!item.needs.length || item.needs.some((holds) => holds(paste, event))) && !item.never.some((holds) => holds(paste, event)),
        );
      }
      return fits.get(key);
    });
  }

  const heaviest = (found) => found.reduce((best, match) => (!best || match.weight > best.weight ? match : best), null);

  /** Which match is the error, and whether that is certain. */
  function choose(paste, found) {
    const real = found.filter((match) => !match.source);
    const finals = paste.events.filter((event) => !event.warning && !event.ignored);
    const of = (event) => heaviest(real.filter((match) => match.event === event));
    let messenger = null;
    let certain = true;
    let at = finals.length - 1;
    while (at >= 0) {
      const event = finals[at];
      const match = of(event);
      const step = match && !certain && match.entry.inner ? null : match;
      if (step && !step.entry.messenger) return { match: step, certain, last: finals.at(-1) };
      if (step) messenger ??= step;
      if (!event.link) break;
      // Who says "direct cause" wraps; after "during handling" it may be another matter altogether.
      if (!step && event.link === "during") certain = false;
      at--;
    }
    const unknown = finals.length > 0 && !of(finals.at(-1));
    const free = heaviest(real.filter((match) => !match.event && !match.entry.echo && !match.entry.messenger));
    if (free) return { match: free, certain: !unknown, last: finals.at(-1) };
    // A log may hold errors that have nothing to do with each other: the last that is known.
    const earlier = finals.map(of).filter((match) => match && !match.entry.messenger && !match.entry.inner);
    const brings = messenger ?? heaviest(real.filter((match) => match.entry.messenger && (!match.event || match.entry.brings)));
    if (brings && (!unknown || brings.entry.brings)) return { match: brings, certain: true, last: finals.at(-1) };
    if (earlier.length) return { match: earlier.at(-1), certain: false, last: finals.at(-1) };
    if (messenger) return { match: messenger, certain: !unknown, last: finals.at(-1) };
    const loose = heaviest(real.filter((match) => match.entry.messenger && !match.event));
    if (loose) return { match: loose, certain: !unknown, last: finals.at(-1) };
    const echo = heaviest(real);
    if (echo) return { match: echo, certain: !unknown, last: finals.at(-1) };
    const source = heaviest(found);
    return source && !finals.length ? { match: source, certain: false, last: undefined } : null;
  }

  /** The causes of an entry, the likeliest first, and whether the first one is told from the others. */
  function weigh(item, paste, event) {
    const scored = item.causes
      .map(({ cause, signs, unless }, place) => ({
        cause,
        place,
        hits: unless.some((holds) => holds(paste, event)) ? -1 : signs.filter((holds) => holds(paste, event)).length,
      }))
      .sort((a, b) => b.hits - a.hits || a.place - b.place);
    const possible = scored.filter(({ hits }) => hits >= 0);
    const told = possible.length === 1 || (possible.length > 1 && possible[0].hits > possible[1].hits);
    return { told, causes: (possible.length ? possible : scored).map(({ cause }) => cause) };
  }

  return function diagnose(text) {
    const paste = take(text);
    const found = matches(paste);
    const chosen = choose(paste, found);
    const last = paste.events.filter((event) => !event.warning && !event.ignored).at(-1) ?? paste.events.at(-1);
    const line = (n) => (paste.lines[n] ?? "").trim().slice(0, 300);
    const nearby = (except) => [...new Set(found.filter((match) => !match.source).map((match) => match.entry))].filter((entry) => entry !== except);
    if (!chosen || !chosen.certain) {
      const maybe = chosen ? [chosen.match.entry] : [];
      return { known: false, entry: null, causes: [], question: "", exception: last ? line(last.line) : "", nearby: maybe };
    }
    const { item, entry, event, first } = chosen.match;
    // What stands in the traceback itself decides; where that says nothing, what stands round it.
    const part = around(paste, event);
    let { told, causes } = weigh(item, part, part === paste ? event : part.events.find(({ same }) => same === event));
    if (!told && part !== paste) ({ told, causes } = weigh(item, paste, event));
    return {
      known: true,
      entry,
      causes: told ? causes.slice(0, 1) : causes,
      others: told ? causes.slice(1) : [],
      question: told ? "" : entry.question ?? "",
      exception: line(event ? event.line : first),
      nearby: nearby(entry),
    };
  };
}
