import { readFileSync, writeFileSync } from 'node:fs';
import { Command as Program } from 'commander';
import { expect, it } from 'vitest';
import { contract } from '#core/contract/contract.ts';
import { type KindReference, kindsReference } from '#core/engine/reference.ts';
import { commandsFor } from '#core/hosts/cli/commands.ts';
import { functions } from '#core/quality/expression/functions.ts';
import { rules } from '#core/quality/rules.ts';
import { types } from '#core/quality/types.ts';

const path = new URL('../docs/reference.md', import.meta.url);

/** The reference is made of what the code says of itself, so that everything is documented; UPDATE_DOCS=1 writes it. */
async function reference(): Promise<string> {
  const kinds = kindsReference();
  const program = new Program('winnow');
  for (const command of await commandsFor('--help'))
    command.add(program, { terminal: {} as never, answer: async () => 0, action: () => async () => {} });
  const calls = Object.entries({ ...contract }).flatMap(([subject, procedures]) =>
    Object.entries(procedures).map(([name, procedure]) => ({ name: `${subject}.${name}`, route: procedure['~orpc'].route })),
  );
  return [
    '# Reference',
    'Made from the code by the test suite (`UPDATE_DOCS=1 npx vitest run tests/docs.test.ts`).',
    '## Types',
    ...Object.values(types).map(({ name, summary }) => `- **${name}**: ${summary}`),
    '## Rules',
    ...kinds.rules.map((kind) => `${entry(kind)} *${about(kind.name)}*`),
    '## Steps',
    ...kinds.steps.map(entry),
    '## Models',
    ...kinds.models.map(entry),
    '## Rules of models',
    ...kinds.modelRules.map(entry),
    '## Functions of expressions',
    ...Object.entries(functions).map(([name, { summary }]) => `- **${name}**: ${summary}`),
    '## Commands',
    ...program.commands
      .flatMap((command) => (command.commands.length > 0 ? [...command.commands] : [command]))
      .map(
        (command) =>
          `- **${[command.parent === program ? '' : command.parent?.name(), command.name(), command.usage()].filter(Boolean).join(' ')}**: ${command.description()}`,
      ),
    '## API',
    ...calls.map(({ name, route }) => `- **${route.method} /api${route.path}** (${name}): ${route.summary}`),
    '',
  ]
    .reduce((text, line) => `${text}${line.startsWith('#') ? `\n${line}\n\n` : `${line}\n`}`, '')
    .trimStart();
}

function entry({ name, summary, options }: KindReference): string {
  const { properties = {} } = options as { readonly properties?: Readonly<Record<string, unknown>> };
  const names = Object.keys(properties);
  return `- **${name}**${names.length > 0 ? ` (${names.map((option) => `\`${option}\``).join(', ')})` : ''}: ${summary}`;
}

function about(name: string): string {
  const rule = rules.find((candidate) => candidate.name === name);
  return `${rule?.dimension}, ${rule?.category}`;
}

it('documents every type, rule, step, function, command and call', async () => {
  if (process.env['UPDATE_DOCS']) writeFileSync(path, await reference());
  expect(readFileSync(path, 'utf8')).toBe(await reference());
});

it('gives every call a summary and a route of its own', () => {
  const routes = Object.values({ ...contract }).flatMap((procedures) =>
    Object.values(procedures).map((procedure) => procedure['~orpc'].route),
  );
  expect(routes.filter(({ summary, path: route, method }) => !summary || !route || !method)).toEqual([]);
  expect(new Set(routes.map(({ method, path: route }) => `${method} ${route}`)).size).toBe(routes.length);
});
