import { counted } from '#core/contract/counted.ts';
import { type Dialect, withoutDataEnding } from '#core/contract/source.ts';
import { safeNames } from '../safe-names.ts';
import { defaultNullWords } from '../values/null-words.ts';
import type { Observation } from './observe.ts';
import { propose, wishFor } from './propose.ts';
import { proposeMeasure } from './propose-measure.ts';

/** What was seen of a file. */
export interface SeenFile {
  /** The file's name, of which the pipeline's is made. */
  readonly name: string;
  readonly path: string;
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly observations: readonly Observation[];
  /** Types that a person wishes, by column. */
  readonly types?: Readonly<Record<string, string>>;
  /** Words that a person wishes to mean no value, besides the usual ones. */
  readonly nullWords?: readonly string[];
  /** Records of the whole file, counted or estimated. */
  readonly records: number;
}

/** Cells without a value that a column may have and still be thought to need one. */
const fewMissing = 0.1;

/** A reference from a column of one file to the key of another, with what speaks for it. */
export interface SeenReference {
  readonly dataset: string;
  readonly column: string;
  readonly parent: string;
  readonly parentColumn: string;
  readonly evidence: string;
}

/** The names that files get as datasets, in their order, each once. */
export function datasetNames(files: readonly Pick<SeenFile, 'name'>[]): readonly string[] {
  return safeNames(files.map(({ name }) => withoutDataEnding(name).split('/').at(-1) ?? '')).map((name) => name || 'data');
}

/**
 * Writes a pipeline.yaml for one file or several: types with their evidence as comments, missing values flagged, dialects stated. One file
 * gives the pipeline its name.
 */
export function pipelineYaml(
  files: readonly SeenFile[],
  { name, references = [] }: { readonly name?: string; readonly references?: readonly SeenReference[] } = {},
): string {
  const names = datasetNames(files);
  const nullWords = [...new Set(files.flatMap((file) => file.nullWords ?? []))];
  const lines = [
    `# Proposed by Winnow from ${files.length === 1 ? files.map(sampleOf).join() : counted(files.length, 'file')}. Correct what is wrong; the comments say why.`,
    'winnow: 1',
    `name: ${name === undefined ? names[0] : safeNames([name])[0]}`,
    ...(nullWords.length > 0 ? [`null_words: ${flow([...defaultNullWords, ...nullWords])}`] : []),
    'datasets:',
    ...files.flatMap((file, index) => datasetLines(file, names[index] ?? '', { isAlone: files.length === 1, references })),
    'exports:',
    ...names.flatMap((dataset) => [
      `  - { dataset: ${dataset}, what: clean, format: csv }`,
      `  - { dataset: ${dataset}, what: exceptions, format: csv }`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function sampleOf({ observations: [first], records }: SeenFile): string {
  return (first?.isWhole ?? true)
    ? counted(first?.records ?? 0, 'record')
    : `the first ${counted(first?.records ?? 0, 'record')} of about ${records.toLocaleString('en')}; a run checks all of them`;
}

function datasetLines(
  file: SeenFile,
  dataset: string,
  { isAlone, references }: { readonly isAlone: boolean; readonly references: readonly SeenReference[] },
): readonly string[] {
  const { path, dialect, headers, observations, types = {} } = file;
  const names = safeNames(headers);
  const own = references.filter((reference) => reference.dataset === dataset);
  const columns = headers.map((header, index) => {
    const seen = observations[index];
    const column = names[index] ?? '';
    // Keys are texts, and only texts match texts.
    const isReference = own.some((reference) => reference.column === column);
    const wish = wishFor(column, types) ?? (isReference ? 'text' : undefined);
    const proposal = seen && propose(seen, header, wish);
    const because =
      isReference && wishFor(column, types) === undefined ? { evidence: 'text, because it refers to another file' } : {};
    return { name: column, header, seen, proposal: proposal && { ...proposal, ...because } };
  });
  const lines = [
    ...(isAlone ? [] : [`  # From ${sampleOf(file)}.`]),
    `  ${dataset}:`,
    `    source: ${flow(sourceOf(path, dialect))}`,
    ...dialect.evidence.map(({ sentence }) => `    # ${oneLine(sentence)}`),
    '    columns:',
  ];
  const required: string[] = [];
  for (const { name: column, header, seen, proposal } of columns) {
    if (!seen || !proposal) continue;
    const missing = seen.records - seen.filled;
    if (missing > 0 && missing <= seen.records * fewMissing) required.push(column);
    const fields = {
      ...(header === column ? {} : { header }),
      type: proposal.type,
      ...(proposal.scale === undefined ? {} : { scale: proposal.scale }),
      ...(proposal.formats ? { formats: proposal.formats } : {}),
      ...(missing === 0 && seen.filled > 0 ? { required: true } : {}),
      ...(proposal.isUnique ? { unique: true } : {}),
    };
    lines.push(`      # ${oneLine(proposal.evidence)}`, `      ${column}: ${flow(fields)}`);
  }
  // The first column that names its records; one with duplicates names them too, and the duplicates are flagged.
  const naming = columns.find(({ proposal }) => proposal?.isUnique || proposal?.duplicates !== undefined);
  const key = naming?.seen?.filled === naming?.seen?.records ? naming : undefined;
  if (key) lines.push(`    key: [${key.name}]`);
  const measure = proposeMeasure(columns.map(({ name: column, proposal }) => ({ name: column, scale: proposal?.scale })));
  if (measure !== undefined) lines.push(`    measure: ${measure}`);
  if (own.length > 0) lines.push('    references:', ...own.flatMap(referenceLines));
  lines.push('    clean:', '      - { step: trim }');
  for (const { name: column, proposal } of columns) {
    if (proposal?.rewriteDecimal)
      lines.push(`      - { step: parse-number, column: ${column}, decimal: "${proposal.rewriteDecimal}" }`);
  }
  const rules = [
    ...requiredRules(required),
    ...(key?.proposal?.duplicates === undefined ? [] : uniqueRule(key.name, key.proposal.duplicates)),
    ...placeholderRules(
      columns.flatMap(({ name: column, proposal, seen }) => (proposal?.type === 'text' && seen ? [{ column, seen }] : [])),
    ),
  ];
  if (rules.length > 0) lines.push('    rules:', ...rules.map((line) => `      ${line}`));
  return lines;
}

function referenceLines({ column, parent, parentColumn, evidence }: SeenReference): readonly string[] {
  return [`      # ${oneLine(evidence)}`, `      - { columns: [${column}], dataset: ${parent}, to: [${parentColumn}] }`];
}

function uniqueRule(column: string, duplicates: number): readonly string[] {
  return [
    `# ${counted(duplicates, 'value')} of ${column} ${duplicates === 1 ? 'repeats' : 'repeat'} another: duplicates are flagged, and the records pass. Make it severity: error to set them aside.`,
    `- { id: ${ruleId(column, 'unique', 0)}, rule: unique, columns: [${column}], severity: warning }`,
  ];
}

function requiredRules(columns: readonly string[]): readonly string[] {
  if (columns.length === 0) return [];
  return [
    '# Nearly always present: a missing value is flagged, and the record passes. Make it severity: error to set it aside.',
    ...columns.map(
      (column, index) => `- { id: ${ruleId(column, 'required', index)}, rule: required, column: ${column}, severity: warning }`,
    ),
  ];
}

/** Any text fits a column of texts, so that a rule has to say what looks like a missing value there. */
function placeholderRules(columns: readonly { readonly column: string; readonly seen: Observation }[]): readonly string[] {
  const found = columns.filter(({ seen }) => seen.placeholders.size > 0);
  if (found.length === 0) return [];
  return [
    '# Words that may stand for no value are flagged, the record passes. List them in null_words if they do, or remove the rule if they do not.',
    ...found.map(({ column, seen }, index) => {
      const words = [...new Set([...seen.placeholders.keys()].map((word) => word.toLowerCase()))];
      const expression = words.map((word) => `lower("${column}") <> '${word.replaceAll("'", "''")}'`).join(' and ');
      return `- { id: ${ruleId(column, 'placeholder', index)}, rule: formula, expression: ${JSON.stringify(expression)}, severity: warning }`;
    }),
  ];
}

/** A name for a rule about a column that no other rule has, however long the column's name is. */
function ruleId(column: string, ending: string, index: number): string {
  const id = `${column}_${ending}`;
  return id.length <= maxName ? id : `${id.slice(0, maxName - ending.length - 8)}_${index + 1}_${ending}`;
}

const maxName = 63;

/** What must be said of the syntax so that the file is read again as it was now. */
function sourceOf(path: string, dialect: Dialect) {
  const { format, ...syntax } = syntaxOf(dialect);
  return { format, path, ...syntax };
}

function syntaxOf({ format, compression, encoding, delimiter, quote, hasHeader, skipLines, sheet, records }: Dialect) {
  if (compression === 'xlsx')
    return { format: compression, sheet, ...(hasHeader ? { header_row: skipLines + 1 } : { header: false }) };
  if (compression === 'sqlite') return { format: compression, table: sheet };
  if (compression === 'parquet') return { format: compression };
  if (format !== 'csv') return { format, ...(records !== undefined && { records }), encoding };
  return {
    format,
    encoding,
    delimiter,
    ...(quote === '"' ? {} : { quote }),
    ...(hasHeader ? {} : { header: false }),
    ...(skipLines > 0 ? { skip_lines: skipLines } : {}),
  };
}

/** A value in YAML's flow style on one line; JSON where a plain word might be misread. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, entry]) => `${key}: ${flow(entry)}`)
      .join(', ')} }`;
  }
  const isPlain =
    typeof value !== 'string' || (/^[A-Za-z][\w ./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$|\s$/i.test(value));
  return isPlain ? String(value) : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
