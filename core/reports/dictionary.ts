import { type Html, html } from './html.ts';
import { page } from './page.ts';

/** What the tables of a pipeline are, for whoever uses them. */
export interface Dictionary {
  readonly title: string;
  readonly description: string;
  readonly tables: readonly {
    readonly name: string;
    readonly description: string;
    readonly columns: readonly {
      readonly name: string;
      readonly header: string;
      readonly type: string;
      /** What each value must be, in words. */
      readonly constraints: readonly string[];
      readonly description: string;
      readonly isKey: boolean;
      /** What it holds in a run, in a few words; empty where nobody looked. */
      readonly figures: string;
      /** The table that it refers to, if any. */
      readonly refersTo: string | undefined;
    }[];
    readonly rules: readonly { readonly title: string; readonly severity: string; readonly description: string }[];
  }[];
  readonly models: readonly { readonly name: string; readonly columns: readonly string[]; readonly sql: string }[];
  /** How the tables refer to each other, in Mermaid's notation. */
  readonly diagram: string;
}

/** A data dictionary as one HTML page that needs no other file. */
export function dictionaryPage({ title, description, tables, models }: Dictionary): string {
  return page(
    title,
    html`<h1>${title}</h1><p class="soft">${description}</p>
${tables.map(
  (table) => html`<section><h2>${table.name}</h2>${table.description === '' ? undefined : html`<p>${table.description}</p>`}
<div class="card wide"><table><tr><th>Column</th><th>Type</th><th>Must be</th><th>Refers to</th>${hasFigures(table) ? html`<th>Holds</th>` : undefined}<th>Meaning</th></tr>
${table.columns.map(
  (column) =>
    html`<tr><td><b>${column.name}</b>${column.isKey ? html` <span class="soft">key</span>` : undefined}${
      column.header === column.name ? undefined : html`<br><span class="soft small">${column.header} in the file</span>`
    }</td><td>${column.type}</td><td>${column.constraints.join(', ')}</td><td>${column.refersTo ?? ''}</td>${hasFigures(table) ? html`<td>${column.figures}</td>` : undefined}<td>${column.description}</td></tr>`,
)}</table></div>${rulesTable(table.rules)}</section>`,
)}
${models.length > 0 ? html`<h2>Models</h2>` : undefined}
${models.map(
  ({ name, columns, sql }) =>
    html`<div class="card"><h3>${name}</h3><p class="soft">${columns.join(', ')}</p><details><summary>SQL</summary><pre class="wide"><code>${sql}</code></pre></details></div>`,
)}`,
  );
}

function hasFigures({ columns }: Dictionary['tables'][number]): boolean {
  return columns.some(({ figures }) => figures !== '');
}

function rulesTable(rules: Dictionary['tables'][number]['rules']): Html | undefined {
  if (rules.length === 0) return undefined;
  return html`<div class="card wide"><table><tr><th>Rule</th><th>Severity</th><th>Why</th></tr>${rules.map(
    ({ title, severity, description }) => html`<tr><td>${title}</td><td>${severity}</td><td>${description}</td></tr>`,
  )}</table></div>`;
}

/** The same in Markdown, with a diagram that GitHub and many editors draw. */
export function dictionaryMarkdown({ title, description, tables, models, diagram }: Dictionary): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(inCell).join(' | ')} |`;
  const lines = [
    `# ${title}`,
    ...(description === '' ? [] : ['', description]),
    ...(tables.length > 1 ? ['', '```mermaid', diagram, '```'] : []),
    ...tables.flatMap((table) => [
      '',
      `## ${table.name}`,
      ...(table.description === '' ? [] : ['', table.description]),
      '',
      row(['Column', 'Type', 'Must be', 'Refers to', ...(hasFigures(table) ? ['Holds'] : []), 'Meaning']),
      `|---|---|---|---|${hasFigures(table) ? '---|' : ''}---|`,
      ...table.columns.map(({ name, type, constraints, refersTo, isKey, figures, description: meaning }) =>
        row([
          isKey ? `**${name}** (key)` : name,
          ...[type, constraints.join(', '), refersTo ?? '', ...(hasFigures(table) ? [figures] : []), meaning],
        ]),
      ),
      ...(table.rules.length === 0 ? [] : ['', row(['Rule', 'Severity', 'Why']), '|---|---|---|']),
      ...table.rules.map((rule) => row([rule.title, rule.severity, rule.description])),
    ]),
    ...(models.length === 0 ? [] : ['', '## Models']),
    ...models.flatMap(({ name, columns, sql }) => ['', `### ${name}`, '', columns.join(', '), '', '```sql', sql.trim(), '```']),
  ];
  return `${lines.join('\n')}\n`;
}

function inCell(text: string): string {
  return text.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ');
}
