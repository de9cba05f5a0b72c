import type { ModelTest } from '../examples.ts';
import type { RuleDefinition } from '../rule-definition.ts';

/** What a column of a model holds; without a type SQLite's own. */
export interface ModelColumn {
  readonly type?: 'text' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'boolean' | undefined;
  /** Decimal places to which its values are rounded, and with which they are written. */
  readonly scale?: number | undefined;
}

/** How columns of a model lead to the members of a dimension. */
export interface ModelReference {
  readonly columns: readonly string[];
  readonly model: string;
  readonly to: readonly string[];
}

/** A model as it is built: whatever its kind, one select over clean datasets and the models before it. */
export interface Model {
  readonly name: string;
  readonly kind: 'table' | 'dimension' | 'fact' | 'calendar';
  readonly description?: string | undefined;
  readonly sql: string;
  readonly columns: Readonly<Record<string, ModelColumn>>;
  /** Columns that together identify a row; none where the definition does not say. */
  readonly key: readonly string[];
  readonly references: readonly ModelReference[];
  /** Models before it in which it looks up rows, and the columns by which it finds them. */
  readonly looksUp: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** The dataset whose records its rows are, one each: the first column that its SQL gives is the number of the record. */
  readonly rowsOf?: string | undefined;
  /** The dataset that describes its members, and the columns that identify one. */
  readonly describes?:
    | {
        readonly dataset: string;
        readonly key: readonly string[];
        readonly surrogate: string;
        readonly validFrom: string | undefined;
      }
    | undefined;
  /** Whether its members have versions, of which one holds at a time. */
  readonly isVersioned?: boolean | undefined;
  /** Records of files, and the rows that it makes of them. */
  readonly tests: readonly ModelTest[];
  /** What must hold for its rows. */
  readonly rules: readonly RuleDefinition[];
}

/** What a kind makes of a model; its tests are what people wrote. */
export type CompiledModel = Omit<Model, 'tests'>;
