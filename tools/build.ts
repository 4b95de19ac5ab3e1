import { chmodSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleWithout } from './bundle-without.ts';

/**
 * Bundles the program into three files that need nothing but Node: no node_modules in the image, and a start in a third of the
 * time. The third is for the one verb that is imported when it is chosen. Within one file, esbuild would have to keep every
 * module that this verb shares with the others, used or not: the operator then holds 4 to 6 MiB more.
 *
 * `dist/main.mjs` takes its place last, when all that it imports is there, so that nobody starts half of it while another build
 * is going on.
 */
const outdir = resolve('dist');
const mainPath = resolve(outdir, 'main.mjs');
const { outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  outdir,
  entryNames: '[name]',
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
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
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  // undici leaves out its second HTTP parser, an experiment, where it finds this name (client-h1.js).
  define: { esbuildDetection: 'true' },
  write: false,
});

const main = outputFiles.find(({ path }) => path === mainPath);
if (main === undefined) throw new Error(`The build has no ${mainPath}`);
const others = outputFiles.filter((file) => file !== main);
for (const { path, contents } of others) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
const unfinished = `${mainPath}.${process.pid}`;
writeFileSync(unfinished, `#!/usr/bin/env node\n${main.text}`);
chmodSync(unfinished, 0o755);
renameSync(unfinished, mainPath);
for (const path of globSync(`${outdir}/parts/*`)) if (!others.some((file) => file.path === path)) rmSync(path);
