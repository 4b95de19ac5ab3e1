import { describeError } from './describe-error.ts';

/** What of a process an end by a bug needs. */
interface Ending {
  readonly on: (event: 'uncaughtException', listener: (error: unknown) => void) => unknown;
  readonly stderr: { readonly write: (text: string) => unknown };
  readonly exit: (code: number) => unknown;
}

/**
 * What nobody caught, a rejected promise included, is one line of JSON on stderr and exit code 1. Node itself would print the
 * message, the causes and every field of it: the token in the request of an AxiosError among them.
 */
export function exitOnCrash({ on, stderr, exit }: Ending): void {
  on('uncaughtException', (error) => {
    stderr.write(`${JSON.stringify({ level: 'fatal', err: describeError(error), msg: 'ended by a bug' })}\n`);
    exit(1);
  });
}
