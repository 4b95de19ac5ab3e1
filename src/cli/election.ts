import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { KubeConnection } from '../kube/connection.ts';
import { kubeLease } from '../kube/lease.ts';
import type { ElectionNews } from '../runtime/election-news.ts';
import { Elector } from '../runtime/elector.ts';
import type { TimedFence } from '../runtime/fence.ts';
import { type Leadership, soleLeadership } from '../runtime/leadership.ts';
import { leaseTiming } from '../runtime/lease.ts';
import type { Logger } from '../runtime/log.ts';

interface Election {
  readonly leadership: Leadership;
  /** All work has stopped: another one may begin. */
  readonly end: () => Promise<void>;
}

interface Candidacy {
  readonly config: { readonly namespace: string; readonly leaseName: string; readonly leaseSeconds: number };
  readonly kube: KubeConnection;
  readonly fence: TimedFence;
  readonly log: Logger;
}

/** From here on this process is a candidate, and the log says who leads. */
export function takePart({ config, kube, fence, log }: Candidacy): Election {
  const { namespace, leaseName: name, leaseSeconds } = config;
  // As client-go's candidates call themselves: a pod's host name is its own, and every start is another candidate.
  const identity = `${hostname()}_${randomUUID()}`;
  const lease = `${namespace}/${name}`;
  const elector = new Elector({
    lease: kubeLease(kube, { namespace, name }),
    identity,
    timing: leaseTiming(leaseSeconds * 1000),
    fence,
    onNews: (news) => tell(log.child({ lease, identity }), news),
  });
  elector.start();
  return { leadership: elector, end: async () => elector.end() };
}

/** Where there are no others to agree with. */
export const noElection = (): Election => ({ leadership: soleLeadership(), end: async () => undefined });

function tell(log: Logger, news: ElectionNews): void {
  switch (news.kind) {
    case 'StandsBy':
      return log.info({ holder: news.holder }, 'another operator leads; standing by');
    case 'Leads':
      return log.info({ transitions: news.transitions }, 'leading');
    case 'Lost':
      return log.error({ holder: news.holder }, news.holder === undefined ? notRenewed : 'the lease was taken; ending');
    case 'Released':
      return log.info('the lease is given back');
    case 'Failed':
      return log.warn({ detail: news.detail }, `cannot ${news.action} the Lease; it is tried again. ${wayOut}`);
  }
}

const notRenewed = 'the lease could not be renewed in time, and another operator may lead; ending';

const wayOut =
  "The operator's namespace must exist, and its service account have the rights of docs/configuration.md; an operator that is alone needs no Lease (--leader-elect=false)";
