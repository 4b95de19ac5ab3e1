import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { inventoryOptions } from '../../src/cli/inventory-options.ts';
import { planOptions } from '../../src/cli/plan-options.ts';
import { releaseOptions } from '../../src/cli/release-options.ts';
import { runOptions } from '../../src/cli/run-options.ts';
import type { Option } from '../../src/config.ts';
import { pageWithRegions } from './page-regions.ts';

const path = 'docs/configuration.md';

/** The page with its tables of options, made of the ones that the program itself reads. */
export async function configurationPage(root: string): Promise<ReadonlyMap<string, string>> {
  const regions = {
    run: tableOf(runOptions),
    plan: tableOf(planOptions),
    inventory: tableOf(inventoryOptions),
    release: tableOf(releaseOptions),
    emulator: tableOf(emulatorOptions),
  };
  return new Map([[path, await pageWithRegions(root, path, regions)]]);
}

function tableOf(options: Readonly<Record<string, Option<unknown>>>): string {
  const all = Object.values(options);
  const hasVariables = all.some(({ environment }) => environment !== undefined);
  const rows = all.map(({ flag, short, environment, default: fallback, doc }) => [
    `${short === undefined ? '' : `\`-${short}\`, `}\`--${flag}\``,
    ...(hasVariables ? [environment === undefined ? '' : `\`${environment}\``] : []),
    fallback,
    doc,
  ]);
  const head = ['Flag', ...(hasVariables ? ['Environment'] : []), 'Default', 'Meaning'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(escaped).join(' | ')} |`).join('\n');
}

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');
