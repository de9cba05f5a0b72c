/** What the desktop adds to the page; in a browser there is none of it. */
interface WinnowDesktop {
  /** Where a file that was dropped or picked is. */
  readonly pathOf: (file: File) => string;
  readonly pickFiles: () => Promise<readonly string[]>;
  readonly pickTarget: (name: string) => Promise<string | undefined>;
  /** Saves a report as PDF beside itself; returns its path. */
  readonly savePdf: (report: string) => Promise<string>;
  readonly showInFolder: (path: string) => void;
  /** Tells something where the window is not in front. */
  readonly notify: (text: string) => void;
  /** Tells which files the system asks to open. */
  readonly onOpen: (listener: (path: string) => void) => () => void;
  /** Tells which command was chosen in a menu. */
  readonly onCommand: (listener: (command: string) => void) => () => void;
}

interface Window {
  readonly winnow?: WinnowDesktop;
}

declare module 'plotly.js-cartesian-dist-min' {
  export * from 'plotly.js';
}
