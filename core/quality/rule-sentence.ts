import type { Severity } from '#core/contract/severity.ts';
import type { Allowance } from '#core/definition/allowance.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { parseExpression } from './expression/parse.ts';
import { kindOfRule } from './kind-of-rule.ts';
import { readCondition, readOrder, sayCondition } from './phrases/condition.ts';
import { readPhrase, sayPhrase } from './phrases/phrase.ts';
import { rules } from './rules.ts';

/** A rule as a sentence states it: all of it but its name. */
export type StatedRule = {
  readonly rule: string;
  readonly severity: Severity;
  readonly enabled: boolean;
  readonly when?: string;
  readonly allow?: Allowance;
} & Readonly<Record<string, unknown>>;

const limit = String.raw`\d+ (?:rows?|records?)|\d+(?:\.\d+)?\s*%`;
const endings = {
  off: /, switched off$/,
  severity: /\s*\((info|warning|error|critical)\)$/i,
  allow: new RegExp(`, (${limit}) may fail(?:, (${limit}) with a warning)?$`),
} as const;

/** A rule as one English sentence that `ruleOfSentence` understands; undefined for a rule that no phrase can say. */
export function sentenceOfRule(rule: RuleDefinition): string | undefined {
  const kind = kindOfRule(rule);
  if (!kind) return undefined;
  const { id: _, rule: __, severity, enabled, when, allow, description: ___, examples: ____, ...options } = rule;
  for (const phrase of kind.phrases) {
    const said = sayPhrase(phrase, kind.options, options);
    if (said === undefined) continue;
    const condition = when === undefined ? '' : ` when ${sayCondition(when)}`;
    const allowed = allow === undefined ? '' : `, ${allowedText(allow)}`;
    return `${said}${condition}${allowed}${severity === 'error' ? '' : ` (${severity})`}${enabled ? '' : ', switched off'}`;
  }
  return undefined;
}

/** The rule that a sentence states, or what is wrong with it. */
export function ruleOfSentence(sentence: string): { readonly stated: StatedRule } | { readonly problem: string } {
  const { text: stated, ...tail } = withoutEndings(asStated(sentence.trim().replace(/\.$/, '')));
  const unread: string[] = [];
  for (const { head, when } of splitConditions(stated)) {
    const found = readRule(head);
    if (!found) continue;
    if (when === undefined) return { stated: { ...found, ...tail } };
    const condition = readCondition(when);
    if (typeof condition === 'string') return { stated: { ...found, ...tail, when: condition } };
    unread.push(condition.problem);
  }
  return { problem: unread[0] ?? hintFor(stated) };
}

function readRule(text: string): { readonly rule: string } | undefined {
  for (const kind of rules) {
    for (const phrase of kind.phrases) {
      const options = readPhrase(phrase, text);
      if (options && kind.options.safeParse(options).success && isReadable(options)) return { rule: kind.name, ...options };
    }
  }
  return readComparison(readOrder(text) ?? text);
}

/** A comparison that stands alone is a formula: `price > 5`, also in words. */
function readComparison(text: string): { readonly rule: string; readonly expression: string } | undefined {
  // A bare date would be taken for a subtraction, and `5 or more` for a choice.
  const isMisleading = /\d[-/]\d+[-/]\d|\b(?:and|or) (?:more|less)\b/.test(text.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, ''));
  return /[<=>]/.test(text) && !isMisleading && isReadable({ expression: text })
    ? { rule: 'formula', expression: text }
    : undefined;
}

/** Whether an expression among the options is one at all. */
function isReadable({ expression }: Readonly<Record<string, unknown>>): boolean {
  if (typeof expression !== 'string') return true;
  try {
    parseExpression(expression);
    return true;
  } catch {
    return false;
  }
}

/** A demand as a statement: what must be is. Quoted texts stay as they are. */
function asStated(sentence: string): string {
  return sentence.replace(/"(?:[^"]|"")*"|\bmust (be|have)\b/g, (found, verb?: string) =>
    verb === undefined ? found : verb === 'be' ? 'is' : 'has',
  );
}

function withoutEndings(sentence: string) {
  const isOff = endings.off.test(sentence);
  let text = sentence.replace(endings.off, '');
  const severity = (endings.severity.exec(text)?.[1]?.toLowerCase() ?? 'error') as Severity;
  text = text.replace(endings.severity, '');
  const [first, second] = (endings.allow.exec(text) ?? []).slice(1).map((part) => part?.replace(/record/, 'row'));
  text = text.replace(endings.allow, '');
  const allow = first === undefined ? undefined : second === undefined ? first : { warning: first, error: second };
  return { text, severity, enabled: !isOff, ...(allow !== undefined && { allow }) };
}

/** Every way to take a sentence apart into what must hold and for which records: an expression may have a `when` of its own. */
function splitConditions(text: string): readonly { readonly head: string; readonly when?: string }[] {
  const places = [...text.matchAll(/\s+when\s+/g)];
  return [
    ...places.map(({ index, 0: { length } }) => ({ head: text.slice(0, index), when: text.slice(index + length) })),
    { head: text },
  ];
}

/** How a sentence about the same column may begin. */
function hintFor(text: string): string {
  const [column = 'quantity'] = /^[A-Za-z_]\w*/.exec(text) ?? [];
  return `Winnow does not understand this as a rule; try, for example, “${column} is present”, “${column} is at least 1”, “${column} is one of North or South”, “${column} is unique”, “${column} matches "[A-Z]+"”, or “total = quantity * price holds”`;
}

function allowedText(allow: Allowance): string {
  return typeof allow === 'string' ? `${allow} may fail` : `${allow.warning} may fail, ${allow.error} with a warning`;
}
