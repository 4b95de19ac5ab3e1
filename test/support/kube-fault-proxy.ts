import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { inject } from 'vitest';
import { parse } from 'yaml';
import { listenOnLoopback, respondJson } from './fault-server.ts';
import { kubeconfigFor, reset, statusOf, writeTemporary } from '../kube/loopback-cluster.ts';
import type { Kubeconfig } from './kube-client.ts';

/**
 * An answer of this status; or a reset connection, or no answer at all, before the API server has seen the request, or after it
 * has carried it out.
 */
export type KubeFault =
  500 | 409 | 403 | 'reset' | 'reset after the work is done' | 'silence' | 'silence after the work is done';

export interface KubeTarget {
  readonly method: string;
  /** Of the path without its query. */
  readonly path: RegExp;
}

interface Armed extends KubeTarget {
  readonly fault: KubeFault;
  /** How many matching requests are let through first. */
  readonly after: number;
  seen: number;
  fired: number;
}

const reasons = { 500: 'InternalError', 409: 'Conflict', 403: 'Forbidden' } as const;

/**
 * Plain HTTP on loopback before an API server, that of the run unless another kubeconfig is given: everything passes as it is,
 * watches too, but what it was told to break. Start it before the scenario that uses it, so that it outlives the operator.
 */
export async function startKubeFaultProxy(kubeconfigPath = inject('kubeconfigPath')) {
  const upstream = readUpstream(kubeconfigPath);
  const armed: Armed[] = [];
  const writes: { method: string; path: string }[] = [];
  const watches = new Map<http.ServerResponse, string>();
  const held = new Map<string, PromiseWithResolvers<void>>();
  let frozen: PromiseWithResolvers<void> | undefined;
  const lasting = new Map<KubeTarget, KubeFault>();
  let refused = 0;
  const take = ({ method = '', url = '' }: http.IncomingMessage): KubeFault | undefined => {
    if (method !== 'GET') writes.push({ method, path: pathOf(url) });
    for (const [target, fault] of lasting) {
      if (target.method !== method || !target.path.test(pathOf(url))) continue;
      refused += 1;
      return fault;
    }
    const fits = armed.filter((one) => one.method === method && one.path.test(pathOf(url)));
    for (const one of fits) one.seen += 1;
    const due = fits.find(({ seen, after, fired }) => seen > after && fired === 0);
    if (due) due.fired += 1;
    return due?.fault;
  };
  const serve = (incoming: http.IncomingMessage, response: http.ServerResponse): void => {
    const fault = take(incoming);
    if (fault === 'reset') return reset(response);
    if (fault === 'silence') return;
    if (typeof fault === 'number') return respondJson(response, fault, statusOf(fault, reasons[fault]));
    const { method, url = '', headers } = incoming;
    const { host: _, ...passed } = headers;
    const call = https.request(
      `${upstream.server}${url}`,
      { method, headers: passed, agent: upstream.agent },
      (answer) => {
        if (fault !== undefined) {
          answer.resume().on('end', () => fault === 'reset after the work is done' && reset(response));
          return;
        }
        // A watch of an API server that dies is cut, not silent.
        answer.on('error', () => reset(response));
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (!isWatch(url)) {
          answer.pipe(response);
          return;
        }
        watches.set(response, pathOf(url));
        response.flushHeaders();
        void Promise.resolve(held.get(pathOf(url))?.promise).then(() => answer.pipe(response));
      },
    );
    response.on('close', () => {
      watches.delete(response);
      call.destroy();
    });
    call.on('error', () => reset(response));
    incoming.pipe(call);
  };
  const server = http.createServer((incoming, response) => {
    void Promise.resolve(frozen?.promise).then(() => serve(incoming, response));
  });
  const url = await listenOnLoopback(server);
  return {
    kubeconfigPath: await writeTemporary(JSON.stringify(kubeconfigFor(url, { token: upstream.token }))),
    /** Breaks one request that fits: the first from now on, or the one after so many. */
    failOnce: (target: KubeTarget, fault: KubeFault, after = 0): void =>
      void armed.push({ ...target, fault, after, seen: 0, fired: 0 }),
    /** Breaks each request that fits, until it is let go. */
    failAlways: (target: KubeTarget, fault: KubeFault): (() => void) => {
      lasting.set(target, fault);
      return () => void lasting.delete(target);
    },
    /** How many requests were broken that way. */
    refused: (): number => refused,
    /** Whatever was asked for but reads, in the order in which it came, faults included. */
    writes: (): readonly Readonly<{ method: string; path: string }>[] => writes,
    /** How many of the faults have struck. */
    struck: (): number => armed.filter(({ fired }) => fired > 0).length,
    /** How many watches are open, at this path or in all. */
    watches: (path?: string): number =>
      [...watches.values()].filter((one) => path === undefined || one === path).length,
    /** Cuts each watch that is open, as the end of a proxy or an API server does. */
    cutWatches: (): void => {
      for (const response of watches.keys()) reset(response);
    },
    /** Nothing that is asked from now on is answered, until it is let go. */
    freeze: (): (() => void) => {
      const gate = Promise.withResolvers<void>();
      frozen = gate;
      return () => {
        frozen = undefined;
        gate.resolve();
      };
    },
    /** What watches of this path that begin from now on have to tell waits until it is let go. */
    hold: (path: string): (() => void) => {
      const gate = Promise.withResolvers<void>();
      held.set(path, gate);
      return () => {
        held.delete(path);
        gate.resolve();
      };
    },
  };
}

const pathOf = (url: string): string => new URL(url, 'http://any').pathname;

const isWatch = (url: string): boolean =>
  ['true', '1'].includes(new URL(url, 'http://any').searchParams.get('watch') ?? '');

function readUpstream(kubeconfigPath: string) {
  const {
    clusters: [{ cluster }],
    users: [{ user }],
  } = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  return { server: cluster.server, token: user.token, agent: new https.Agent({ keepAlive: true, ca }) };
}
