import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, sentenceOf } from '../../client.ts';
import { StaleFigures } from '../../pieces/stale-figures.tsx';
import { parseModelSearch } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { ModelForm } from './model-form.tsx';
import { inListOrder, ModelList } from './model-list.tsx';
import { ModelTests } from './model-tests.tsx';
import { ModelView } from './model-view.tsx';

/** The tables that the pipeline builds from clean rows: their rows, what must hold for them, and the SQL that makes them. */
export function ModelsScreen({ model, address }: { readonly model: string | undefined; readonly address: string | undefined }) {
  const { pipeline } = useShown();
  const tables = useQuery({ ...ask.data.tables.queryOptions({ input: {} }), enabled: pipeline !== undefined });
  const [isAdding, setAdding] = useState(false);
  if (!pipeline) return null;
  const form = isAdding && <ModelForm pipeline={pipeline} tables={tables.data ?? []} onClose={() => setAdding(false)} />;
  if (pipeline.models.length === 0) {
    return (
      <div className="empty">
        <h2>No models</h2>
        <p>A model is a table made from clean rows, such as totals by month and region. Other tools can read it too.</p>
        <button type="button" className="button primary" onClick={() => setAdding(true)}>
          Add a model …
        </button>
        {form}
      </div>
    );
  }
  const models = inListOrder(tables.data ?? []);
  const shown = models.find(({ name }) => name === model) ?? (model === undefined ? models[0] : undefined);
  return (
    <div className="screen models-screen">
      <div className="screen-head">
        <h1>Models</h1>
        <span className="muted">tables made from clean rows; any SQLite tool can read them in the workspace</span>
        <span className="spacer" style={{ flex: 1 }} />
        <ModelTests />
        <button type="button" className="button" onClick={() => setAdding(true)}>
          Add a model …
        </button>
        {form}
      </div>
      <StaleFigures />
      {tables.isError && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(tables.error)}
        </p>
      )}
      {tables.data && (
        <div className="models">
          <ModelList models={models} shown={shown?.name} />
          {shown ? (
            <ModelView key={shown.name} table={shown} tables={tables.data} search={parseModelSearch(address)} />
          ) : (
            <div className="empty">
              <h2>There is no model {model}</h2>
              <p>Choose one from the list.</p>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
