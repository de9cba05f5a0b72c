import { Component, type ReactNode } from 'react';
import { sentenceOf } from '../client.ts';
import { useRoute } from '../route.ts';

/** A screen that fails says so in its place, and the way out stays; another address tries again. */
export function Mishaps({ children }: { readonly children: ReactNode }) {
  const [path, go] = useRoute();
  return (
    <Catch path={path} onLeave={() => go('/')}>
      {children}
    </Catch>
  );
}

interface Screen {
  readonly path: string;
  readonly children: ReactNode;
  readonly onLeave: () => void;
}

class Catch extends Component<Screen, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error() };
  }

  override componentDidUpdate({ path }: Screen): void {
    if (path !== this.props.path && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    const { children, onLeave } = this.props;
    if (this.state.error === undefined) return children;
    return (
      <div className="empty" role="alert">
        <h2>This screen cannot be shown</h2>
        <p className="wrap">{sentenceOf(this.state.error)}. Nothing was changed or lost.</p>
        <button type="button" className="button" onClick={onLeave}>
          Go to the start
        </button>
      </div>
    );
  }
}
