import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The menus; each command is one that the page knows by its name. */
export function setMenu(
  command: (name: string) => void,
  recent: readonly { readonly path: string; readonly name: string }[],
  open: (path: string) => void,
): void {
  const item = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator && { accelerator }),
    // The page has the same keys; two answers to one key are one too many.
    registerAccelerator: false,
    click: () => command(name),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Open …', 'open', 'CmdOrCtrl+O'),
        {
          label: 'Open recent',
          enabled: recent.length > 0,
          submenu: recent.map(({ path, name }) => ({ label: name, toolTip: path, click: () => open(path) })),
        },
        { type: 'separator' },
        item('Export …', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: '&Run', submenu: [item('Run again', 'run', 'CmdOrCtrl+Enter'), item('Stop the run', 'stop')] },
    {
      label: '&View',
      submenu: [
        item('Quality', 'quality', 'CmdOrCtrl+4'),
        item('Dashboard', 'dashboard', 'CmdOrCtrl+5'),
        item('Rules', 'rules', 'CmdOrCtrl+6'),
        item('Runs', 'runs', 'CmdOrCtrl+7'),
        item('Audit', 'audit', 'CmdOrCtrl+8'),
        { type: 'separator' },
        item('Light theme', 'light'),
        item('Dark theme', 'dark'),
        item('Theme of the system', 'auto'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { label: '&Help', role: 'help', submenu: [item('Keyboard shortcuts', 'keys', '?')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
