import type { LoggedCall } from '../../../src/emulator/call-log.ts';

/** A write of the operator, told from others of its kind by its number, and on which side of it the operator dies. */
export interface WritePoint {
  readonly side: 'Cloudflare' | 'Kubernetes';
  /** The emulator's name of the operation; or method and path, where `*` stands for the namespace. */
  readonly kind: string;
  /** Of those of its kind, from 1. */
  readonly nth: number;
  /** `Before`: the other side has not seen it. `After`: it has carried it out, and its answer was not sent. */
  readonly moment: 'Before' | 'After';
}

interface KubeWrite {
  readonly method: string;
  readonly path: string;
}

interface Logs {
  readonly calls: readonly LoggedCall[];
  readonly kubeWrites: readonly KubeWrite[];
  readonly namespace: string;
}

/** Every write that these logs show, before and after. */
export function writePointsOf({ calls, kubeWrites, namespace }: Logs): readonly WritePoint[] {
  const atCloudflare = calls.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);
  const atKubernetes = kubeWrites.map(({ method, path }) => `${method} ${path.replaceAll(`/${namespace}/`, '/*/')}`);
  return [...numbered('Cloudflare', atCloudflare), ...numbered('Kubernetes', atKubernetes)].flatMap((write) => [
    { ...write, moment: 'Before' as const },
    { ...write, moment: 'After' as const },
  ]);
}

function numbered(side: WritePoint['side'], kinds: readonly string[]) {
  const seen = new Map<string, number>();
  return kinds.map((kind) => {
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    return { side, kind, nth };
  });
}

/** Of each sort of write the first, whichever object it is about: a status of a store, say. */
export function firstOfEachSort(points: readonly WritePoint[]): readonly WritePoint[] {
  const seen = new Set<string>();
  return points.filter(({ kind, moment }) => {
    const sort = `${moment} ${kind.replace(/(?<=secretsstore\w+\/)[^/]+/, '*')}`;
    if (seen.has(sort)) return false;
    seen.add(sort);
    return true;
  });
}

export const titleOf = ({ side, kind, nth, moment }: WritePoint): string =>
  `${moment.toLowerCase()} ${kind} no. ${nth} at ${side}`;

/** What the proxy is told of a write to Kubernetes. */
export function kubeTargetOf({ kind }: WritePoint, namespace: string): { method: string; path: RegExp } {
  const [method = '', path = ''] = kind.split(' ');
  const pattern = path.split('/*/').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { method, path: new RegExp(`^${pattern.join(`/${namespace}/`)}$`) };
}
