import { elsewhere } from './world.ts';

/** What the operators of these tests are told to call the cluster. */
export const clusterName = 'test';

/** The annotation by which held deletions are confirmed. */
export const confirmDeletions = 'secretsstore.dev/confirm-deletions';

const mark = /(?:^| )\[k8s (\S+) ([^\s/]+)\/(\S+)\]$/;

/** Whose a secret is by its comment: a resource of this namespace, somebody elsewhere, or nobody's. */
export function ownerOf(comment: string, namespace: string): string | undefined {
  const [, cluster, place, name] = mark.exec(comment) ?? [];
  if (name === undefined) return undefined;
  return cluster === clusterName && place === namespace ? name : elsewhere;
}

export const unmarkedText = (comment: string): string => comment.replace(mark, '');

/** The comment as it stands at Cloudflare. */
export function markedText(comment: string, owner: string | undefined, namespace: string): string {
  if (owner === undefined) return comment;
  const holder = owner === elsewhere ? 'prod-eu shop/app' : `${clusterName} ${namespace}/${owner}`;
  return `${comment} [k8s ${holder}]`.trimStart();
}
