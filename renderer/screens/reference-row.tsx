import { notifications } from '@mantine/notifications';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { RelationSides } from '#core/contract/relations.ts';
import { engine, sentenceOf } from '../client.ts';
import { useDraft } from '../draft.ts';
import { count, counted, percent } from '../format.ts';
import { Tool } from '../pieces/tool.tsx';
import { rowsPath, stepsPath } from '../route.ts';

type Rule = PipelineDetail['rules'][number];

/** A rule by which a dataset refers to another. */
export type Reference = Rule & { readonly parent: NonNullable<Rule['parent']> };

/** Whether records refer to what is not there. */
export function isBroken(sides: RelationSides | undefined): boolean {
  return sides !== undefined && sides.matched < sides.filled;
}

/** A reference with what both of its sides find, and what would help. */
export function ReferenceRow({
  rule,
  sides,
  isPending,
  isMended,
  runId,
  yaml,
}: {
  readonly rule: Reference;
  /** Not known for what has not run yet. */
  readonly sides: RelationSides | undefined;
  /** Whether they are still being counted. */
  readonly isPending: boolean;
  /** Whether steps that write both sides the same way wait to be run. */
  readonly isMended: boolean;
  readonly runId: string;
  readonly yaml: string;
}) {
  const { dataset, columns, parent, isWritten, id } = rule;
  const change = async (changed: Omit<Parameters<typeof engine.pipeline.change>[0], 'yaml' | 'changes'>, told: ReactNode) => {
    try {
      useDraft.setState({ runId, draft: await engine.pipeline.change({ yaml, changes: [], ...changed }) });
      notifications.show({ message: told });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  const remove = (): void =>
    void change(
      isWritten
        ? { removed: [{ dataset, id }] }
        : { references: [{ dataset, edit: { kind: 'remove', columns: [...columns], dataset: parent.dataset } }] },
      'The reference will be gone from the next run on.',
    );
  const named = `${dataset} to ${parent.dataset}`;
  return (
    <>
      <tr>
        <td>
          <Link href={rowsPath(dataset, 'raw')}>{dataset}</Link>
        </td>
        <td className="mono">{columns.join(', ')}</td>
        <td>
          <Link href={rowsPath(parent.dataset, 'raw')}>{parent.dataset}</Link>{' '}
          <span className="mono muted">{parent.columns.join(', ')}</span>
        </td>
        <td className="right">
          {sides ? (
            percent(sides.matched, sides.filled)
          ) : (
            <span className="muted">{isPending ? 'Counting …' : 'not run yet'}</span>
          )}
        </td>
        <td className="right">
          {isBroken(sides) && sides ? (
            <Link
              href={rowsPath(dataset, 'raw', { breaks: { rules: [id] } })}
              title={`Most often ${sides.unmatched.map((text) => `“${text}”`).join(', ')}`}
            >
              {count(sides.filled - sides.matched)}
            </Link>
          ) : (
            <span className="muted">{sides ? 0 : '–'}</span>
          )}
        </td>
        <td className="right">
          {sides ? (
            <>
              {count(sides.childless)} <span className="muted small">of {count(sides.parents)}</span>
            </>
          ) : (
            <span className="muted">–</span>
          )}
        </td>
        <td className="right">{sides ? count(sides.most) : <span className="muted">–</span>}</td>
        <td className="right">
          <Tool label={`Remove the reference of ${named}`} onClick={remove}>
            <Trash2 size={14} />
          </Tool>
        </td>
      </tr>
      {sides && sides.repeated > 0 && (
        <Hint>
          {counted(sides.repeated, 'value')} {sides.repeated === 1 ? 'occurs' : 'occur'} in more than one record of{' '}
          {parent.dataset}: a model that joins the two datasets counts the matching records of {dataset} more than once.
        </Hint>
      )}
      {sides && sides.apart > 0 && (
        <Hint>
          {counted(sides.apart, 'record')} of {dataset} {sides.apart === 1 ? 'refers' : 'refer'} only to records of{' '}
          {parent.dataset} that were rejected or merged: a model that joins the two datasets finds no match for{' '}
          {sides.apart === 1 ? 'it' : 'them'}.
        </Hint>
      )}
      {sides && sides.ifFolded > sides.matched && !isMended && <AlikeHint sides={sides} change={change} />}
    </>
  );
}

/** How many more records would be matched if the keys were written in one way, and the steps that do it. */
function AlikeHint({
  sides: { dataset, columns, parent, parentColumns, example, matched, ifTrimmed, ifFolded },
  change,
}: {
  readonly sides: RelationSides;
  readonly change: (changed: { readonly steps: AddedStep[] }, told: ReactNode) => Promise<void>;
}) {
  const kinds = [
    { step: 'trim' },
    ...(ifFolded > ifTrimmed ? [{ step: 'change-case', to: example === example.toUpperCase() ? 'upper' : 'lower' }] : []),
  ];
  const steps = [...columns.map((column) => [dataset, column]), ...parentColumns.map((column) => [parent, column])].flatMap(
    ([of = '', column = '']): AddedStep[] =>
      kinds.map((step) => ({ dataset: of, edit: { kind: 'add', step: { ...step, column } } })),
  );
  const told = (
    <>
      Added to the cleaning steps of {dataset} and {parent}, from the next run on.{' '}
      <Link href={stepsPath(dataset)}>See the steps</Link>
    </>
  );
  return (
    <Hint>
      {count(ifFolded - matched)} more would match if {ifFolded > ifTrimmed ? 'spaces and capitalization' : 'spaces'} were
      ignored.{' '}
      <button type="button" className="link" onClick={() => void change({ steps }, told)}>
        Write both sides the same way
      </button>
    </Hint>
  );
}

type AddedStep = NonNullable<Parameters<typeof engine.pipeline.change>[0]['steps']>[number];

function Hint({ children }: { readonly children: ReactNode }) {
  return (
    <tr>
      <td colSpan={8} className="small wrap reference-hint">
        <span className="wrong-ink">▲</span> {children}
      </td>
    </tr>
  );
}
