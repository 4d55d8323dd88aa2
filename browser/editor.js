// The editor: CodeMirror 6 with what a short Python program needs. Its colours are those of the page (docs/assets/player.css).
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

export function createEditor({ text, first, label, onChange, onRun }) {
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers({ formatNumber: (number) => String(number + first - 1) }),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        python(),
        syntaxHighlighting(classHighlighter),
        // As the published code does on a narrow screen.
        matchMedia("(max-width: 44.984em)").matches ? EditorView.lineWrapping : [],
        EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }, indentWithTab, ...defaultKeymap, ...historyKeymap]),
      ],
    }),
  });
  return {
    dom: view.dom,
    destroy: () => view.destroy(),
    set: (changed) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: changed } }),
    focus(place) {
      view.focus();
      const position = place && view.posAtCoords(place);
      if (position !== null && position !== undefined) view.dispatch({ selection: { anchor: position } });
    },
  };
}
