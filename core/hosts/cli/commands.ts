import type { Command } from './command.ts';

/** Every command, in the order of the help; each is loaded only when it is needed. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  test: async () => (await import('./commands/test.ts')).test,
  plan: async () => (await import('./commands/plan.ts')).plan,
  check: async () => (await import('./commands/check.ts')).check,
  profile: async () => (await import('./commands/profile.ts')).profile,
  infer: async () => (await import('./commands/infer.ts')).infer,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  'apply-changes': async () => (await import('./commands/apply-changes.ts')).applyChanges,
  data: async () => (await import('./commands/data.ts')).data,
  exceptions: async () => (await import('./commands/exceptions.ts')).exceptions,
  decisions: async () => (await import('./commands/decisions.ts')).decisions,
  anomalies: async () => (await import('./commands/anomalies.ts')).anomalies,
  generate: async () => (await import('./commands/generate.ts')).generate,
  runs: async () => (await import('./commands/runs.ts')).runs,
  versions: async () => (await import('./commands/versions.ts')).versions,
  keys: async () => (await import('./commands/keys.ts')).keys,
  audit: async () => (await import('./commands/audit.ts')).audit,
  status: async () => (await import('./commands/status.ts')).status,
  rules: async () => (await import('./commands/rules.ts')).rules,
  relations: async () => (await import('./commands/relations.ts')).relations,
  report: async () => (await import('./commands/report.ts')).report,
  schema: async () => (await import('./commands/schema.ts')).schema,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  backup: async () => (await import('./commands/backup.ts')).backup,
  pack: async () => (await import('./commands/pack.ts')).pack,
  salvage: async () => (await import('./commands/salvage.ts')).salvage,
  start: async () => (await import('./commands/start.ts')).start,
  serve: async () => (await import('./commands/serve.ts')).serve,
};

/** The commands that a command line needs: the one it names, none for the version, all for help and for a name that is wrong. */
export function commandsFor(name: string | undefined): Promise<readonly Command[]> {
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const loaders = named ? [named] : name === '--version' || name === '-V' ? [] : Object.values(commands);
  return Promise.all(loaders.map((load) => load()));
}
