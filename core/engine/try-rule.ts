import { dirname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DefinitionDesk } from './definition-desk.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/**
 * How many records of the run that is shown a rule would find, were it added to a definition. While a person still writes it, what is wrong
 * with it is no failure but a part of the answer.
 */
export async function tryRule(
  definitions: DefinitionDesk,
  session: WorkspaceSession,
  { yaml, dataset, rule }: { readonly yaml: string; readonly dataset: string; readonly rule: Readonly<Record<string, unknown>> },
): Promise<{ failed: number | null; sentence: string | null; problem: string | null }> {
  try {
    const added = [{ dataset, rule }];
    const next = await definitions.ask('change', { yaml, changes: [], added, folder: dirname(session.path) });
    const { failed } = await session.asking.ask('previewRule', { yaml: next.yaml, dataset, id: String(rule['id']) });
    const stated = next.rules.find((one) => one.dataset === dataset && one.id === rule['id']);
    return { failed, sentence: stated?.sentence ?? null, problem: null };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
    // Where the rule stands in the text helps nobody who does not see the text.
    return { failed: null, sentence: null, problem: error.details[0] ?? error.message };
  }
}
