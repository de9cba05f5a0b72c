import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './styles/tokens.css';
import './styles/mantine.css';
import './styles/frame.css';
import './styles/pieces.css';
import './styles/grid.css';
import './styles/screens.css';
import './styles/profile.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './app.tsx';
import { ask, queryClient } from './client.ts';
import { WarmGrid } from './grid/warm-grid.tsx';
import { signIn, stayWith } from './session.ts';
import { theme } from './theme.ts';

// The page may not make code of text, so the library that checks answers must not try.
config({ jitless: true });

const root = document.getElementById('root');
// Whoever cannot be let in is told so by whatever the page asks first.
await signIn().catch(() => undefined);
await queryClient
  .fetchQuery(ask.system.info.queryOptions())
  .then(({ workspace }) => stayWith(workspace))
  .catch(() => undefined);
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <App />
          <WarmGrid />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
