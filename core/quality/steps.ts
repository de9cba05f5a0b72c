import type { Step } from './step.ts';
import { changeCase } from './steps/change-case.ts';
import { collapseSpace } from './steps/collapse-space.ts';
import { extract } from './steps/extract.ts';
import { fill } from './steps/fill.ts';
import { map } from './steps/map.ts';
import { parseDate } from './steps/parse-date.ts';
import { parseNumber } from './steps/parse-number.ts';
import { replace } from './steps/replace.ts';
import { restoreText } from './steps/restore-text.ts';
import { round } from './steps/round.ts';
import { setEmpty } from './steps/set-empty.ts';
import { trim } from './steps/trim.ts';

/** Every kind of cleaning step. */
export const steps: readonly Step[] = [
  trim,
  collapseSpace,
  changeCase,
  map,
  replace,
  extract,
  parseDate,
  parseNumber,
  round,
  fill,
  setEmpty,
  restoreText,
];
