/** Milliseconds on the machine's own clock: all processes share it and nobody sets it, so times of two of them compare. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
