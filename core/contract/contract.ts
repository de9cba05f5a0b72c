import { audit } from './audit.ts';
import { charts } from './charts.ts';
import { exceptions } from './exceptions.ts';
import { exports } from './exports.ts';
import { files } from './files.ts';
import { pipeline } from './pipeline.ts';
import { records } from './records.ts';
import { rules } from './rules.ts';
import { runs } from './runs.ts';
import { sources } from './sources.ts';
import { system } from './system.ts';
import { workspace } from './workspace.ts';

/** Everything that can be asked of the engine; every door is a reading of this table. */
export const contract = { system, files, sources, pipeline, runs, records, exceptions, rules, charts, audit, exports, workspace };
