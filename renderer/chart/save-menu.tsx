import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download } from 'lucide-react';
import type { RefObject } from 'react';
import { sentenceOf } from '../client.ts';
import { type Figures, saveFigures, savePicture } from './save-chart.ts';

/** Saves a chart as a picture, or its figures as a table. */
export function SaveMenu({
  title,
  figures,
  card,
  isPicture,
}: {
  readonly title: string;
  readonly figures: Figures;
  readonly card: RefObject<HTMLElement | null>;
  /** Whether the chart is drawn now. */
  readonly isPicture: boolean;
}) {
  const save = async (format: 'png' | 'svg'): Promise<void> => {
    try {
      if (card.current) await savePicture(card.current, title, format);
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  return (
    <Menu position="bottom-end" withinPortal shadow="none">
      <Menu.Target>
        <button type="button" className="icon-button" aria-label={`Save ${title}`} title="Save as a picture or a table">
          <Download size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={!isPicture} onClick={() => void save('png')}>
          Picture (PNG)
        </Menu.Item>
        <Menu.Item disabled={!isPicture} onClick={() => void save('svg')}>
          Drawing (SVG)
        </Menu.Item>
        <Menu.Item onClick={() => saveFigures(figures, title)}>Figures (CSV)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
