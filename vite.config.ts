import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page of the workbench, the same in Electron and in a browser. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'out/renderer'),
    emptyOutDir: true,
    rollupOptions: { input: resolve(import.meta.dirname, 'renderer/index.html') },
    target: 'chrome130',
    minify: true,
    chunkSizeWarningLimit: 2000,
    // Small files too stay files: the page allows no other source of fonts and scripts.
    assetsInlineLimit: 0,
  },
});
