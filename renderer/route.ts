import { useHashLocation } from 'wouter/use-hash-location';
import type { Breaks, Condition } from '#core/contract/records.ts';

/** Which rows a grid shows; everything of it stands in the address, so that a door can lead there and Back leads out. */
export interface RowQuery {
  readonly filter?: readonly Condition[];
  readonly breaks?: Breaks;
  readonly status?: 'open' | 'fixed' | 'waived' | 'rejected' | 'merged' | 'escalated' | 'auto' | 'any';
  readonly since?: readonly ('new' | 'persisting' | 'regressed')[];
  /** Only records of which a rule says this very sentence. */
  readonly problem?: { readonly rule: string; readonly reason: string };
  /** Exceptions by what is wrong, instead of one by one. */
  readonly view?: 'problems';
  readonly search?: string;
  readonly sort?: readonly { readonly column: string; readonly direction: 'ascending' | 'descending' }[];
  /** A record to be shown in the panel. */
  readonly record?: number;
}

/** The three grids. */
export type RowKind = 'raw' | 'exceptions' | 'clean';

/** The address of the rows that a number counts. */
export function rowsPath(dataset: string, what: RowKind, query: RowQuery = {}): string {
  const text = JSON.stringify(query);
  return `/data/${encodeURIComponent(dataset)}/${what}${text === '{}' ? '' : `/${encodeURIComponent(text)}`}`;
}

/** Reads the last part of an address; what cannot be read is nothing. */
export function parseRowQuery(text: string | undefined): RowQuery {
  if (!text) return {};
  try {
    // Whatever it says is checked by the engine before it is used.
    return JSON.parse(text) as RowQuery;
  } catch {
    return {};
  }
}

/** The address and a function that goes elsewhere. */
export function useRoute(): readonly [string, (path: string, options?: { readonly replace?: boolean }) => void] {
  return useHashLocation();
}
