import type { Command as Program } from 'commander';
import { Failure } from '#core/contract/failure.ts';
import { type KeyScope, keyScopes } from '#core/contract/keys.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { withWorkspace } from '../common-options.ts';

interface KeyOptions extends AnswerOptions {
  readonly author?: string;
}

/** The API keys by which programs use the tables of a workspace. */
export const keys: Command = {
  add: (program, context) => {
    const group = program.command('keys').description('API keys, by which programs use the tables of a workspace over REST');
    addList(group.command('list').description('the names of all keys, with what they allow'), context);
    addMake(group.command('make').description('make a key; it is printed once, and only its hash is stored'), context);
    addRevoke(group.command('revoke').description('revoke a key; it stops working at once'), context);
  },
};

function withAuthor(command: Program): Program {
  return withWorkspace(command).option('--author <NAME>', 'who does it (default: your name on this system)');
}

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(command).action(
    action((options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.keys.list({}),
        (all) => {
          for (const { name, scope, author, createdAt } of all)
            terminal.result([name, scope, createdAt.slice(0, 19).replace('T', ' '), `made by ${author}`].join('\t'));
          if (all.length === 0) terminal.say('there are no keys; `winnow keys make NAME` makes one');
        },
      ),
    ),
  );
}

function addMake(command: Program, { terminal, action, answer }: CommandContext): void {
  withAuthor(
    command
      .argument('<name>', 'what the key is for')
      .option('--scope <scope>', 'read: only read tables; write: change records too, where the pipeline allows it', 'read'),
  ).action(
    action((name: string, { scope, author, ...options }: KeyOptions & { readonly scope: string }) =>
      answer(
        options,
        (ask) => ask.keys.make({ name, scope: scopeOf(scope), ...(author !== undefined && { author }) }),
        ({ key }) => {
          terminal.result(key);
          terminal.say('Keep it safe: it is not shown again.');
        },
      ),
    ),
  );
}

function addRevoke(command: Program, { terminal, action, answer }: CommandContext): void {
  withAuthor(command.argument('<name>')).action(
    action((name: string, { author, ...options }: KeyOptions) =>
      answer(
        options,
        (ask) => ask.keys.revoke({ name, ...(author !== undefined && { author }) }),
        (revoked) => terminal.result(`the key ${revoked.name} is revoked`),
      ),
    ),
  );
}

function scopeOf(text: string): KeyScope {
  const scope = keyScopes.find((candidate) => candidate === text);
  if (!scope) throw new Failure('BAD_INPUT', `--scope ${text}: choose one of ${keyScopes.join(', ')}`);
  return scope;
}
