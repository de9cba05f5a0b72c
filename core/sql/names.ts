import { identifier, type Sql } from './sql.ts';

/** The name of the table of standardized records of one dataset in one run. */
export function recordsTableName(dataset: string, runNo: number): string {
  return `records_${dataset}_${runNo}`;
}

/** The name of the table of a model in one run. */
export function modelTableName(model: string, runNo: number): string {
  return `model_${model}_${runNo}`;
}

/** The table of standardized records of one dataset in one run: `id`, `state`, `c0`, `c1` … */
export function recordsTable(dataset: string, runNo: number): Sql {
  return identifier(recordsTableName(dataset, runNo));
}

/** The table of a model in one run. */
export function modelTable(model: string, runNo: number): Sql {
  return identifier(modelTableName(model, runNo));
}

/** The physical column of the value at a place. */
export function valueColumn(place: number): Sql {
  return identifier(`c${place}`);
}

/** A text as an SQL literal, where SQLite takes no bound value: in the definition of a view or table. */
export function quoted(text: string): Sql {
  return { text: `'${text.replaceAll("'", "''")}'`, values: [] };
}
