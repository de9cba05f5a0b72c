import module from 'node:module';
import { fileURLToPath } from 'node:url';

// What Node makes of TypeScript is kept with the other dependencies, for the threads too: each that had to do it again would take 100 MB more.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../node_modules/.cache/winnow', import.meta.url));
module.enableCompileCache(process.env['NODE_COMPILE_CACHE']);
await import('./cli/program.ts');
