import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import type { RunDetail } from '#core/contract/runs.ts';
import { counted } from '../format.ts';
import { rowsPath } from '../route.ts';

/** Says what a new version of the pipeline came to, against the run before it. */
export function tellVersion(before: RunDetail, after: RunDetail): void {
  if (before.version === after.version) return;
  const more = exceptionsOf(after) - exceptionsOf(before);
  const told =
    more === 0
      ? 'as many exceptions as before'
      : `${counted(Math.abs(more), `${more > 0 ? 'more' : 'fewer'} exception`)} than v${before.version}`;
  const [dataset] = Object.entries(after.datasets).find(([, { exceptions, structural }]) => exceptions + structural > 0) ?? [];
  notifications.show({
    message: (
      <>
        v{after.version}: {told}. {dataset !== undefined && <Link href={rowsPath(dataset, 'exceptions')}>Review</Link>}
      </>
    ),
  });
}

function exceptionsOf({ datasets }: RunDetail): number {
  return Object.values(datasets).reduce((sum, { exceptions, structural }) => sum + exceptions + structural, 0);
}
