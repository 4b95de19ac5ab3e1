import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argocdFiles } from './generate/argocd/argocd-files.ts';
import { chartFiles } from './generate/chart/chart-files.ts';
import { configurationPage } from './generate/configuration-page.ts';
import { dashboard } from './generate/dashboard.ts';
import { fieldTables } from './generate/field-tables.ts';
import { manifestSchemas } from './generate/manifest-schemas.ts';
import { prometheusRule } from './generate/prometheus-rule.ts';
import { resourceTypes } from './generate/resource-types.ts';

/** Writes every generated file of the repository; with `--check` it writes nothing and fails where one is not up to date. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const onlyCheck = process.argv.includes('--check');

const generated = new Map([
  ...(await resourceTypes(root)),
  ...(await configurationPage(root)),
  ...(await fieldTables(root)),
  ...(await manifestSchemas(root)),
  ...(await prometheusRule(root)),
  ...(await dashboard(root)),
  ...(await chartFiles(root)),
  ...(await argocdFiles(root)),
]);

const outdated: string[] = [];
for (const [path, content] of generated) {
  const file = join(root, path);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (current === content) continue;
  outdated.push(path);
  if (onlyCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

if (!onlyCheck) for (const path of outdated) console.log(`wrote ${path}`);
else if (outdated.length > 0) {
  console.error(`Not up to date: ${outdated.join(', ')}. Run: npm run generate`);
  process.exitCode = 1;
}
