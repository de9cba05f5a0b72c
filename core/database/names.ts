import { identifier, type Sql } from '#core/contract/sql.ts';

/** The table of standardized records of one dataset in one run: `id`, `state`, `c0`, `c1` … */
export function recordsTable(dataset: string, runNo: number): Sql {
  return identifier(`records_${dataset}_${runNo}`);
}

/** The table of a model in one run. */
export function modelTable(model: string, runNo: number): Sql {
  return identifier(`model_${model}_${runNo}`);
}

/** The physical column of the value at a place. */
export function valueColumn(place: number): Sql {
  return identifier(`c${place}`);
}

/** A text as an SQL literal, where SQLite takes no bound value: in the definition of a view or table. */
export function quoted(text: string): Sql {
  return { text: `'${text.replaceAll("'", "''")}'`, values: [] };
}
