/** Figures as the table shows them. */
export const seconds = (value: number): string => `${value.toFixed(2)} s`;
export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
export const mebibytes = (value: number): string => `${value.toFixed(1)} MiB`;
export const number = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `1 call`, `2 calls`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;
