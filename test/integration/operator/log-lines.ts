interface Logging {
  readonly lines: () => readonly string[];
}

type Line = Readonly<Record<string, unknown>> & { readonly time: string };

/** The first line with this message, or the last. */
export function lineOf({ lines }: Logging, message: string, which: 'first' | 'last' = 'first'): Line | undefined {
  const found = lines().filter((line) => line.includes(`"msg":"${message}"`));
  const line = found.at(which === 'first' ? 0 : -1);
  return line === undefined ? undefined : (JSON.parse(line) as Line);
}

/** When it was written, in milliseconds; NaN where it was not. */
export const timeOf = (logging: Logging, message: string, which?: 'first' | 'last'): number =>
  Date.parse(lineOf(logging, message, which)?.time ?? '');
