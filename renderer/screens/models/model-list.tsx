import { Link } from 'wouter';
import type { DataTable } from '#core/contract/data.ts';
import { count, counted } from '../../format.ts';
import { modelPath } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { failureOf } from './failure-of.ts';

const kinds = [
  ['fact', 'Facts'],
  ['dimension', 'Dimensions'],
  ['calendar', 'Calendars'],
  ['table', 'Tables'],
] as const;

/** Models in the order in which they are listed. */
export function inListOrder(models: readonly DataTable[]): readonly DataTable[] {
  return kinds.flatMap(([kind]) => models.filter((model) => model.kind === kind));
}

/** All models by kind, each with its rows and what fails. */
export function ModelList({ models, shown }: { readonly models: readonly DataTable[]; readonly shown: string | undefined }) {
  const { run } = useShown();
  return (
    <nav className="model-list" aria-label="Models">
      {kinds.map(([kind, title]) => {
        const own = models.filter((model) => model.kind === kind);
        if (own.length === 0) return null;
        return (
          <section key={kind}>
            <h2>{title}</h2>
            <ul>
              {own.map(({ name, rows, checks }) => {
                const isMissing = failureOf(run, name) !== undefined;
                const failed = checks.filter(({ status }) => status === 'failed').length;
                return (
                  <li key={name}>
                    <Link href={modelPath(name)} aria-current={name === shown ? 'page' : undefined}>
                      <span className="model-name">{name}</span>
                      {isMissing && (
                        <span className="wrong-ink" title="not built in this run">
                          ✗
                        </span>
                      )}
                      {failed > 0 && (
                        <span className="wrong-ink" title={`${counted(failed, 'check')} failed`}>
                          ▲
                        </span>
                      )}
                      <span className="muted">{count(rows)}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
