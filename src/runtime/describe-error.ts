import { OwnError } from './own-error.ts';

export interface ErrorDescription {
  readonly name: string;
  /** Only of an OwnError. */
  readonly message?: string;
  /** Where it was thrown; the message, which a stack repeats, is taken out. */
  readonly stack: string;
}

/**
 * What may be seen of something that was thrown: a whitelist, since AxiosError carries the request with its token, a
 * client-node ApiException the response body, and even V8 quotes values (`Cannot use 'in' operator to search for 'x' in …`).
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, stack: '' };
  const stack = framesOf(error);
  if (error instanceof OwnError) return { name: error.name, message: error.message, stack };
  return { name: error.constructor.name, stack };
}

/** The lines `    at function (file:line:column)`. The message stands before them and is cut off, for it may have such lines too. */
function framesOf({ stack = '', message }: Error): string {
  const afterMessage = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  const frames = afterMessage.split('\n').filter((line) => /^ {4}at .*(:\d+:\d+|<anonymous>)\)?$/.test(line));
  return frames.map((line) => line.trim()).join('\n');
}
