/** As much of a shell as the examples use: assignments, and `curl` with a method, an address and a body. */
export interface CurlCall {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
}

export const readVariables = (block: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...block.matchAll(/^(?:export )?(\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

export function readCurl(block: string, variables: Readonly<Record<string, string>>): readonly CurlCall[] {
  const lines = block.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.filter((line) => line.startsWith('curl ')).map((line) => readLine(line, variables));
}

function readLine(line: string, variables: Readonly<Record<string, string>>): CurlCall {
  const method = / -X (\w+)/.exec(line)?.[1] ?? 'GET';
  const address = / "([^"]+)"/.exec(line)?.[1] ?? '';
  const body = / -d '([^']*)'/.exec(line)?.[1];
  return { method, url: address.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? ''), body };
}
