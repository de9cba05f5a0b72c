import { useState } from 'react';
import { bytes } from '../format.ts';
import { WriteFile } from '../pieces/write-file.tsx';

/** What a report is called, and how it is written. */
interface Report {
  readonly title: string;
  readonly suggested: string;
  readonly write: (input: {
    readonly path: string;
    readonly overwrite: boolean;
    readonly showPersonal: boolean;
  }) => Promise<{ readonly path: string; readonly bytes: number }>;
}

/** Writes a report as one HTML file that can be sent to others. */
export function ShareReport({ title, suggested, write }: Report) {
  const [showPersonal, setShow] = useState(false);
  return (
    <WriteFile
      label="Share …"
      title={title}
      about="One HTML file that opens in any browser, without a network, and prints well."
      suggested={suggested}
      options={
        <label className="check">
          <input type="checkbox" checked={showPersonal} onChange={(event) => setShow(event.currentTarget.checked)} /> Show values
          of columns that seem to hold personal data
        </label>
      }
      write={async (place) => {
        const report = await write({ ...place, showPersonal });
        return { path: report.path, told: bytes(report.bytes) };
      }}
    />
  );
}
