import { notifications } from '@mantine/notifications';
import type { z } from 'zod';
import { create } from 'zustand';
import type { exportInput } from '#core/contract/exports.ts';
import { ask, engine, queryClient, sentenceOf } from './client.ts';
import { bytes, count, counted } from './format.ts';

/** The export that is being written, if any. */
interface Exporting {
  readonly path: string;
  readonly done: number;
  /** 0 where nobody knows. */
  readonly total: number;
  /** When it began, in milliseconds. */
  readonly since: number;
  readonly stop: () => void;
}

export const useExporting = create<{ readonly current: Exporting | undefined }>(() => ({ current: undefined }));

/** How long whoever asks for an export is held until it is on its way, in milliseconds. */
const patience = 500;

/** Writes an export; resolves as soon as it is on its way. Throws where it cannot even begin; what comes later is told by itself. */
export function startExport(input: z.input<typeof exportInput>): Promise<void> {
  return new Promise((onItsWay, cannot) => {
    const stop = new AbortController();
    const set = (done: number, total: number): void =>
      useExporting.setState(({ current }) => ({
        current: { path: input.path, done, total, since: current?.since ?? performance.now(), stop: () => stop.abort() },
      }));
    const write = async (): Promise<void> => {
      let isUnderWay = false;
      const getUnderWay = (): void => {
        isUnderWay = true;
        onItsWay();
      };
      let timer: number | undefined;
      try {
        for await (const event of await engine.exports.follow(input, { signal: stop.signal })) {
          // Until a row is written it may turn out that none can be.
          timer ??= window.setTimeout(getUnderWay, patience);
          if (event.kind === 'done' || event.done > 0) getUnderWay();
          if (event.kind === 'progress') set(event.done, event.total);
          else tellWritten(event.outcome);
        }
      } catch (error) {
        if (stop.signal.aborted) notifications.show({ message: 'Stopped. The unfinished file was removed.' });
        else if (isUnderWay) notifications.show({ message: sentenceOf(error), autoClose: false });
        else cannot(error);
      } finally {
        clearTimeout(timer);
        useExporting.setState({ current: undefined });
        await queryClient.invalidateQueries({ queryKey: ask.runs.key() });
        await queryClient.invalidateQueries({ queryKey: ask.audit.key() });
      }
    };
    void write();
  });
}

interface Written {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly escapedCells: number;
}

function tellWritten({ path, rows, bytes: size, escapedCells }: Written): void {
  notifications.show({
    autoClose: 20_000,
    message: (
      <>
        {counted(rows, 'row')}, {bytes(size)}, in <span className="wrap">{path}</span>
        {escapedCells > 0 && `; ${count(escapedCells)} cells made safe for spreadsheets`}. Its manifest is next to it.{' '}
        {window.winnow && (
          <button type="button" className="link" onClick={() => window.winnow?.showInFolder(path)}>
            Show in folder
          </button>
        )}
      </>
    ),
  });
}
