import { Failure } from '#core/contract/failure.ts';
import type { Version } from '#core/contract/versions.ts';
import { sql } from '#core/sql/sql.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** The different definitions that ran in a workspace, newest first. */
export function allVersions(database: Database): readonly Version[] {
  const rows = rowsOf(
    database,
    sql`
      select r.definition_hash, min(r.pipeline), min(r.started_at), json_group_array(r.run_id order by r.run_no desc),
        max(r.is_published), (select n.name from version_names n where n.definition_hash = r.definition_hash)
      from runs r
      group by r.definition_hash
      order by min(r.run_no)`,
  );
  return rows
    .map(([, pipeline, firstRunAt, runs, isShown, name], index) => ({
      version: index + 1,
      name: name === null ? null : String(name),
      pipeline: String(pipeline),
      firstRunAt: String(firstRunAt),
      runs: JSON.parse(String(runs)) as string[],
      isShown: isShown === 1,
    }))
    .reverse();
}

/** The text of a version; of the one that is shown where none is named. Throws a Failure (NOT_FOUND) where there is none. */
export function textOfVersion(database: Database, version: number | undefined): string {
  const { definition } = versionRow(database, version);
  return definition;
}

/** Gives a version a name, or takes it away where the name is empty. Throws a Failure: NOT_FOUND where there is no such version, CONFLICT where another one is called so. */
export function nameVersion(
  database: Database,
  {
    version,
    name,
    author,
    at,
  }: { readonly version: number; readonly name: string; readonly author: string; readonly at: string },
): void {
  const { hash } = versionRow(database, version);
  database
    .transaction(() => {
      const namesake = allVersions(database).find((other) => other.version !== version && sameName(other.name ?? '', name));
      if (namesake)
        throw new Failure('CONFLICT', `version ${namesake.version} is called “${namesake.name}” already; choose another name`);
      run(database, sql`delete from version_names where definition_hash = ${hash}`);
      if (name !== '')
        run(
          database,
          sql`insert into version_names (definition_hash, name, author, named_at) values (${hash}, ${name}, ${author}, ${at})`,
        );
      appendAudit(database, {
        runId: null,
        type: 'version named',
        description:
          name === '' ? `${author} removed the name of version ${version}` : `${author} named version ${version} “${name}”`,
        count: null,
        timestamp: at,
      });
    })
    .immediate();
}

/** Whether two names look alike to a person. */
function sameName(one: string, other: string): boolean {
  const [a = '', b = ''] = [one, other].map((name) => name.normalize('NFC').toLowerCase());
  return a !== '' && a === b;
}

function versionRow(database: Database, version: number | undefined): { readonly hash: string; readonly definition: string } {
  const [row] = rowsOf(
    database,
    version === undefined
      ? sql`select definition_hash, definition from runs where is_published = 1`
      : sql`
          select definition_hash, definition
          from runs
          where run_no in (select min(run_no) from runs group by definition_hash order by 1 limit 1 offset ${version - 1})`,
  );
  if (!row)
    throw new Failure(
      'NOT_FOUND',
      version === undefined
        ? 'no run has finished in this workspace yet'
        : `there is no version ${version}; \`winnow versions list\` shows those there are`,
    );
  return { hash: String(row[0]), definition: String(row[1]) };
}
