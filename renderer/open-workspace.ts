import { engine, remedyOf } from './client.ts';
import { stayWith } from './session.ts';

/** Opens a workspace in this tab; `needsCopy` is the size of one that can only be opened from a copy, and then nothing was opened. */
export async function openWorkspace(
  workspace: string,
  asCopy = false,
): Promise<{ readonly needsCopy: number | null; readonly isDamaged: boolean }> {
  const { opened, isDamaged } = await open(workspace, asCopy);
  if (opened.needsCopy === null) stayWith(opened.workspace);
  return { needsCopy: opened.needsCopy, isDamaged };
}

async function open(workspace: string, asCopy: boolean) {
  try {
    return { opened: await engine.system.open({ workspace, asCopy }), isDamaged: false };
  } catch (error) {
    if (remedyOf(error) !== 'restore') throw error;
    // What can be done about it is offered where it is shown.
    return { opened: await engine.system.open({ workspace, asCopy, evenDamaged: true }), isDamaged: true };
  }
}
