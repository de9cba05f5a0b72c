import { ArrowLeft, ArrowRight, GripVertical, Maximize2, Minimize2, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { ChartDefinition } from '#core/contract/charts.ts';
import { Tool } from '../pieces/tool.tsx';
import type { Arrangement } from './use-arrangement.ts';

/** Says that the dashboard is being arranged, names its page, and saves or leaves it. */
export function ArrangeHead({
  arrangement,
  page,
  onPage,
}: {
  readonly arrangement: Arrangement;
  readonly page: string | undefined;
  readonly onPage: (name: string) => void;
}) {
  const { isChanged, isRunning } = arrangement;
  return (
    <section className="card arrange-head" aria-label="Arrange the dashboard">
      <Committed
        label="Name of this page"
        value={page ?? ''}
        placeholder="the only page"
        onCommit={(name) => {
          arrangement.renamePage(page, name);
          onPage(name);
        }}
      />
      <span className="muted small arrange-about">
        Drag charts by their grips, or move them with the arrows. Saving makes a new version of the pipeline and runs the files
        again.
      </span>
      <button type="button" className="button quiet" onClick={arrangement.cancel}>
        Cancel
      </button>
      <button
        type="button"
        className="button primary"
        disabled={isRunning}
        aria-disabled={!isChanged}
        onClick={() => isChanged && void arrangement.save()}
      >
        {isRunning ? 'Running …' : 'Save'}
      </button>
    </section>
  );
}

/** The type of drag data by which a drop knows a chart. */
const chartType = 'application/x-winnow-chart';

/** The bar above a chart that is being arranged: its title, page, width and place. */
export function ArrangeBar({
  chart: { id, title, page, isWide, kind },
  peers,
  pages,
  arrangement: { change, move, remove },
}: {
  readonly chart: ChartDefinition;
  /** Those that it stands among. */
  readonly peers: readonly ChartDefinition[];
  readonly pages: readonly string[];
  readonly arrangement: Arrangement;
}) {
  const at = peers.findIndex((peer) => peer.id === id);
  const [before, after] = [peers[at - 1], peers[at + 1]];
  const [isTarget, setTarget] = useState(false);
  const moveTo = (way: 'earlier' | 'later', to: ChartDefinition | undefined): void => {
    if (!to) return;
    move(id, to.id);
    const isAtEnd = to === peers[0] || to === peers.at(-1);
    // An element that is moved in the page loses the focus; at an end only the way back is left.
    focusSoon(`${id} ${isAtEnd ? (way === 'earlier' ? 'later' : 'earlier') : way}`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same
    <div
      className={isTarget ? 'arrange-bar is-target' : 'arrange-bar'}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(chartType)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        setTarget(false);
        const other = event.dataTransfer.getData(chartType);
        if (other === '') return;
        event.preventDefault();
        move(other, id);
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same */}
      <span
        className="arrange-grip"
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData(chartType, id);
        }}
      >
        <GripVertical size={14} className="grip" aria-hidden />
      </span>
      <Committed label={`Title of ${title}`} value={title} isBare onCommit={(text) => change(id, { title: text })} />
      {kind !== 'kpi' && (
        <Committed
          label={`Page of ${title}`}
          value={page ?? pages[0] ?? ''}
          placeholder="page"
          offers={pages}
          isBare
          onCommit={(name) => change(id, { page: name })}
        />
      )}
      <span className="row arrange-tools">
        <span data-arrange={`${id} earlier`}>
          <Tool label={`Move ${title} earlier`} isOff={!before} onClick={() => moveTo('earlier', before)}>
            <ArrowLeft size={14} />
          </Tool>
        </span>
        <span data-arrange={`${id} later`}>
          <Tool label={`Move ${title} later`} isOff={!after} onClick={() => moveTo('later', after)}>
            <ArrowRight size={14} />
          </Tool>
        </span>
        {kind !== 'kpi' && (
          <Tool
            label={isWide ? `Make ${title} half as wide` : `Give ${title} the whole width`}
            onClick={() => change(id, { isWide: !isWide })}
          >
            {isWide ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          </Tool>
        )}
        <span data-arrange={`${id} remove`}>
          <Tool
            label={`Remove ${title}`}
            onClick={() => {
              remove(id);
              const next = after ?? before;
              if (next) focusSoon(`${next.id} remove`);
            }}
          >
            <Trash2 size={14} />
          </Tool>
        </span>
      </span>
    </div>
  );
}

/** Focuses a button of a bar after the next paint. */
function focusSoon(name: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-arrange="${CSS.escape(name)}"] button:enabled`)?.focus(),
  );
}

/** A text that counts once one has finished typing: on Enter, or when the field is left. */
function Committed({
  label,
  value,
  placeholder,
  offers,
  isBare = false,
  onCommit,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly offers?: readonly string[];
  /** Whether its label is only spoken. */
  readonly isBare?: boolean;
  readonly onCommit: (text: string) => void;
}) {
  const [typed, type] = useState<string>();
  const commit = (): void => {
    const text = typed?.trim() ?? '';
    type(undefined);
    if (text !== '' && text !== value) onCommit(text);
  };
  const name = useId();
  const list = offers && name;
  const field = (
    <>
      <input
        className={isBare && offers ? 'input small arrange-page' : 'input small'}
        aria-label={isBare ? label : undefined}
        list={list}
        value={typed ?? value}
        placeholder={placeholder}
        maxLength={offers || !isBare ? 40 : 200}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') type(undefined);
        }}
      />
      {offers && (
        <datalist id={list}>
          {offers.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
  return isBare ? (
    field
  ) : (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
    <label className="row">
      <span>{label}</span>
      {field}
    </label>
  );
}
