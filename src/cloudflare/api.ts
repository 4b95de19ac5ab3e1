import { Breakers } from './breakers.ts';
import { type BudgetState, RateBudget } from './budget.ts';
import { createCaller } from './call.ts';
import type { CallReport } from './call-report.ts';
import type { CloudflareClient } from './client.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { type Fence, noFence } from '../runtime/fence.ts';
import type { Credential } from './credential.ts';
import { PerCredential } from './per-credential.ts';
import { secretCalls } from './secret-calls.ts';
import { storeCalls } from './store-calls.ts';
import { createTransport } from './transport.ts';
import { verifyToken } from './verify-token.ts';

export interface CloudflareApiOptions {
  /** For example `https://api.cloudflare.com/client/v4`. */
  readonly baseUrl: string;
  /** `secrets-store-operator/<version>`. */
  readonly userAgent: string;
  /** One request, from the call to the answer's last byte. 30 s unless given. */
  readonly timeoutMs?: number;
  /** The part of it for the connection, TLS included. 10 s unless given. */
  readonly connectTimeoutMs?: number;
  /** The longest answer that is read. 8 MiB unless given. */
  readonly maxAnswerBytes?: number;
  /** The part of Cloudflare's rate limit that we use, between 0 and 1. 0.8 unless given. */
  readonly share?: number;
  /** How long a call may wait for the rate limit before it is sent back to its queue. 10 s unless given. */
  readonly maxWaitMs?: number;
  /** Before a read's second try. 250 ms unless given. */
  readonly retryDelayMs?: number;
  /** Holds HTTP_PROXY, HTTPS_PROXY, NO_PROXY. The process's own environment unless given. */
  readonly proxyEnvironment?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** While it is closed, nothing is sent. None unless given. */
  readonly fence?: Fence;
  /** Between 0 and 1, as Math.random, which it is unless given. */
  readonly random?: () => number;
  /** Told of every request that was sent. Must not throw. */
  readonly onCall?: (report: CallReport) => void;
}

/** Requests on their way at once by one credential, and connections to Cloudflare in all. */
const maxInFlight = 16;

export interface CloudflareApi {
  /** A client for one credential. Cheap: connections and the credential's rate budget are shared with every other client. */
  readonly connect: (credential: Credential) => CloudflareClient;
  /** What each credential that is in use may still send. */
  readonly budgets: () => readonly CredentialBudget[];
  /** Closes idle connections. Calls on their way end by themselves, or by their signals. */
  readonly close: () => void;
}

export interface CredentialBudget extends BudgetState {
  readonly credential: Credential['kind'];
}

/** The Cloudflare edge of one process: one set of connections, one rate budget and one set of breakers per credential. */
export function createCloudflareApi(options: CloudflareApiOptions): CloudflareApi {
  const { clock = systemClock, random = Math.random, share = 0.8, maxWaitMs = 10_000, retryDelayMs = 250 } = options;
  const { onCall = () => undefined } = options;
  const gates = new PerCredential(({ kind }) => ({
    kind,
    budget: new RateBudget({ clock, share, maxWaitMs, maxInFlight }),
    breakers: new Breakers({ clock, random }),
  }));
  const transport = createTransport({
    clock,
    baseUrl: options.baseUrl,
    userAgent: options.userAgent,
    timeoutMs: options.timeoutMs ?? 30_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    maxAnswerBytes: options.maxAnswerBytes ?? 8 * 1024 * 1024,
    proxyEnvironment: options.proxyEnvironment ?? process.env,
    fence: options.fence ?? noFence,
  });
  return {
    connect: (credential) => {
      const call = createCaller({
        transport,
        gates: () => gates.of(credential),
        credential,
        retryDelayMs,
        clock,
        onCall,
      });
      return {
        ...storeCalls(call),
        ...secretCalls(call),
        verify: (accountId, options) => verifyToken(call, { kind: credential.kind, accountId }, options),
      };
    },
    budgets: () => gates.all().map(({ kind, budget }) => ({ credential: kind, ...budget.state })),
    close: transport.close,
  };
}
