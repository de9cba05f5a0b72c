import { lazy, Suspense } from 'react';

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));

/** The text of a pipeline, to be changed by hand. */
export function YamlEditor({ yaml, onChange }: { readonly yaml: string; readonly onChange: (yaml: string) => void }) {
  return (
    <Suspense fallback={<pre className="yaml">{yaml}</pre>}>
      <CodeEditor text={yaml} onChange={onChange} />
    </Suspense>
  );
}
