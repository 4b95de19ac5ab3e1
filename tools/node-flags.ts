/**
 * How Node is started for the operator; `npm start` has the same. Most of what the operator allocates is short-lived JSON, and it
 * waits for answers most of the time: a small young generation, a heap that begins small and grows by a fifth at a time, and one
 * helper thread cost no speed that could be measured. Maglev, the middle one of V8's compilers, is off: it takes memory from malloc
 * for what it compiles, which is not given back, 20 MiB after a restart in a large cluster. With 100 resources 96 MiB are resident,
 * and 109 with none of these flags.
 */
export const nodeFlags: readonly string[] = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=20',
  '--initial-old-space-size=16',
  '--no-maglev',
  '--v8-pool-size=1',
];

/** In a container, where Node would take half of what the machine has for its heap, and the kernel would end it before. */
export const containerFlags: readonly string[] = [...nodeFlags, '--max-old-space-size-percentage=60'];

/** glibc keeps a heap for each thread, of which most lies idle here: with one for all, 4 to 8 MiB less are held. */
export const nodeEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' };
