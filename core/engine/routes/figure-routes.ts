import type { Implementer } from '../implementer.ts';

/** Answers how figures go over time, and why they moved. */
export function figureRoutes(os: Implementer) {
  return {
    overTime: os.figures.overTime.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('figures', input, { signal }),
    ),
    moved: os.figures.moved.handler(({ input, signal, context: { session } }) => session.asking.ask('moved', input, { signal })),
    label: os.figures.label.handler(({ input, context: { session } }) => session.review('labelDay', input)),
  };
}
