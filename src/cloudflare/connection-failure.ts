/**
 * Error codes of Node and axios in our words. Several codes share a text where users cannot tell them apart, and no text
 * holds an address, a port or a message of the library: those change between retries, and may hold what must not be seen.
 */
const details: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not found',
  EHOSTUNREACH: 'host not reachable',
  ENETUNREACH: 'host not reachable',
  ETIMEDOUT: 'no connection in time',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ECONNABORTED: 'connection reset',
  ERR_PROXY_TUNNEL: 'the proxy refused',
  CERT_HAS_EXPIRED: 'certificate not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate not trusted',
  // axios uses this code for an answer beyond maxContentLength and for one that ended too early.
  ERR_BAD_RESPONSE: 'answer too large or cut off',
};

/** Whatever was thrown, as a stable text. Nothing of the error itself is kept. */
export function connectionDetail(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return (typeof code === 'string' ? details[code] : undefined) ?? 'connection failed';
}
