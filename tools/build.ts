import { chmodSync, renameSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleWithout } from './bundle-without.ts';

/**
 * Bundles the program into one file that needs nothing but Node: no node_modules in the image, and a start in a third of the
 * time. It takes its place when it is whole, so that nobody starts half of it while another build is going on.
 */
const outfile = 'dist/main.mjs';
const unfinished = `dist/main.${process.pid}.mjs`;
await build({
  entryPoints: ['src/main.ts'],
  outfile: unfinished,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  // Names stay, for stack traces. A comment with a character outside ASCII would double what the source takes in memory.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  logLevel: 'warning',
  plugins: [bundleWithout],
  banner: {
    // Some dependencies are CommonJS and ask for Node's own modules by require.
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
chmodSync(unfinished, 0o755);
renameSync(`${unfinished}.LEGAL.txt`, `${outfile}.LEGAL.txt`);
renameSync(unfinished, outfile);
