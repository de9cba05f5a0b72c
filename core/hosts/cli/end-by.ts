/** How long a program that was told to end may take to do so, in milliseconds. */
export const grace = 3000;

/** How long a run that was told to stop may take to do so, in milliseconds: whoever presses Ctrl-C waits no longer than a second. */
export const patience = 900;

/**
 * Ends the process by a signal, at once: a thread in the midst of SQL that nothing can interrupt would keep an orderly end waiting for ever.
 * It costs nothing that is done, as no kill does; a run is offered again.
 */
export function endBy(signal: 'SIGINT' | 'SIGTERM'): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
