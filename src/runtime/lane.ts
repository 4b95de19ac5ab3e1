/** Why a key waits: something changed, or it is only looked at again (initial list, resync). Changes always go first. */
export type Lane = 'Change' | 'Resync';

export const higher = (lane: Lane, other: Lane | undefined): Lane => (other === 'Change' ? 'Change' : lane);
