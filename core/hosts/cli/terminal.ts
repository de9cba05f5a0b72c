/** Where a command speaks: results on standard output, everything for people on standard error. */
export interface Terminal {
  readonly result: (text: string) => void;
  readonly json: (value: unknown) => void;
  readonly say: (text: string) => void;
  /** Shows a line that the next one replaces; nothing where standard error is no terminal. */
  readonly status: (text: string) => void;
  readonly paint: (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;
}

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** The terminal of this process. */
export function createTerminal(): Terminal {
  const isTerminal = process.stderr.isTTY === true;
  const hasColour = isTerminal && process.env['NO_COLOR'] === undefined;
  let hasStatus = false;
  const clear = (): void => {
    if (hasStatus) process.stderr.write('\r\u001b[2K');
    hasStatus = false;
  };
  return {
    result: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    json: (value) => {
      clear();
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    say: (text) => {
      clear();
      process.stderr.write(`${text}\n`);
    },
    status: (text) => {
      if (!isTerminal) return;
      process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      hasStatus = true;
    },
    paint: (style, text) => (hasColour ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
  };
}
