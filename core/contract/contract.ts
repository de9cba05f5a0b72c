import { anomalies } from './anomalies.ts';
import { audit } from './audit.ts';
import { charts } from './charts.ts';
import { data } from './data.ts';
import { exceptions } from './exceptions.ts';
import { exports } from './exports.ts';
import { figures } from './figures.ts';
import { files } from './files.ts';
import { keys } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { profiles } from './profile.ts';
import { records } from './records.ts';
import { relations } from './relations.ts';
import { reports } from './reports.ts';
import { rules } from './rules.ts';
import { runs } from './runs.ts';
import { sources } from './sources.ts';
import { system } from './system.ts';
import { versions } from './versions.ts';
import { workspace } from './workspace.ts';

const table = {
  system,
  files,
  sources,
  pipeline,
  versions,
  runs,
  records,
  data,
  keys,
  profiles,
  anomalies,
  figures,
  reports,
  exceptions,
  rules,
  relations,
  charts,
  audit,
  exports,
  workspace,
};

type Table = typeof table;

/** The type of the contract by a name: written out it is longer than the compiler allows. */
export interface Contract extends Table {}

/** Everything that can be asked of the engine; every door is a reading of this table. */
export const contract: Contract = table;
