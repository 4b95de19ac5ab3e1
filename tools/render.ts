import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openHelm } from '../test/helm/helm.ts';
import { render } from '../test/support/rendered-chart.ts';
import { renderedFiles } from './deploy/rendered-files.ts';

/** Writes what of deploy/ is made of the chart, by Helm, which is built if need be. The integration tests compare. */
const root = join(import.meta.dirname, '..');
const helm = await openHelm('helm4');
try {
  for (const [path, text] of await renderedFiles(root, async (values) => render(helm, values))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
} finally {
  await helm.close();
}
