import { useMantineColorScheme } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { redoDecision, undoDecision, undoLast } from '../decide.ts';
import { runAgain, useIsChanged } from '../draft.ts';
import { askReview } from '../review.ts';
import { anomaliesPath, overTimePath, profilePath, rowsPath, useIsOpening, useRoute } from '../route.ts';
import { stopRun, useRunning } from '../running.ts';
import { openExport } from '../screens/export-dialog.tsx';
import { openFilePicker } from '../screens/file-picker.tsx';
import { askForNearDuplicates } from '../screens/near-duplicates.tsx';
import { useShown } from '../shown.ts';
import { writingCommands } from './pipeline-commands.ts';
import { moveToRegion } from './regions.ts';
import { shortcutsHelp } from './shortcuts-help.tsx';

interface Command extends SpotlightActionData {
  readonly keys?: string;
}

const showKeys = (): void => shortcutsHelp.setState({ isOpen: true });

/** Everything that can be done, by name; the same list gives the shortcuts. */
export function Palette() {
  const { run, pipeline } = useShown();
  const [path, go] = useRoute();
  const isOpening = useIsOpening();
  const ticket = useRunning((running) => running.ticket);
  const { setColorScheme } = useMantineColorScheme();
  const isChanged = useIsChanged(run?.runId);
  const datasets = Object.keys(run?.datasets ?? {});
  const [first] = datasets;
  const commands: readonly Command[] = [
    {
      id: 'open',
      label: 'Open a file …',
      description: 'A CSV or JSON file, or a workspace',
      keys: 'mod+O',
      onClick: () => openFilePicker(),
    },
    { id: 'start', label: 'Start screen', description: 'Recent workspaces and sample data', onClick: () => go('/') },
    ...(run
      ? [
          {
            id: 'run',
            label: isChanged ? 'Run with the changes' : 'Run again',
            description: isChanged ? 'The pipeline with your changes, on the same files' : 'The same pipeline on the same files',
            keys: 'mod+Enter',
            onClick: () => ticket === undefined && void runAgain(run.runId),
          },
          {
            id: 'export',
            label: 'Export …',
            description: 'Clean rows, exceptions, changes',
            keys: 'mod+E',
            onClick: () => openExport(),
          },
          ...datasets.flatMap((name) => rowCommands(name, name === first, go)),
          {
            id: 'quality',
            label: 'Quality',
            description: 'Score, rules, exceptions by run',
            keys: 'mod+4',
            onClick: () => go('/quality'),
          },
          {
            id: 'dashboard',
            label: pipeline?.dashboard ?? 'Dashboard',
            description: 'The charts of the pipeline',
            keys: 'mod+5',
            onClick: () => go('/dashboard'),
          },
          ...datasets.flatMap((name) => insightCommands(name, go)),
          ...(datasets.length > 1 ? [{ id: 'relations', label: 'Relations', onClick: () => go('/relations') }] : []),
          ...writingCommands(datasets, go),
          ...screenCommands(go),
        ]
      : []),
    ...(ticket === undefined ? [] : [{ id: 'stop', label: 'Stop the run', onClick: () => void stopRun() }]),
    ...(run ? [...reviewCommands(datasets, go)] : []),
    { id: 'light', label: 'Light theme', onClick: () => setColorScheme('light') },
    { id: 'dark', label: 'Dark theme', onClick: () => setColorScheme('dark') },
    { id: 'auto', label: 'Theme of the system', onClick: () => setColorScheme('auto') },
    { id: 'keys', label: 'Keyboard shortcuts', keys: '?', onClick: showKeys },
  ];
  useHotkeys([
    // On the screen of steps it takes back edits of steps.
    ['mod+Z', () => !isOpening && !path.startsWith('/steps') && undoLast()],
    ['mod+shift+Z', () => void redoDecision()],
  ]);
  // On some keyboards the sign needs Shift, on others it does not.
  useHotkeys([
    ['shift+?', showKeys],
    ['?', showKeys],
  ]);
  useHotkeys(
    [
      ['F6', () => moveToRegion(1)],
      ['shift+F6', () => moveToRegion(-1)],
      ['mod+K', () => spotlight.open()],
      ...commands.flatMap(({ keys, onClick }) =>
        keys?.startsWith('mod') && onClick ? [[keys, () => onClick({} as never)] as [string, () => void]] : [],
      ),
    ],
    [],
  );
  // The menus of the desktop name the same commands.
  useEffect(() => window.winnow?.onCommand((name) => commands.find(({ id }) => id === name)?.onClick?.({} as never)));
  return (
    <Spotlight
      actions={commands.map(({ keys, ...command }) => ({
        ...command,
        rightSection: keys ? <kbd>{keys.replace('mod', 'Ctrl').replaceAll('+', ' ')}</kbd> : undefined,
      }))}
      shortcut={null}
      highlightQuery
      nothingFound="No command of that name"
      limit={100}
      scrollable
      maxHeight={480}
      searchProps={{ placeholder: 'Search or run a command', 'aria-label': 'Search or run a command' }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
    />
  );
}

/** The doors to what a pipeline does and did. */
function screenCommands(go: (path: string) => void): readonly Command[] {
  return [
    {
      id: 'near-duplicates',
      label: 'Find near-duplicates …',
      description: 'Records that are probably the same but written differently',
      onClick: () => {
        go('/rules');
        askForNearDuplicates();
      },
    },
    { id: 'rules', label: 'Rules', keys: 'mod+6', onClick: () => go('/rules') },
    { id: 'steps', label: 'Cleaning steps', onClick: () => go('/steps') },
    { id: 'models', label: 'Models', onClick: () => go('/models') },
    { id: 'runs', label: 'Runs', keys: 'mod+7', onClick: () => go('/runs') },
    { id: 'audit', label: 'Audit', keys: 'mod+8', onClick: () => go('/audit') },
  ];
}

/** What is done with decisions, and where they are looked over. */
function reviewCommands(datasets: readonly string[], go: (path: string) => void): readonly Command[] {
  return [
    { id: 'undo', label: 'Undo the last decision', onClick: () => void undoDecision() },
    { id: 'redo', label: 'Redo the decision you undid last', onClick: () => void redoDecision() },
    {
      id: 'history',
      label: 'Decisions',
      description: 'Undo any of them; learned mappings',
      onClick: () => askReview({ kind: 'history' }),
    },
    { id: 'pending', label: 'Pending changes', onClick: () => askReview({ kind: 'staged' }) },
    {
      id: 'import',
      label: 'Bring exceptions back …',
      description: 'A CSV or Excel file that was worked on elsewhere',
      onClick: () => askReview({ kind: 'import' }),
    },
    {
      id: 'sign-off',
      label: 'Sign off …',
      description: 'Sign off the decisions of this run',
      onClick: () => askReview({ kind: 'sign-off' }),
    },
    ...datasets.map((name) => ({
      id: `problems-${name}`,
      label: `Problems of ${name}`,
      description: 'Exceptions by what is wrong',
      onClick: () => go(rowsPath(name, 'exceptions', { view: 'problems' })),
    })),
  ];
}

/** The doors to the rows of a dataset; those of the first one have shortcuts. */
function rowCommands(name: string, isFirst: boolean, go: (path: string) => void): readonly Command[] {
  return [
    {
      id: `raw-${name}`,
      label: `Raw rows of ${name}`,
      ...(isFirst && { keys: 'mod+1' }),
      onClick: () => go(`/data/${name}/raw`),
    },
    {
      id: `exceptions-${name}`,
      label: `Exceptions of ${name}`,
      ...(isFirst && { keys: 'mod+2' }),
      onClick: () => go(`/data/${name}/exceptions`),
    },
    {
      id: `clean-${name}`,
      label: `Clean rows of ${name}`,
      ...(isFirst && { keys: 'mod+3' }),
      onClick: () => go(`/data/${name}/clean`),
    },
  ];
}

/** The doors to what is known of a dataset besides its rows. */
function insightCommands(name: string, go: (path: string) => void): readonly Command[] {
  return [
    {
      id: `profile-${name}`,
      label: `Profile of ${name}`,
      description: 'What each column holds, and what stands out',
      onClick: () => go(profilePath(name, 'raw')),
    },
    {
      id: `anomalies-${name}`,
      label: `Anomalies of ${name}`,
      description: 'Records that are unusual among their peers',
      onClick: () => go(anomaliesPath(name)),
    },
    {
      id: `over-time-${name}`,
      label: `${name} over time`,
      description: 'Figures by month and day, and why they moved',
      onClick: () => go(overTimePath(name)),
    },
  ];
}
