import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import type { StoredSecret } from './cloudflare.ts';

/** What is there at one moment. */
export interface Seen {
  /** The SecretsStoreSecret shop/app-keys. */
  readonly resource: SecretsStoreSecret | undefined;
  /** At Cloudflare, by name. */
  readonly secrets: ReadonlyMap<string, StoredSecret>;
}

/** What a person does. Each is shown as it would be typed. */
export interface Hands {
  readonly kubectl: (...args: readonly string[]) => Promise<void>;
  /** Another tool with the same account. */
  readonly changeAtCloudflare: (name: string, value: string) => Promise<void>;
  readonly say: (text: string) => void;
}

export interface Step {
  readonly title: string;
  readonly told: readonly string[];
  readonly act: (hands: Hands) => Promise<void>;
  /** Ends the sentence "Waiting until …". */
  readonly until: string;
  readonly isSeen: (seen: Seen) => boolean;
  /** Every write that the operator may make for it, and no other. */
  readonly writes: readonly string[];
  readonly conclusion: string;
}

/** In the store before the operator comes, and not its business. */
export const foreign = {
  name: 'PARTNER_TOKEN',
  value: 'set-by-another-tool',
  scopes: ['ai_gateway'],
  comment: 'Kept by hand',
};

export const story: readonly Step[] = [
  {
    title: 'A Kubernetes Secret is pushed',
    told: [
      'Secret shop/app-keys has three keys; the SecretsStoreSecret says what each is called at Cloudflare.',
      'A new value is pending there for a moment (here: 1 s), and Ready waits until it can be used.',
    ],
    act: ({ kubectl }) => kubectl('apply', '-f', 'deploy/samples'),
    until: 'three secrets are active at Cloudflare and app-keys is Ready',
    isSeen: (seen) => areAll(seen, { STRIPE_KEY: 'sk_live_', SHOP_SIGNING: 'correct-', SHOP_SESSION: 'a-session' }),
    writes: ['POST 3 secrets'],
    conclusion: 'One POST made all three. The end of each comment says whose it is.',
  },
  {
    title: 'A key is rotated',
    told: ['One of the three values changes in Kubernetes.'],
    act: ({ kubectl }) =>
      kubectl('patch', 'secret', 'app-keys', '-n', 'shop', '-p', '{"stringData":{"stripe":"rotated-in-kubernetes"}}'),
    until: 'STRIPE_KEY has the new value at Cloudflare and app-keys is Ready',
    isSeen: (seen) => areAll(seen, { STRIPE_KEY: 'rotated-', SHOP_SIGNING: 'correct-', SHOP_SESSION: 'a-session' }),
    writes: ['PATCH STRIPE_KEY'],
    conclusion: 'One PATCH. The other two secrets were not touched.',
  },
  {
    title: 'Somebody changes a value at Cloudflare',
    told: ['Cloudflare tells nobody and never shows a value, but it says when a secret was last modified.'],
    async act({ kubectl, changeAtCloudflare, say }) {
      await changeAtCloudflare('SHOP_SIGNING', 'changed-by-hand');
      say('Every 5 minutes one listing of the store finds such changes. Every 5 seconds is better for a demo:');
      await kubectl('patch', 'csstore', 'default', '--type=merge', '-p', '{"spec":{"resyncPeriodSeconds":5}}');
    },
    until: 'SHOP_SIGNING has the value of the Kubernetes Secret again',
    isSeen: (seen) => areAll(seen, { STRIPE_KEY: 'rotated-', SHOP_SIGNING: 'correct-', SHOP_SESSION: 'a-session' }),
    writes: ['PATCH SHOP_SIGNING'],
    conclusion: 'One PATCH set it right. (driftPolicy: Report would only have said so.)',
  },
  {
    title: 'A key goes',
    told: ['The Kubernetes Secret loses the key "session", which dataFrom had picked up.'],
    act: ({ kubectl }) => kubectl('patch', 'secret', 'app-keys', '-n', 'shop', '-p', '{"data":{"session":null}}'),
    until: 'SHOP_SESSION is gone at Cloudflare and app-keys is Ready',
    isSeen: (seen) => areAll(seen, { STRIPE_KEY: 'rotated-', SHOP_SIGNING: 'correct-' }),
    writes: ['DELETE SHOP_SESSION'],
    conclusion: 'One DELETE, of that secret alone.',
  },
  {
    title: 'The resource goes',
    told: ['kubectl waits, since a finalizer keeps the resource until its secrets are gone at Cloudflare.'],
    act: ({ kubectl }) => kubectl('delete', 'sss', 'app-keys', '-n', 'shop'),
    until: 'app-keys is gone, and so is everything of it at Cloudflare',
    isSeen: ({ resource, secrets }) => resource === undefined && secrets.size === 1,
    writes: ['DELETE 2 secrets'],
    conclusion: 'One DELETE took both that were left. PARTNER_TOKEN is as it was.',
  },
];

/**
 * Whether the store holds these of ours and no others, with values that begin so, and the status of the resource speaks of
 * exactly this state of them: same ids, same times of modification, all active.
 */
function areAll({ resource, secrets }: Seen, valueStarts: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(valueStarts);
  const entries = resource?.status?.entries ?? [];
  const isThere = ([name, start]: readonly [string, string]): boolean => {
    const secret = secrets.get(name);
    const entry = entries.find((one) => one.name === name);
    if (secret?.status !== 'active' || !secret.value.startsWith(start)) return false;
    return entry?.state === 'Synced' && entry.secretId === secret.id && entry.modifiedTime === secret.modified;
  };
  return (
    wanted.every(isThere) &&
    entries.length === wanted.length &&
    secrets.size === wanted.length + 1 &&
    resource?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  );
}
