-- The same for all three kinds: `npm run generate` copies it. In argocd-cm there is no `string` library, and none is needed.
local function condition(type)
  for _, candidate in ipairs(obj.status.conditions) do
    if candidate.type == type then
      return candidate
    end
  end
  return {}
end

local function health(status, message)
  return { status = status, message = message or "" }
end

if obj.spec ~= nil and obj.spec.suspend == true then
  return health("Suspended", "Nothing is written to Cloudflare: spec.suspend is true")
end
if obj.status == nil or obj.status.conditions == nil then
  return health("Progressing", "The operator has not looked at it yet")
end
if obj.status.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "The operator has not looked at this spec yet")
end

local ready, reconciling, stalled = condition("Ready"), condition("Reconciling"), condition("Stalled")
if reconciling.reason == "Suspended" then
  -- By its store.
  return health("Suspended", reconciling.message)
end
if stalled.status == "True" then
  return health("Degraded", stalled.message)
end
if ready.status == "True" then
  return health("Healthy", ready.message)
end
if reconciling.status == "True" then
  return health("Progressing", reconciling.message)
end
if ready.status == "False" then
  return health("Degraded", ready.message)
end
if reconciling.reason == "Planned" then
  -- With mode Plan nothing is going on, and nothing has failed.
  return health("Healthy", reconciling.message)
end
return health("Progressing", reconciling.message)
