import { StaleFigures } from '../pieces/stale-figures.tsx';
import { useShown } from '../shown.ts';

/** The tables that the pipeline builds from clean rows. */
export function ModelsScreen() {
  const { pipeline } = useShown();
  if (!pipeline) return null;
  if (pipeline.models.length === 0) {
    return (
      <div className="empty">
        <h2>No models</h2>
        <p>
          A model is a table made by one select over clean rows. Add it under <code>models:</code> in the pipeline's YAML.
        </p>
      </div>
    );
  }
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Models</h1>
        <span className="muted">tables made from clean rows; any SQLite tool can read them in the workspace</span>
      </div>
      <StaleFigures />
      <div className="grid-2" style={{ marginTop: 0 }}>
        {pipeline.models.map(({ name, sql }) => (
          <section key={name} className="card">
            <div className="card-head">
              <h2>{name}</h2>
            </div>
            <pre className="mono wrap" style={{ margin: 0, whiteSpace: 'pre-wrap' }}>
              {sql.trim()}
            </pre>
          </section>
        ))}
      </div>
    </div>
  );
}
