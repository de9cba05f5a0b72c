import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** Functions and words that give another answer each time, whatever they are given. */
const unrepeatable = new Set([
  'random',
  'randomblob',
  'changes',
  'total_changes',
  'last_insert_rowid',
  'sqlite_version',
  'sqlite_source_id',
]);
const clocks = new Set(['current_date', 'current_time', 'current_timestamp']);
/** Functions of dates, and how many arguments leave the date out: it is the present moment then. */
const dates: Readonly<Record<string, number>> = {
  date: 0,
  time: 0,
  datetime: 0,
  julianday: 0,
  unixepoch: 0,
  strftime: 1,
  timediff: -1,
};
/** Arguments of theirs that stand for the present moment, or for the time zone of the machine. */
const variable = new Set(['now', 'localtime', 'utc', 'subsec', 'subsecond']);

/** The SQL of a definition with the date of the run in the place of `:run_date`. */
export function withRunDate(sql: string, runDate: string): string {
  return sqlTokens(sql)
    .map(({ kind, text }) => (kind === 'parameter' && text.toLowerCase() === ':run_date' ? `'${runDate}'` : text))
    .join('');
}

/** What in the SQL of a definition would give another answer tomorrow or on another machine, as it is written; undefined where nothing would. */
export function changingPart(sql: string): string | undefined {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'blank');
  for (const [at, { kind, text }] of tokens.entries()) {
    // A function may be called by its quoted name.
    const isCall = tokens[at + 1]?.text === '(';
    if (
      (kind !== 'word' && !(kind === 'name' && isCall)) ||
      tokens[at - 1]?.text === '.' ||
      tokens[at - 1]?.text.toLowerCase() === 'as'
    )
      continue;
    const word = text.toLowerCase().replace(/^["`[]|["`\]]$/g, '');
    if (clocks.has(word)) return text;
    if (!isCall) continue;
    if (unrepeatable.has(word)) return `${text}()`;
    const least = dates[word];
    if (least === undefined) continue;
    const given = argumentsOf(tokens, at + 2);
    if (given.count <= least) return `${text}(${given.texts.join('')})`;
    const changing = given.texts.find((one) => variable.has(one.toLowerCase().replace(/^['"]\s*|\s*['"]$/g, '')));
    if (changing !== undefined) return `${text}(… ${changing} …)`;
  }
  return undefined;
}

/** The arguments of a call that begin at a place: how many there are, and the tokens of which they are made, those in parentheses too. */
function argumentsOf(tokens: readonly SqlToken[], from: number): { readonly count: number; readonly texts: readonly string[] } {
  const texts: string[] = [];
  let depth = 1;
  let commas = 0;
  for (let at = from; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    if (text === '(') depth++;
    if (text === ')' && --depth === 0) break;
    texts.push(text);
    if (text === ',' && depth === 1) commas++;
  }
  return { count: texts.length === 0 ? 0 : commas + 1, texts };
}
