import { Fragment } from 'react';
import { Link } from 'wouter';
import { count } from '../format.ts';

/** A number that opens what it counts: where several datasets make it up, each of their parts does. */
export function DatasetDoors({
  parts,
  words,
}: {
  readonly parts: readonly { readonly dataset: string; readonly rows: number; readonly path: string }[];
  readonly words?: string;
}) {
  const shown = parts.filter(({ rows }) => rows > 0);
  const [only] = parts;
  if (shown.length === 0) return <>{words === undefined ? '' : `0 ${words}`}</>;
  if (parts.length === 1 && only)
    return (
      <Link href={only.path}>
        {count(only.rows)} {words}
      </Link>
    );
  return (
    <>
      {words !== undefined && `${words}: `}
      {shown.map(({ dataset, rows, path }, index) => (
        <Fragment key={dataset}>
          {index > 0 && ' · '}
          <Link href={path}>
            {dataset} {count(rows)}
          </Link>
        </Fragment>
      ))}
    </>
  );
}
