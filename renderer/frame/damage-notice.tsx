import { notifications } from '@mantine/notifications';
import { engine, remedyOf, sentenceOf } from '../client.ts';
import { count } from '../format.ts';
import { askAgain } from '../running.ts';
import { useShown } from '../shown.ts';

/** A workspace that cannot be read, and what can be done. */
export function DamageNotice() {
  const { error } = useShown();
  if (!error) return null;
  const sentence = sentenceOf(error);
  const isDamaged = remedyOf(error) === 'restore';
  const act = async (work: () => Promise<string>): Promise<void> => {
    try {
      notifications.show({ message: await work(), autoClose: false });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
    await askAgain();
  };
  return (
    <section className="notice is-wrong" role="alert">
      <div className="notice-line">
        <span className="wrap">▲ {sentence}</span>
        <span style={{ flex: 1 }} />
        {isDamaged && (
          <>
            <button
              type="button"
              className="button small"
              onClick={() =>
                void act(async () => {
                  const { kept } = await engine.workspace.restore({ name: 'newest' });
                  return `The newest backup is back.${kept ? ` What was there is kept in ${kept}.` : ''}`;
                })
              }
            >
              Restore the newest backup
            </button>
            <button
              type="button"
              className="button small"
              onClick={() =>
                void act(async () => {
                  const { setAside, tables } = await engine.workspace.salvage();
                  return `${count(tables.reduce((sum, { rows }) => sum + rows, 0))} rows could be read. The damaged file is ${setAside}.`;
                })
              }
            >
              Salvage what can be read
            </button>
          </>
        )}
      </div>
    </section>
  );
}
