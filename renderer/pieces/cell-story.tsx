import type { RecordDetail } from '#core/contract/records.ts';
import { VisibleText } from './visible-text.tsx';

const said: Readonly<Record<string, string>> = { decision: 'decided' };

/** What a cell held in the file, and what each step made of it; nothing where it is as it was. */
export function CellStory({
  cell: { raw, text, steps },
  value = text,
}: {
  readonly cell: RecordDetail['cells'][number];
  /** What it came to. */
  readonly value?: string;
}) {
  if (steps.length === 0 && raw === value) return null;
  return (
    <span className="story">
      <Quoted text={raw} /> in the file
      {steps.map(({ step, after }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what tells it from another
        <span key={index}>
          {' '}
          → <Quoted text={after} /> {said[step] ?? step}
        </span>
      ))}
    </span>
  );
}

function Quoted({ text }: { readonly text: string }) {
  return text === '' ? (
    'empty'
  ) : (
    <q>
      <VisibleText text={text} />
    </q>
  );
}
