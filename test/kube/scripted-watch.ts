import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { KubeFailure } from '../../src/kube/failure.ts';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import type { ListenerThrew, ReflectorOptions } from '../../src/kube/reflector-options.ts';
import { type SeenRequest, respondJson } from '../support/fault-server.ts';
import { type LoopbackCluster, startLoopbackCluster, thing, thingList } from './loopback-cluster.ts';

type Step = (response: ServerResponse, request: SeenRequest) => void;

/** What the server does to each list and to each watch in turn; the last step is repeated. */
export interface Script {
  readonly lists?: readonly Step[];
  readonly watches?: readonly Step[];
}

export interface Scene {
  readonly reflector: Reflector<KubeObject>;
  /** `+name` appeared, `~name` changed, `-name` went, each with its version where it has one. */
  readonly told: readonly string[];
  readonly problems: readonly (KubeFailure | ListenerThrew)[];
  readonly requests: (kind: 'list' | 'watch') => readonly URLSearchParams[];
  readonly server: LoopbackCluster;
  readonly stop: AbortController;
  readonly running: Promise<void>;
}

/** A Reflector of `things` in front of a server that follows the script. Its waits are short unless the test says otherwise. */
export async function play(
  { lists = [emptyList], watches = [open] }: Script,
  options: Partial<ReflectorOptions<KubeObject>> = {},
): Promise<Scene> {
  const counts = { list: 0, watch: 0 };
  const server = await startLoopbackCluster((request, response) => {
    const isWatch = paramsOf(request).get('watch') === 'true';
    const steps = isWatch ? watches : lists;
    const turn = counts[isWatch ? 'watch' : 'list']++;
    steps[Math.min(turn, steps.length - 1)]?.(response, request);
  });
  const told: string[] = [];
  const problems: (KubeFailure | ListenerThrew)[] = [];
  const reflector = new Reflector<KubeObject>(server.connection, {
    path: '/apis/example.com/v1/things',
    accept: 'full',
    transform: (object) => object,
    onChange: (_, now, before) => void told.push(lineOf(now, before)),
    onError: (problem) => void problems.push(problem),
    backoff: { baseMs: 10, maxMs: 20 },
    ...options,
  });
  const stop = new AbortController();
  const running = reflector.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  const requests = (kind: 'list' | 'watch'): readonly URLSearchParams[] =>
    server.seen.map(paramsOf).filter((params) => (params.get('watch') === 'true') === (kind === 'watch'));
  return { reflector, told, problems, requests, server, stop, running };
}

const paramsOf = ({ url }: SeenRequest): URLSearchParams => new URL(url, 'http://loopback').searchParams;

function lineOf(now: KubeObject | undefined, before: KubeObject | undefined): string {
  if (now === undefined) return `-${before?.metadata.name}`;
  return `${before === undefined ? '+' : '~'}${now.metadata.name}@${now.metadata.resourceVersion}`;
}

export const listing =
  (resourceVersion: number, items: readonly object[] | null, next = ''): Step =>
  (response) =>
    respondJson(response, 200, thingList(resourceVersion, items, next));

export const refusing =
  (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Step =>
  (response) =>
    respondJson(response, status, body, headers);

/** Sends these lines, and then does what `end` says with the stream: leaves it open unless given. */
export const streaming =
  (lines: readonly string[], end: (response: ServerResponse) => void = () => {}): Step =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const line of lines) response.write(line);
    // What was written has left before the stream is cut.
    setImmediate(() => end(response));
  };

export const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

export const added = (name: string, resourceVersion: number): string => event('ADDED', thing(name, resourceVersion));

const emptyList = listing(100, []);
const open = streaming([]);
