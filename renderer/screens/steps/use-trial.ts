import { useDebouncedValue } from '@mantine/hooks';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';

type Trial<Result> = Pick<UseQueryResult<Result>, 'data' | 'isError' | 'error'>;

/** What an edit comes to, a moment after one has stopped typing; nothing for as long as the form says something else. */
export function useTrial<Edit, Result>(
  meant: Edit | undefined,
  key: readonly unknown[],
  attempt: (edit: Edit) => Promise<Result>,
): Trial<Result> {
  const [edit] = useDebouncedValue(meant, 200);
  const isSettled = JSON.stringify(edit) === JSON.stringify(meant);
  const trial = useQuery({
    queryKey: [...key, edit],
    queryFn: () => {
      if (edit === undefined) throw new RangeError('there is nothing to try');
      return attempt(edit);
    },
    enabled: edit !== undefined,
  });
  return isSettled && edit !== undefined ? trial : { data: undefined, isError: false, error: null };
}
