import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/**
 * A page of the docs with the named regions filled anew; the rest of it is written by hand. A region stands between
 * `<!-- generated: name -->` and `<!-- end -->`. Throws where a region is missing.
 */
export async function pageWithRegions(
  root: string,
  path: string,
  regions: Readonly<Record<string, string>>,
): Promise<string> {
  const file = join(root, path);
  const style = await resolveConfig(file);
  let page = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(regions)) {
    const start = `<!-- generated: ${name} -->`;
    const from = page.indexOf(start);
    const to = page.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`${path} has no region "${name}": add ${start} and <!-- end -->`);
    const formatted = await format(content, { ...style, parser: 'markdown' });
    page = `${page.slice(0, from + start.length)}\n\n${formatted}\n${page.slice(to)}`;
  }
  return page;
}
