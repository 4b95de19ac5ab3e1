import { readFile } from 'node:fs/promises';
import type { PolicyRule, Rendered } from './rendered-chart.ts';

/** One thing that one role allows. */
export interface Permission {
  readonly verb: string;
  /** With its group and subresource: `secretsstore.dev/secretsstores/status`, `secrets`. */
  readonly resource: string;
  /** The one namespace where it is allowed; anywhere unless given. */
  readonly namespace?: string;
  /** The one object that it is allowed for; any unless given. */
  readonly name?: string;
}

/** What a service account asked the API server for, or to watch. */
export interface Request {
  readonly verb: string;
  readonly resource: string;
  /** Empty for the cluster's scope, and for all namespaces at once. */
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
}

interface Binding extends Rendered {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly name: string; readonly namespace: string }[];
}

/** Everything that the bindings among these objects allow a service account. */
export function permissionsOf(
  objects: readonly Rendered[],
  account: { namespace: string; name: string },
): Permission[] {
  const bindings = objects.filter((object): object is Binding => object.kind.endsWith('RoleBinding'));
  return bindings
    .filter(({ subjects }) => subjects.some((one) => one.name === account.name && one.namespace === account.namespace))
    .flatMap(({ kind, roleRef, metadata: { namespace } }) => {
      const role = objects.find(
        (object) =>
          object.kind === roleRef.kind &&
          object.metadata.name === roleRef.name &&
          (roleRef.kind === 'ClusterRole' || object.metadata.namespace === namespace),
      );
      if (role === undefined) throw new Error(`A binding names ${roleRef.kind} ${roleRef.name}, which is not there`);
      return (role.rules ?? []).flatMap((rule) => allowedBy(rule, kind === 'RoleBinding' ? namespace : undefined));
    });
}

const allowedBy = (rule: PolicyRule, namespace: string | undefined): Permission[] =>
  rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        (rule.resourceNames ?? [undefined]).map((name) => ({
          verb,
          resource: group === '' ? resource : `${group}/${resource}`,
          ...(namespace !== undefined && { namespace }),
          ...(name !== undefined && { name }),
        })),
      ),
    ),
  );

export const allows = (permission: Permission, request: Request): boolean =>
  permission.verb === request.verb &&
  permission.resource === request.resource &&
  (permission.namespace === undefined || permission.namespace === request.namespace) &&
  (permission.name === undefined || permission.name === request.name);

export const describePermission = ({ verb, resource, namespace, name }: Partial<Request> & Permission): string =>
  [verb, resource, ...(name ? [`"${name}"`] : []), ...(namespace ? [`in ${namespace}`] : [])].join(' ');

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly requestURI: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

/** All that a service account has asked for so far, as the audit log has it: a watch is there once it has ended. */
export async function requestsOf(
  auditLogPath: string,
  account: { namespace: string; name: string },
): Promise<Request[]> {
  const username = `system:serviceaccount:${account.namespace}:${account.name}`;
  const lines = (await readFile(auditLogPath, 'utf8')).split('\n').slice(0, -1);
  return lines
    .filter((line) => line.includes(username))
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ user }) => user.username === username)
    .map(({ verb, objectRef, requestURI, responseStatus }) => ({
      verb,
      resource: objectRef
        ? [objectRef.apiGroup, objectRef.resource, objectRef.subresource].filter(Boolean).join('/')
        : requestURI,
      namespace: objectRef?.namespace ?? '',
      name: objectRef?.name ?? '',
      status: responseStatus?.code ?? 0,
    }));
}
