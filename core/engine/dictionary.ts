import { formatPercent } from '#core/contract/percent.ts';
import type { ColumnFigures, DatasetProfile } from '#core/contract/profile.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import { mermaidOf } from '#core/definition/er-diagram.ts';
import { relationsOf } from '#core/definition/relations.ts';
import { checkSql } from '#core/models/check-sql.ts';
import { catalog } from '#core/quality/catalog.ts';
import { titleOfRule } from '#core/quality/rule-words.ts';
import type { Dictionary } from '#core/reports/dictionary.ts';
import { loadPipeline } from './load-pipeline.ts';

/** The data dictionary of a pipeline, by name or path. Throws a Failure where there is none. */
export function dictionaryOf(nameOrPath: string): Dictionary {
  const { pipeline } = loadPipeline(nameOrPath);
  const columnsOfModels = checkSql(pipeline);
  return {
    title: pipeline.title ?? pipeline.name,
    description: pipeline.description ?? '',
    diagram: mermaidOf(pipeline, catalog),
    tables: Object.entries(pipeline.datasets).map(([name, dataset]) => {
      const { parents } = relationsOf(pipeline, name, catalog);
      const derived = Object.entries(dataset.derive).map(([column, { type, expression }]) => ({
        ...{ name: column, header: column, type, isKey: false, refersTo: undefined, figures: '' },
        constraints: [],
        description: `Computed: ${expression}`,
      }));
      return {
        name,
        description: dataset.description ?? '',
        columns: [
          ...Object.entries(dataset.columns).map(([column, definition]) => ({
            name: column,
            header: definition.header ?? column,
            type: typeWords(definition),
            constraints: constraintsOf(definition),
            description: definition.description ?? '',
            isKey: dataset.key.includes(column),
            figures: '',
            refersTo: parents.find(({ own }) => own.includes(column))?.dataset,
          })),
          ...derived,
        ],
        rules: dataset.rules
          .filter(({ enabled }) => enabled)
          .map((rule) => ({ title: titleOfRule(rule), severity: rule.severity, description: rule.description ?? '' })),
      };
    }),
    models: pipeline.models.map(({ name, sql }) => ({ name, sql, columns: columnsOfModels.get(name) ?? [] })),
  };
}

function typeWords({ type, scale }: ColumnDefinition): string {
  return scale === undefined ? type : `${type}, ${scale} ${scale === 1 ? 'place' : 'places'}`;
}

/** What the constraints of a column ask for, in words. */
function constraintsOf({ required, unique, min, max, length, values, pattern, formats }: ColumnDefinition): readonly string[] {
  return [
    ...(required ? ['present'] : []),
    ...(unique ? ['unique'] : []),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(length?.min === undefined ? [] : [`${length.min} characters or more`]),
    ...(length?.max === undefined ? [] : [`${length.max} characters or fewer`]),
    ...(values ? [`one of ${values.join(', ')}`] : []),
    ...(pattern === undefined ? [] : [`as ${pattern}`]),
    ...(formats ? [`written as ${formats.join(' or ')}`] : []),
  ];
}

/** The dictionary with what the columns hold in a run, by profiles of its tables; values of columns that seem personal are left out. */
export function withFigures(dictionary: Dictionary, profiles: ReadonlyMap<string, DatasetProfile>): Dictionary {
  return {
    ...dictionary,
    tables: dictionary.tables.map((table) => {
      const profile = profiles.get(table.name);
      const figures = new Map(profile?.columns.map((column) => [column.name, figuresOf(column, profile.records)]));
      return { ...table, columns: table.columns.map((column) => ({ ...column, figures: figures.get(column.name) ?? '' })) };
    }),
  };
}

function figuresOf({ filled, distinct, isExact, lowest, highest, isPersonal }: ColumnFigures, records: number): string {
  if (filled === 0) return 'nothing';
  const share = formatPercent((100 * filled) / Math.max(1, records));
  const ends = isPersonal || lowest === null || highest === null || lowest === highest ? '' : `, from ${lowest} to ${highest}`;
  return `${share} % filled, ${isExact ? '' : 'about '}${distinct.toLocaleString('en')} different${ends}`;
}
