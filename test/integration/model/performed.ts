import type { Action, Choice, Edit } from './actions.ts';
import {
  mint,
  mintValue,
  type Named,
  newStore,
  placeOf,
  type Remote,
  type Resource,
  sharedPlace,
  type Spec,
  withResource,
  withStore,
  without,
  type World,
} from './world.ts';

/** The world right after somebody's action, and before the operator has seen it; undefined where the action makes no sense. */
export function performed(world: World, action: Action): World | undefined {
  switch (action.kind) {
    case 'PutKey': {
      const [after, value] = mintValue(world);
      return withSource(after, action.secret, { ...after.sources[action.secret], [action.key]: value });
    }
    case 'RemoveKey': {
      const source = world.sources[action.secret];
      return source?.[action.key] === undefined
        ? undefined
        : withSource(world, action.secret, without(source, action.key));
    }
    case 'DeleteSecret':
      if (world.sources[action.secret] === undefined) return undefined;
      return { ...world, sources: without(world.sources, action.secret) };
    case 'Create':
      return world.resources[action.resource] === undefined ? created(world, action.resource, action.spec) : undefined;
    case 'Edit': {
      const resource = world.resources[action.resource];
      const spec = resource && edited(resource.spec, action.edit);
      return resource && spec && withResource(world, { ...resource, spec });
    }
    case 'Move': {
      const resource = world.resources[action.resource];
      if (resource === undefined || placeOf(resource) === action.to) return undefined;
      return withResource(world, { ...resource, spec: { ...resource.spec, storeRef: { name: action.to } } });
    }
    case 'Confirm': {
      const resource = world.resources[action.resource];
      return resource && withResource(world, { ...resource, confirmed: String(action.count) });
    }
    case 'Delete': {
      const resource = world.resources[action.resource];
      return resource?.isDeleting === false ? deleted(world, resource) : undefined;
    }
    case 'EditStore': {
      const { kind: _, store: name, ...changes } = action;
      const store = world.stores[name];
      return store && withStore(world, name, { ...store, ...changes });
    }
    case 'Fence': {
      const store = world.stores[sharedPlace];
      return store && withStore(world, sharedPlace, { ...store, allowed: action.allowed });
    }
    case 'DeleteStore': {
      const store = world.stores[action.store];
      if (store === undefined || store.isDeleting) return undefined;
      if (store.hasFinalizer) return withStore(world, action.store, { ...store, isDeleting: true });
      return { ...world, stores: without(world.stores, action.store) };
    }
    case 'PutStore':
      return world.stores[action.store] === undefined ? withStore(world, action.store, newStore) : undefined;
    case 'SetQuota':
      return { ...world, quota: action.places };
    case 'RemoveRemote': {
      const at = chosenIn(world, action.at);
      return world.remote[at] && { ...world, remote: without(world.remote, at) };
    }
    case 'AddRemote':
      return added(world, chosenIn(world, action.at), action.owner);
    case 'MarkRemote':
      return changed(world, action.at, () => ({ owner: action.owner }));
    case 'ChangeRemote': {
      const [after, value] = mintValue(world);
      return changed(after, action.at, (secret) => ({
        ...(action.parts.includes('value') && { value }),
        ...(action.parts.includes('scopes') && { scopes: secret.scopes.includes('dex') ? ['workers'] : ['dex'] }),
        ...(action.parts.includes('comment') && { comment: secret.comment === 'theirs' ? 'again' : 'theirs' }),
      }));
    }
  }
}

const withSource = (world: World, name: string, source: Named<string>): World => ({
  ...world,
  sources: { ...world.sources, [name]: source },
});

/** One of that name that is going away by itself, under Retain, is forgotten: the new one has its mark. */
function created(world: World, name: string, spec: Spec): World {
  const identity = { uid: '', created: '', confirmed: undefined, isDeleting: false, hasFinalizer: false };
  const resource: Resource = { name, spec, ...identity, at: undefined, kept: {}, left: {}, named: [], made: {} };
  return withResource({ ...world, departed: without(world.departed, name) }, resource);
}

function deleted(world: World, resource: Resource): World {
  if (resource.hasFinalizer) return withResource(world, { ...resource, isDeleting: true });
  const { name, spec, kept, left } = resource;
  const hasAny = Object.keys(kept).length + Object.keys(left).length > 0;
  const leavesMarks = spec.deletionPolicy === 'Retain' && spec.mode !== 'Plan' && hasAny;
  return {
    ...world,
    resources: without(world.resources, name),
    departed: leavesMarks ? { ...world.departed, [name]: { ...resource, isDeleting: true } } : world.departed,
  };
}

function edited(spec: Spec, edit: Edit): Spec | undefined {
  const { data = [], ...rest } = spec;
  switch (edit.kind) {
    case 'Set':
      return { ...spec, ...edit.fields };
    case 'Unset': {
      const { [edit.field]: before, ...others } = spec;
      return before === undefined || (edit.field === 'dataFrom' && data.length === 0) ? undefined : others;
    }
    case 'PutEntry':
      return { ...spec, data: [...data.filter(({ name }) => name !== edit.entry.name), edit.entry] };
    case 'DropEntry': {
      const left = data.filter((_, index) => index !== edit.index);
      if (left.length === data.length || (left.length === 0 && spec.dataFrom === undefined)) return undefined;
      return left.length === 0 ? rest : { ...spec, data: left };
    }
    case 'RenameEntry': {
      const entry = data[edit.index];
      if (entry === undefined || data.some(({ name }) => name === edit.to) || entry.copyOf === edit.to)
        return undefined;
      const renamed = { ...entry, name: edit.to, formerName: entry.name };
      return { ...spec, data: data.map((one, index) => (index === edit.index ? renamed : one)) };
    }
  }
}

/** The address that is meant; that of nothing, where there is nothing. */
export function chosenIn({ remote }: World, choice: Choice): string {
  if (typeof choice === 'string') return choice;
  const all = Object.keys(remote).toSorted();
  return all[choice % all.length] ?? '';
}

function added(world: World, address: string, owner: string | undefined): World {
  const [minted, id] = mint(world);
  const [after, value] = mintValue(minted);
  const secret: Remote = { id, version: id, value, scopes: ['workers'], comment: 'by hand', owner };
  return { ...after, remote: { ...after.remote, [address]: secret } };
}

function changed(world: World, choice: Choice, change: (secret: Remote) => Partial<Remote>): World | undefined {
  const address = chosenIn(world, choice);
  const secret = world.remote[address];
  if (secret === undefined) return undefined;
  const [after, version] = mint(world);
  return { ...after, remote: { ...after.remote, [address]: { ...secret, ...change(secret), version } } };
}
