import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { engine } from '../client.ts';

/** Names, texts and comments in the colours of the theme, which follow light and dark by themselves. */
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.keyword, tags.bool, tags.null, tags.number], color: 'var(--clean)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-2)' },
]);

async function completions(context: CompletionContext): Promise<CompletionResult | null> {
  const { state, pos, explicit } = context;
  // Names are offered at the beginning of a word, or when they are asked for.
  if (!explicit && !context.matchBefore(/[\w-]+$|: $|\{ $/)) return null;
  const { from, options } = await engine.pipeline.complete({ yaml: state.doc.toString(), offset: pos });
  return {
    from,
    validFor: /^[\w-]*$/,
    options: options.map(({ label, detail, isValue }) => ({
      label,
      type: isValue ? 'enum' : 'property',
      apply: isValue ? label : `${label}: `,
      ...(detail !== '' && { info: detail }),
    })),
  };
}

/** What is wrong with a definition, each on its line. */
async function diagnostics({ state: { doc } }: EditorView): Promise<readonly Diagnostic[]> {
  const problems = await engine.pipeline.problems({ yaml: doc.toString() });
  return problems.map(({ line, column, message }) => {
    const at = doc.line(Math.min(line, doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return { from, to: Math.max(from, at.to), severity: 'error', message };
  });
}

/** Marks a text that was changed elsewhere, and not by the person who writes. */
const fromElsewhere = Annotation.define<boolean>();

/** A pipeline.yaml with line numbers, colours, completion and its mistakes on their lines. */
export function CodeEditor({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  const first = useRef(text);
  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basicSetup,
          yaml(),
          syntaxHighlighting(colours),
          autocompletion({ override: [completions] }),
          lintGutter(),
          linter(diagnostics, { delay: 400 }),
          EditorView.contentAttributes.of({ 'aria-label': 'pipeline.yaml', spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            const isWritten = !update.transactions.some((one) => one.annotation(fromElsewhere));
            if (update.docChanged && isWritten) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  // A text that was changed elsewhere takes the place of this one.
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: fromElsewhere.of(true),
    });
  }, [text]);
  return <div className="yaml" ref={place} />;
}
