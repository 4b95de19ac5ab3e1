import { parseArgs } from 'node:util';
import { cutText } from './runtime/cut-text.ts';
import { OwnError } from './runtime/own-error.ts';

/** One option, under each of its names. Flags win over the environment, the environment over the default. */
export interface Option<T> {
  readonly flag: string;
  /** One letter, for what is typed often. */
  readonly short?: string;
  /** It may be given several times; what was given is then joined by commas. */
  readonly repeats?: true;
  readonly environment?: string;
  /** As `--help` and the docs show it. */
  readonly default: string;
  readonly doc: string;
  /** Parses what was given, or, where nothing was, gives the default. Throws an OwnError that says what would do. */
  readonly parse: (text: string | undefined, name: string) => T;
}

type Options = Readonly<Record<string, Option<unknown>>>;
export type Config<O extends Options> = { readonly [K in keyof O]: ReturnType<O[K]['parse']> };

/**
 * What a command line and an environment say of the options. Throws an OwnError, one clear line, for an unknown flag, a
 * flag without its value, and a value that does not fit.
 */
export function readConfig<O extends Options>(
  options: O,
  from: { readonly args: readonly string[]; readonly environment: Readonly<Record<string, string | undefined>> },
): Config<O> {
  const given = flagsOf(options, from.args);
  const read = Object.entries(options).map(([key, option]) => {
    const flag = given[option.flag];
    const variable = option.environment === undefined ? undefined : from.environment[option.environment];
    const name = flag === undefined && variable !== undefined ? (option.environment ?? '') : `--${option.flag}`;
    const text = flag ?? (variable === '' ? undefined : variable);
    return [key, option.parse(text, name)];
  });
  return Object.fromEntries(read) as Config<O>;
}

function flagsOf(options: Options, args: readonly string[]): Readonly<Record<string, string | undefined>> {
  const known = Object.fromEntries(
    Object.values(options).map(({ flag, short, repeats }) => [
      flag,
      { type: 'string', ...(short !== undefined && { short }), ...(repeats && { multiple: true }) } as const,
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).map(([flag, given]) => [flag, given?.toString()]));
  } catch (error) {
    throw new OwnError(`${firstSentence(error)}; see --help for the options`);
  }
}

/** Node's own words name the flag and, behind a full stop, explain what is of no use here. A value may be a secret. */
const firstSentence = (error: unknown): string =>
  ((error instanceof Error ? error.message : 'The command line cannot be read').split(/\.\s|\.$/)[0] ?? '')
    .replace(/=.*'/s, "=…'")
    .slice(0, 200);

/** What was given, as a message repeats it: somebody may have given a whole file. */
const quoted = (given: string): string => `"${cutText(given, 100)}"`;

/** The table of `--help`, a line for each option. */
export function describeOptions(options: Options): string {
  const rows = Object.values(options).map(({ flag, short, environment, default: by, doc }) => ({
    left: `  ${short === undefined ? '' : `-${short}, `}--${flag}${environment === undefined ? '' : ` (${environment})`}`,
    right: `${doc} Default: ${by}`,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows.map(({ left, right }) => left.padEnd(width) + right).join('\n');
}

type Parse<T> = Option<T>['parse'];

export const text =
  <T extends string | undefined>(fallback: T): Parse<string | T> =>
  (given) =>
    given ?? fallback;

export const list = (): Parse<readonly string[]> => (given) =>
  (given ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const choice =
  <const T extends string>(choices: readonly T[], fallback: NoInfer<T>): Parse<T> =>
  (given, name) => {
    if (given === undefined) return fallback;
    const found = choices.find((candidate) => candidate === given);
    if (found === undefined) throw new OwnError(`${name} is ${quoted(given)}; it must be one of ${choices.join(', ')}`);
    return found;
  };

export const truth =
  (fallback: boolean): Parse<boolean> =>
  (given, name) =>
    choice(['true', 'false'], fallback ? 'true' : 'false')(given, name) === 'true';

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly kind: 'Integer' | 'Fraction';
}

export const number =
  (fallback: number, { min, max, kind }: Bounds): Parse<number> =>
  (given, name) => {
    if (given === undefined) return fallback;
    const value = given.trim() === '' ? Number.NaN : Number(given);
    const fits = value >= min && value <= max && (kind === 'Fraction' || Number.isInteger(value));
    if (!fits)
      throw new OwnError(
        `${name} is ${quoted(given)}; it must be a${kind === 'Integer' ? ' whole' : ''} number from ${min} to ${max}`,
      );
    return value;
  };

export const matching =
  <T extends string | undefined>(
    pattern: RegExp,
    { what, fallback }: { readonly what: string; readonly fallback: T },
  ): Parse<string | T> =>
  (given, name) => {
    if (given !== undefined && !pattern.test(given))
      throw new OwnError(`${name} is ${quoted(given)}; it must be ${what}`);
    return given ?? fallback;
  };
