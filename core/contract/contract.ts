import { audit } from './audit.ts';
import { exceptions } from './exceptions.ts';
import { exports } from './exports.ts';
import { records } from './records.ts';
import { rules } from './rules.ts';
import { runs } from './runs.ts';
import { sources } from './sources.ts';
import { system } from './system.ts';
import { workspace } from './workspace.ts';

/** Everything that can be asked of the engine; every door is a reading of this table. */
export const contract = { system, sources, runs, records, exceptions, rules, audit, exports, workspace };
