/** As far as it is used here: Lua in JavaScript, which brings no types of its own. */
declare module 'fengari' {
  export interface LuaState {
    readonly brand: unique symbol;
  }
  type Library = (state: LuaState) => number;
  export const lua: {
    readonly LUA_OK: 0;
    readonly LUA_TNIL: 0;
    readonly LUA_TBOOLEAN: 1;
    readonly LUA_TNUMBER: 3;
    readonly LUA_TSTRING: 4;
    readonly LUA_TTABLE: 5;
    readonly lua_type: (state: LuaState, index: number) => number;
    readonly lua_newtable: (state: LuaState) => void;
    readonly lua_pushnil: (state: LuaState) => void;
    readonly lua_pushboolean: (state: LuaState, value: boolean) => void;
    readonly lua_pushnumber: (state: LuaState, value: number) => void;
    readonly lua_pushstring: (state: LuaState, value: Uint8Array) => void;
    readonly lua_pushcfunction: (state: LuaState, call: Library) => void;
    readonly lua_pushvalue: (state: LuaState, index: number) => void;
    readonly lua_settable: (state: LuaState, index: number) => void;
    readonly lua_setglobal: (state: LuaState, name: Uint8Array) => void;
    readonly lua_setfield: (state: LuaState, index: number, name: Uint8Array) => void;
    readonly lua_getfield: (state: LuaState, index: number, name: Uint8Array) => number;
    readonly lua_next: (state: LuaState, index: number) => number;
    readonly lua_absindex: (state: LuaState, index: number) => number;
    readonly lua_gettop: (state: LuaState) => number;
    readonly lua_pop: (state: LuaState, count: number) => void;
    readonly lua_toboolean: (state: LuaState, index: number) => boolean;
    readonly lua_tonumber: (state: LuaState, index: number) => number;
    readonly lua_tojsstring: (state: LuaState, index: number) => string;
    readonly lua_pcall: (state: LuaState, args: number, results: number, handler: number) => number;
  };
  export const lauxlib: {
    readonly luaL_newstate: () => LuaState;
    readonly luaL_requiref: (state: LuaState, name: Uint8Array, open: Library, global: number) => void;
    readonly luaL_loadstring: (state: LuaState, script: Uint8Array) => number;
  };
  export const lualib: {
    readonly luaopen_base: Library;
    readonly luaopen_package: Library;
    readonly luaopen_table: Library;
    readonly luaopen_os: Library;
  };
  export const to_luastring: (text: string) => Uint8Array;
}
