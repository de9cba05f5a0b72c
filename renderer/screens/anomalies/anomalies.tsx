import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Anomaly, AnomalyList } from '#core/contract/anomalies.ts';
import { type AnomalyLabel, detectorNames } from '#core/contract/detectors.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { engine, sentenceOf } from '../../client.ts';
import { count, counted } from '../../format.ts';
import { Choice } from '../../pieces/choice.tsx';
import { WriteFile } from '../../pieces/write-file.tsx';
import { type AnomalySearch, anomaliesPath, parseAnomalySearch, useRoute } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { AnomalyPanel } from './anomaly-panel.tsx';
import { AnomalyTable } from './anomaly-table.tsx';
import { methods, sensitivityChoices } from './methods.ts';
import { useAnomalies } from './use-anomalies.ts';

const firstOnes = 200;

/** Records that are unusual among their peers, and what a person says of them. */
export function AnomaliesScreen({
  dataset: asked,
  address,
}: {
  readonly dataset: string | undefined;
  readonly address: string | undefined;
}) {
  const { run, pipeline } = useShown();
  const [, go] = useRoute();
  const datasets = Object.keys(run?.datasets ?? {});
  const dataset = asked ?? datasets[0] ?? '';
  const search = parseAnomalySearch(address);
  const [limit, setLimit] = useState(firstOnes);
  const [place, setPlace] = useState(0);
  const { list, error, isLooking, isStale, label, lookAgain } = useAnomalies(dataset, search, limit);
  const look = (changed: AnomalySearch): void => {
    setPlace(0);
    go(anomaliesPath(dataset, { ...search, ...changed }), { replace: true });
  };
  const give = (one: Anomaly, given: AnomalyLabel | null): void => {
    label(one, given)
      .then(() => {
        const undo = (): void => give({ ...one, label: given }, one.label);
        // Mantine keeps what it shows under an id.
        notifications.hide('label');
        notifications.show({ id: 'label', autoClose: 6000, message: <Labelled one={one} given={given} onUndo={undo} /> });
      })
      .catch((problem) => notifications.show({ message: sentenceOf(problem), autoClose: false }));
  };
  if (!run || !pipeline) return null;
  const own = pipeline.datasets.find(({ name }) => name === dataset);
  const shown = list?.anomalies[Math.min(place, list.anomalies.length - 1)];
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Anomalies</h1>
        {datasets.length > 1 && (
          <Choice
            label="Dataset"
            value={dataset}
            options={datasets.map((name) => [name, name])}
            onChange={(name) => go(anomaliesPath(name))}
          />
        )}
        {list && list.patterns > 0 && (
          <fieldset className="segmented" aria-label="Which anomalies">
            {kindsOf(list).map(([only, title, found]) => (
              <button key={title} type="button" aria-pressed={search.only === only} onClick={() => look({ only })}>
                {title} {count(found)}
              </button>
            ))}
          </fieldset>
        )}
        {list && (
          <span className="muted" role="status">
            {counted(list.found, 'anomaly', 'anomalies')}, {count(list.labelled)} labelled
          </span>
        )}
        {list && isLooking && (
          <span className="muted" role="status">
            Searching …
          </span>
        )}
        {isStale && (
          <button type="button" className="link" onClick={() => void lookAgain()}>
            Search again, ignoring labelled records
          </button>
        )}
        <span className="spacer" />
        {list && list.found > 0 && (
          <WriteFile
            label={`Export ${count(list.found)} …`}
            title="Export all anomalies"
            about="A CSV file: one line for each anomaly, with its limits, peers, reason and label."
            suggested={`${dataset}-anomalies.csv`}
            write={async (file) => {
              const written = await engine.anomalies.export({ dataset, ...search, ...file });
              return { path: written.path, told: counted(written.rows, 'row') };
            }}
          />
        )}
      </div>
      {list && own && (
        <SearchBar
          list={{ ...list, method: search.method ?? list.method, sensitivity: search.sensitivity ?? list.sensitivity }}
          dataset={own}
          onLook={look}
        />
      )}
      {error && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(error)}
        </p>
      )}
      {!list && isLooking && <p className="muted">Comparing every record of {dataset} with its peers …</p>}
      {list && list.found === 0 && <NothingUnusual list={list} onLook={look} />}
      {list && list.found > 0 && (
        <div className="anomalies" aria-busy={isLooking}>
          <div className="anomaly-list">
            <AnomalyTable list={list} place={Math.min(place, list.anomalies.length - 1)} onLook={setPlace} onLabel={give} />
            <p className="muted small">
              {comparedText(list)}
              {notJudgedText(list)}.{' '}
              {list.found > list.anomalies.length && (
                <button type="button" className="link" onClick={() => setLimit(limit * 5)}>
                  Show more ({count(list.found - list.anomalies.length)} left)
                </button>
              )}
            </p>
          </div>
          {shown && <AnomalyPanel anomaly={shown} list={list} onLabel={(given) => give(shown, given)} />}
        </div>
      )}
    </div>
  );
}

/** The kinds that are told apart where there are several. */
function kindsOf({ patterns, numbers, method }: AnomalyList) {
  return [
    [undefined, 'All', patterns + numbers],
    ['patterns', 'Patterns', patterns],
    ['numbers', method === 'isolation-forest' ? 'Combinations' : 'Single values', numbers],
  ] as const;
}

/** How many were judged. */
function comparedText({ judged, method }: AnomalyList): string {
  return `${counted(judged, method === 'isolation-forest' ? 'record' : 'value')} compared`;
}

/** What was not judged, and why. */
function notJudgedText({ notJudged, method, notLookedAt }: AnomalyList): string {
  const why =
    method === 'isolation-forest'
      ? 'were skipped: some of their numbers are missing'
      : 'were skipped: fewer than 20 peers, almost no variation among them, or not positive where logarithms are compared';
  const columns = notLookedAt.length > 0 ? `; ${counted(notLookedAt.length, 'more column')} not looked at` : '';
  return `${notJudged > 0 ? `; ${count(notJudged)} ${why}` : ''}${columns}`;
}

/** How anomalies are looked for, in one sentence of choices. */
function SearchBar({
  list: { method, sensitivity, by, columns },
  dataset,
  onLook,
}: {
  readonly list: AnomalyList;
  readonly dataset: PipelineDetail['datasets'][number];
  readonly onLook: (search: AnomalySearch) => void;
}) {
  return (
    <div className="row anomaly-search">
      <span className="muted">Show</span>
      <Choice
        label="How readily"
        value={sensitivity}
        options={sensitivityChoices}
        onChange={(chosen) => onLook({ sensitivity: chosen })}
      />
      <span className="muted">in</span>
      <Choice
        label="Columns"
        value={columns.join('\n')}
        options={columnChoices(columns, dataset)}
        onChange={(chosen) => onLook({ columns: chosen === '' ? undefined : chosen.split('\n') })}
      />
      <span className="muted">by</span>
      <Choice
        label="How to look"
        value={method}
        options={detectorNames.map((name) => [name, methods[name].title])}
        onChange={(chosen) => onLook({ method: chosen })}
      />
      {method !== 'isolation-forest' && (
        <>
          <span className="muted">among</span>
          <Choice
            label="Compared with"
            value={by.join('\n')}
            options={peerChoices(by, dataset.columns)}
            onChange={(chosen) => onLook({ by: chosen === '' ? [] : chosen.split('\n') })}
          />
        </>
      )}
    </div>
  );
}

/** Which columns may be looked at: all of numbers, or one of them. */
function columnChoices(
  looked: readonly string[],
  { columns, types }: PipelineDetail['datasets'][number],
): readonly (readonly [string, string])[] {
  const numeric = columns.filter((_, at) => types[at] === 'integer' || types[at] === 'decimal');
  const each = [...new Set([...numeric, ...looked])].map((name) => [name, name] as const);
  return [[looked.length === 1 ? '' : looked.join('\n'), 'all columns'], ...each];
}

/** With which records one may be compared: all, or those with the same value in a column. */
function peerChoices(by: readonly string[], columns: readonly string[]): readonly (readonly [string, string])[] {
  const several: readonly (readonly [string, string])[] =
    by.length > 1 ? [[by.join('\n'), `records with the same ${by.join(' and ')}`]] : [];
  return [['', 'all records'], ...several, ...columns.map((name) => [name, `records with the same ${name}`] as const)];
}

function Labelled({
  one,
  given,
  onUndo,
}: {
  readonly one: Anomaly;
  readonly given: AnomalyLabel | null;
  readonly onUndo: () => void;
}) {
  return (
    <>
      {given === null ? `Label removed from record ${count(one.record)}.` : `Record ${count(one.record)} labelled ${given}.`}{' '}
      <button type="button" className="link" onClick={onUndo}>
        Undo
      </button>
    </>
  );
}

/** What is said where nothing is unusual, and what could be looked for instead. */
function NothingUnusual({ list, onLook }: { readonly list: AnomalyList; readonly onLook: (search: AnomalySearch) => void }) {
  return (
    <div className="empty">
      <h2>{list.columns.length === 0 ? 'There are no columns of numbers to compare' : 'Nothing is unusual'}</h2>
      <p>
        {comparedText(list)}
        {notJudgedText(list)}.
      </p>
      {list.by.length > 0 ? (
        <button type="button" className="button" onClick={() => onLook({ by: [] })}>
          Compare with all records
        </button>
      ) : (
        list.sensitivity !== 'high' && (
          <button type="button" className="button" onClick={() => onLook({ sensitivity: 'high' })}>
            Show what is slightly unusual too
          </button>
        )
      )}
    </div>
  );
}
