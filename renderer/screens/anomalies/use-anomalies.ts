import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Anomaly, AnomalyList } from '#core/contract/anomalies.ts';
import type { AnomalyLabel } from '#core/contract/detectors.ts';
import { ask, engine, queryClient } from '../../client.ts';
import type { AnomalySearch } from '../../route.ts';

/** The anomalies of a dataset, and what labels them. What is found stays as it is while it is labelled, until somebody looks again. */
export function useAnomalies(dataset: string, search: AnomalySearch, limit: number) {
  const options = ask.anomalies.find.queryOptions({ input: { dataset, ...search, limit } });
  const query = useQuery({ ...options, enabled: dataset !== '', placeholderData: keepPreviousData });
  const [isStale, setStale] = useState(false);
  // What is kept of another dataset meanwhile must not be labelled as this one.
  const list = query.data?.dataset === dataset ? query.data : undefined;
  const label = async (one: Anomaly, given: AnomalyLabel | null): Promise<void> => {
    await engine.anomalies.label({ dataset, record: one.record, column: one.column, label: given });
    queryClient.setQueryData(options.queryKey, (list) => list && labelled(list, one, given));
    setStale(true);
    await queryClient.invalidateQueries({ queryKey: ask.audit.key() });
  };
  const lookAgain = async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: ask.anomalies.key() });
    setStale(false);
  };
  return { list, error: query.error, isLooking: query.isFetching, isStale, label, lookAgain };
}

function labelled(list: AnomalyList, { record, column }: Anomaly, label: AnomalyLabel | null): AnomalyList {
  const anomalies = list.anomalies.map((one) => (one.record === record && one.column === column ? { ...one, label } : one));
  const more = anomalies.filter((one) => one.label !== null).length - list.anomalies.filter((one) => one.label !== null).length;
  return { ...list, anomalies, labelled: list.labelled + more };
}
