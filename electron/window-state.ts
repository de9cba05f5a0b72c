import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, type Rectangle, screen } from 'electron';

interface WindowState {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
}

const usual: WindowState = { bounds: { x: Number.NaN, y: Number.NaN, width: 1440, height: 900 }, isMaximized: false };

/** Where the window was last; a place that no screen shows any more is forgotten. */
export function lastWindowState(): WindowState {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(fileOf(), 'utf8')) as WindowState;
    const isShown = screen
      .getAllDisplays()
      .some(
        ({ workArea }) =>
          bounds.x < workArea.x + workArea.width && bounds.x + bounds.width > workArea.x && bounds.y >= workArea.y,
      );
    return isShown ? { bounds, isMaximized } : usual;
  } catch {
    return usual;
  }
}

/** Keeps where a window is. */
export function keepWindowState(window: BrowserWindow): void {
  try {
    mkdirSync(dirname(fileOf()), { recursive: true });
    writeFileSync(fileOf(), JSON.stringify({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }));
  } catch {
    // Where a window was is a convenience.
  }
}

function fileOf(): string {
  return join(app.getPath('userData'), 'window.json');
}
