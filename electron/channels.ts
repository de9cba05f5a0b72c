/** The few things that the page asks the desktop for, and is told by it; data goes through the engine's own door. */
export const channels = {
  pickFiles: 'winnow:pick-files',
  pickTarget: 'winnow:pick-target',
  showInFolder: 'winnow:show-in-folder',
  ready: 'winnow:ready',
  open: 'winnow:open',
  command: 'winnow:command',
  savePdf: 'winnow:save-pdf',
  notify: 'winnow:notify',
} as const;
