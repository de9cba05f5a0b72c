import { useShown } from '../shown.ts';

/** What is done to the text of every cell before it is judged; the raw cell stays as it was. */
export function StepsScreen() {
  const { pipeline } = useShown();
  if (!pipeline) return null;
  if (pipeline.steps.length === 0) {
    return (
      <div className="empty">
        <h2>No cleaning steps</h2>
        <p>
          Add them under <code>clean:</code> in the pipeline's YAML, on the Rules screen: trim, map, parse-date and others.
        </p>
      </div>
    );
  }
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Cleaning steps</h1>
        <span className="muted">in this order; each record shows what they changed</span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th className="right">#</th>
            <th>Step</th>
            <th>Dataset</th>
            <th>Column</th>
            <th>Options</th>
          </tr>
        </thead>
        <tbody>
          {pipeline.steps.map(({ dataset, step, column, options }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place of a step is what tells it from another
            <tr key={index}>
              <td className="right muted">{index + 1}</td>
              <td>{step}</td>
              <td>{dataset}</td>
              <td>{column ?? <span className="muted">every column</span>}</td>
              <td className="mono wrap">{options === '{}' ? '' : options}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
