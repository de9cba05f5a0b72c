import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepEdit } from '#core/contract/pipeline.ts';
import { editSteps } from '#core/definition/edit-steps.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';

const yaml = `winnow: 1 # the version
name: p
datasets:
  d:
    source: { path: d.csv }
    columns: { a: { type: text }, b: { type: text } }
    clean:
      # first of all
      - { step: trim }
      - step: map # spellings
        column: a
        values: { nort: North }
      - { step: fill, column: b, with: "007" }
    rules: [] # none yet
`;
const stepsOf = (text: string) => readPipeline(text, 'p', catalog).datasets['d']?.clean ?? [];

describe('an edit of the cleaning steps', () => {
  it('keeps comments, and a step takes its own along', () => {
    const moved = editSteps(yaml, 'd', { kind: 'move', at: 1, to: 2 });
    expect(moved).toContain('step: map # spellings');
    expect(moved).toContain('rules: [] # none yet');
    expect(stepsOf(moved).map(({ step }) => step)).toEqual(['trim', 'fill', 'map']);
    expect(editSteps(moved, 'd', { kind: 'move', at: 2, to: 1 })).toBe(editSteps(yaml, 'd', { kind: 'move', at: 0, to: 0 }));
  });

  it('gives a step other options, and keeps texts that look like numbers', () => {
    const changed = editSteps(yaml, 'd', { kind: 'change', at: 2, step: { step: 'fill', column: 'b', with: '0010' } });
    expect(stepsOf(changed)[2]).toEqual({ step: 'fill', column: 'b', with: '0010' });
    const other = editSteps(yaml, 'd', { kind: 'change', at: 1, step: { step: 'set-empty', values: ['0000-00-00'] } });
    expect(stepsOf(other)[1]).toEqual({ step: 'set-empty', values: ['0000-00-00'] });
  });

  it('removes the last step with the list, and begins a list where there is none', () => {
    const none = [2, 1, 0].reduce((text, at) => editSteps(text, 'd', { kind: 'remove', at }), yaml);
    expect(none).not.toContain('clean:');
    expect(stepsOf(editSteps(none, 'd', { kind: 'add', step: { step: 'trim' } }))).toEqual([{ step: 'trim' }]);
    expect(() => editSteps(none, 'd', { kind: 'remove', at: 0 })).toThrow('there is no step 1; there are 0');
  });

  it('does to the text what it does to a list', () => {
    const edit: fc.Arbitrary<StepEdit> = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), step: fc.constant({ step: 'trim', column: 'a' }), at: fc.nat(5) }),
      fc.record({ kind: fc.constant('move' as const), at: fc.nat(4), to: fc.nat(4) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(4) }),
      fc.record({ kind: fc.constant('switch' as const), at: fc.nat(4), isOn: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        let text = yaml;
        let list: readonly object[] = stepsOf(yaml);
        for (const one of edits) {
          if (one.kind !== 'add' && one.at >= list.length) continue;
          text = editSteps(text, 'd', one);
          list = applied(list, one);
        }
        expect(stepsOf(text)).toEqual(list);
      }),
      { numRuns: 200 },
    );
  });
});

function applied(list: readonly object[], edit: StepEdit): readonly object[] {
  if (edit.kind === 'add') return list.toSpliced(edit.at ?? list.length, 0, edit.step);
  const item = list[edit.at] ?? {};
  if (edit.kind === 'remove') return list.toSpliced(edit.at, 1);
  if (edit.kind === 'move') return list.toSpliced(edit.at, 1).toSpliced(edit.to, 0, item);
  if (edit.kind === 'switch') {
    const { enabled: _, ...on } = item as { enabled?: boolean };
    return list.with(edit.at, edit.isOn ? on : { ...on, enabled: false });
  }
  return list;
}
