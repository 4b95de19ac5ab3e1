import { parseArgs } from 'node:util';
import { OwnError } from '../../src/runtime/own-error.ts';

export interface Options {
  /** Leave everything running when the story is over, until Ctrl-C. */
  readonly keep: boolean;
  readonly help: boolean;
}

export const help = `Shows what the operator does, step by step, with a real Kubernetes API server and an emulated Cloudflare.

Usage: npm run demo [-- --keep]

  --keep   leave everything running at the end and say what to type next; Ctrl-C ends and removes it

It needs no cluster, no Docker and no Cloudflare account, and exits 0 only if every step was seen to happen.
The first run builds kube-apiserver and etcd from their Go modules, which takes about 5 minutes and needs Go.`;

/** Throws an OwnError, one clear line, for anything that it does not know. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    return { keep: values.keep ?? false, help: values.help ?? false };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\.$/);
    throw new OwnError(`${reason}; the demo knows --keep and --help`);
  }
}
