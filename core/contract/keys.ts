import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { errors } from './errors.ts';

/** What a key allows: to read tables, or to change their records too, where the pipeline lets programs do so. */
export const keyScopes = ['read', 'write'] as const;

export type KeyScope = (typeof keyScopes)[number];

const name = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9][\w.-]*$/, 'must begin with a letter or digit and hold only letters, digits, _ . and -');

/** A key by which a program uses the tables of one workspace; the key itself is shown once, when it is made. */
export const apiKey = z.object({
  name,
  scope: z.enum(keyScopes),
  author: z.string().describe('Who made it.'),
  createdAt: z.string(),
});

export type ApiKey = z.infer<typeof apiKey>;

export const keys = {
  list: oc
    .route({ method: 'GET', path: '/keys', summary: 'The API keys of the workspace' })
    .output(z.array(apiKey))
    .errors(errors),
  make: oc
    .route({ method: 'POST', path: '/keys', summary: 'Make an API key for the tables of the workspace; it is shown only once' })
    .input(z.strictObject({ name, scope: z.enum(keyScopes).default('read'), author: authorName.optional() }))
    .output(apiKey.extend({ key: z.string().describe('Send it as `Authorization: Bearer …`.') }))
    .errors(errors),
  revoke: oc
    .route({ method: 'DELETE', path: '/keys/{name}', summary: 'Revoke an API key; it stops working at once' })
    .input(z.strictObject({ name, author: authorName.optional() }))
    .output(z.object({ name }))
    .errors(errors),
};
