import { expect } from 'vitest';

/** Stands for any number up to this one, within an object that is compared. */
export const upTo = (most: number): unknown => expect.toSatisfy((count: number) => count <= most, `at most ${most}`);
