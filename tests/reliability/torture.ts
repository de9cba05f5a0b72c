import { createRandom } from '#core/generate/random.ts';
import { type Disturbance, hasStrace, prepareSubject, randomDisturbance, runCase } from './rig.ts';

/**
 * Disturbs runs by chance for as long as it is told: kills at random and at exact system calls, disk faults once and for ever, up
 * to five in a row before the run may end. Prints a report as Markdown; exits 1 where anything promised did not hold.
 * `npm run torture -- --hours 0.5 --seed 1`
 */
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const hours = option('hours', 0.5);
const seed = option('seed', Date.now() % 1_000_000);
const random = createRandom(seed);
const until = Date.now() + hours * 3_600_000;
const fired = new Map<string, number>();
const violations: string[] = [];
let cases = 0;

console.error(`torture for ${hours} h, seed ${seed}${hasStrace ? '' : '; strace is not here, so only kills at random'}`);
let subject = await prepareSubject(seed);
while (Date.now() < until) {
  if (cases % 50 === 49) subject = await prepareSubject(random.integer(1, 1_000_000));
  const disturbances = Array.from(
    {
      length: random.weighted([
        [1, 6],
        [2, 3],
        [5, 1],
      ] as const),
    },
    () => randomDisturbance(subject, random),
  );
  const outcome = await runCase(subject, disturbances);
  cases++;
  if (outcome.hasFired) for (const disturbance of disturbances) count(disturbance);
  for (const violation of outcome.violations) {
    violations.push(violation);
    console.error(`✗ ${violation}`);
  }
}

function count(disturbance: Disturbance): void {
  const name =
    disturbance.kind === 'kill'
      ? 'kill at random'
      : disturbance.kind === 'kill at call'
        ? `kill at ${disturbance.call}`
        : `${disturbance.error} at ${disturbance.call}, ${disturbance.forEver ? 'for ever' : 'once'}`;
  fired.set(name, (fired.get(name) ?? 0) + 1);
}

console.log(`${cases} cases in ${hours} h, seed ${seed}: ${violations.length} violations\n\n| disturbance | fired |\n|---|---|`);
for (const [name, times] of [...fired].sort()) console.log(`| ${name} | ${times} |`);
process.exitCode = violations.length === 0 ? 0 : 1;
