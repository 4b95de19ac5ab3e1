/**
 * The parts of prom-client that are used, each by its own path. The whole of it brings an OpenTelemetry API, digests for quantiles
 * and a client of push gateways: bundled 108 kB in place of 21, and 5 MiB more in a process that does nothing else.
 */
declare module 'prom-client/lib/counter.js' {
  export { Counter as default } from 'prom-client';
}
declare module 'prom-client/lib/gauge.js' {
  export { Gauge as default } from 'prom-client';
}
declare module 'prom-client/lib/histogram.js' {
  export { Histogram as default } from 'prom-client';
}
declare module 'prom-client/lib/registry.js' {
  export { Registry as default } from 'prom-client';
}
