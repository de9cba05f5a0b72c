import type { z } from 'zod';
import type { readRule } from '#core/contract/rules.ts';
import { flowLine } from '#core/definition/flow-line.ts';
import { columnsOfRule } from '#core/quality/columns-of-rule.ts';
import { ruleOfSentence, type StatedRule } from '#core/quality/rule-sentence.ts';

type ReadSentence = z.infer<typeof readRule>;

/** The rule that a sentence states, as a definition would, or what is wrong with the sentence. */
export function readSentence(sentence: string): ReadSentence {
  const read = ruleOfSentence(sentence);
  if ('problem' in read) return { rule: null, yaml: null, problem: read.problem };
  const { rule, severity, enabled, ...options } = read.stated;
  const stated = {
    id: idFor(read.stated),
    rule,
    ...options,
    ...(severity !== 'error' && { severity }),
    ...(!enabled && { enabled }),
  };
  // What was read from a text is JSON.
  return { rule: stated as ReadSentence['rule'], yaml: flowLine(stated), problem: null };
}

function idFor(rule: StatedRule): string {
  const [column = 'record'] = columnsOfRule({ ...rule, id: rule.rule });
  const id = `${column}_${rule.rule.replaceAll('-', '_')}`.toLowerCase().slice(0, 63);
  return /^[a-z]/.test(id) ? id : `c${id}`.slice(0, 63);
}
