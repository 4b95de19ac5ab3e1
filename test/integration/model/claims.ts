import { admitsName } from './fence.ts';
import { placeOf, type Resource, type World } from './world.ts';

/** The names that the spec gives by itself. */
export const chosenNames = ({ spec }: Resource): readonly string[] => (spec.data ?? []).map(({ name }) => name);

/** Whether an older resource wants the name in the same store, so that this one may not take it while nobody has it. */
export function isRivalled(world: World, me: Resource, wanted: string): boolean {
  return Object.values(world.resources).some(
    (other) =>
      other.name !== me.name &&
      placeOf(other) === placeOf(me) &&
      admitsName({ world, resource: other }, wanted) &&
      !other.isDeleting &&
      other.spec.mode !== 'Plan' &&
      [...chosenNames(other), ...other.named].includes(wanted) &&
      (other.created < me.created || (other.created === me.created && other.uid < me.uid)),
  );
}
