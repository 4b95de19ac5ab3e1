/**
 * Whose a remote secret is. The comment is the only place that Cloudflare gives back, so our mark stands at its end,
 * readable in the dashboard: `Shop back end [k8s prod-eu shop/app-keys]`.
 */
export interface Owner {
  readonly cluster: string;
  readonly namespace: string;
  /** The SecretsStoreSecret, not the Secret. */
  readonly name: string;
}

/** What our mark begins with; a user's comment cannot contain it. */
export const markStart = '[k8s ';

/** No `]` and no blank can stand in any of the three names, so the mark reads back as it was written. */
const markAtTheEnd = /(?:^| )\[k8s ([^\s\]/]+) ([^\s\]/]+)\/([^\s\]/]+)\]$/;

export const formatOwner = (owner: Owner): string => `${owner.cluster} ${owner.namespace}/${owner.name}`;

export const markOf = (owner: Owner): string => `${markStart}${formatOwner(owner)}]`;

/** The comment as it is stored: the user's, then the mark. */
export const withMark = (comment: string, owner: Owner): string =>
  comment === '' ? markOf(owner) : `${comment} ${markOf(owner)}`;

/** The owner that the comment names, or undefined when no operator has marked it. */
export function ownerIn(comment: string): Owner | undefined {
  const [, cluster, namespace, name] = markAtTheEnd.exec(comment) ?? [];
  return cluster !== undefined && namespace !== undefined && name !== undefined
    ? { cluster, namespace, name }
    : undefined;
}

/** The comment with the mark taken off: what is left of it when we let go. */
export const withoutMark = (comment: string): string => comment.replace(markAtTheEnd, '');

export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.cluster === b.cluster && a.namespace === b.namespace && a.name === b.name;

/** Whether it carries the mark of this owner. */
export function isOurs({ comment }: { readonly comment: string }, owner: Owner): boolean {
  const holder = ownerIn(comment);
  return holder !== undefined && isSameOwner(holder, owner);
}
