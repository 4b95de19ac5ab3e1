import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { cutText } from './cut-text.ts';
import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** `json`: an object on each line, for machines. `pretty`: for people, in colour. */
  readonly format: 'json' | 'pretty';
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * A logger that writes at once, in this process and thread, so that nothing is lost on exit. An Error that is handed to it,
 * as the object, as a field of it, as an argument of the message or as `err` of a child, is replaced by `describeError` of it.
 * Long texts among the fields are cut.
 */
export function createLogger({ level, format, destination = pino.destination({ sync: true }) }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeValue },
    hooks: { logMethod: logWithoutErrors },
  };
  return pino(options, format === 'json' ? destination : prettyStream(destination));
}

/** Stands before pino, since pino takes the message of an Error, or of a field `err`, for the line's own when none is given. */
function logWithoutErrors(this: Logger, [first, ...rest]: Parameters<LogFn>, method: LogFn): void {
  Reflect.apply(method, this, [describeFirst(first), ...rest.map(describeValue)]);
}

function describeFirst(first: unknown): unknown {
  if (first instanceof Error) return { err: describeError(first) };
  return typeof first === 'object' && first !== null ? describeFields({ ...first }) : first;
}

const describeFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, describeValue(value)]));

function describeValue(value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  if (typeof value === 'string') return cut(value);
  return Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? cut(one) : one)) : value;
}

/** Letters of a text that somebody else may have written: as many as the longest message that status has. */
const maxText = 4_096;

const cut = (text: string): string => cutText(text, maxText);

function prettyStream(destination: DestinationStream): DestinationStream {
  const format = prettyFactory({ colorize: true });
  return { write: (line) => destination.write(format(line)) };
}
