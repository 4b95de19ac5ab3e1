import { type Settings, worstCaseSettings } from '../../src/emulator/settings.ts';

/** How the emulator behaves where nobody knows how Cloudflare does: as we believe, or in every way that is hardest for us. */
type Behaviour = 'default' | 'worst-case';

const settings: Readonly<Record<Behaviour, Partial<Settings>>> = { default: {}, 'worst-case': worstCaseSettings };

const isBehaviour = (name: string): name is Behaviour => Object.hasOwn(settings, name);

function behaviour(): Behaviour {
  const name = process.env['EMULATOR_BEHAVIOUR'] ?? 'default';
  if (!isBehaviour(name))
    throw new Error(`EMULATOR_BEHAVIOUR is "${name}"; there are ${Object.keys(settings).join(', ')}`);
  return name;
}

/** What this run is about: every scenario of it has these settings, unless it sets one itself. */
export const behaviourSettings: Partial<Settings> = settings[behaviour()];

/**
 * What is expected of this run, where the two differ. In the worst case reads lag by 1.5 s, so it takes some listings more to
 * see what was written; a bulk request takes ten entries; one that is refused may have been carried out in part, and what it
 * created is written once more; and a deleted name is reserved for 3 s.
 */
export const expected = <T>(each: { readonly default: T; readonly worstCase: T }): T =>
  behaviour() === 'default' ? each.default : each.worstCase;

/** With what status a deletion is answered that was done. */
export const deletedStatus = expected({ default: 202, worstCase: 200 });
