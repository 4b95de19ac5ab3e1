import { lauxlib, lua, lualib, type LuaState, to_luastring as bytes } from 'fengari';

/**
 * What a script returns of the global `obj`, with the libraries that Argo CD opens for a script of argocd-cm: base, package, table and a
 * part of os (argo-cd, util/lua/lua.go). There is no `string`. Throws what Lua complains of.
 */
export function runLua(script: string, object: unknown): unknown {
  const state = lauxlib.luaL_newstate();
  const { luaopen_base, luaopen_package, luaopen_table, luaopen_os } = lualib;
  for (const [name, open] of Object.entries({ _G: luaopen_base, package: luaopen_package, table: luaopen_table })) {
    lauxlib.luaL_requiref(state, bytes(name), open, 1);
    lua.lua_pop(state, 1);
  }
  openSafeOs(state, luaopen_os);
  push(state, object);
  lua.lua_setglobal(state, bytes('obj'));
  const failed =
    lauxlib.luaL_loadstring(state, bytes(script)) !== lua.LUA_OK || lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK;
  if (failed) throw new Error(lua.lua_tojsstring(state, -1));
  return read(state, -1);
}

/** By `require("os")`, with what tells the time alone. */
function openSafeOs(state: LuaState, open: (state: LuaState) => number): void {
  lauxlib.luaL_requiref(state, bytes('os'), open, 0);
  for (const name of ['execute', 'exit', 'getenv', 'remove', 'rename', 'tmpname', 'setlocale']) {
    lua.lua_pushnil(state);
    lua.lua_setfield(state, -2, bytes(name));
  }
  lua.lua_pop(state, 1);
}

function push(state: LuaState, value: unknown): void {
  if (typeof value === 'boolean') return lua.lua_pushboolean(state, value);
  if (typeof value === 'number') return lua.lua_pushnumber(state, value);
  if (typeof value === 'string') return lua.lua_pushstring(state, bytes(value));
  if (typeof value !== 'object' || value === null) return lua.lua_pushnil(state);
  lua.lua_newtable(state);
  const entries: (readonly [number | string, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index + 1, item] as const)
    : Object.entries(value);
  for (const [key, item] of entries) {
    push(state, key);
    push(state, item);
    lua.lua_settable(state, -3);
  }
}

/** A table whose keys begin at 1 is a list; an empty one is an object. */
function read(state: LuaState, index: number): unknown {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index);
    case lua.LUA_TNUMBER:
      return lua.lua_tonumber(state, index);
    case lua.LUA_TSTRING:
      return lua.lua_tojsstring(state, index);
    case lua.LUA_TTABLE:
      return readTable(state, lua.lua_absindex(state, index));
    default:
      return undefined;
  }
}

function readTable(state: LuaState, table: number): unknown {
  const entries: [unknown, unknown][] = [];
  lua.lua_pushnil(state);
  while (lua.lua_next(state, table) !== 0) {
    entries.push([read(state, -2), read(state, -1)]);
    lua.lua_pop(state, 1);
  }
  const isList = entries.length > 0 && entries.every(([key]) => typeof key === 'number');
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
